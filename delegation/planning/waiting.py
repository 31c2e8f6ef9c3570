"""Fewer idle slots: moving the meetings of a timetable closer together, without changing who meets whom."""

from collections.abc import Callable, Sequence
from math import exp
from random import Random

from delegation.planning.colouring import Timetable
from delegation.planning.pairing import idle

DELEGATE, HOST = 4, 1
"""A delegate's idle slot weighs more than a host's: hosts wait at their own table."""

HOTTEST, COLDEST = 4.0, 0.1
"""At first a chain may cost about one delegate's slot, in the end hardly anything."""

PER_PERSON = 20_000
"""Most proposals per person whose meetings may move: little is tried where little can change."""


def shorten_waiting(
    timetable: Timetable, delegates: int, days: Sequence[int], *, seed: int, iterations: int
) -> None:
    """Anneal over Kempe chains for a fixed number of proposals; the same input gives the same timetable.

    Only the two ends of a chain change their slots, so each proposal costs two look-ups. Pinned meetings
    stay, and the best timetable met on the way is the one that is left.
    """
    cost = _cost_by_slots(days)
    total = sum(cost(used, person < delegates) for person, used in enumerate(timetable.used))
    movable = [
        person for person in range(len(timetable.at)) if timetable.used[person] & ~timetable.pinned[person]
    ]
    if not movable or timetable.slots < 2:
        return
    random = Random(seed)  # noqa: S311 - a seeded search, no secret
    best, kept = total, _copied(timetable)
    iterations = min(iterations, PER_PERSON * len(movable))
    for number in range(iterations):
        if total == 0:
            break
        heat = HOTTEST * (COLDEST / HOTTEST) ** (number / iterations)
        total += _proposal(timetable, random, movable, delegates, cost, heat)
        if total < best:
            best, kept = total, _copied(timetable)
    if total > best:
        timetable.at, timetable.used, timetable.count = kept


def _proposal(
    timetable: Timetable,
    random: Random,
    movable: Sequence[int],
    delegates: int,
    cost: Callable[[int, bool], int],
    heat: float,
) -> int:
    """Try to exchange one chain; returns by how much the cost has changed."""
    start = movable[int(random.random() * len(movable))]
    a, b = int(random.random() * timetable.slots), int(random.random() * timetable.slots)
    if not timetable.may_exchange(start, a, b):
        return 0
    chain = timetable.chain(start, a, b)
    if chain is None or (len(chain) % 2 == 0 and timetable.count[b] >= timetable.tables):
        return 0
    both, change = 1 << a | 1 << b, 0
    for end in (start, chain[-1]):
        used, travels = timetable.used[end], end < delegates
        change += cost(used ^ both, travels) - cost(used, travels)
    if change > 0 and random.random() >= exp(-change / heat):
        return 0
    timetable.exchange(chain, a, b)
    return change


def _cost_by_slots(days: Sequence[int]) -> Callable[[int, bool], int]:
    known: dict[int, int] = {}

    def cost(used: int, travels: bool) -> int:
        if used not in known:
            known[used] = idle(used, days)
        return known[used] * (DELEGATE if travels else HOST)

    return cost


def _copied(timetable: Timetable) -> tuple[list[list[int]], list[int], list[int]]:
    return [row.copy() for row in timetable.at], timetable.used.copy(), timetable.count.copy()
