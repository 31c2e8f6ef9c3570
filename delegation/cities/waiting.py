"""What a delegate's day costs: idle slots, and slots for the way between places."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from delegation.cities.model import Choice
from delegation.cities.trip import Trip

EMPTY, BUSY, VISIT = -1, -2, -3
"""What a slot holds apart from a meeting, which is the number of its place."""

Row = tuple[int, ...]
"""A delegate's day: for each slot of the day what it holds."""


@dataclass(frozen=True)
class Wait:
    idle: int
    travel: int


class Days:
    """Looks at a delegate's days; each different one once."""

    def __init__(self, trip: Trip) -> None:
        self._trip = trip
        self._known: dict[tuple[int, Row], Wait | None] = {}

    def wait(self, day: int, row: Row) -> Wait | None:
        """Idle and travel slots of the day, or None where the way between two meetings is too long."""
        key = day, row
        if key not in self._known:
            self._known[key] = self._looked_at(day, row)
        return self._known[key]

    def _looked_at(self, day: int, row: Row) -> Wait | None:
        slots = self._trip.day_slots[day]
        held = [number for number, what in enumerate(row) if what not in (EMPTY, BUSY)]
        idle = travel = 0
        for one, other in pairwise(held):
            met = row[one] >= 0 and row[other] >= 0
            if met and self._trip.clash(slots[one], row[one], slots[other], row[other]):
                return None
            empty = row[one + 1 : other].count(EMPTY)
            on_the_way = min(empty, self._way(day, row, one, other))
            idle, travel = idle + empty - on_the_way, travel + on_the_way
        return Wait(idle, travel)

    def _way(self, day: int, row: Row, one: int, other: int) -> int:
        """Slots needed for the way beyond what breaks between the slots give. A visit has it inside."""
        if row[one] < 0 or row[other] < 0:
            return 0
        slots, times = self._trip.day_slots[day], self._trip.times
        length = times[slots[one]].ends - times[slots[one]].starts
        empty = row[one + 1 : other].count(EMPTY) * length
        pause = times[slots[other]].starts - times[slots[one]].ends - empty
        return -(-max(0, self._trip.minutes[row[one]][row[other]] - pause) // length)


def blank_rows(trip: Trip, choice: Choice) -> list[list[int]]:
    """For each delegate all slots, with the programme and the visits they join, but no meeting yet."""
    rows = [[BUSY if busy >> slot & 1 else EMPTY for slot in range(len(trip.times))] for busy in trip.busy]
    for who, option in choice.joins:
        for slot in range(len(trip.times)):
            if trip.options[option].slots >> slot & 1:
                rows[who][slot] = VISIT
    return rows


def waits(trip: Trip, choice: Choice) -> list[list[Wait]]:
    """For each delegate what each day of the choice costs."""
    rows = blank_rows(trip, choice)
    for pair, slot in choice.meetings:
        one = trip.pairs[pair]
        rows[one.delegate][slot] = trip.host_place[one.host]
    days = Days(trip)
    return [[days.wait(*one) or _as_empty(one[1]) for one in day_rows(trip, row)] for row in rows]


def day_rows(trip: Trip, row: Sequence[int]) -> list[tuple[int, Row]]:
    return [(day, tuple(row[slot] for slot in slots)) for day, slots in enumerate(trip.day_slots)]


def _as_empty(row: Row) -> Wait:
    """Of a day that was kept although it leaves too little time for a way: what lies between is idle."""
    held = [number for number, what in enumerate(row) if what not in (EMPTY, BUSY)]
    return Wait(row[held[0] : held[-1]].count(EMPTY) if held else 0, 0)
