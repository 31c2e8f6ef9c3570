"""After a cancellation: two ways to go on from the published plan, for the organiser to choose from.

Fewest published meetings are dropped first; then as good a plan as can be, where nobody is moved in the
one proposal, and at most a few meetings in the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from delegation.cities.choosing import (
    Contradictory,
    groups_of_cities,
    joined,
    summed,
    trip_floor,
    within_trip,
)
from delegation.cities.model import Choice, Model
from delegation.cities.ordering import ordered
from delegation.cities.plan import CityMeeting, CityPlan, VisitPlace
from delegation.cities.planning import described
from delegation.cities.problem import City, CityProblem
from delegation.cities.programme import best
from delegation.cities.trip import Trip
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import MeetingScore

Published = dict[tuple[str, str], CityMeeting]
"""The published meeting of a delegate and a host."""

MOVE = 2
"""Points that a moved meeting must at least bring."""

PROPOSALS = 20_000


class Cancelled(Fact):
    """Who or what is gone."""

    delegates: tuple[ParticipantId, ...] = ()
    hosts: tuple[ItemId, ...] = ()
    visits: tuple[ItemId, ...] = ()
    slots: tuple[ItemId, ...] = ()


class MovedMeeting(Fact):
    before: CityMeeting
    after: CityMeeting


class CityProposal(Fact):
    """One way to go on, with everything that differs from the published plan."""

    moves_at_most: int
    plan: CityPlan
    """Its bound is the best that drops and moves no more meetings, a move counted as two points less."""
    dropped: tuple[CityMeeting, ...] = ()
    """Published meetings that find no place any more, not counting those of who is gone."""
    moved: tuple[MovedMeeting, ...] = ()
    added: tuple[CityMeeting, ...] = ()
    joined: tuple[VisitPlace, ...] = ()
    """Places in visits that became free."""


def replan_cities(
    problem: CityProblem, published: CityPlan, cancelled: Cancelled, *, moves_at_most: int = 3, seed: int = 0
) -> tuple[CityProposal, CityProposal]:
    """Nobody moved, and at most so many published meetings moved. Visits stay as they are unless cancelled.

    What the problem itself keeps stays in both. `published` is a plan of the problem before the
    cancellation; the same input gives the same proposals.

    Raises:
        Contradictory: what is kept or published cannot be held together any more.
    """
    left = without(problem, cancelled, published)
    return proposed(left, published, 0, seed), proposed(left, published, moves_at_most, seed)


def without(problem: CityProblem, cancelled: Cancelled, published: CityPlan) -> CityProblem:
    """The problem without what is gone; of visits those that take place, at their option."""
    running = {one.visit for one in published.visits} - set(cancelled.visits)
    delegates = [
        one.model_copy(
            update={
                "visits": tuple(visit for visit in one.visits if visit in running),
                "unavailable": _without(one.unavailable, cancelled.slots),
            }
        )
        for one in problem.delegates
        if one.participant not in cancelled.delegates
    ]
    hosts = [
        one.model_copy(update={"unavailable": _without(one.unavailable, cancelled.slots)})
        for one in problem.hosts
        if one.id not in cancelled.hosts
    ]
    here = {one.participant for one in delegates} | {one.id for one in hosts}
    stay = (one for one in published.visits if one.visit in running and one.participant in here)
    return problem.model_copy(
        update={
            "cities": tuple(_city(city, cancelled.slots) for city in problem.cities),
            "delegates": tuple(delegates),
            "hosts": tuple(hosts),
            "ratings": tuple(one for one in problem.ratings if {one.participant, one.host} <= here),
            "visits": tuple(one for one in problem.visits if one.id in running),
            "engagements": tuple(one for one in problem.engagements if one.who in here),
            "kept_visits": tuple(stay),
        }
    )


def _city(city: City, gone: Sequence[str]) -> City:
    return city.model_copy(update={"slots": tuple(slot for slot in city.slots if slot.id not in gone)})


def _without(slots: tuple[str, ...], gone: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in slots if one not in gone)


def proposed(left: CityProblem, published: CityPlan, moves_at_most: int, seed: int = 0) -> CityProposal:
    """How to go on from what was published, with at most so many moves. Raises Contradictory as above."""
    trip = Trip(left, published.meetings)
    before = {(one.participant, one.host): one for one in published.meetings}
    choice, bound = _chosen(trip, before, moves_at_most)
    pinned = frozenset(trip.pair_numbers[key] for key in before if key in trip.pair_numbers)
    choice = ordered(trip, choice, pinned=pinned, seed=seed, proposals=PROPOSALS)
    plan = described(trip, choice, bound, [*published.meetings, *trip.kept])
    return _told(trip, plan, before, published, moves_at_most)


def _chosen(trip: Trip, before: Published, moves_at_most: int) -> tuple[Choice, MeetingScore]:
    """City by city where that keeps the limits of the trip and of moves, else together; as `choose` does."""
    apart = [
        _solved(Model(trip, one, trip_wide=False), before, moves_at_most) for one in groups_of_cities(trip)
    ]
    choice = joined(one.choice for one in apart)
    held, most = trip_floor(trip, choice)
    if held == most and within_trip(trip, choice) and sum(one.moved for one in apart) <= moves_at_most:
        bound = summed(one.bounds for one in apart)
        return choice, bound.model_copy(update={"floor": bound.floor + most})
    together = _solved(Model(trip, set(trip.slot_city)), before, moves_at_most)
    return together.choice, summed([together.bounds])


@dataclass(frozen=True)
class _Solved:
    choice: Choice
    bounds: tuple[int, ...]
    moved: int


def _solved(model: Model, before: Published, moves_at_most: int) -> _Solved:
    """Fewest published meetings dropped, then the best score, a move counted as `MOVE` points less."""
    stays, moves = _published_columns(model, before)
    model.programme.at_most(moves, moves_at_most)
    for column in () if moves_at_most else moves:
        model.programme.upper[column] = 0
    musts, mutual, floor, points = model.aims
    costs = points | {column: points.get(column, 0) - MOVE for column in moves}
    held = dict.fromkeys([*stays, *moves], 1)
    pairs = {pair for (pair, _), column in model.columns.seats.items() if column in held}
    found = best(model.programme, [held, musts, mutual, floor, costs], [len(pairs), *model.most])
    if found is None:
        raise Contradictory("What is kept cannot be held any more after the cancellation; keep less.")
    moved = sum(found.columns[column] for column in moves)
    *others, worth = found.bounds[1:]
    return _Solved(model.choice(found.columns), (*others, worth + MOVE * moved), moved)


def _published_columns(model: Model, before: Published) -> tuple[list[int], list[int]]:
    """The columns that hold a published meeting in its slot, and those that move it."""
    trip = model.trip
    slots = {trip.pair_numbers[key]: one.slot for key, one in before.items() if key in trip.pair_numbers}
    stays, moves = list[int](), list[int]()
    for (pair, slot), column in model.columns.seats.items():
        if pair in slots:
            (stays if trip.slot_ids[slot] == slots[pair] else moves).append(column)
    return stays, moves


def _told(
    trip: Trip,
    plan: CityPlan,
    before: Published,
    published: CityPlan,
    moves_at_most: int,
) -> CityProposal:
    after = {(one.participant, one.host): one for one in plan.meetings}
    here = [key for key in before if key[0] in trip.delegate_numbers and key[1] in trip.host_numbers]
    return CityProposal(
        moves_at_most=moves_at_most,
        plan=plan,
        dropped=tuple(before[key] for key in sorted(here) if key not in after),
        moved=tuple(
            MovedMeeting(before=before[key], after=after[key])
            for key in sorted(here)
            if key in after and after[key].slot != before[key].slot
        ),
        added=tuple(one for key, one in sorted(after.items()) if key not in before),
        joined=tuple(one for one in plan.visits if one not in published.visits),
    )
