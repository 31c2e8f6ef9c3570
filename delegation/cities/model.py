"""The plan as a whole-number programme: who sits where when, which visit runs when, and who joins it."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from delegation.cities.programme import Aim, Programme
from delegation.cities.trip import Trip


@dataclass(frozen=True)
class Columns:
    """What each column of the programme means; columns of floors count meetings towards what is asked."""

    seats: dict[tuple[int, int], int]
    """(pair, slot)."""
    runs: dict[int, int]
    """Option of a visit."""
    joins: dict[tuple[int, int], int]
    """(delegate, option)."""
    trip_floors: dict[int, int]
    """Delegate."""
    day_floors: dict[tuple[int, int], int]
    """(delegate, day)."""


@dataclass(frozen=True)
class Choice:
    """Meetings as (pair, slot) and places in visits as (delegate, option), by number."""

    meetings: tuple[tuple[int, int], ...]
    joins: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, columns: Columns, values: tuple[int, ...]) -> "Choice":
        seats = tuple(key for key, column in columns.seats.items() if values[column])
        return cls(seats, tuple(key for key, column in columns.joins.items() if values[column]))


class Model:
    """The programme of some cities; the limits of the whole trip are in it if `trip_wide`."""

    def __init__(self, trip: Trip, cities: Collection[str], *, trip_wide: bool = True) -> None:
        self.trip, self.cities = trip, frozenset(cities)
        self.programme = Programme()
        self.columns = self._columns(trip_wide)
        self._pin()
        self._once()
        self._everybody_once_at_a_time()
        self._tables()
        self._visits()
        self._travel()
        self._limits(trip_wide)
        self._floors()

    @property
    def aims(self) -> list[Aim]:
        """Musts, mutual wishes, meetings towards what is asked, points."""
        pairs, columns = self.trip.pairs, self.columns
        points = {column: pairs[pair].points for (pair, _), column in columns.seats.items()}
        points |= {
            column: self.trip.visit_points(who, self.trip.options[option].visit)
            for (who, option), column in columns.joins.items()
        }
        return [
            {column: 1 for (pair, _), column in columns.seats.items() if pairs[pair].must},
            {column: 1 for (pair, _), column in columns.seats.items() if pairs[pair].mutual},
            dict.fromkeys([*columns.trip_floors.values(), *columns.day_floors.values()], 1),
            {column: weight for column, weight in points.items() if weight},
        ]

    @property
    def most(self) -> list[int]:
        """What each aim can at most be: every pair meets, everybody joins every visit they wish for."""
        trip, columns = self.trip, self.columns
        pairs = [trip.pairs[pair] for pair in {pair: None for pair, _ in columns.seats}]
        joins = {(who, trip.options[option].visit) for who, option in columns.joins}
        return [
            sum(pair.must for pair in pairs),
            sum(pair.mutual for pair in pairs),
            sum(
                self.programme.upper[one]
                for one in (*columns.trip_floors.values(), *columns.day_floors.values())
            ),
            sum(pair.points for pair in pairs) + sum(trip.visit_points(*join) for join in joins),
        ]

    def choice(self, values: tuple[int, ...]) -> Choice:
        return Choice.of(self.columns, values)

    def _columns(self, trip_wide: bool) -> Columns:
        trip, column = self.trip, self.programme.column
        inside = [o for o, one in enumerate(trip.options) if trip.visit_city[one.visit] in self.cities]
        everybody = range(len(trip.delegates))
        kept = {(one.participant, one.visit) for one in trip.kept_visits}
        return Columns(
            seats={(pair, slot): column() for pair, slot in self._seats()},
            runs={option: column() for option in inside},
            joins={
                (who, option): column()
                for who in everybody
                for option in inside
                if trip.may_join(who, trip.options[option])
                or (trip.delegates[who].participant, trip.visits[trip.options[option].visit]) in kept
            },
            trip_floors={
                who: column(upper=trip.delegates[who].at_least)
                for who in everybody
                if trip_wide and trip.delegates[who].at_least
            },
            day_floors={
                (who, day): column(upper=trip.delegates[who].day_at_least)
                for who in everybody
                for day, slots in enumerate(trip.day_slots)
                if trip.delegates[who].day_at_least and any(trip.slot_city[n] in self.cities for n in slots)
            },
        )

    def _seats(self) -> Iterator[tuple[int, int]]:
        for number, pair in enumerate(self.trip.pairs):
            if self.trip.host_city[pair.host] in self.cities:
                yield from ((number, slot) for slot in _slots(pair.open_slots))

    def _pin(self) -> None:
        trip = self.trip
        for one in trip.kept:
            pair = trip.pair_numbers[one.participant, one.host]
            self._hold(self.columns.seats.get((pair, trip.slot_numbers[one.slot])))
        options = {(trip.visits[one.visit], one.id): number for number, one in enumerate(trip.options)}
        for place in trip.kept_visits:
            who, option = trip.delegate_numbers[place.participant], options[place.visit, place.option]
            self._hold(self.columns.joins.get((who, option)))

    def _hold(self, column: int | None) -> None:
        if column is not None:
            self.programme.lower[column] = 1

    def _once(self) -> None:
        self.programme.one_at_most(
            _groups((pair, column) for (pair, _), column in self.columns.seats.items())
        )
        visits = ((self.trip.options[one].visit, column) for one, column in self.columns.runs.items())
        self.programme.one_at_most(_groups(visits))

    def _everybody_once_at_a_time(self) -> None:
        pairs, joins = self.trip.pairs, self.columns.joins
        seats = self.columns.seats.items()
        hosts = ((("host", pairs[pair].host, slot), column) for (pair, slot), column in seats)
        own = [((pairs[pair].delegate, slot), column) for (pair, slot), column in seats]
        for (who, option), column in joins.items():
            own += [((who, slot), column) for slot in _slots(self.trip.options[option].slots)]
        self.programme.one_at_most(_groups(hosts))
        self.programme.one_at_most(_groups(own))
        self.programme.one_at_most(
            [column, other]
            for (who, option), column in joins.items()
            for (same, another), other in joins.items()
            if who == same
            and option < another
            and self.trip.options[option].time.overlaps(self.trip.options[another].time)
        )

    def _tables(self) -> None:
        places = self.trip.host_place
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (pair, slot), column in self.columns.seats.items():
            groups[places[self.trip.pairs[pair].host], slot].append(column)
        for (place, _), columns in groups.items():
            if (tables := self.trip.tables[place]) is not None:
                self.programme.at_most(columns, tables)

    def _visits(self) -> None:
        """Who joins needs the visit to run at that option, within its capacity."""
        for option, run in self.columns.runs.items():
            joining = [column for (_, one), column in self.columns.joins.items() if one == option]
            capacity = self.trip.capacity[self.trip.options[option].visit]
            self.programme.at_most([*joining, run], 0, [1] * len(joining) + [-capacity])
            for column in joining:
                self.programme.at_most([column, run], 0, [1, -1])

    def _travel(self) -> None:
        """Where two slots are too close: in the one at one place, or in the other somewhere too far."""
        trip = self.trip
        at: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for (number, slot), column in self.columns.seats.items():
            pair = trip.pairs[number]
            at[pair.delegate, slot, trip.host_place[pair.host]].append(column)
        places = sorted({place for _, _, place in at})
        for one, other in [*trip.close, *((other, one) for one, other in trip.close)]:
            for place in places:
                far = [there for there in places if trip.clash(one, place, other, there)]
                for who in range(len(trip.delegates)) if far else ():
                    here = at.get((who, one, place), [])
                    away = [column for there in far for column in at.get((who, other, there), [])]
                    if here and away:
                        self.programme.at_most([*here, *away], 1)

    def _limits(self, trip_wide: bool) -> None:
        pairs, trip = self.trip.pairs, self.trip
        seats = self.columns.seats.items()
        for host, columns in _grouped((pairs[pair].host, column) for (pair, _), column in seats).items():
            self._limit(columns, trip.host_at_most[host])
        own = _grouped((pairs[pair].delegate, column) for (pair, _), column in seats)
        for who, columns in own.items() if trip_wide else ():
            self._limit(columns, trip.delegates[who].at_most)
        in_city = (((pairs[pair].delegate, trip.slot_city[slot]), column) for (pair, slot), column in seats)
        for (who, city), columns in _grouped(in_city).items():
            self._limit(columns, trip.delegates[who].at_most_in.get(city, len(columns)))
        daily = (((pairs[pair].delegate, trip.day_of[slot]), column) for (pair, slot), column in seats)
        for (who, _), columns in _grouped(daily).items():
            self._limit(columns, trip.delegates[who].day_at_most)

    def _limit(self, columns: list[int], limit: int) -> None:
        """What is kept may exceed a limit; nothing is added then."""
        kept = sum(self.programme.lower[column] for column in columns)
        if limit < len(columns):
            self.programme.at_most(columns, max(limit, kept))

    def _floors(self) -> None:
        pairs, seats = self.trip.pairs, self.columns.seats.items()
        own = _grouped((pairs[pair].delegate, column) for (pair, _), column in seats)
        for who, floor in self.columns.trip_floors.items():
            self._counts(floor, own.get(who, []))
        daily = _grouped(
            ((pairs[pair].delegate, self.trip.day_of[slot]), column) for (pair, slot), column in seats
        )
        for key, floor in self.columns.day_floors.items():
            self._counts(floor, daily.get(key, []))

    def _counts(self, floor: int, columns: list[int]) -> None:
        self.programme.at_most([floor, *columns], 0, [1, *([-1] * len(columns))])


def _slots(mask: int) -> Iterator[int]:
    return (slot for slot in range(mask.bit_length()) if mask >> slot & 1)


Key = TypeVar("Key", bound=Hashable)


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for key, column in pairs:
        groups.setdefault(key, []).append(column)
    return groups


def _groups(pairs: Iterable[tuple[Hashable, int]]) -> list[list[int]]:
    return list(_grouped(pairs).values())
