"""At which table: delegates stay at theirs where they can, and so do hosts."""

from collections import defaultdict
from collections.abc import Sequence

from delegation.cities.model import Choice
from delegation.cities.plan import CityMeeting
from delegation.cities.trip import Trip

Person = tuple[str, int, int]
"""Delegate or host, their number, and the day."""

DELEGATE, HOST = 3, 1
"""What it costs to change tables from one meeting to the next of a day."""


def seated(trip: Trip, choice: Choice, kept: Sequence[CityMeeting]) -> tuple[CityMeeting, ...]:
    """The meetings of the choice with a table each, in order of time; those of `kept` at their own.

    Slot by slot the fewest changes: exact for each slot, not for the day.
    """
    own = {(one.participant, one.host, one.slot): one.table for one in kept}
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pair, slot in sorted(choice.meetings):
        at[slot, trip.host_place[trip.pairs[pair].host]].append(pair)
    last: dict[Person, int] = {}
    found: dict[tuple[int, int], int | None] = {}
    for (slot, place), pairs in sorted(at.items()):
        given = [own.get(_key(trip, pair, slot)) for pair in pairs]
        for pair, table in zip(pairs, _tables(trip, pairs, slot, place, given, last), strict=True):
            found[pair, slot] = table
            if table is not None:
                last |= dict.fromkeys(_people(trip, pair, slot), table)
    ordered = sorted(found, key=lambda one: (one[1], one[0]))
    return tuple(_meeting(trip, pair, slot, found[pair, slot]) for pair, slot in ordered)


def _meeting(trip: Trip, pair: int, slot: int, table: int | None) -> CityMeeting:
    participant, host, name = _key(trip, pair, slot)
    return CityMeeting(participant=participant, host=host, slot=name, table=table)


def _key(trip: Trip, pair: int, slot: int) -> tuple[str, str, str]:
    one = trip.pairs[pair]
    return trip.delegates[one.delegate].participant, trip.hosts[one.host], trip.slot_ids[slot]


def _people(trip: Trip, pair: int, slot: int) -> tuple[Person, Person]:
    one, day = trip.pairs[pair], trip.day_of[slot]
    return ("delegate", one.delegate, day), ("host", one.host, day)


def _tables(
    trip: Trip,
    pairs: Sequence[int],
    slot: int,
    place: int,
    given: Sequence[int | None],
    last: dict[Person, int],
) -> list[int | None]:
    """A table for each pair; those given stay, the others share what is left with the fewest changes."""
    tables = trip.tables[place]
    if tables is None:
        return [None] * len(pairs)
    free = [table for table in range(1, tables + 1) if table not in given]
    seeking = [pair for pair, table in zip(pairs, given, strict=True) if table is None]
    costs = [[_changes(_people(trip, pair, slot), table, last) for table in free] for pair in seeking]
    new = iter(free[table] for table in _cheapest(costs))
    return [next(new) if table is None else table for table in given]


def _changes(people: Sequence[Person], table: int, last: dict[Person, int]) -> int:
    weights = zip(people, (DELEGATE, HOST), strict=True)
    return sum(weight for person, weight in weights if last.get(person, table) != table)


def _cheapest(costs: list[list[int]]) -> list[int]:
    """For each row a column of its own, with the least sum."""
    if not costs:
        return []
    from scipy.optimize import linear_sum_assignment

    return [int(column) for column in linear_sum_assignment(costs)[1]]
