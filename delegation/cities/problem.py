"""What there is to plan in several cities: slots, places, people, wishes, site visits, and what is fixed."""

from collections.abc import Iterable, Iterator
from typing import Self

from pydantic import Field, model_validator

from delegation.cities.plan import CityMeeting, VisitPlace
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import Slot, Wish
from delegation.zoned import LocalTime, ZoneName, demand_existing


class City(Fact):
    """One city of the route, with the slots that all its meetings share. Slots are local to `zone`."""

    id: ItemId
    zone: ZoneName
    slots: tuple[Slot, ...] = Field(min_length=1)


class MeetingPlace(Fact):
    """Where hosts receive: a hall with tables, or premises of their own."""

    id: ItemId
    city: ItemId
    tables: int | None = Field(default=None, gt=0)
    """Meetings held there in one slot. None: each host has a room of its own there."""


class Travel(Fact):
    """Minutes from one place to another; they count in both directions unless the other way is given too."""

    one: ItemId
    other: ItemId
    minutes: int = Field(ge=0)


class CityHost(Fact):
    """Who is met, always at the same place, one delegate at a time."""

    id: ItemId
    place: ItemId
    at_most: int = Field(default=99, ge=0)
    unavailable: tuple[ItemId, ...] = ()
    """Slots it cannot take."""


class CityDelegate(Fact):
    """Who travels, and how many meetings they should and may have, over the trip and on each local day.

    What they should have counts as far as wishes allow; what they may have is never exceeded.
    """

    participant: ParticipantId
    at_least: int = Field(default=0, ge=0)
    at_most: int = Field(default=99, ge=0)
    at_most_in: dict[ItemId, int] = Field(default_factory=dict)
    """What they may have in a city, where that is limited."""
    day_at_least: int = Field(default=0, ge=0)
    day_at_most: int = Field(default=99, ge=0)
    unavailable: tuple[ItemId, ...] = ()
    """Slots they cannot take."""
    visits: tuple[ItemId, ...] = ()
    """Site visits they would like to join, best first; they join no other."""


class Rating(Fact):
    """What a delegate and a host think of meeting each other. Pairs that neither rated do not meet."""

    participant: ParticipantId
    host: ItemId
    wish: Wish | None = None
    """The delegate's."""
    hosts_wish: Wish | None = None


class VisitOption(Fact):
    """One time at which a site visit could take place, the way there and back included."""

    id: ItemId
    starts: LocalTime
    ends: LocalTime


class SiteVisit(Fact):
    """A visit that takes place once, at one of its options, or not at all. Times are local to its city."""

    id: ItemId
    city: ItemId
    capacity: int = Field(gt=0)
    options: tuple[VisitOption, ...] = Field(min_length=1)


class Engagement(Fact):
    """A fixed point of the programme. It takes the time of `who`, and the way from and to `place`."""

    who: str
    """A participant or a host."""
    zone: ZoneName
    starts: LocalTime
    ends: LocalTime
    place: ItemId | None = None
    """None: wherever they are, without a way."""
    ends_place: ItemId | None = None
    """Where it leaves them, if not at `place`: a journey."""

    @property
    def leaves_at(self) -> str | None:
        """Where they are when it is over."""
        return self.ends_place or self.place


