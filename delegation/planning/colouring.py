"""When meetings are held: a timetable that makes room by Kempe chains.

Delegates and hosts are the two sides of a graph, meetings its edges and slots their colours. The
meetings of two slots form chains of people; exchanging the two slots along a whole chain keeps
everybody in one place at a time, and only the two ends of the chain change the slots they are busy in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

NOBODY = -1


@dataclass
class Timetable:
    """Who meets whom in which slot. People are numbered, delegates first, then hosts; slots too.

    `open_slots` is for each person the bit mask of slots they can be busy in, `tables` the most meetings
    per slot. Tables may be exceeded for a moment while meetings are placed; `level` puts that right.
    """

    open_slots: list[int]
    tables: int
    slots: int
    at: list[list[int]] = field(init=False)
    used: list[int] = field(init=False)
    pinned: list[int] = field(init=False)
    count: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.at = [[NOBODY] * self.slots for _ in self.open_slots]
        self.used = [0] * len(self.open_slots)
        self.pinned = [0] * len(self.open_slots)
        self.count = [0] * self.slots

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

    def place(self, one: int, other: int) -> bool:
        """Hold a new meeting, moving others along a chain where the two have no slot in common."""
        mine = self.open_slots[one] & ~self.used[one]
        theirs = self.open_slots[other] & ~self.used[other]
        if common := mine & theirs:
            slot = min(bits(common), key=lambda slot: (self.count[slot], slot))
            self.put(one, other, slot)
            return True
        return self._make_room(one, other, mine, theirs) or self._make_room(other, one, theirs, mine)

    def _make_room(self, one: int, other: int, mine: int, theirs: int) -> bool:
        """Free a slot of `other` in which `one` is free, by exchanging it for one that `other` has free."""
        for a in bits(mine & self.open_slots[other]):
            for b in bits(theirs):
                chain = self.chain(other, a, b)
                if chain is not None:
                    self.exchange(chain, a, b)
                    self.put(one, other, a)
                    return True
        return False

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
        return chain if self.open_slots[person] >> step & 1 else None

    def exchange(self, chain: Sequence[int], a: int, b: int) -> None:
        """Swap two slots along a chain that leaves its first person in `a`."""
        for person in chain:
            row = self.at[person]
            row[a], row[b] = row[b], row[a]
        both = 1 << a | 1 << b
        for end in (chain[0], chain[-1]):
            self.used[end] ^= both
        if len(chain) % 2 == 0:
            self.count[a] -= 1
            self.count[b] += 1

    def level(self) -> list[tuple[int, int]]:
        """Bring every slot within its tables; returns the pairs that had to be taken out for it."""
        removed = []
        for slot in range(self.slots):
            while self.count[slot] > self.tables:
                if self._relieve(slot):
                    continue
                if (dropped := self._drop_one(slot)) is None:
                    break
                removed.append(dropped)
        return removed

    def _relieve(self, slot: int) -> bool:
        """Move one meeting out of a slot, along a chain that ends with one meeting more in another."""
        for other in sorted(range(self.slots), key=lambda one: (self.count[one], one)):
            if self.count[other] >= self.tables:
                return False
            for person in range(len(self.at)):
                if not self.may_exchange(person, slot, other):
                    continue
                chain = self.chain(person, slot, other)
                if chain is not None and len(chain) % 2 == 0:
                    self.exchange(chain, slot, other)
                    return True
        return False

    def may_exchange(self, person: int, a: int, b: int) -> bool:
        """Whether the person meets somebody in `a` and could be busy in `b` instead."""
        return bool(self.used[person] >> a & 1 and (self.open_slots[person] & ~self.used[person]) >> b & 1)

    def _drop_one(self, slot: int) -> tuple[int, int] | None:
        """Take out the last meeting of a slot that is not pinned; returns its delegate and host."""
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
                if chain is not None and (len(chain) % 2 or self.count[b] < self.tables):
                    self.exchange(chain, a, b)

    def meetings(self) -> Iterator[tuple[int, int, int]]:
        """(delegate, host, slot) of every meeting; delegates have the smaller numbers."""
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
