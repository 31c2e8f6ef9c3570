"""Which meetings and visits: city by city where that is proven best, together where the trip ties them.

Cities share nothing but their delegates' limits for the whole trip. Solved each for itself, without these
limits, their scores add up to a bound that no plan exceeds; if the limits happen to hold, that is the plan.
Otherwise all cities are decided in one programme.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from delegation.cities.model import Choice, Model
from delegation.cities.programme import Best, best
from delegation.cities.trip import Trip
from delegation.meeting import MeetingScore


class Contradictory(ValueError):
    """What is to be kept cannot be held together."""


@dataclass(frozen=True)
class Chosen:
    """The choice, its score, and the score that nothing can exceed."""

    choice: Choice
    score: MeetingScore
    best_score: MeetingScore
    together: bool
    """Whether the cities had to be decided in one programme."""


def choose(trip: Trip) -> Chosen:
    """The best meetings and visits. Raises Contradictory where what is kept rules every plan out."""
    apart = [_solved(Model(trip, cities, trip_wide=False)) for cities in groups_of_cities(trip)]
    choice = joined(one for one, _ in apart)
    bound = summed(found.bounds for _, found in apart)
    held, most = trip_floor(trip, choice)
    bound = bound.model_copy(update={"floor": bound.floor + most})
    score = trip.score(list(choice.meetings), list(choice.joins))
    if held == most and within_trip(trip, choice):
        return Chosen(choice, score, bound, together=False)
    return _together(trip, bound)


def _together(trip: Trip, bound: MeetingScore) -> Chosen:
    choice, found = _solved(Model(trip, set(trip.slot_city)))
    score = trip.score(list(choice.meetings), list(choice.joins))
    joint = summed([found.bounds])
    return Chosen(choice, score, min(bound, joint, key=_order), together=True)


def _order(score: MeetingScore) -> tuple[int, ...]:
    return score.musts, score.mutual, score.floor, score.points


def _solved(model: Model) -> tuple[Choice, Best]:
    found = best(model.programme, model.aims, model.most)
    if found is None:
        raise Contradictory(
            "The meetings and visits to be kept cannot be held together: somebody would be at two places "
            "at once, or more would be at a place than it has tables; keep fewer of them."
        )
    return model.choice(found.columns), found


def joined(choices: Iterable[Choice]) -> Choice:
    every = list(choices)
    meetings = sorted(one for choice in every for one in choice.meetings)
    return Choice(tuple(meetings), tuple(sorted(one for choice in every for one in choice.joins)))


def summed(figures: Iterable[tuple[int, ...]]) -> MeetingScore:
    musts, mutual, floor, points = (sum(level) for level in zip(*figures, strict=True))
    return MeetingScore(musts=musts, mutual=mutual, floor=floor, points=points)


def trip_floor(trip: Trip, choice: Choice) -> tuple[int, int]:
    """How many meetings count towards what delegates should have over the trip, and at most could."""
    held = most = 0
    for who, delegate in enumerate(trip.delegates):
        own = sum(trip.pairs[pair].delegate == who for pair, _ in choice.meetings)
        could = sum(pair.delegate == who for pair in trip.pairs)
        held += min(delegate.at_least, own)
        most += min(delegate.at_least, could)
    return held, most


def within_trip(trip: Trip, choice: Choice) -> bool:
    held = [0] * len(trip.delegates)
    for pair, _ in choice.meetings:
        held[trip.pairs[pair].delegate] += 1
    kept = [0] * len(trip.delegates)
    for one in trip.kept:
        kept[trip.delegate_numbers[one.participant]] += 1
    limits = (max(one.at_most, own) for one, own in zip(trip.delegates, kept, strict=True))
    return all(count <= limit for count, limit in zip(held, limits, strict=True))


def groups_of_cities(trip: Trip) -> list[frozenset[str]]:
    """Cities that must be planned together, because somebody could be in both on one day or in one night."""
    groups = [frozenset({city}) for city in sorted(set(trip.slot_city))]
    tied = [(trip.slot_city[one], trip.slot_city[other]) for one, other in trip.close]
    for day in trip.day_slots:
        tied += [(trip.slot_city[one], trip.slot_city[other]) for one in day for other in day]
    for one, other in dict.fromkeys(tied):
        both = [group for group in groups if one in group or other in group]
        groups = [group for group in groups if group not in both] + [frozenset().union(*both)]
    return sorted(groups, key=sorted)
