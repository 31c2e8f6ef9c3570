"""Giving out places by wish: an exact, fair assignment of many people to a few things.

People move along chains between the few things until nobody can be placed better (successive
shortest paths; costs are whole numbers of any size, so ties have one answer).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preference:
    """What each thing costs one person: 0 for the first wish, 1 for the second, ..."""

    costs: tuple[int, ...]


def best_places(preferences: Sequence[Preference], room: Sequence[int]) -> list[int | None]:
    """For each person the thing they get, or None where nothing is left.

    Most people placed first, then the smallest worst cost, then the smallest sum of costs, then the
    wishes of whoever stands first in `preferences`. `room` is how many each thing can take.
    """
    if not preferences:
        return []
    for worst in sorted({cost for one in preferences for cost in one.costs}):
        seats = _Seats(_weights(preferences, worst), list(room))
        if seats.unplaced() == _left_over(preferences, room):
            return seats.places()
    return [None] * len(preferences)


def _left_over(preferences: Sequence[Preference], room: Sequence[int]) -> int:
    """Everybody may take anything, so only the number of places limits how many are placed."""
    return max(0, len(preferences) - sum(room))


def _weights(preferences: Sequence[Preference], worst: int) -> list[list[int | None]]:
    """Costs as single numbers: first their sum, then each person's own in order, then the thing's position.

    None: not allowed. The last column is having no place, dearer than anything else.
    """
    things = len(preferences[0].costs)
    digit = (worst + 2) * (things + 1)
    unit = digit ** len(preferences)
    weights: list[list[int | None]] = []
    for turn, preference in enumerate(preferences):
        own = digit ** (len(preferences) - 1 - turn)
        row: list[int | None] = [
            None if cost > worst else cost * unit + (cost * (things + 1) + thing) * own
            for thing, cost in enumerate(preference.costs)
        ]
        none = (worst + 1) * (len(preferences) + 1) * unit + ((worst + 1) * (things + 1) + things) * own
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

    def unplaced(self) -> int:
        return len(self.on[-1])

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
