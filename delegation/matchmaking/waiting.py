"""Fewer idle slots: moving the meetings of a timetable closer together, without changing who meets whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random

from delegation.matchmaking.chains import Timetable, bits
from delegation.matchmaking.market import idle

SLOT = 16
"""The cost of an idle slot; the square of a person's idle slots is added, so that nobody has most of them."""

HOTTEST, COLDEST = 1.0 * SLOT, 0.06 * SLOT
"""At first a chain may cost about a slot, in the end hardly anything."""

PER_PERSON = 20_000
"""Most proposals per person whose meetings may move: little is tried where little can change."""

REMEMBERED = 300_000
"""Most calendars whose possible exchanges are kept in memory."""

Options = tuple[tuple[int, int], ...]


def shorten_waiting(
    timetable: Timetable, *, seed: int, iterations: int, waits: Sequence[int] = (), hottest: float = HOTTEST
) -> None:
    """Anneal over Kempe chains for a fixed number of proposals; the same input gives the same timetable.

    Only the two ends of a chain change their slots, so each proposal costs two look-ups. Pinned meetings
    stay, and the best timetable met on the way is the one that is left. `waits` is what an idle slot of each
    person weighs.
    """
    people = range(len(timetable.at))
    movable = [person for person in people if timetable.used[person] & ~timetable.pinned[person]]
    if not movable or timetable.slots < 2:
        return
    search = _Search(timetable, list(waits) or [1] * len(timetable.at))
    search.run(Random(seed), movable, min(iterations, PER_PERSON * len(movable)), hottest)  # noqa: S311 - no secret


@dataclass
class _Search:
    timetable: Timetable
    waits: list[int]
    costs: dict[int, int] = field(default_factory=dict)
    options: dict[tuple[int, int], tuple[Options, Options]] = field(default_factory=dict)

    def run(self, random: Random, movable: Sequence[int], iterations: int, hottest: float) -> None:
        total = sum(self._cost(used) * self.waits[one] for one, used in enumerate(self.timetable.used))
        best, since = total, list[tuple[list[int], int, int]]()
        cooling, heat = (COLDEST / hottest) ** (64 / max(64, iterations)), hottest
        for number in range(iterations):
            if total == 0:
                break
            if not number & 63:
                heat *= cooling
            done = self._proposal(random, movable, heat)
            if done is None:
                continue
            total += done[0]
            since.append(done[1:])
            if total < best:
                best, since = total, []
        for chain, a, b in reversed(since):
            self.timetable.exchange(chain, a, b)

    def _proposal(
        self, random: Random, movable: Sequence[int], heat: float
    ) -> tuple[int, list[int], int, int] | None:
        """Try to exchange one chain; returns by how much the cost has changed, and the chain."""
        timetable, draw = self.timetable, random.random
        start = movable[int(draw() * len(movable))]
        used = timetable.used[start]
        every, better = self._options(used, timetable.open_slots[start])
        if better and draw() < 0.75:
            every = better
        if not every:
            return None
        a, b = every[int(draw() * len(every))]
        if timetable.per_day and not timetable.may_exchange(start, a, b):
            return None
        chain = timetable.chain(start, a, b)
        if chain is None or (len(chain) % 2 == 0 and timetable.count[b] >= timetable.tables[b]):
            return None
        both, end = 1 << a | 1 << b, chain[-1]
        theirs = timetable.used[end]
        change = (self._cost(used ^ both) - self._cost(used)) * self.waits[start]
        change += (self._cost(theirs ^ both) - self._cost(theirs)) * self.waits[end]
        if change > 0 and draw() >= exp(-change / heat):
            return None
        timetable.exchange(chain, a, b)
        return change, chain, a, b

    def _cost(self, used: int) -> int:
        cost = self.costs.get(used)
        if cost is None:
            waiting = idle(used, self.timetable.days)
            cost = self.costs[used] = SLOT * waiting + waiting * waiting
        return cost

    def _options(self, used: int, open_slots: int) -> tuple[Options, Options]:
        """The slots a person could leave and take instead: all, and those that shorten their own waiting."""
        found = self.options.get((used, open_slots))
        if found is None:
            if len(self.options) > REMEMBERED:
                self.options.clear()
            every = tuple((a, b) for a in bits(used) for b in bits(open_slots & ~used))
            now = self._cost(used)
            better = tuple((a, b) for a, b in every if self._cost(used ^ (1 << a | 1 << b)) < now)
            found = self.options[used, open_slots] = every, better
        return found
