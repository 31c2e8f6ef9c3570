"""After a change: as few published meetings lost as possible, then the best that k moves can win back.

Every published meeting that is still possible keeps its slot unless it is one of the few that move. Pairs
and slots are decided together, exactly: over the whole event where that is small enough, else among the
people the change affects and those they may meet instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from operator import add

from delegation.matchmaking.arranging import Arrangement, scored
from delegation.matchmaking.chains import bits
from delegation.matchmaking.choosing import best_pairs, limit_calendars, limit_people, market_aims, searched
from delegation.matchmaking.corners import Rows, whole_corner
from delegation.matchmaking.gains import beside, most_gain, weights
from delegation.matchmaking.market import Market, Pair, Pinned

LARGEST_WHOLE = 40_000
"""Most pairs times slots for which a change is solved over the whole event."""

MOST_WAITING = 30
"""Most people whose idle slots are shortened by the choice of new slots."""

NODES = 300
"""Branches after which a proof is given up; then the best found is taken, and said to be that."""


@dataclass(frozen=True)
class Disrupted:
    """A market whose pinned meetings are those published and still possible, and what may change."""

    market: Market
    moves_at_most: int = 0
    homeless: tuple[Pair, ...] = ()
    """Pairs whose published slot is lost; held elsewhere they count as moved."""
    fixed: frozenset[tuple[int, int]] = frozenset()
    """Pairs that stay in their slot whatever it costs: begun, confirmed."""
    contested: frozenset[tuple[int, int]] = frozenset()
    """Pairs of which some may have to go: more than there are tables left, or than somebody's limit."""
    affected: tuple[int, ...] = ()
    """People whose meetings the change took away; their waiting is shortened last."""


@dataclass(frozen=True)
class Replanned:
    """The meetings after the change, and how much of the event was looked at for them."""

    arrangement: Arrangement
    kept: int
    moved: int
    dropped: int
    whole: bool
    """Whether the whole event was decided anew; else only around the people affected."""
    proven: bool
    """Whether nothing better is possible within that scope."""


def replan(disrupted: Disrupted) -> Replanned:
    """Fewest published meetings lost; then the best score; then fewest moves; then little waiting."""
    still = _replanned(replace(disrupted, moves_at_most=0))
    if not disrupted.moves_at_most or _cannot_gain(disrupted, still):
        return still
    moving = _replanned(disrupted)
    better = (-moving.dropped, moving.arrangement.score) > (-still.dropped, still.arrangement.score)
    return moving if better else replace(still, whole=moving.whole, proven=moving.proven)


def _cannot_gain(disrupted: Disrupted, still: Replanned) -> bool:
    """Whether moving anybody wins nothing: no meeting lost its slot, and all that can be new already is."""
    if disrupted.homeless or disrupted.contested or not still.proven:
        return False
    most, held = most_gain(beside(disrupted.market)), disrupted.market.score(())
    best = None if most is None else tuple(map(add, held, most))
    return still.arrangement.score == best


def _replanned(disrupted: Disrupted) -> Replanned:
    whole = _Scope(disrupted, tuple(range(disrupted.market.people)))
    if len(whole.options) <= LARGEST_WHOLE:
        return _solved(disrupted, whole, is_whole=True)
    return _solved(disrupted, _Scope(disrupted, _around(disrupted)), is_whole=False)


def _around(disrupted: Disrupted) -> tuple[int, ...]:
    """The affected, whom they may meet instead, and whom those meet now."""
    market, near = disrupted.market, {*disrupted.affected}
    near |= {person for pair in disrupted.homeless for person in (pair.one, pair.other)}
    near |= {person for pair in disrupted.contested for person in pair}
    held = {(one.pair.one, one.pair.other) for one in market.pinned}
    for pair in market.pairs:
        asked = (pair.one, pair.other) not in held
        if asked and (pair.one in disrupted.affected or pair.other in disrupted.affected):
            near |= {pair.one, pair.other}
    return tuple(sorted(near))


@dataclass(frozen=True)
class _Option:
    pair: Pair
    slot: int
    published: bool
    moves: bool


