"""Which meetings are held: the best choice there can be, and the bound it proves.

`best_pairs` leaves the slots open: a matching with limits per person, small at any size and never worse
than what can be scheduled, so that its score is the bound. Between two sides every corner of it is a whole
choice, which linear programming finds. `best_by_day` also decides the day, `best_seats` the slot.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from delegation.matchmaking.corners import Rows, whole_corner
from delegation.matchmaking.market import Aim, Market, Pair
from delegation.planning.lexicographic import Programme, best

Key = TypeVar("Key")
LARGEST_EXACT = 6_000
"""Most pairs times slots for which pairs and slots are decided together."""

LARGEST_BY_DAY = 30_000
"""Most pairs times days for which pairs and days are decided together."""

NODES = 2_000
"""Branches after which a proof is given up; counted, not timed, so that results repeat."""


@dataclass(frozen=True)
class Choice:
    """Pairs to be held, each within a set of slots, and the score nothing can exceed."""

    pairs: tuple[Pair, ...]
    within: tuple[int, ...]
    """For each pair the slots it may be put in, as a bit mask."""
    score: tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """A pair that has to be held, and those that stay rather than others of the same worth."""

    pair: Pair
    rather: frozenset[Pair]


def best_pairs(market: Market, wanted: Wanted | None = None) -> Choice | None:
    """The best pairs within everybody's limits, slots left open; None only where `wanted` is impossible."""
    pairs = market.candidates
    rows = limit_people(market, pairs)
    rows.at_most(range(len(pairs)), _seats(market))
    return _within(market, [(pair, -1) for pair in pairs], rows, wanted, None)


def best_by_day(market: Market) -> Choice | None:
    """The best pairs with their days, exactly; None where the event is too large or hard for that."""
    if len(market.days) < 2:
        return None
    options = [
        (pair, day)
        for pair in market.candidates
        for day in market.days
        if market.free_slots[pair.one] & market.free_slots[pair.other] & day
    ]
    if len(options) > LARGEST_BY_DAY:
        return None
    pairs = [pair for pair, _ in options]
    rows = limit_people(market, pairs)
    _once_each(rows, ((pair.one, pair.other) for pair in pairs))
    for number, day in enumerate(market.days):
        inside = [(column, pair) for column, (pair, at) in enumerate(options) if at == day]
        rows.at_most([column for column, _ in inside], _seats(market, day))
        for person, columns in _by_person(inside).items():
            rows.at_most(columns, market.day_room(person)[number])
    return _within(market, options, rows)


def best_seats(market: Market, wanted: Wanted | None = None) -> Choice | None:
    """The best pairs with their slots, exactly; None where the event is too large or hard for that."""
    options = [
        (pair, 1 << slot)
        for pair in market.candidates
        for slot in range(market.slots)
        if (market.free_slots[pair.one] & market.free_slots[pair.other]) >> slot & 1
    ]
    if len(options) > LARGEST_EXACT:
        return None
    pairs = [pair for pair, _ in options]
    rows = limit_people(market, pairs)
    limit_calendars(market, [(pair, mask.bit_length() - 1) for pair, mask in options], rows)
    return _within(market, options, rows, wanted)


