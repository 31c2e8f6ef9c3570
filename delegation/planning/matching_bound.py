"""Which meetings are held: the best choice there can be, and the bound it proves.

`chosen_pairs` leaves the slots open (a matching with limits per person), which is small at any size and
never worse than what can be scheduled: its score is the bound. `chosen_seats` decides pairs and slots
together, exactly, for events small enough or where little is left to decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from delegation.meeting import MeetingScore
from delegation.planning.lexicographic import Programme, best
from delegation.planning.pairing import Matchmaking, Pair

Key = TypeVar("Key")
LARGEST_EXACT = 6_000
"""Most pairs times slots for which pairs and slots are decided together."""

NODES = 2_000
"""Branches after which deciding them together is given up."""


@dataclass(frozen=True)
class Choice:
    """Pairs to be held (with slots where these were decided too), and the score nothing can exceed."""

    pairs: tuple[Pair, ...]
    slots: tuple[int, ...]
    score: MeetingScore


def chosen_pairs(matchmaking: Matchmaking) -> Choice:
    """The best pairs within everybody's limits, slots left open."""
    pairs = matchmaking.candidates
    programme = _programme(matchmaking, pairs)
    for delegate, columns in _by_delegate(pairs).items():
        _limit_by_slots(matchmaking, programme, delegate, [(column, pairs[column]) for column in columns])
    _limit_by_tables(matchmaking, programme, pairs)
    taken, _ = _solved(matchmaking, programme, pairs)
    held = tuple(pair for pair, take in zip(pairs, taken, strict=True) if take)
    return Choice(held, (), matchmaking.score(held))


def chosen_seats(matchmaking: Matchmaking) -> Choice | None:
    """The best pairs with their slots, exactly; None where the event is too large or hard for that."""
    seats = [
        (pair, slot)
        for pair in matchmaking.candidates
        for slot in range(len(matchmaking.slots))
        if matchmaking.common_slots(pair) >> slot & 1
    ]
    if len(seats) > LARGEST_EXACT:
        return None
    pairs = [pair for pair, _ in seats]
    programme = _programme(matchmaking, pairs, NODES)
    _once_each(programme, ((pair.delegate, pair.host) for pair in pairs))
    _once_each(programme, (("delegate", pair.delegate, slot) for pair, slot in seats))
    _once_each(programme, (("host", pair.host, slot) for pair, slot in seats))
    for slot, tables in enumerate(matchmaking.free_tables):
        programme.at_most([column for column, (_, at) in enumerate(seats) if at == slot], tables)
    taken, proven = _solved(matchmaking, programme, pairs)
    held = [seat for seat, take in zip(seats, taken, strict=True) if take]
    chosen = tuple(pair for pair, _ in held)
    return Choice(chosen, tuple(slot for _, slot in held), matchmaking.score(chosen)) if proven else None


def _programme(matchmaking: Matchmaking, pairs: Sequence[Pair], nodes: int | None = None) -> Programme:
    """A column per pair, then one per delegate for what counts towards the fewest they should have."""
    first = len(pairs)
    programme = Programme([1] * first + list(matchmaking.floor_missing), nodes)
    for delegate, columns in _by_delegate(pairs).items():
        programme.at_most(columns, matchmaking.delegate_room[delegate])
        if not matchmaking.fill:
            unasked = [column for column in columns if not pairs[column].rated]
            programme.at_most(unasked, matchmaking.floor_missing[delegate])
    for host, columns in _grouped((pair.host, column) for column, pair in enumerate(pairs)).items():
        programme.at_most(columns, matchmaking.host_room[host])
    by_delegate = _by_delegate(pairs)
    for delegate in range(len(matchmaking.parties)):
        columns = by_delegate.get(delegate, [])
        programme.at_most([first + delegate, *columns], 0, [1, *([-1] * len(columns))])
    return programme


def _solved(matchmaking: Matchmaking, programme: Programme, pairs: Sequence[Pair]) -> tuple[list[int], bool]:
    if not pairs:
        return [], True
    none, counted = [0] * len(matchmaking.parties), [1] * len(matchmaking.parties)
    aims = (
        [*(int(pair.must) for pair in pairs), *none],
        [*(int(pair.mutual) for pair in pairs), *none],
        [*([0] * len(pairs)), *counted],
        [*(pair.points for pair in pairs), *none],
    )
    found = best(programme, aims)
    return (found[0][: len(pairs)], found[1]) if found else ([0] * len(pairs), False)


def _limit_by_slots(
    matchmaking: Matchmaking, programme: Programme, delegate: int, options: Sequence[tuple[int, Pair]]
) -> None:
    """Hosts that can only meet in the same few slots cannot all be met there by one delegate."""
    masks = {column: matchmaking.common_slots(pair) for column, pair in options}
    for mask in sorted(set(masks.values())):
        inside = [column for column, own in masks.items() if own & ~mask == 0]
        if len(inside) > mask.bit_count() and mask.bit_count() < matchmaking.delegate_room[delegate]:
            programme.at_most(inside, mask.bit_count())


def _limit_by_tables(matchmaking: Matchmaking, programme: Programme, pairs: Sequence[Pair]) -> None:
    """Meetings that must lie within some slots cannot be more than tables and hosts allow there."""
    free = matchmaking.free_of_host
    for mask in sorted({free[pair.host] for pair in pairs} | {matchmaking.all_slots}):
        inside = [column for column, pair in enumerate(pairs) if free[pair.host] & ~mask == 0]
        hosts = {pairs[column].host for column in inside}
        seats = sum(
            min(tables, sum(free[host] >> slot & 1 for host in hosts))
            for slot, tables in enumerate(matchmaking.free_tables)
            if mask >> slot & 1
        )
        programme.at_most(inside, seats)
    for host, columns in _grouped((pair.host, column) for column, pair in enumerate(pairs)).items():
        programme.at_most(columns, free[host].bit_count())


def _by_delegate(pairs: Sequence[Pair]) -> dict[int, list[int]]:
    return _grouped((pair.delegate, column) for column, pair in enumerate(pairs))


def _once_each(programme: Programme, keys: Iterable[object]) -> None:
    for columns in _grouped((key, column) for column, key in enumerate(keys)).values():
        if len(columns) > 1:
            programme.at_most(columns, 1)


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for key, column in pairs:
        groups.setdefault(key, []).append(column)
    return groups
