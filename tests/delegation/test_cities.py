"""Meetings in several cities: rules that always hold, the best there can be, and plans that stay."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.cities.checking import objections
from delegation.cities.choosing import Contradictory
from delegation.cities.plan import CityMeeting, CityPlan, VisitPlace
from delegation.cities.planning import plan_cities
from delegation.cities.problem import (
    City,
    CityDelegate,
    CityHost,
    CityProblem,
    Engagement,
    MeetingPlace,
    Rating,
    SiteVisit,
    Travel,
    VisitOption,
)
from delegation.cities.replanning import Cancelled, replan_cities, without
from delegation.meeting import Slot

OWN, THEIRS = {"must": 3, "nice": 2}, {"must": 2, "nice": 1}
FEW = settings(max_examples=30, deadline=None)
BOSTON, CHICAGO = "America/New_York", "America/Chicago"


def city(name: str, zone: str, day: int, slots: int) -> City:
    return City(
        id=name,
        zone=zone,
        slots=tuple(
            Slot(id=f"{name}-{n}", starts=f"2017-05-{day} {9 + n // 2:02}:{30 * (n % 2):02}", minutes=30)
            for n in range(slots)
        ),
    )


def trip(slots: int = 4, **given) -> CityProblem:
    """Two delegates; in Boston a hall with one table, two hosts there and one at its premises; Chicago."""
    parts = {
        "cities": (city("boston", BOSTON, 15, slots), city("chicago", CHICAGO, 16, slots)),
        "places": (
            MeetingPlace(id="hall", city="boston", tables=1),
            MeetingPlace(id="lab", city="boston"),
            MeetingPlace(id="club", city="chicago", tables=1),
        ),
        "travel": (Travel(one="hall", other="lab", minutes=20),),
        "hosts": (
            CityHost(id="anna", place="hall"),
            CityHost(id="bert", place="hall"),
            CityHost(id="lea", place="lab"),
            CityHost(id="carl", place="club"),
        ),
        "delegates": (CityDelegate(participant="D-1", at_least=2), CityDelegate(participant="D-2")),
        "ratings": tuple(
            Rating(participant=who, host=host, wish="nice", hosts_wish="nice")
            for who in ("D-1", "D-2")
            for host in ("anna", "bert", "lea", "carl")
        ),
    }
    return CityProblem(**(parts | given))


def planned(problem: CityProblem) -> CityPlan:
    return plan_cities(problem, proposals=300)


def slot_of(plan: CityPlan, who: str, host: str) -> str:
    return next(one.slot for one in plan.meetings if (one.participant, one.host) == (who, host))


wishes = st.sampled_from([None, "must", "nice", "nice", "no"])


@st.composite
def trips(draw: st.DrawFn) -> CityProblem:
    slots = draw(st.integers(2, 4))
    names, runs = [f"boston-{n}" for n in range(slots)], draw(st.booleans())
    some = st.lists(st.sampled_from(names), max_size=2, unique=True)
    visit = SiteVisit(
        id="factory", city="boston", capacity=draw(st.integers(1, 2)),
        options=(
            VisitOption(id="early", starts="2017-05-15 09:00", ends="2017-05-15 10:00"),
            VisitOption(id="late", starts="2017-05-15 10:00", ends="2017-05-15 10:30"),
        ),
    )  # fmt: skip
    delegates = tuple(
        CityDelegate(
            participant=who, at_least=draw(st.integers(0, 3)), at_most=draw(st.integers(1, 4)),
            day_at_least=draw(st.integers(0, 1)), day_at_most=draw(st.integers(1, 4)),
            unavailable=tuple(draw(some)), visits=("factory",) if runs and draw(st.booleans()) else (),
        )
        for who in ("D-1", "D-2")
    )  # fmt: skip
    engaged = Engagement(
        who="D-1", zone=BOSTON, starts="2017-05-15 08:00", ends="2017-05-15 09:30", place="lab"
    )
    ratings = [
        Rating(participant=who, host=host, wish=draw(wishes), hosts_wish=draw(wishes))
        for who in ("D-1", "D-2")
        for host in ("anna", "bert", "lea", "carl")
    ]
    return trip(
        slots,
        travel=(Travel(one="hall", other="lab", minutes=draw(st.sampled_from([0, 20, 40]))),),
        delegates=delegates,
        ratings=tuple(ratings),
        visits=(visit,) if runs else (),
        engagements=(engaged,) if draw(st.booleans()) else (),
    )


@FEW
@given(trips())
def test_no_plan_is_ever_objected_to_and_none_beats_its_bound(problem: CityProblem):
    plan = planned(problem)

    assert objections(problem, plan) == ()
    assert plan.value <= plan.bound


@FEW
@given(trips(), st.randoms(use_true_random=False))
def test_the_order_in_which_a_problem_is_written_changes_nothing(problem: CityProblem, random: Random):
    names = ("cities", "places", "hosts", "delegates", "ratings", "visits", "engagements")
    shuffled = {name: random.sample(getattr(problem, name), len(getattr(problem, name))) for name in names}

    assert planned(problem.model_copy(update=shuffled)) == planned(problem)


@FEW
@given(trips())
def test_planning_again_without_a_change_changes_nothing(problem: CityProblem):
    plan = planned(problem)

    again = planned(problem.model_copy(update={"kept": plan.meetings, "kept_visits": plan.visits}))

    assert again.meetings == plan.meetings
    assert again.visits == plan.visits


@FEW
@given(trips(), st.sampled_from(["D-1", "anna", "lea", "factory", "boston-1"]))
def test_after_a_cancellation_both_proposals_keep_what_they_promise(problem: CityProblem, gone: str):
    plan = planned(problem)
    kinds = {"D-1": "delegates", "factory": "visits", "boston-1": "slots"}
    cancelled = Cancelled(**{kinds.get(gone, "hosts"): (gone,)})
    if gone == "boston-1" and problem.visits:
        cancelled = Cancelled(slots=(gone,), visits=("factory",))

    still, moving = replan_cities(problem, plan, cancelled, moves_at_most=1)

    left = without(problem, cancelled, plan)
    here = {one.participant for one in left.delegates} | {one.id for one in left.hosts}
    stay = {one for one in plan.visits if one.visit not in cancelled.visits and one.participant in here}
    for proposal in (still, moving):
        assert objections(left, proposal.plan) == ()
        assert stay <= set(proposal.plan.visits)
        published = {one for one in plan.meetings if {one.participant, one.host} <= here}
        changed = set(proposal.dropped) | {one.before for one in proposal.moved}
        assert published - changed <= set(proposal.plan.meetings)
    assert still.moved == ()
    assert len(moving.moved) <= 1
    assert len(moving.dropped) <= len(still.dropped)


@settings(max_examples=15, deadline=None)
@given(trips())
def test_no_plan_at_all_is_better_than_the_one_found(problem: CityProblem):
    quiet = tuple(one.model_copy(update={"visits": ()}) for one in problem.delegates)
    small = problem.model_copy(update={"ratings": problem.ratings[:5], "visits": (), "delegates": quiet})
    plan = planned(small)
    own = (plan.score.musts, plan.score.mutual, plan.score.floor, plan.score.points)

    assert own == max(worth(small, one) for one in every_plan(small))
    assert plan.proven


def every_plan(problem: CityProblem) -> Iterator[tuple[CityMeeting, ...]]:
    """All sets of meetings that the auditor lets pass."""
    tables = {one.id: one.tables for one in problem.places}
    places = {one.id: one.place for one in problem.hosts}
    cities = {one.id: one.city for one in problem.places}
    seats = [
        CityMeeting(
            participant=one.participant, host=one.host, slot=slot.id, table=tables[places[one.host]]
        )
        for one in problem.ratings
        if one.wish or one.hosts_wish
        for part in problem.cities
        for slot in part.slots
        if part.id == cities[places[one.host]]
    ]  # fmt: skip
    alone = [one for one in seats if objections(problem, CityPlan(meetings=(one,))) == ()]
    clash = {
        frozenset((one, other))
        for one, other in combinations(alone, 2)
        if any("may have" not in flaw for flaw in objections(problem, CityPlan(meetings=(one, other))))
    }
    for chosen in extended((), alone, clash):
        if objections(problem, CityPlan(meetings=chosen)) == ():
            yield chosen


def extended(chosen, rest, clash) -> Iterator[tuple[CityMeeting, ...]]:
    yield chosen
    for number, one in enumerate(rest):
        later = [other for other in rest[number + 1 :] if frozenset((one, other)) not in clash]
        yield from extended((*chosen, one), later, clash)


def worth(problem: CityProblem, meetings: tuple[CityMeeting, ...]) -> tuple[int, ...]:
    """Musts, mutual, towards what each should have, points: worked out by hand."""
    rated = {(one.participant, one.host): one for one in problem.ratings}
    held = [rated[one.participant, one.host] for one in meetings]
    floor = 0
    for one in problem.delegates:
        own = [meeting.slot for meeting in meetings if meeting.participant == one.participant]
        days = [sum(slot.startswith(name) for slot in own) for name in ("boston", "chicago")]
        floor += min(one.at_least, len(own)) + sum(min(one.day_at_least, count) for count in days)
    return (
        sum(one.wish == "must" for one in held),
        sum(one.wish is not None and one.hosts_wish is not None for one in held),
        floor,
        sum(1 + OWN.get(one.wish, 0) + THEIRS.get(one.hosts_wish, 0) for one in held),
    )


def test_nobody_gets_from_the_hall_to_the_lab_without_the_time_for_the_way():
    problem = trip(3, delegates=(CityDelegate(participant="D-1"),), ratings=trip().ratings[:4])

    plan = planned(problem)

    assert len(plan.meetings) == 3
    assert objections(problem, plan) == ()


def test_the_auditor_notices_a_plan_that_forgot_the_way():
    problem = trip()
    hurried = CityPlan(
        meetings=(
            CityMeeting(participant="D-1", host="anna", slot="boston-0", table=1),
            CityMeeting(participant="D-1", host="lea", slot="boston-1"),
        )
    )

    assert objections(problem, hurried) == (
        "D-1 needs 20 minutes from The meeting of D-1 with anna in boston-0 "
        "to The meeting of D-1 with lea in boston-1 and has less.",
    )


def test_what_the_trip_limits_is_shared_out_between_cities():
    one_each = (CityDelegate(participant="D-1", at_most=2), CityDelegate(participant="D-2", at_most=1))

    plan = planned(trip(delegates=one_each))

    assert plan.proven
    assert len(plan.meetings) == 3


def test_a_visit_runs_once_and_takes_its_time_from_meetings():
    visit = SiteVisit(
        id="factory", city="boston", capacity=2,
        options=(VisitOption(id="all-day", starts="2017-05-15 09:00", ends="2017-05-15 11:00"),),
    )  # fmt: skip
    wishing = (CityDelegate(participant="D-1", visits=("factory",)), CityDelegate(participant="D-2"))
    half = tuple(Rating(participant="D-1", host=host, hosts_wish="nice") for host in ("lea", "carl"))

    plan = planned(trip(visits=(visit,), delegates=wishing, ratings=half))

    assert [one.host for one in plan.meetings] == ["carl"]
    assert plan.visits == (VisitPlace(participant="D-1", visit="factory", option="all-day"),)
    assert plan.proven


def test_meetings_that_cannot_both_be_kept_are_refused():
    both = tuple(
        CityMeeting(participant="D-1", host=one, slot="boston-0", table=1) for one in ("anna", "bert")
    )

    with pytest.raises(Contradictory, match="cannot be held together"):
        planned(trip(kept=both))


def test_a_kept_meeting_falls_away_when_the_host_says_no():
    kept = CityMeeting(participant="D-1", host="anna", slot="boston-0", table=1)
    no = Rating(participant="D-1", host="anna", wish="must", hosts_wish="no")

    plan = planned(trip(kept=(kept,), ratings=(no,)))

    assert plan.fell_away == (kept,)
    assert plan.meetings == ()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"travel": ()}, "Nothing says how long it takes from 'hall' to 'lab'"),
        ({"hosts": (CityHost(id="anna", place="moon"),)}, "Host 'anna': there is no place 'moon'"),
        ({"delegates": (CityDelegate(participant="D-1", visits=("zoo",)),), "ratings": ()}, "no visit 'zoo'"),
        ({"ratings": (trip().ratings[0],) * 2}, "The rating 'D-1 with anna' is given twice"),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused_with_the_remedy(given: dict[str, object], told: str):
    with pytest.raises(ValueError, match=told):
        trip(**given)