class _Scope:
    """What may be held when, among these people; everything else of the programme stands still."""

    def __init__(self, disrupted: Disrupted, people: Sequence[int]) -> None:
        self.disrupted, self.people = disrupted, frozenset(people)
        loose, still = list[Pinned](), list[Pinned]()
        for one in disrupted.market.pinned:
            (loose if self._may_move(one.pair) else still).append(one)
        known = {(pair.one, pair.other) for pair in disrupted.market.pairs}
        lost = [pair for pair in disrupted.homeless if (pair.one, pair.other) not in known]
        self.loose = tuple(loose)
        self.market = replace(disrupted.market, pinned=tuple(still), pairs=(*disrupted.market.pairs, *lost))

    def _may_move(self, pair: Pair) -> bool:
        inside = pair.one in self.people and pair.other in self.people
        key = (pair.one, pair.other)
        if key in self.disrupted.fixed:
            return False
        return key in self.disrupted.contested or (self.disrupted.moves_at_most > 0 and inside)

    @cached_property
    def options(self) -> tuple[_Option, ...]:
        return (*self._published(), *self._new())

    def _published(self) -> Iterator[_Option]:
        for one in self.loose:
            yield _Option(one.pair, one.slot, published=True, moves=False)
            for slot in self._common(one.pair) if self.disrupted.moves_at_most else ():
                if slot != one.slot:
                    yield _Option(one.pair, slot, published=True, moves=True)
        if self.disrupted.moves_at_most:
            for pair in self.disrupted.homeless:
                for slot in self._common(pair):
                    yield _Option(pair, slot, published=True, moves=True)

    def _new(self) -> Iterator[_Option]:
        known = {(one.pair.one, one.pair.other) for one in self.loose}
        known |= {(pair.one, pair.other) for pair in self.disrupted.homeless}
        for pair in self._candidates:
            if (pair.one, pair.other) not in known:
                for slot in self._common(pair):
                    yield _Option(pair, slot, published=False, moves=False)

    @cached_property
    def keeps_all(self) -> bool:
        """Whether every published meeting can and so will be held."""
        return not (self.disrupted.contested or self.disrupted.homeless)

    @cached_property
    def left(self) -> Market:
        return beside(self.disrupted.market)

    @cached_property
    def _candidates(self) -> tuple[Pair, ...]:
        """New pairs; where all published meetings stay, only those with room beside them."""
        if not self.keeps_all:
            return self.market.candidates
        possible = {(pair.one, pair.other) for pair in self.left.candidates}
        return tuple(pair for pair in self.market.candidates if (pair.one, pair.other) in possible)

    def _common(self, pair: Pair) -> Iterator[int]:
        return bits(self.market.free_slots[pair.one] & self.market.free_slots[pair.other])


def _solved(disrupted: Disrupted, scope: _Scope, *, is_whole: bool) -> Replanned:
    rows, aims = _programme(disrupted, scope)
    taken = whole_corner(rows, aims) if aims else []
    proven = True
    if taken is None:
        found = searched(rows, aims, NODES)
        taken, proven = found if found is not None else ([0] * len(rows.upper), False)
    if not (disrupted.contested or _keeps_all(scope, taken)):
        taken = [int(one.published and not one.moves) for one in scope.options]
        taken += [0] * (len(rows.upper) - len(taken))
    if not disrupted.moves_at_most:
        taken = _little_waiting(disrupted, scope, rows, aims, taken)
    return _counted(disrupted, scope, taken, is_whole=is_whole, proven=proven)


def _keeps_all(scope: _Scope, taken: Sequence[int]) -> bool:
    """Whether at least as many published meetings stay as when nobody moves."""
    held = sum(take for one, take in zip(scope.options, taken, strict=False) if one.published)
    return held >= len(scope.loose)


