"""When: the meetings of a choice moved in time, so that delegates wait less. Nobody gains or loses a meeting.

A move exchanges two slots along a chain: a meeting goes to another slot, what its delegate and its host
have there comes back in exchange, and so on. Every delegate of the chain must still manage their ways.
"""

from collections import Counter
from math import exp
from random import Random

from delegation.cities.model import Choice
from delegation.cities.trip import Trip
from delegation.cities.waiting import Days, blank_rows

IDLE, TRAVEL, LONGEST = 4, 3, 1
"""Slots on the way count nearly as idle ones, so that no way is made only to shorten waiting; what exceeds
the mean of a delegate's day counts in addition (squares), so that nobody waits much longer than others."""

HOTTEST, COLDEST = 6.0, 0.3
PROPOSALS = 120_000
"""Most chains tried: a fixed number, so that results repeat."""

PER_MEETING = 500
"""Most chains tried per meeting: little is tried where little can change."""


def ordered(
    trip: Trip, choice: Choice, *, pinned: frozenset[int], seed: int = 0, proposals: int = PROPOSALS
) -> Choice:
    """The choice, its meetings moved to where delegates wait least, as far as found; `pinned` pairs stay."""
    board = _Board(trip, choice, pinned)
    movable = [pair for pair, _ in choice.meetings if pair not in pinned]
    if not movable or _spans_nights(trip):
        return choice
    random, best, kept = Random(seed), board.total, dict(board.slot_of)  # noqa: S311 - a seeded search, no secret
    proposals = min(proposals, PER_MEETING * len(movable))
    for number in range(proposals):
        heat = HOTTEST * (COLDEST / HOTTEST) ** (number / proposals)
        board.propose(random, movable, heat)
        if board.total < best:
            best, kept = board.total, dict(board.slot_of)
    return Choice(tuple(sorted(kept.items())), choice.joins)


def _spans_nights(trip: Trip) -> bool:
    """Whether the way from one day to the next may be too long: then meetings stay where they were chosen."""
    return any(trip.day_of[one] != trip.day_of[other] for one, other in trip.close)


class _Board:
    """Where everybody is; changed chain by chain."""

    def __init__(self, trip: Trip, choice: Choice, pinned: frozenset[int]) -> None:
        self.trip, self.pinned, self.days = trip, pinned, Days(trip)
        self.rows = blank_rows(trip, choice)
        self.slot_of = dict(choice.meetings)
        self.of_delegate: dict[tuple[int, int], int] = {}
        self.of_host: dict[tuple[int, int], int] = {}
        self.used: Counter[tuple[int, int]] = Counter()
        for pair, slot in choice.meetings:
            self._put(pair, slot)
        self.first_counts = [self._per_day(who) for who in range(len(self.rows))]
        self.open = [self._open(pair) for pair in range(len(trip.pairs))]
        self.total = sum(self._cost(who, day) or 0 for who in range(len(self.rows)) for day in self._all_days)

    @property
    def _all_days(self) -> range:
        return range(len(self.trip.day_slots))

    def _open(self, pair: int) -> list[int]:
        mask = self.trip.pairs[pair].open_slots
        return [slot for slot in range(mask.bit_length()) if mask >> slot & 1]

    def _put(self, pair: int, slot: int) -> None:
        one = self.trip.pairs[pair]
        place = self.trip.host_place[one.host]
        self.slot_of[pair] = slot
        self.of_delegate[one.delegate, slot] = self.of_host[one.host, slot] = pair
        self.rows[one.delegate][slot] = place
        self.used[place, slot] += 1

    def _take(self, pair: int) -> None:
        one, slot = self.trip.pairs[pair], self.slot_of[pair]
        place = self.trip.host_place[one.host]
        del self.of_delegate[one.delegate, slot], self.of_host[one.host, slot]
        self.rows[one.delegate][slot] = -1
        self.used[place, slot] -= 1

    def _cost(self, who: int, day: int) -> int | None:
        row = self.rows[who]
        wait = self.days.wait(day, tuple([row[slot] for slot in self.trip.day_slots[day]]))
        return None if wait is None else IDLE * wait.idle + TRAVEL * wait.travel + LONGEST * wait.idle**2 // 4

    def propose(self, random: Random, movable: list[int], heat: float) -> None:
        """Try one chain and keep it if nobody is torn apart and it waits less, or by chance not much more."""
        pair = movable[int(random.random() * len(movable))]
        slots = self.open[pair]
        old, new = self.slot_of[pair], slots[int(random.random() * len(slots))]
        if new == old or (moved := self._chain(pair, old, new)) is None:
            return
        touched = self._touched(moved, old, new)
        before = sum(self._cost(*one) or 0 for one in touched)
        self._move(moved)
        costs = [self._cost(*one) for one in touched]
        change = sum(cost for cost in costs if cost is not None) - before
        taken = change <= 0 or random.random() < exp(-change / heat)
        if None in costs or not taken or not self._fits(moved):
            self._move({one: old if slot == new else new for one, slot in moved.items()})
        else:
            self.total += change

    def _chain(self, pair: int, old: int, new: int) -> dict[int, int] | None:
        """The meetings that change between the two slots with this one, or None where one may not."""
        moved, waiting = {pair: new}, [pair]
        while waiting:
            number = waiting.pop()
            one, there = self.trip.pairs[number], moved[number]
            back = old if there == new else new
            for other in (self.of_delegate.get((one.delegate, there)), self.of_host.get((one.host, there))):
                if other is not None and other not in moved:
                    if other in self.pinned or not self.trip.pairs[other].open_slots >> back & 1:
                        return None
                    moved[other] = back
                    waiting.append(other)
            if self.rows[one.delegate][there] < -1:
                return None
        return moved

    def _touched(self, moved: dict[int, int], old: int, new: int) -> list[tuple[int, int]]:
        days = {self.trip.day_of[old], self.trip.day_of[new]}
        return sorted({(self.trip.pairs[pair].delegate, day) for pair in moved for day in days})

    def _move(self, moved: dict[int, int]) -> None:
        for pair in moved:
            self._take(pair)
        for pair, slot in moved.items():
            self._put(pair, slot)

    def _fits(self, moved: dict[int, int]) -> bool:
        """Whether tables suffice, and nobody's day has more meetings than it may or fewer than it should."""
        for pair, slot in moved.items():
            place = self.trip.host_place[self.trip.pairs[pair].host]
            tables = self.trip.tables[place]
            if tables is not None and self.used[place, slot] > tables:
                return False
        return all(self._day_fits(self.trip.pairs[pair].delegate) for pair in moved)

    def _day_fits(self, who: int) -> bool:
        one = self.trip.delegates[who]
        if one.day_at_least == 0 and one.day_at_most >= len(self.trip.times):
            return True
        counts, first = self._per_day(who), self.first_counts[who]
        fewest = sum(min(one.day_at_least, count) for count in first)
        return (
            all(count <= max(one.day_at_most, before) for count, before in zip(counts, first, strict=True))
            and sum(min(one.day_at_least, count) for count in counts) >= fewest
        )

    def _per_day(self, who: int) -> list[int]:
        return [sum(self.rows[who][slot] >= 0 for slot in slots) for slots in self.trip.day_slots]