def limit_calendars(market: Market, options: Sequence[tuple[Pair, int]], rows: Rows) -> None:
    """Every pair once, everybody in one place at a time, tables and limits per day; a column per option."""
    _once_each(rows, ((pair.one, pair.other) for pair, _ in options))
    seats = [(person, slot) for pair, slot in options for person in (pair.one, pair.other)]
    for columns in _grouped((seat, number // 2) for number, seat in enumerate(seats)).values():
        if len(columns) > 1:
            rows.at_most(columns, 1)
    by_slot = _grouped((slot, column) for column, (_, slot) in enumerate(options))
    for slot, columns in sorted(by_slot.items()):
        if len(columns) > market.free_tables[slot]:
            rows.at_most(columns, market.free_tables[slot])
    for number, day in enumerate(market.days if market.per_day else ()):
        inside = [(column, pair) for column, (pair, slot) in enumerate(options) if day >> slot & 1]
        for person, columns in _by_person(inside).items():
            rows.at_most(columns, market.day_room(person)[number])


def _within(
    market: Market,
    options: Sequence[tuple[Pair, int]],
    rows: Rows,
    wanted: Wanted | None = None,
    nodes: int | None = NODES,
) -> Choice | None:
    pairs = [pair for pair, _ in options]
    aims = market_aims(market, pairs)
    if wanted is not None:
        forced = [column for column, pair in enumerate(pairs) if pair == wanted.pair]
        rows.at_most(forced, -1, [-1] * len(forced))
        aims.append([*(int(pair in wanted.rather) for pair in pairs), *([0] * market.people)])
        if not forced:
            return None
    if not options:
        return Choice((), (), market.score(()))
    taken = whole_corner(rows, aims)
    if taken is None:
        found = searched(rows, aims, nodes)
        if found is None or not found[1]:
            return None
        taken = found[0]
    held = [option for option, take in zip(options, taken, strict=False) if take]
    chosen = tuple(pair for pair, _ in held)
    return Choice(chosen, tuple(mask for _, mask in held), market.score(chosen))


def limit_people(market: Market, pairs: Sequence[Pair], published: Collection[int] = ()) -> Rows:
    """A column per pair, then one per person for what counts towards the fewest they should have.

    What is `published`, by column, may be held whether anybody asked for it or not.
    """
    first = len(pairs)
    rows = Rows([1] * first + list(market.floor_missing))
    by_person = _by_person(enumerate(pairs))
    for person, columns in sorted(by_person.items()):
        rows.at_most(columns, market.room[person])
        if market.unasked:
            unasked = [one for one in columns if not pairs[one].asked and one not in published]
            rows.at_most(unasked, market.unasked[person])
    for person, missing in enumerate(market.floor_missing):
        if missing:
            columns = by_person.get(person, [])
            rows.at_most([first + person, *columns], 0, [1, *([-1] * len(columns))])
    return rows


def market_aims(market: Market, pairs: Sequence[Pair]) -> list[list[int]]:
    none, counted = [0] * market.people, [1] * market.people
    figures = {
        Aim.MUSTS: [*(pair.musts for pair in pairs), *none],
        Aim.MUTUAL: [*(pair.mutual for pair in pairs), *none],
        Aim.FLOOR: [*([0] * len(pairs)), *counted],
        Aim.POINTS: [*(pair.points for pair in pairs), *none],
        Aim.THEMES: [*(pair.themes for pair in pairs), *none],
    }
    return [figures[aim] for aim in market.aims]


def searched(rows: Rows, aims: Sequence[Sequence[int]], nodes: int | None) -> tuple[list[int], bool] | None:
    """The best by branching, for choices whose corners are not whole, and whether that is proven."""
    return best(Programme(list(rows.upper), nodes, list(rows.rows)), aims)


def _seats(market: Market, within: int = -1) -> int:
    """How many meetings tables and people in the room allow in those slots."""
    total = 0
    for slot, tables in enumerate(market.free_tables):
        if within >> slot & 1:
            present = sum(mask >> slot & 1 for mask in market.free_slots)
            total += min(tables, present // 2)
    return total


def _by_person(columns: Iterable[tuple[int, Pair]]) -> dict[int, list[int]]:
    return _grouped((person, column) for column, pair in columns for person in (pair.one, pair.other))


def _once_each(rows: Rows, keys: Iterable[object]) -> None:
    for columns in _grouped((key, column) for column, key in enumerate(keys)).values():
        if len(columns) > 1:
            rows.at_most(columns, 1)


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for key, column in pairs:
        groups.setdefault(key, []).append(column)
    return groups
