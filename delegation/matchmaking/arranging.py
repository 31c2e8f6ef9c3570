"""From who may meet to who meets when: the choice, a timetable for it, and little waiting."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from delegation.matchmaking.chains import Timetable
from delegation.matchmaking.choosing import Choice, best_by_day, best_pairs, best_seats
from delegation.matchmaking.market import Market, Pair
from delegation.matchmaking.waiting import shorten_waiting

ATTEMPTS = 20
"""How often meetings that found no slot are tried again from another timetable of equal worth."""

SHAKEN = 200_000
"""Most chains exchanged at random before such an attempt."""


@dataclass(frozen=True)
class Arrangement:
    """Who meets when, by position, and how good that is."""

    meetings: tuple[tuple[int, int, int], ...]
    """Two people, the smaller number first, and their slot."""
    score: tuple[int, ...]
    bound: tuple[int, ...]
    """The best score there can be, in the order of the market's aims; equal to `score` means proven best."""


def arrange(market: Market, *, seed: int = 0, iterations: int) -> Arrangement:
    """The meetings of a market: best by its aims in their order, then with few idle slots.

    What is chosen without slots is a bound. Where all of it finds a slot nothing can be better; otherwise
    days or slots are decided together with the pairs, which gives a closer bound.
    """
    timetable, bound = _timetabled(market, seed)
    shorten_waiting(timetable, seed=seed, iterations=iterations, waits=market.waits)
    meetings = tuple(timetable.meetings())
    return Arrangement(meetings, scored(market, meetings), bound)


def scored(market: Market, meetings: Iterable[tuple[int, int, int]]) -> tuple[int, ...]:
    """The score of these meetings, the pinned ones among them."""
    pinned = {(one.pair.one, one.pair.other) for one in market.pinned}
    known = {(pair.one, pair.other): pair for pair in market.pairs}
    return market.score([known[one, other] for one, other, _ in meetings if (one, other) not in pinned])


def _timetabled(market: Market, seed: int) -> tuple[Timetable, tuple[int, ...]]:
    choice = best_pairs(market) or Choice((), (), market.score(()))
    timetable, left = _placed_all(market, choice, seed)
    if not left:
        return timetable, choice.score
    if (seats := best_seats(market)) is not None:
        return _seated(market, seats), seats.score
    if (by_day := best_by_day(market)) is not None:
        timetable, left = _placed_all(market, by_day, seed)
        choice = by_day
    if left:
        _use_what_is_free(market, timetable, {*choice.pairs} - {*left})
    return timetable, choice.score


def _seated(market: Market, choice: Choice) -> Timetable:
    timetable = Timetable.of(market)
    for pair, slot in zip(choice.pairs, choice.within, strict=True):
        timetable.put(pair.one, pair.other, slot.bit_length() - 1)
    return timetable


def _placed_all(market: Market, choice: Choice, seed: int) -> tuple[Timetable, list[Pair]]:
    """Find a slot for every chosen pair, first in its own slots; returns those without after all attempts."""
    timetable, random = Timetable.of(market), Random(seed)  # noqa: S311 - a seeded search, no secret
    chosen = {(pair.one, pair.other): pair for pair in choice.pairs}
    within = dict(zip(choice.pairs, choice.within, strict=True))
    left = _placed(timetable, choice.pairs, chosen, within)
    for _ in range(ATTEMPTS):
        if not left:
            break
        timetable.shake(random, min(SHAKEN, 4 * len(choice.pairs)))
        left = _placed(timetable, left, chosen, {})
    return timetable, left


def _placed(
    timetable: Timetable,
    pairs: Iterable[Pair],
    chosen: dict[tuple[int, int], Pair],
    within: dict[Pair, int],
) -> list[Pair]:
    """Place the pairs, tightest people first; returns those without a slot, taken out again ones included."""
    room = [timetable.free(person).bit_count() for person in range(len(timetable.at))]
    order = sorted(pairs, key=lambda pair: (min(room[pair.one], room[pair.other]), pair.other, pair.one))
    left = [pair for pair in order if not timetable.place(pair.one, pair.other, within.get(pair, -1))]
    removed = (chosen.get((min(pair), max(pair))) for pair in timetable.level())
    return left + [pair for pair in removed if pair is not None]


def _use_what_is_free(market: Market, timetable: Timetable, held: set[Pair]) -> None:
    """Give seats that stay empty to the next best pairs that fit, within everybody's limits."""
    room, unasked = list(market.room), list(market.unasked)
    for pair in held:
        _count(pair, room, unasked, -1)
    known = {(pair.one, pair.other): pair for pair in held}
    for pair in sorted({*market.candidates} - held, key=market.importance):
        wanted = pair.asked or not unasked or (unasked[pair.one] > 0 and unasked[pair.other] > 0)
        if not (wanted and room[pair.one] > 0 and room[pair.other] > 0):
            continue
        if timetable.place(pair.one, pair.other):
            known[pair.one, pair.other] = pair
            _count(pair, room, unasked, -1)
            for gone in timetable.level():
                _count(known[min(gone), max(gone)], room, unasked, 1)


def _count(pair: Pair, room: list[int], unasked: list[int], change: int) -> None:
    for person in (pair.one, pair.other):
        room[person] += change
        if unasked and not pair.asked:
            unasked[person] += change
