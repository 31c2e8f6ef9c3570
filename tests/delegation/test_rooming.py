"""Rooms: only who asked for it shares, everybody has one bed a night, and nobody moves without need."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.planning.rooming import Stay, rooms
from delegation.rooming import Room, Rooming, RoomKind, RoomWish
from tests.usa import usa_2017

FILE = usa_2017()
LEGS = [leg.id for leg in FILE.legs]
SINGLE, NONE = RoomWish(), RoomWish(kind=RoomKind.NONE)


def shared(other: str | None = None) -> RoomWish:
    return RoomWish(kind=RoomKind.SHARED, with_participant=other)


def guests(rooming: Rooming, leg: str = "boston") -> list[tuple[str, ...]]:
    return sorted(room.guests for room in rooming.rooms if room.leg == leg)


def test_two_who_named_each_other_share_in_every_city():
    found = rooms(FILE, ("A-2", "A-1", "A-3"), {"A-1": shared("A-2"), "A-2": shared("A-1"), "A-3": SINGLE})

    assert [(room.leg, room.number, room.guests) for room in found.rooms] == [
        (leg, number, pair) for leg in LEGS for number, pair in ((1, ("A-1", "A-2")), (2, ("A-3",)))
    ]
    assert {room.kind for room in found.of("A-1")} == {RoomKind.SHARED}
    assert (found.rooms[0].arrives, found.rooms[0].leaves) == (date(2017, 5, 14), date(2017, 5, 15))
    assert found.open == ()


def test_a_wish_that_is_not_mutual_gives_a_single_and_a_question():
    found = rooms(FILE, ("A-1", "A-2", "A-3"), {"A-1": shared("A-2"), "A-2": SINGLE, "A-3": shared()})

    assert guests(found) == [("A-1",), ("A-2",), ("A-3",)]
    assert found.open == (
        "A-1 asked to share a room with A-2, who did not ask to share, and is alone "
        "(Philadelphia room 1, Washington room 1, Boston room 1). Ask A-1.",
        "A-3 asked to share a room and named nobody, and is alone "
        "(Philadelphia room 3, Washington room 3, Boston room 3). Ask A-3.",
    )


def test_the_rest_is_paired_only_if_the_organiser_says_so():
    wishes = {"A-1": shared("A-2"), "A-2": shared("A-9"), "A-3": shared(), "A-4": SINGLE}

    found = rooms(FILE, tuple(wishes), wishes, pair_the_rest=True)

    assert guests(found) == [("A-1", "A-2"), ("A-3",), ("A-4",)]
    assert [one.split(",")[0] for one in found.open] == ["A-3 asked to share a room and named nobody"]


def test_who_is_left_behind_keeps_the_room_and_the_organiser_is_told():
    wishes = {"A-1": SINGLE, "A-2": shared("A-3"), "A-3": shared("A-2")}
    before = rooms(FILE, tuple(wishes), wishes)

    after = rooms(FILE, ("A-1", "A-3", "A-4"), wishes, before=before)

    assert [(one.number, one.guests, one.kind) for one in after.rooms if one.leg == "boston"] == [
        (1, ("A-1",), RoomKind.SINGLE),
        (2, ("A-3",), RoomKind.SINGLE),
        (3, ("A-4",), RoomKind.SINGLE),
    ]
    assert after.open[0].startswith("A-3 asked to share a room with A-2, who does not travel, and is alone (")
    assert after.open[1].startswith("A-4 has not said which room; a single is planned (")
    assert rooms(FILE, ("A-1", "A-3", "A-4"), wishes, before=after) == after


def test_a_substitute_gets_the_number_that_became_free():
    wishes = dict.fromkeys(("A-1", "A-2", "A-3", "A-9"), SINGLE)
    before = rooms(FILE, ("A-1", "A-2", "A-3"), wishes)

    after = rooms(FILE, ("A-1", "A-3", "A-9"), wishes, before=before)

    assert [(one.number, one.guests) for one in after.rooms if one.leg == "boston"] == [
        (1, ("A-1",)), (2, ("A-9",)), (3, ("A-3",)),
    ]  # fmt: skip


def test_who_needs_no_room_or_comes_later_is_only_where_they_sleep():
    wishes = {"A-1": NONE, "A-2": shared("A-3"), "A-3": shared("A-2")}
    stays = {"A-2": Stay(arrives=date(2017, 5, 16)), "A-3": Stay(leaves=date(2017, 5, 20))}

    found = rooms(FILE, tuple(wishes), wishes, stays=stays)

    assert found.of("A-1") == ()
    assert [(one.leg, one.guests, one.arrives.day, one.leaves.day) for one in found.rooms] == [
        ("philadelphia", ("A-3",), 14, 15),
        ("washington", ("A-2", "A-3"), 15, 17),
        ("boston", ("A-2", "A-3"), 17, 20),
    ]
    assert found.open == (
        "Washington room 1 is shared by A-2 from 2017-05-16 to 2017-05-17 and A-3 from 2017-05-15 to "
        "2017-05-17; tell the hotel.",
        "Boston room 1 is shared by A-2 from 2017-05-17 to 2017-05-19 and A-3 from 2017-05-17 to "
        "2017-05-20; tell the hotel.",
        "A-3 has Philadelphia room 1 alone, because A-2 does not sleep there; tell the hotel.",
    )


NAMES = [f"A-{n}" for n in range(7)]
WISH = st.builds(RoomWish, kind=st.sampled_from(RoomKind), with_participant=st.sampled_from([*NAMES, None]))
GROUPS = st.tuples(
    st.lists(st.sampled_from(NAMES), unique=True), st.dictionaries(st.sampled_from(NAMES), WISH)
)


@settings(max_examples=50, deadline=None)
@given(GROUPS, st.lists(st.sampled_from(NAMES), unique=True), st.booleans())
def test_everybody_has_one_room_a_leg_two_only_if_they_agree_and_numbers_stay(group, later, pair_the_rest):
    people, wishes = group
    first = rooms(FILE, people, wishes, pair_the_rest=pair_the_rest)
    second = rooms(FILE, later, wishes, before=first, pair_the_rest=pair_the_rest)

    for found, there in ((first, people), (second, later)):
        for leg in LEGS:
            of_leg = [room for room in found.rooms if room.leg == leg]
            assert sorted(who for room in of_leg for who in room.guests) == sorted(
                who for who in there if who not in wishes or wishes[who].kind is not RoomKind.NONE
            )
            assert len({room.number for room in of_leg}) == len(of_leg)
        assert all(agreed(room, wishes, pair_the_rest) for room in found.rooms)
    assert rooms(FILE, people, wishes, before=first, pair_the_rest=pair_the_rest) == first
    assert rooms(FILE, list(reversed(people)), wishes, pair_the_rest=pair_the_rest) == first
    same = {(room.leg, room.guests): room.number for room in first.rooms}
    assert all(same.get((room.leg, room.guests), room.number) == room.number for room in second.rooms)
    assert Rooming.model_validate_json(second.model_dump_json()) == second


def agreed(room: Room, wishes: dict[str, RoomWish], pair_the_rest: bool) -> bool:
    if len(room.guests) == 1:
        return room.kind is RoomKind.SINGLE
    one, other = room.guests
    both_share = all(wishes[who].kind is RoomKind.SHARED for who in room.guests)
    mutual = wishes[one].with_participant == other and wishes[other].with_participant == one
    return room.kind is RoomKind.SHARED and both_share and (mutual or pair_the_rest)
