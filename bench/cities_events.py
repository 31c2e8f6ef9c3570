"""Generated trips of several cities: hosts at tables and at own premises, travel, and site visits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from delegation.cities.problem import (
    City,
    CityDelegate,
    CityHost,
    CityProblem,
    MeetingPlace,
    Rating,
    SiteVisit,
    Travel,
    VisitOption,
)
from delegation.meeting import Slot, Wish

ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles")
STARTS = datetime.fromisoformat("2017-05-15 09:00")
MINUTES = 30
WISHES = (None, Wish.NICE, Wish.NICE, Wish.MUST)


@dataclass(frozen=True)
class Size:
    """How large a trip is; by default twenty delegates and forty hosts in three cities."""

    delegates: int = 20
    hosts: int = 40
    cities: int = 3
    days: int = 2
    slots: int = 14
    tables: int = 6
    own_premises: float = 0.3
    visits: int = 2
    capacity: int = 10
    requests: int = 18
    at_most: int = 99


def generated(seed: int, size: Size | None = None) -> CityProblem:
    """A third of the people miss some slots; about 18 requests per delegate, rated by both sides."""
    chance, size = Random(seed), size or Size()
    cities = tuple(_city(number, size) for number in range(size.cities))
    halls = [MeetingPlace(id=f"hall-{one}", city=f"c{one}", tables=size.tables) for one in range(size.cities)]
    own = [number for number in range(size.hosts) if chance.random() < size.own_premises]
    premises = [MeetingPlace(id=f"premises-{number}", city=f"c{number % size.cities}") for number in own]
    slots = [[slot.id for slot in city.slots] for city in cities]
    visits = tuple(_visits(chance, cities, size))
    return CityProblem(
        cities=cities,
        places=(*halls, *premises),
        travel=tuple(_travel(halls, premises)),
        hosts=tuple(_host(chance, number, size, slots, number in own) for number in range(size.hosts)),
        delegates=tuple(_delegate(chance, number, size, slots, visits) for number in range(size.delegates)),
        ratings=tuple(_ratings(chance, size)),
        visits=visits,
    )


def _city(number: int, size: Size) -> City:
    first = STARTS + timedelta(days=size.days * number)
    slots = tuple(
        Slot(
            id=f"c{number}-d{day}-{slot:02}",
            starts=first + timedelta(days=day, minutes=MINUTES * slot),
            minutes=MINUTES,
        )
        for day in range(size.days)
        for slot in range(size.slots)
    )
    return City(id=f"c{number}", zone=ZONES[number % len(ZONES)], slots=slots)


def _travel(halls: list[MeetingPlace], premises: list[MeetingPlace]) -> Iterator[Travel]:
    """Half an hour between any two places of a city."""
    places = [*halls, *premises]
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            if one.city == other.city:
                yield Travel(one=one.id, other=other.id, minutes=25)


def _host(chance: Random, number: int, size: Size, slots: list[list[str]], own: bool) -> CityHost:
    city = number % size.cities
    place = f"premises-{number}" if own else f"hall-{city}"
    return CityHost(id=f"h{number:02}", place=place, unavailable=_away(chance, slots[city]))


def _away(chance: Random, slots: list[str]) -> tuple[str, ...]:
    """A third of the people miss up to a third of the slots, in one piece."""
    if chance.random() >= 0.35:
        return ()
    missing = chance.randint(1, max(1, len(slots) // 3))
    first = chance.randrange(len(slots) - missing + 1)
    return tuple(slots[first : first + missing])


def _delegate(
    chance: Random, number: int, size: Size, slots: list[list[str]], visits: tuple[SiteVisit, ...]
) -> CityDelegate:
    away = tuple(slot for city in slots for slot in _away(chance, city))
    wished = chance.sample([visit.id for visit in visits], min(3, len(visits)))
    return CityDelegate(
        participant=f"D-{number:02}", at_least=3, at_most=size.at_most, unavailable=away, visits=tuple(wished)
    )


def _ratings(chance: Random, size: Size) -> Iterator[Rating]:
    for delegate in range(size.delegates):
        for host in sorted(chance.sample(range(size.hosts), min(size.requests, size.hosts))):
            own, others = chance.choice(WISHES), chance.choice(WISHES)
            yield Rating(participant=f"D-{delegate:02}", host=f"h{host:02}", wish=own, hosts_wish=others)


def _visits(chance: Random, cities: tuple[City, ...], size: Size) -> Iterator[SiteVisit]:
    """Each takes six slots, the way included, on one of two half-days."""
    for city in cities:
        for number in range(size.visits):
            starts = chance.sample(
                [day * size.slots + at for day in range(size.days) for at in (0, size.slots - 6)], 2
            )
            options = tuple(
                VisitOption(
                    id=f"{city.id}-v{number}-{letter}",
                    starts=city.slots[first].starts,
                    ends=city.slots[first].starts + timedelta(minutes=6 * MINUTES),
                )
                for letter, first in zip("ab", sorted(starts), strict=True)
            )
            yield SiteVisit(id=f"{city.id}-v{number}", city=city.id, capacity=size.capacity, options=options)