def _programme(disrupted: Disrupted, scope: _Scope) -> tuple[Rows, list[list[int]]]:
    """A column per option, then the floor's; the aims: published ones held, the score, few moves."""
    pairs, market = [one.pair for one in scope.options], scope.market
    if not pairs:
        return Rows([]), []
    published = {column for column, one in enumerate(scope.options) if one.published}
    rows = limit_people(market, pairs, published)
    limit_calendars(market, [(one.pair, one.slot) for one in scope.options], rows)
    moves = [column for column, one in enumerate(scope.options) if one.moves]
    rows.at_most(moves, disrupted.moves_at_most)
    rest = [0] * market.people
    held = [*(int(one.published) for one in scope.options), *rest]
    aims, last = market_aims(market, pairs), [*(-int(one.moves) for one in scope.options), *rest]
    factors = weights(scope.left, disrupted.moves_at_most) if scope.keeps_all else None
    if factors is None:
        return rows, [held, *aims, last]
    held_by = dict[Pair, list[int]]()
    for column, one in enumerate(scope.options):
        if one.published:
            held_by.setdefault(one.pair, []).append(column)
    for keep in held_by.values():
        rows.at_most(keep, -1, [-1] * len(keep))
    return rows, [_in_one(factors, aims, last)]


def _in_one(factors: Sequence[int], aims: Sequence[Sequence[int]], last: Sequence[int]) -> list[int]:
    """All aims in one figure; `last` breaks ties."""
    return [
        sum(factor * figure for factor, figure in zip(factors, figures, strict=True)) + tie
        for *figures, tie in zip(*aims, last, strict=True)
    ]


def _little_waiting(
    disrupted: Disrupted, scope: _Scope, rows: Rows, aims: Sequence[Sequence[int]], taken: list[int]
) -> list[int]:
    """The same score with the fewest idle slots of those affected, where a few branches find it."""
    people = [one for one in disrupted.affected if one in scope.people][:MOST_WAITING]
    if not (people and aims):
        return taken
    wider = Rows(list(rows.upper), list(rows.rows))
    for aim in aims:
        used = [column for column, weight in enumerate(aim) if weight]
        reached = sum(aim[column] * taken[column] for column in used)
        wider.at_most(used, -reached, [-aim[column] for column in used])
    waiting = [0] * len(rows.upper)
    for person in people:
        _wait(scope, wider, waiting, person)
    found = searched(wider, [waiting], NODES)
    return found[0] if found is not None else taken


def _wait(scope: _Scope, rows: Rows, waiting: list[int], person: int) -> None:
    """Columns for the slots between a person's first and last meeting of each day."""
    mine = [(n, one) for n, one in enumerate(scope.options) if person in (one.pair.one, one.pair.other)]
    for column, _ in mine:
        waiting[column] += 1
    for day in scope.market.days:
        slots = list(bits(day))
        first, last, between = (_columns(rows, waiting, len(slots)) for _ in range(3))
        for number, slot in enumerate(slots):
            meets = [column for column, one in mine if one.slot == slot]
            fixed = scope.market.held[person] >> slot & 1
            for side in (first, last):
                rows.at_most([side[number], *meets], -fixed, [-1, *([1] * len(meets))])
            rows.at_most([first[number], last[number], between[number]], 1, [1, 1, -1])
            waiting[between[number]] = -1
        for one, other in pairwise(first):
            rows.at_most([one, other], 0, [1, -1])
        for one, other in pairwise(last):
            rows.at_most([other, one], 0, [1, -1])


def _columns(rows: Rows, waiting: list[int], count: int) -> list[int]:
    start = len(rows.upper)
    rows.upper.extend([1] * count)
    waiting.extend([0] * count)
    return list(range(start, start + count))


def _counted(
    disrupted: Disrupted, scope: _Scope, taken: Sequence[int], *, is_whole: bool, proven: bool
) -> Replanned:
    chosen = [one for one, take in zip(scope.options, taken, strict=False) if take]
    still = [(one.pair.one, one.pair.other, one.slot) for one in scope.market.pinned]
    new = ((one.pair.one, one.pair.other, one.slot) for one in chosen)
    meetings = tuple(sorted([*still, *new]))
    before = len(disrupted.market.pinned) + len(disrupted.homeless)
    kept = len(still) + sum(one.published for one in chosen)
    score = scored(replace(scope.market, pinned=()), meetings)
    return Replanned(
        arrangement=Arrangement(meetings, score, score if proven else _bound(scope.market, score)),
        kept=kept,
        moved=sum(one.moves for one in chosen),
        dropped=before - kept,
        whole=is_whole,
        proven=proven,
    )


def _bound(market: Market, score: tuple[int, ...]) -> tuple[int, ...]:
    """What no programme can exceed that leaves the rest standing still."""
    choice = best_pairs(market)
    return score if choice is None else max(score, choice.score)
