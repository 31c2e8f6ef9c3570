"""Giving out places by wish: an exact, fair assignment of many people to a few things.

People move along chains between the few things until nobody can be placed better (successive
shortest paths; costs are whole numbers of any size, so ties have one answer).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preference:
    """What each thing costs one person: 0 for the first wish, 1 for the second, ...; None: ruled out."""

    costs: tuple[int | None, ...]
    short: tuple[bool, ...] = ()
    """Things with which the person would fall short of what everybody was promised; none if not given."""

    def is_short(self, thing: int) -> bool:
        return bool(self.short) and self.short[thing]


def best_places(preferences: Sequence[Preference], room: Sequence[int]) -> list[int | None]:
    """For each person the thing they get, or None where nothing is left.

    Most people placed first, then the fewest who fall short, then the smallest worst cost, then the smallest
    sum of costs, then the wishes of whoever stands first in `preferences`. `room` is how many each thing
    takes.
    """
    if not preferences:
        return []
    levels = sorted({cost for one in preferences for cost in one.costs if cost is not None})
    if not levels:
        return [None] * len(preferences)
    best = _figures(preferences, _seated(preferences, room, levels[-1]))
    places = (_seated(preferences, room, worst) for worst in levels)
    return next(one for one in places if _figures(preferences, one) == best)


def _seated(preferences: Sequence[Preference], room: Sequence[int], worst: int) -> list[int | None]:
    """The best places of which none costs more than `worst`."""
    return _Seats(_weights(preferences, worst), list(room)).places()


def _figures(preferences: Sequence[Preference], places: Sequence[int | None]) -> tuple[int, int]:
    """How many have no place, and how many of the others fall short."""
    given = [(one, place) for one, place in zip(preferences, places, strict=True) if place is not None]
    return len(preferences) - len(given), sum(one.is_short(place) for one, place in given)


def _weights(preferences: Sequence[Preference], worst: int) -> list[list[int | None]]:
    """Costs as single numbers: falling short, then the sum of costs, then each person's own in order.

    The thing's position decides last. None: not allowed. The last column is having no place, dearer than
    anything else.
    """
    things = len(preferences[0].costs)
    digit = (worst + 2) * (things + 1)
    unit = digit ** len(preferences)
    most = (worst + 1) * (len(preferences) + 1)
    """More than all costs together."""
    weights: list[list[int | None]] = []
    for turn, preference in enumerate(preferences):
        own = digit ** (len(preferences) - 1 - turn)
        row: list[int | None] = [
            None
            if cost is None or cost > worst
            else (cost + most * preference.is_short(thing)) * unit + (cost * (things + 1) + thing) * own
            for thing, cost in enumerate(preference.costs)
        ]
        none = most * (len(preferences) + 2) * unit + ((worst + 1) * (things + 1) + things) * own
        weights.append([*row, none])
    return weights


@dataclass
class _Seats:
    """People on things, always cheapest for the people who have arrived so far."""

    weights: list[list[int | None]]
    room: list[int]
    on: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.room.append(len(self.weights))  # having no place is always possible
        self.on = [[] for _ in self.room]
        for person in range(len(self.weights)):
            self._seat(person)

    def places(self) -> list[int | None]:
        found: list[int | None] = [None] * len(self.weights)
        for thing, people in enumerate(self.on[:-1]):
            for person in people:
                found[person] = thing
        return found

    def _seat(self, person: int) -> None:
        """Take the cheapest chain: the newcomer takes a thing, whose guest moves on, until there is room."""
        things = range(len(self.room))
        best: list[int | None] = list(self.weights[person])
        came_from: list[tuple[int, int] | None] = [None for _ in things]
        moves = {
            (one, other): self._cheapest_move(one, other)
            for one in things
            for other in things
            if one != other
        }
        for _ in things:
            for (one, other), move in moves.items():
                start = best[one]
                if start is None or move is None:
                    continue
                reached = best[other]
                if reached is None or start + move[0] < reached:
                    best[other], came_from[other] = start + move[0], (one, move[1])
        self._follow(person, self._end(best), came_from)

    def _end(self, best: Sequence[int | None]) -> int:
        free = [thing for thing, people in enumerate(self.on) if len(people) < self.room[thing]]
        reachable = [(cost, thing) for thing in free if (cost := best[thing]) is not None]
        return min(reachable)[1]

    def _cheapest_move(self, one: int, other: int) -> tuple[int, int] | None:
        """The guest of `one` for whom `other` costs least more, with that difference (may be negative)."""
        options = [
            (there - here, person)
            for person in self.on[one]
            if (there := self.weights[person][other]) is not None
            and (here := self.weights[person][one]) is not None
        ]
        return min(options, default=None)

    def _follow(self, person: int, end: int, came_from: Sequence[tuple[int, int] | None]) -> None:
        thing = end
        while (step := came_from[thing]) is not None:
            origin, guest = step
            self.on[origin].remove(guest)
            self.on[thing].append(guest)
            thing = origin
        self.on[thing].append(person)