class CityProblem(Fact):
    """Meetings and site visits to be planned on one trip.

    Raises ValueError, with place and remedy, for names that nothing has, slots that overlap or do not exist
    on the clock, and travel times that are missing.
    """

    cities: tuple[City, ...] = Field(min_length=1)
    places: tuple[MeetingPlace, ...] = ()
    travel: tuple[Travel, ...] = ()
    hosts: tuple[CityHost, ...] = ()
    delegates: tuple[CityDelegate, ...] = ()
    ratings: tuple[Rating, ...] = ()
    visits: tuple[SiteVisit, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    kept: tuple[CityMeeting, ...] = ()
    """Meetings that stay in slot and table, as long as both sides are there and nobody has said no."""
    kept_visits: tuple[VisitPlace, ...] = ()
    """Places in site visits that stay, and with them the option of the visit."""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for flaw in flaws(self):
            raise ValueError(flaw)
        return self


def flaws(problem: CityProblem) -> Iterator[str]:
    """What is wrong with the problem, most basic first, each with its remedy."""
    yield from _twice(problem)
    yield from _unknown(problem)
    yield from _impossible_times(problem)
    yield from _missing_travel(problem)


def _twice(problem: CityProblem) -> Iterator[str]:
    slots = [slot.id for city in problem.cities for slot in city.slots]
    listed: tuple[tuple[str, list[str]], ...] = (
        ("city", [one.id for one in problem.cities]),
        ("slot", slots),
        ("place", [one.id for one in problem.places]),
        ("host", [one.id for one in problem.hosts]),
        ("delegate", [one.participant for one in problem.delegates]),
        ("visit", [one.id for one in problem.visits]),
        ("visit option", [option.id for visit in problem.visits for option in visit.options]),
        ("rating", [f"{one.participant} with {one.host}" for one in problem.ratings]),
    )
    for kind, names in listed:
        for name in sorted({one for one in names if names.count(one) > 1}):
            yield f"The {kind} {name!r} is given twice; keep one, or give the other another name."


def _unknown(problem: CityProblem) -> Iterator[str]:
    known = _names(problem)
    for where, name, kind in _references(problem):
        if name not in known[kind]:
            yield f"{where}: there is no {kind} {name!r}; correct the name or add it."


def _names(problem: CityProblem) -> dict[str, frozenset[str]]:
    delegates = frozenset(one.participant for one in problem.delegates)
    hosts = frozenset(one.id for one in problem.hosts)
    return {
        "city": frozenset(one.id for one in problem.cities),
        "place": frozenset(one.id for one in problem.places),
        "slot": frozenset(slot.id for city in problem.cities for slot in city.slots),
        "host": hosts,
        "delegate": delegates,
        "delegate or host": delegates | hosts,
        "visit": frozenset(one.id for one in problem.visits),
    }


def _references(problem: CityProblem) -> Iterator[tuple[str, str, str]]:
    """Every name that is used: where, the name, and the kind of thing it names."""
    for place in problem.places:
        yield f"Place {place.id!r}", place.city, "city"
    for host in problem.hosts:
        yield f"Host {host.id!r}", host.place, "place"
        yield from ((f"Host {host.id!r}", slot, "slot") for slot in host.unavailable)
    for one in problem.delegates:
        yield from ((f"Delegate {one.participant!r}", slot, "slot") for slot in one.unavailable)
        yield from ((f"Delegate {one.participant!r}", visit, "visit") for visit in one.visits)
        yield from ((f"Delegate {one.participant!r}", city, "city") for city in one.at_most_in)
    for rating in problem.ratings:
        yield "A rating", rating.participant, "delegate"
        yield "A rating", rating.host, "host"
    for visit in problem.visits:
        yield f"Visit {visit.id!r}", visit.city, "city"
    for engagement in problem.engagements:
        yield "An engagement", engagement.who, "delegate or host"


def _impossible_times(problem: CityProblem) -> Iterator[str]:
    zones = {city.id: city.zone for city in problem.cities}
    for city in problem.cities:
        for slot in city.slots:
            yield from _unreal(slot.starts, city.zone, f"Slot {slot.id!r}")
    for visit in problem.visits:
        for option in visit.options:
            what = f"Option {option.id!r} of visit {visit.id!r}"
            yield from _unreal(option.starts, zones[visit.city], what)
            if option.ends <= option.starts:
                yield f"{what} ends before it starts; write a later end."


def _unreal(local: LocalTime, zone: str, what: str) -> Iterator[str]:
    try:
        demand_existing(local, zone, what)
    except ValueError as flaw:
        yield str(flaw)


def _missing_travel(problem: CityProblem) -> Iterator[str]:
    known = {frozenset((one.one, one.other)) for one in problem.travel}
    for one, other in _journeys(problem):
        if one != other and frozenset((one, other)) not in known:
            yield (
                f"Nothing says how long it takes from {one!r} to {other!r}; "
                "add the minutes to 'travel' (0 if they are next to each other)."
            )


def _journeys(problem: CityProblem) -> Iterator[tuple[str, str]]:
    """The pairs of places between which somebody may have to travel: those of cities with a day in common."""
    days = {city.id: {slot.starts.date() for slot in city.slots} for city in problem.cities}
    for number, one in enumerate(problem.places):
        for other in problem.places[number + 1 :]:
            if one.city == other.city or days[one.city] & days[other.city]:
                yield one.id, other.id
    for engagement in problem.engagements:
        on = {engagement.starts.date(), engagement.ends.date()}
        for place in dict.fromkeys((engagement.place, engagement.leaves_at)):
            if place is not None:
                yield from ((place, one.id) for one in problem.places if days[one.city] & on)


def in_order(problem: CityProblem) -> CityProblem:
    """The same problem, sorted, so that results never depend on the order of arrival."""

    def sorted_by_json(facts: Iterable[Fact]) -> tuple[Fact, ...]:
        return tuple(sorted(facts, key=lambda fact: fact.model_dump_json()))

    names = ("places", "travel", "hosts", "delegates", "ratings", "visits", "engagements", "cities")
    return problem.model_copy(
        update={name: sorted_by_json(getattr(problem, name)) for name in (*names, "kept", "kept_visits")}
    )
