"""Meetings and site visits of several cities: which, when, and at which table."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from delegation.cities.choosing import choose
from delegation.cities.model import Choice
from delegation.cities.ordering import PROPOSALS, ordered
from delegation.cities.parts import ruled_out
from delegation.cities.plan import CityMeeting, CityPlan, VisitPlace
from delegation.cities.problem import CityProblem
from delegation.cities.tables import seated
from delegation.cities.trip import Trip
from delegation.cities.waiting import waits
from delegation.meeting import MeetingScore, Wish


def plan_cities(problem: CityProblem, *, seed: int = 0, proposals: int = PROPOSALS) -> CityPlan:
    """Give delegates and hosts their meetings, and delegates their site visits.

    Nobody is at two places at once or has too little time for the way between them, no limit of a person,
    a visit or a place is exceeded, a `no` is never scheduled, and what is kept stays in slot and table.
    Within that: most musts of delegates, then most meetings both sides asked for, then most meetings towards
    what each should have, then most points of meetings and visits; then little waiting, few ways, and few
    changes of table. The same problem gives the same plan, in whatever order it is written.

    Raises:
        Contradictory: what is kept cannot be held together.
    """
    trip = Trip(problem)
    chosen = choose(trip)
    kept = frozenset(trip.pair_numbers[one.participant, one.host] for one in trip.kept)
    choice = ordered(trip, chosen.choice, pinned=kept, seed=seed, proposals=proposals)
    return described(trip, choice, chosen.best_score, trip.kept)


def described(trip: Trip, choice: Choice, best_score: MeetingScore, kept: Sequence[CityMeeting]) -> CityPlan:
    """The plan of a choice, with how good it is; `kept` meetings stay at their tables."""
    meetings = seated(trip, choice, kept)
    score = trip.score(list(choice.meetings), list(choice.joins))
    days = waits(trip, choice)
    idle = [sum(one.idle for one in own) for own in days]
    changes = _room_changes(trip, meetings)
    return CityPlan(
        meetings=meetings,
        visits=tuple(_visit_place(trip, *one) for one in sorted(choice.joins)),
        score=score,
        best_score=best_score,
        value=score.as_number(trip.radix),
        bound=best_score.as_number(trip.radix),
        idle_slots=sum(idle),
        most_idle=max(idle, default=0),
        travel_slots=sum(one.travel for own in days for one in own),
        room_changes=sum(changes.values()),
        room_changes_of=changes,
        unmet_musts=_unmet(trip, meetings),
        fell_away=trip.fell_away,
    )


def _visit_place(trip: Trip, who: int, option: int) -> VisitPlace:
    one = trip.options[option]
    return VisitPlace(
        participant=trip.delegates[who].participant, visit=trip.visits[one.visit], option=one.id
    )


def _unmet(trip: Trip, meetings: Sequence[CityMeeting]) -> tuple[tuple[str, str], ...]:
    held = {(one.participant, one.host) for one in meetings}
    musts = (one for one in trip.problem.ratings if one.wish is Wish.MUST and not ruled_out(one))
    return tuple(sorted({(one.participant, one.host) for one in musts} - held))


def _room_changes(trip: Trip, meetings: Sequence[CityMeeting]) -> dict[str, int]:
    """For each delegate how often the next meeting of the day is at another table or place."""
    seats: dict[tuple[str, int], list[tuple[int, int | None]]] = defaultdict(list)
    for one in sorted(meetings, key=lambda one: trip.slot_numbers[one.slot]):
        place = trip.host_place[trip.host_numbers[one.host]]
        seats[one.participant, trip.day_of[trip.slot_numbers[one.slot]]].append((place, one.table))
    changes = {one.participant: 0 for one in trip.delegates}
    for (participant, _), own in seats.items():
        changes[participant] += sum(one != other for one, other in pairwise(own))
    return changes
