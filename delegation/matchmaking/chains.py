"""When meetings are held: a timetable that makes room by Kempe chains.

People are the nodes of a graph, meetings its edges and slots their colours. The meetings of two slots form
chains of people; exchanging the two slots along a whole chain keeps everybody in one place at a time, and
only the two ends of the chain change the slots they are busy in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from delegation.matchmaking.market import Market

NOBODY = -1


@dataclass
class Timetable:
    """Who meets whom in which slot. Tables may be exceeded for a moment; `level` puts that right."""

    open_slots: Sequence[int]
    """For each person the bit mask of slots they can be busy in."""
    tables: Sequence[int]
    days: Sequence[int]
    per_day: Sequence[int] = ()
    at: list[list[int]] = field(init=False)
    used: list[int] = field(init=False)
    pinned: list[int] = field(init=False)
    count: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.at = [[NOBODY] * self.slots for _ in self.open_slots]
        self.used = [0] * len(self.open_slots)
        self.pinned = [0] * len(self.open_slots)
        self.count = [0] * self.slots
        self.day_of = [next((day for day in self.days if day >> slot & 1), 0) for slot in range(self.slots)]
        self._relieved = 0

    @classmethod
    def of(cls, market: Market) -> "Timetable":
        """The timetable with the pinned meetings only."""
        timetable = cls(market.open_slots, market.tables, market.days, market.per_day)
        for one in market.pinned:
            timetable.put(one.pair.one, one.pair.other, one.slot, pinned=True)
        return timetable

    @property
    def slots(self) -> int:
        return len(self.tables)

    def put(self, one: int, other: int, slot: int, *, pinned: bool = False) -> None:
        """Hold a meeting in a slot both have free. A pinned meeting never moves."""
        for person, partner in ((one, other), (other, one)):
            self.at[person][slot] = partner
            self.used[person] |= 1 << slot
            self.pinned[person] |= pinned << slot
        self.count[slot] += 1

    def take_out(self, one: int, slot: int) -> int:
        """End the meeting of that person in that slot; returns the partner."""
        other = self.at[one][slot]
        for person in (one, other):
            self.at[person][slot] = NOBODY
            self.used[person] &= ~(1 << slot)
        self.count[slot] -= 1
        return other

    def place(self, one: int, other: int, within: int = -1) -> bool:
        """Hold a new meeting, moving others along a chain where the two have no slot in common."""
        mine, theirs = self.free(one) & within, self.free(other) & within
        if common := mine & theirs:
            slot = min(bits(common), key=lambda slot: (self.count[slot] - self.tables[slot], slot))
            self.put(one, other, slot)
            return True
        return self._make_room(one, other, mine, theirs) or self._make_room(other, one, theirs, mine)

    def free(self, person: int) -> int:
        """The slots in which the person may get one more meeting."""
        free = self.open_slots[person] & ~self.used[person]
        if not self.per_day:
            return free
        most, used = self.per_day[person], self.used[person]
        return sum(free & day for day in self.days if (used & day).bit_count() < most)

    def _make_room(self, one: int, other: int, mine: int, theirs: int) -> bool:
        """Free a slot of `other` in which `one` is free, by exchanging it for one that `other` has free."""
        for a in bits(mine & self.open_slots[other]):
            for b in bits(theirs):
                chain = self.chain(other, a, b)
                if chain is None or chain[-1] == one or not self._day_allows(other, a, b):
                    continue
                self.exchange(chain, a, b)
                self.put(one, other, a)
                return True
        return False

    def _day_allows(self, person: int, a: int, b: int) -> bool:
        """Whether a further meeting in `a` is within the day's limit once the one there is in `b`."""
        if not self.per_day:
            return True
        day = self.day_of[a]
        held = (self.used[person] & day).bit_count() + (self.day_of[b] == day)
        return held <= self.per_day[person]

    def chain(self, start: int, a: int, b: int) -> list[int] | None:
        """The people on the chain that leaves `start` by its meeting in `a`; None if it may not be exchanged.

        `start` must be free and able to meet in `b`, so the chain ends somewhere else.
        """
        chain, person, step, other = [start], start, a, b
        while (partner := self.at[person][step]) >= 0:
            if self.pinned[person] >> step & 1:
                return None
            chain.append(partner)
            person, step, other = partner, other, step
        return chain if self._may_change(person, other, step) else None

    def _may_change(self, person: int, a: int, b: int) -> bool:
        """Whether the person could be busy in `b` instead of `a`."""
        if not self.open_slots[person] >> b & 1:
            return False
        if not self.per_day or self.day_of[a] == self.day_of[b]:
            return True
        return (self.used[person] & self.day_of[b]).bit_count() < self.per_day[person]

    def exchange(self, chain: Sequence[int], a: int, b: int) -> None:
        """Swap two slots along a chain that leaves its first person in `a`; doing it again undoes it."""
        for person in chain:
            row = self.at[person]
            row[a], row[b] = row[b], row[a]
        both = 1 << a | 1 << b
        for end in (chain[0], chain[-1]):
            self.used[end] ^= both
        if len(chain) % 2 == 0:
            step = 1 if self.used[chain[0]] >> b & 1 else -1
            self.count[a] -= step
            self.count[b] += step

    def level(self) -> list[tuple[int, int]]:
        """Bring every slot within its tables; returns the pairs that had to be taken out for it."""
        removed = []
        for slot in range(self.slots):
            while self.count[slot] > self.tables[slot]:
                if self._relieve(slot):
                    continue
                if (dropped := self._drop_one(slot)) is None:
                    break
                removed.append(dropped)
        return removed

    def _relieve(self, slot: int) -> bool:
        """Move one meeting out of a slot, along a chain that ends with one meeting more in another."""
        for other in sorted(range(self.slots), key=lambda one: (self.count[one] - self.tables[one], one)):
            if self.count[other] >= self.tables[other]:
                return False
            for step in range(len(self.at)):
                person = (self._relieved + step) % len(self.at)
                if not self.may_exchange(person, slot, other):
                    continue
                chain = self.chain(person, slot, other)
                if chain is not None and len(chain) % 2 == 0:
                    self.exchange(chain, slot, other)
                    self._relieved = person
                    return True
        return False

    def may_exchange(self, person: int, a: int, b: int) -> bool:
        """Whether the person meets somebody in `a` and could be busy in `b` instead."""
        used = self.used[person]
        return bool(used >> a & 1 and not used >> b & 1 and self._may_change(person, a, b))

    def _drop_one(self, slot: int) -> tuple[int, int] | None:
        """Take out the last meeting of a slot that is not pinned; returns its two people."""
        for person in reversed(range(len(self.at))):
            if self.at[person][slot] > person and not self.pinned[person] >> slot & 1:
                return person, self.take_out(person, slot)
        return None

    def shake(self, random: Random, times: int) -> None:
        """Exchange chains at random, so that another attempt to place something starts elsewhere."""
        for _ in range(times):
            person = random.randrange(len(self.at))
            a, b = random.randrange(self.slots), random.randrange(self.slots)
            if a != b and self.may_exchange(person, a, b):
                chain = self.chain(person, a, b)
                if chain is not None and (len(chain) % 2 or self.count[b] < self.tables[b]):
                    self.exchange(chain, a, b)

    def meetings(self) -> Iterator[tuple[int, int, int]]:
        """(smaller number, larger number, slot) of every meeting."""
        for person, row in enumerate(self.at):
            for slot, partner in enumerate(row):
                if partner > person:
                    yield person, partner, slot


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
