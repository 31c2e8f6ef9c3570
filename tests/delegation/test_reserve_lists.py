"""Reserve lists of parallel sessions: who waits, in what order, who moves up, and until when."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.change import CancelItem, ChangeCapacity, Choose, ComeBack, DropOut, StayAway
from delegation.planning.changing import inverse, preview
from delegation.planning.differences import effects_between
from delegation.planning.plan_state import PlanState
from delegation.planning.reserve_lists import position
from delegation.zoned import instant
from tests.conference import (
    BERLIN,
    PEOPLE,
    after,
    attends,
    change,
    conference,
    planned,
    refusal,
    sessions_wished,
    waiting,
)

ALL_ENERGY = sessions_wished(
    R_1=("energy", "health"),
    R_2=("energy", "health"),
    R_3=("energy", "health"),
    R_4=("energy", "digital"),
    R_5=("digital", "energy"),
    R_6=("digital", "energy"),
)
TRIP_DAY = instant(datetime.fromisoformat("2015-03-26 09:00"), BERLIN)


def test_who_wished_for_a_full_session_waits_the_better_wish_and_the_earlier_registration_first():
    file = conference()
    state = planned(file, ALL_ENERGY)

    inside = [who for who in PEOPLE if attends(state, who) == "energy"]
    outside = [who for who in ("R-1", "R-2", "R-3", "R-4") if who not in inside]
    assert len(inside) == 2
    assert waiting(state, "energy") == outside
    assert position(state.waiting, outside[0], "energy") == 1
    assert waiting(state, "digital") == [who for who in ("R-5", "R-6") if attends(state, who) != "digital"]


def test_a_place_that_becomes_free_goes_to_who_waits_first_and_theirs_to_the_next():
    file = conference(energy=1, health=1, digital=1)
    wishes = sessions_wished(
        R_1=("energy",), R_2=("energy", "health"), R_3=("health", "digital"), R_4=("energy", "health")
    )
    state = planned(file, wishes, ("R-1", "R-2", "R-3"))
    chain = {who: attends(state, who) for who in ("R-1", "R-2", "R-3")}
    first = next(who for who, item in chain.items() if item == "energy")
    second = waiting(state, "energy")[0]
    had = attends(state, second)

    left = after(DropOut(participant=first), state, file, wishes)

    assert attends(left, second) == "energy"
    moved = next(one for one in left.moved_up if one.participant == second)
    assert (moved.item, moved.came_from) == ("energy", had)
    place = next(one for one in left.visits.of(second) if one.item == "energy")
    assert place.reason == "A place in 'Energy' became free, and you were next on its reserve list."
    assert all(not waiting(left, item) or len(left.visits.attendees(item)) == 1 for item in chain.values())
    told = {effect.recipient for effect in effects_between(state, left, file)}
    assert told == {first, *(one.participant for one in left.moved_up)}


def test_a_larger_room_lets_who_waits_move_up_and_a_smaller_one_lets_who_must_go_wait_first():
    file = conference()
    state = planned(file, ALL_ENERGY)
    line = waiting(state, "energy")

    larger = after(ChangeCapacity(item="energy", capacity=3), state, file, ALL_ENERGY)

    assert attends(larger, line[0]) == "energy"
    assert waiting(larger, "energy") == line[1:]
    assert larger.itinerary.item("energy").capacity == 3
    smaller = after(ChangeCapacity(item="energy", capacity=1), larger, file, ALL_ENERGY)
    gone = [who for who in PEOPLE if attends(larger, who) == "energy" != attends(smaller, who)]
    assert len(gone) == 2
    assert waiting(smaller, "energy") == [*sorted(gone), *line[1:]]


def test_a_choice_takes_a_free_place_or_waits_behind_those_who_waited():
    file = conference(digital=4)
    state = planned(file, ALL_ENERGY)
    mover = next(who for who in PEOPLE if attends(state, who) == "energy")
    line = waiting(state, "energy")

    moved = after(Choose(participant=mover, item="digital"), state, file, ALL_ENERGY)

    assert attends(moved, mover) == "digital"
    assert attends(moved, line[0]) == "energy"
    back = after(Choose(participant=mover, item="energy"), moved, file, ALL_ENERGY)
    assert attends(back, mover) == "digital"
    assert waiting(back, "energy") == [*line[1:], mover]
    content = after(Choose(participant=mover, item="digital"), back, file, ALL_ENERGY)
    assert waiting(content, "energy") == line[1:]


def test_what_cannot_be_chosen_is_said_with_what_can():
    file = conference()
    state = planned(file, ALL_ENERGY)
    full = file.model_copy(
        update={"itinerary": tuple(one.model_copy(update={"reserve": 0}) for one in file.itinerary)}
    )
    alone = planned(full, ALL_ENERGY)
    outside = next(who for who in PEOPLE if attends(alone, who) != "energy")
    waits = waiting(state, "energy")[0]

    assert refusal(Choose(participant="R-9", item="energy"), state, file) == "R-9 is not among the delegates."
    assert "not one of several" in refusal(Choose(participant="R-1", item="opening"), state, file)
    assert "it has no reserve list" in refusal(Choose(participant=outside, item="energy"), alone, full)
    assert "its reserve list is closed" in refusal(
        Choose(participant=waits, item="energy"), state, file, ALL_ENERGY, TRIP_DAY
    )
    assert refusal(ChangeCapacity(item="energy", capacity=2), state, file) == (
        "'Energy' (energy) takes 2 as it is."
    )


def test_nobody_moves_up_once_the_first_day_has_begun():
    file = conference()
    state = planned(file, ALL_ENERGY)
    inside = next(who for who in PEOPLE if attends(state, who) == "energy")

    left = after(StayAway(participant=inside, items=("energy",)), state, file, ALL_ENERGY, TRIP_DAY)

    assert left.moved_up == ()
    assert {who: attends(left, who) for who in PEOPLE if who != inside} == {
        who: attends(state, who) for who in PEOPLE if who != inside
    }


def test_who_stays_away_lets_the_next_in_and_comes_back_to_what_is_free():
    file = conference()
    state = planned(file, ALL_ENERGY)
    inside = next(who for who in PEOPLE if attends(state, who) == "energy")
    line = waiting(state, "energy")

    left = after(StayAway(participant=inside, items=("energy",)), state, file, ALL_ENERGY)
    assert attends(left, line[0]) == "energy"
    assert attends(left, inside) is None

    back = after(ComeBack(participant=inside, items=("energy",)), left, file, ALL_ENERGY)
    assert attends(back, line[0]) == "energy"
    assert attends(back, inside) is not None


def test_the_people_of_a_cancelled_session_go_where_there_is_room_and_wait_for_the_rest():
    file = conference(digital=4)
    state = planned(file, ALL_ENERGY)

    gone = after(CancelItem(item="energy"), state, file, ALL_ENERGY)

    assert waiting(gone, "energy") == []
    assert all(attends(gone, who) in ("health", "digital") for who in PEOPLE)
    assert PlanState.model_validate_json(gone.model_dump_json()) == gone


def test_a_choice_is_taken_back_where_nobody_gained_by_it():
    file = conference(energy=6, digital=6)
    state = planned(file, ALL_ENERGY)
    chosen = change(Choose(participant="R-1", item="digital"))
    moved = after(chosen.change, state, file, ALL_ENERGY)

    back = inverse(chosen, state, moved, file, ALL_ENERGY)

    assert back is not None
    assert back.change == Choose(participant="R-1", item="energy")


def test_what_a_choice_would_do_is_seen_before_it_is_made():
    file = conference(digital=4)
    state = planned(file, ALL_ENERGY)
    mover = next(who for who in PEOPLE if attends(state, who) == "energy")

    seen = preview(change(Choose(participant=mover, item="digital")), state, file, ALL_ENERGY)

    assert {effect.recipient for effect in seen.effects} == {mover, waiting(state, "energy")[0]}


ITEMS = ("energy", "health", "digital")
STEPS = st.lists(
    st.tuples(st.sampled_from(("choose", "drop", "capacity", "away")), st.integers(0, 5), st.integers(0, 2)),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(ITEMS), unique=True, max_size=3), min_size=6, max_size=6),
    st.lists(st.integers(1, 3), min_size=3, max_size=3),
    STEPS,
)
def test_no_place_stays_free_that_somebody_waits_for_and_nobody_is_moved_to_a_worse_one(
    stated, capacities, steps
):
    file = conference(**dict(zip(ITEMS, capacities, strict=True)))
    wishes = sessions_wished(**{who.replace("-", "_"): r for who, r in zip(PEOPLE, stated, strict=True)})
    state = planned(file, wishes)
    holds(state)
    for step, person, number in steps:
        who, item = PEOPLE[person], ITEMS[number]
        kind = {
            "choose": Choose(participant=who, item=item),
            "drop": DropOut(participant=who),
            "capacity": ChangeCapacity(item=item, capacity=person + 1),
            "away": StayAway(participant=who, items=(attends(state, who) or item,)),
        }[step]
        if refusal(kind, state, file, wishes) is not None:
            continue
        before, state = state, after(kind, state, file, wishes)
        holds(state)
        if step != "capacity":
            for one in (one for one in PEOPLE if one != who and attends(before, one) is not None):
                now, then = attends(state, one), attends(before, one)
                assert now == then or any(
                    moved.participant == one and moved.item == now for moved in state.moved_up
                )


def holds(state: PlanState) -> None:
    """No session is too full, none has room while somebody waits, and nobody waits for what they have."""
    for item in state.itinerary.items:
        if item.block is None:
            continue
        inside = state.visits.attendees(item.id)
        assert item.capacity is None or len(inside) <= item.capacity
        line = waiting(state, item.id)
        assert len(line) == len(set(line))
        assert not set(line) & set(inside)
        assert not line or len(inside) == item.capacity
        assert set(line) <= set(state.delegates)
