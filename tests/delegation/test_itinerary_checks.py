"""What cannot be in an itinerary is found, named with its remedy, and nothing else is."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryItem, Place
from delegation.leg import Leg
from delegation.meeting import Host
from delegation.planning.checking.accessible import places_ruled_out
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode, Severity
from delegation.planning.clashes import check_itinerary, itinerary_problems
from delegation.reading.delegation_file import DelegationFileError, read_delegation
from delegation.venue import Access, Opening, Weekday, is_open
from tests.usa import ROOT, usa_2017

EXAMPLE = (ROOT / "examples" / "usa-2017" / "delegation.yaml").read_text(encoding="utf-8")
WEEK = {"days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "opens": "09:00", "closes": "17:00"}
PLACES = (
    Place(id="eda", name="EDA", latitude=39.9515, longitude=-75.1563, access=("step-free",)),
    Place(id="navy-yard", name="Navy Yard", latitude=39.8935, longitude=-75.1752, lacks=("step-free",)),
    Place(id="office", name="The office", minutes_to={"eda": 12}, opening=(WEEK,)),
    Place(id="nowhere", name="Nowhere"),
)
LEGS = (
    Leg(
        id="philadelphia", city="Philadelphia", country="US", zone="America/New_York", latitude=40,
        longitude=-75, arrives="2017-05-14", leaves="2017-05-16",
    ),
)  # fmt: skip
HOSTS = (Host(id="singh", organisation="Singh Center", person="desk", guests_at_most=3, at_most=2),)
FILE = DelegationFile.model_construct(slug="trip", legs=LEGS, places=PLACES, hosts=HOSTS)


def item(name: str, starts: str, ends: str, place: str | None = None, **more: object) -> ItineraryItem:
    day = "" if "-" in starts else "2017-05-15 "
    given = {
        "id": name, "kind": "session", "title": name.title(), "leg": "philadelphia",
        "zone": "America/New_York", "starts": f"{day}{starts}", "ends": f"{day}{ends}", "place": place,
    }  # fmt: skip
    return ItineraryItem.model_validate({**given, **more})


def problems(*items: ItineraryItem, **more: object) -> tuple[ItineraryProblem, ...]:
    return check_itinerary(Itinerary(items=items), FILE, **more)


def codes(*items: ItineraryItem, **more: object) -> list[ProblemCode]:
    return [one.code for one in problems(*items, **more)]


def test_the_example_can_be_travelled():
    file = usa_2017()

    assert check_itinerary(Itinerary(items=file.itinerary), file, hosts=file.hosts, expected=19) == ()


def test_nobody_is_in_two_places_and_what_is_optional_gives_way():
    talk, tour = item("talk", "09:00", "10:00"), item("tour", "09:30", "10:30", attendees=["A-1", "A-2"])

    found = problems(talk, tour)

    assert [(one.code, one.items, one.people) for one in found] == [
        (ProblemCode.TWO_PLACES, ("talk", "tour"), ("A-1",)),
        (ProblemCode.TWO_PLACES, ("talk", "tour"), ("A-2",)),
    ]
    assert found[0].sentence == (
        "A-1 is in two places: 'Talk' (Mon 15 May 2017, 09:00 (EDT, UTC-4)) and 'Tour' (Mon 15 May 2017, "
        "09:30 (EDT, UTC-4)). Move one of the two, or make it optional."
    )
    assert problems(talk, tour.model_copy(update={"optional": True})) == ()
    assert problems(talk, tour.model_copy(update={"cancelled": True})) == ()


def test_rooms_and_hosts_are_wanted_once():
    one = item("one", "09:00", "10:00", "eda", room="Atrium", hosts=["singh"], attendees=["A-1"])
    other = item("other", "09:30", "10:30", "eda", room="Atrium", hosts=["singh"], attendees=["A-2"])

    assert codes(one, other) == [ProblemCode.HOST_TWICE, ProblemCode.ROOM_TWICE]


def test_the_minutes_needed_and_available_are_named():
    (found,) = problems(item("talk", "09:00", "10:00", "eda"), item("tour", "10:20", "11:00", "navy-yard"))

    assert found.code is ProblemCode.NO_TRAVEL_TIME
    assert found.items == ("talk", "tour")
    assert found.message.startswith(
        "From EDA to Navy Yard it takes 28 minutes, as worked out from the distance, but there are 20 "
    )
    assert problems(item("talk", "09:00", "10:00", "eda"), item("tour", "10:28", "11:00", "navy-yard")) == ()


def test_a_time_that_is_given_counts_instead_of_the_distance():
    (found,) = problems(item("talk", "09:00", "10:00", "eda"), item("desk", "10:11", "11:00", "office"))

    assert "it takes 12 minutes, but there are 11" in found.message


def test_only_those_who_would_have_to_hurry_are_named():
    (found,) = problems(
        item("talk", "09:00", "10:00", "eda", attendees=["A-1", "A-3"]),
        item("tour", "10:05", "11:00", "navy-yard", attendees=["A-2", "A-3"]),
    )

    assert found.people == ("A-3",)


@pytest.mark.parametrize(
    "bridge",
    [
        item("coach", "10:00", "10:20", "eda", kind="transfer", ends_place="navy-yard"),
        item("coach", "10:00", "10:20", "eda", kind="transfer"),
        item("coach", "10:00", "10:20", kind="transfer"),
    ],
    ids=["says where it ends", "does not", "nor where it starts"],
)
def test_a_transfer_between_two_items_is_the_way(bridge):
    late = item("tour", "10:28", "11:00", "navy-yard")

    assert problems(item("talk", "09:00", "10:00", "eda"), bridge, late) == ()


def test_a_transfer_to_somewhere_else_is_not():
    coach = item("coach", "10:00", "10:20", "eda", kind="transfer", ends_place="eda")

    found = problems(
        item("talk", "09:00", "10:00", "eda"), coach, item("tour", "10:25", "11:00", "navy-yard")
    )

    assert [one.items for one in found] == [("coach", "tour")]


def test_unknown_distances_are_not_guessed_and_one_place_is_no_distance():
    talk = item("talk", "09:00", "10:00", "nowhere")

    assert problems(talk, item("tour", "10:00", "11:00", "eda")) == ()
    assert problems(talk, item("more", "10:00", "11:00", "nowhere", room="Upstairs")) == ()


def test_every_one_of_parallel_visits_can_be_reached_and_left():
    """The far one of two visits is too far; the near one is not."""
    near = item("near", "10:05", "11:00", "eda", block="morning")
    far = item("far", "10:05", "11:00", "navy-yard", block="morning")

    found = problems(item("talk", "09:00", "10:00", "eda"), near, far, item("lunch", "11:05", "12:00", "eda"))

    assert [one.items for one in found] == [("talk", "far"), ("far", "lunch")]
    assert all(one.people == () for one in found)


@pytest.mark.parametrize(("starts", "ends"), [("08:30", "09:30"), ("16:30", "17:30")])
def test_nothing_happens_behind_closed_doors(starts, ends):
    (found,) = problems(item("talk", starts, ends, "office"))

    assert found.code is ProblemCode.CLOSED
    assert "The office is open Monday, Tuesday, Wednesday, Thursday, Friday 09:00 to 17:00" in found.message


def test_doors_are_closed_on_other_days():
    assert codes(item("talk", "2017-05-14 10:00", "2017-05-14 11:00", "office")) == [ProblemCode.CLOSED]
    assert codes(item("talk", "2017-05-15 09:00", "2017-05-15 17:00", "office")) == []


def test_the_hour_that_clocks_show_twice_is_pointed_out():
    night = item(
        "night", "2017-11-05 01:30", "2017-11-05 03:00",
        zone="America/New_York", leg="elsewhere",
    )  # fmt: skip

    (found,) = problems(night)

    assert (found.code, found.severity) == (ProblemCode.CLOCK_CHANGE, Severity.WARNING)
    assert "the first time is meant, Sun 5 November 2017, 01:30 (EDT, UTC-4)" in found.message
    assert "'starts_fold: true'" in found.remedy
    assert problems(night.model_copy(update={"starts_fold": True})) == ()
    assert itinerary_problems(Itinerary(items=(night,)), FILE) == ()


def test_no_itinerary_holds_a_time_that_clocks_skip():
    with pytest.raises(ValueError, match="does not exist in America/New_York: clocks go forward over it"):
        item("night", "2017-03-12 02:30", "2017-03-12 04:00")


def test_an_item_lies_in_its_leg_though_an_evening_may_last_past_midnight():
    assert codes(item("talk", "2017-05-17 09:00", "2017-05-17 10:00")) == [ProblemCode.OUTSIDE_LEG]
    assert codes(item("ball", "2017-05-16 22:00", "2017-05-17 02:00")) == []
    assert codes(item("fair", "2017-05-15 10:00", "2017-05-19 10:00")) == [ProblemCode.OUTSIDE_LEG]


def test_nothing_takes_more_than_it_has_room_for():
    full = item("tour", "09:00", "10:00", capacity=1, attendees=["A-1", "A-2"])

    assert [one.message for one in problems(full)] == ["'Tour' has 1 places and 2 delegates"]
    assert codes(item("talk", "09:00", "10:00", capacity=18), expected=19) == [ProblemCode.OVER_CAPACITY]
    assert codes(item("talk", "09:00", "10:00", capacity=18)) == []


def test_a_host_receives_no_more_guests_at_once_and_takes_no_more_meetings_than_it_said():
    visits = [
        item(name, "09:00", "10:00", hosts=["singh"], block="morning", attendees=who)
        for name, who in (("one", ["A-1", "A-2"]), ("other", ["A-3", "A-4"]))
    ]
    meetings = [
        item(f"meeting-{n}", f"1{n}:00", f"1{n}:20", kind="meeting", hosts=["singh"], attendees=["A-1"])
        for n in range(3)
    ]

    assert codes(*visits, hosts=HOSTS) == [ProblemCode.HOST_OVER_LIMIT]
    assert [one.message for one in problems(*meetings, hosts=HOSTS)] == [
        "Singh Center takes 2 meetings and has 3"
    ]
    assert problems(*visits[:1], *meetings[:2], hosts=HOSTS) == ()


def test_a_guest_list_is_due_before_the_guests_come():
    late = item("tour", "09:00", "10:00", guest_list_due="2017-05-15 09:30")
    due = item("tour", "09:00", "10:00", guest_list_due="2017-05-12 12:00")

    assert [(one.code, one.severity) for one in problems(late)] == [
        (ProblemCode.GUEST_LIST, Severity.PROBLEM)
    ]
    assert problems(due, now=datetime(2017, 5, 12, 15, 59, tzinfo=UTC)) == ()
    (passed,) = problems(due, now=datetime(2017, 5, 12, 16, 0, tzinfo=UTC))
    assert passed.severity is Severity.WARNING
    assert problems(due, now=datetime(2017, 5, 15, 13, 0, tzinfo=UTC)) == ()


def test_who_needs_what_a_place_lacks_is_named_but_never_why():
    tour = item("tour", "09:00", "10:00", "navy-yard")
    needs = {"A-1": (Access.STEP_FREE,), "A-2": (Access.HEARING_LOOP,), "A-3": ()}

    barred, unsure = problems(tour, needs=needs)

    assert (barred.people, barred.severity) == (("A-1",), Severity.PROBLEM)
    assert (unsure.people, unsure.severity) == (("A-2",), Severity.WARNING)
    assert not any(need.value in one.sentence for one in (barred, unsure) for need in Access)
    assert problems(item("talk", "09:00", "10:00", "eda"), needs={"A-1": (Access.STEP_FREE,)}) == ()


def test_needs_rule_out_what_is_known_to_lack_them_and_nothing_else():
    items = [item(place, "09:00", "10:00", place) for place in ("eda", "navy-yard", "nowhere")]
    coach = item("coach", "09:00", "10:00", "eda", kind="transfer", ends_place="navy-yard")

    assert places_ruled_out((Access.STEP_FREE,), [*items, coach], PLACES) == ("navy-yard", "coach")
    assert places_ruled_out((Access.HEARING_LOOP,), items, PLACES) == ()
    assert places_ruled_out((), items, PLACES) == ()


def test_hours_may_last_past_midnight_and_adjoin():
    late = Opening(days=(Weekday.MONDAY,), opens="18:00", closes="02:00")
    early = Opening(days=(Weekday.MONDAY,), opens="10:00", closes="18:00")

    assert is_open((late, early), datetime(2017, 5, 15, 12), datetime(2017, 5, 16, 2))  # noqa: DTZ001 - local
    assert not is_open((late,), datetime(2017, 5, 15, 17), datetime(2017, 5, 15, 19))  # noqa: DTZ001 - local
    assert not is_open((late,), datetime(2017, 5, 16, 19), datetime(2017, 5, 16, 20))  # noqa: DTZ001 - local


TO_NAVY_YARD = "    ends_place: navy-yard\n"
NINE_TO = "opens: 08:00, closes: 17:30"
MISTAKES = (
    (TO_NAVY_YARD, "    ends_place: commerce\n", "starts: From U.S. Department of Commerce to Ben Franklin"),
    (TO_NAVY_YARD, "    ends_place: navy-yrad\n", "itinerary.3.ends_place: 'navy-yrad' is no place"),
    ("{eda-office: 25,", "{eda-offices: 25,", "places.2.minutes_to.eda-offices: 'eda-offices' is no place"),
    (NINE_TO, "opens: 09:30, closes: 17:30", "itinerary.2.starts: 'Welcome by"),
    (NINE_TO, "opens: eight, closes: 17:30", "'eight' is not a time of day; write it as 09:00"),
    (
        "    capacity: 12\n",
        "    capacity: 12\n    guest_list_due: 2017-05-15 14:00\n",
        "due: The guest list of",
    ),
    ("lacks: [step-free]", "lacks: [accessible-toilet]", "has and lacks 'accessible-toilet'"),
    ("choices: [step-free,", "choices: [stepfree,", "'stepfree' is nothing that a place may have"),
)


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[one for _, _, one in MISTAKES])
def test_a_file_is_refused_at_the_place_of_the_problem(old, new, message):
    assert old in EXAMPLE
    with pytest.raises(DelegationFileError) as refused:
        read_delegation(EXAMPLE.replace(old, new, 1))

    assert re.match(r"delegation\.yaml:\d+:\d+: ", str(refused.value))
    assert message in str(refused.value)


def test_a_visit_has_no_more_places_than_its_host_receives():
    limited = EXAMPLE.replace("  - id: wistar-host\n", "  - id: wistar-host\n    guests_at_most: 8\n", 1)

    with pytest.raises(DelegationFileError, match="has 10 places, but The Wistar Institute receives 8"):
        read_delegation(limited)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


ITEMS = st.lists(
    st.builds(
        lambda name, start, length, place, who: item(
            f"i{name}", clock(start), clock(start + length), place, attendees=who
        ),
        st.uuids().map(lambda one: one.hex[:8]),
        st.integers(9 * 60, 14 * 60),
        st.integers(10, 60),
        st.sampled_from(["eda", "navy-yard", "nowhere", None]),
        st.none() | st.lists(st.sampled_from(["A-1", "A-2"]), unique=True, min_size=1),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(ITEMS)
def test_a_programme_without_problems_can_be_walked_through_by_everybody(items):
    """Independently of the checks: in order of time nobody is late anywhere, as far as the ways are known."""
    found = {one.code for one in problems(*items)}
    clash = ProblemCode.TWO_PLACES in found
    late = ProblemCode.NO_TRAVEL_TIME in found

    for who in ("A-1", "A-2"):
        mine = Itinerary(items=tuple(items)).of(who)
        for one, other in pairwise(mine):
            gap = (other.starts - one.ends).total_seconds() / 60
            assert gap >= 0 or clash
            far = {one.place, other.place} == {"eda", "navy-yard"}
            assert not far or gap >= 28 or clash or late
