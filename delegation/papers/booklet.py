"""The programme booklet: every leg, day by day, with hosts, places and what one needs to know."""

from datetime import datetime, timedelta
from itertools import groupby

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.leg import Leg
from delegation.papers.paper import Delegate, Imprint, Row, imprint
from delegation.papers.wall_clock import (
    day_in_full,
    difference,
    hours_of,
    span,
    zone_city,
    zone_in_full,
    zone_label,
)
from delegation.papers.whereabouts import from_to
from delegation.person import Person
from delegation.zoned import instant


class LegLine(Fact):
    number: int
    city: str
    dates: str
    hotel: str
    clock: str
    """`EDT, UTC-4; 6 hours behind Brussels`."""


class ProgrammeRow(Fact):
    """One item as the booklet shows it. Texts that are empty are left out."""

    hours: str
    home_hours: str = ""
    """The same in the organiser's zone, where that differs."""
    title: str
    kind: str
    place: str = ""
    hosts: str = ""
    text: str = ""
    note: str = ""


class ProgrammeDay(Fact):
    title: str
    city: str
    clock: str
    rows: tuple[ProgrammeRow, ...]


class MeetingLine(Fact):
    hours: str
    organisation: str
    table: str = ""


class HostProfile(Fact):
    name: str
    profile: str
    contact: str = ""
    meetings: tuple[MeetingLine, ...] = ()


class Booklet(Fact):
    imprint: Imprint
    purpose: str
    legs: tuple[LegLine, ...]
    days: tuple[ProgrammeDay, ...]
    hosts: tuple[HostProfile, ...]
    places: tuple[Row, ...]
    notes: tuple[Row, ...]
    delegates: tuple[Row, ...]


def booklet(
    file: DelegationFile,
    itinerary: Itinerary,
    delegates: tuple[Delegate, ...],
    people: dict[str, Person],
    made_at: datetime,
) -> Booklet:
    """The booklet of one version of the itinerary; `people` are the hosts' persons, by id."""
    items = sorted(
        (item for item in itinerary.items if not item.cancelled),
        key=lambda item: (item.starts_at, item.title, item.id),
    )
    return Booklet(
        imprint=imprint(file, made_at, itinerary.version),
        purpose=file.purpose.strip(),
        legs=tuple(_leg_line(file, number, leg) for number, leg in enumerate(file.legs, start=1)),
        days=tuple(_days(file, items)),
        hosts=tuple(_hosts(file, items, delegates, people)),
        places=tuple(_places(file, items)),
        notes=tuple(_notes(file)),
        delegates=tuple(
            Row(label=one.organisation, text=one.country)
            for one in sorted(delegates, key=lambda one: (one.organisation.casefold(), one.participant))
            if one.organisation
        ),
    )


def _leg_line(file: DelegationFile, number: int, leg: Leg) -> LegLine:
    noon = instant(datetime(leg.arrives.year, leg.arrives.month, leg.arrives.day, 12), leg.zone)  # noqa: DTZ001 - made aware by instant()
    apart = difference(noon, file.organiser.zone, leg.zone, leg.city).removeprefix(f"{leg.city} is ")
    clock = zone_in_full(noon, leg.zone) + (f"; {apart}" if apart else "")
    return LegLine(
        number=number, city=leg.city, dates=span(leg.arrives, leg.leaves), hotel=leg.hotel, clock=clock
    )


def _days(file: DelegationFile, items: list[ItineraryItem]) -> list[ProgrammeDay]:
    days = []
    for day, of_day in groupby(items, key=lambda item: item.starts.date()):
        todays = list(of_day)
        cities = dict.fromkeys(leg.city for item in todays if (leg := file.leg(item.leg)))
        rows = [_row(file, item) for item in todays if item.kind is not ItemKind.MEETING]
        rows += _meetings_in_one_row(file, [item for item in todays if item.kind is ItemKind.MEETING])
        title, clock = day_in_full(day), _clock(file, todays)
        days.append(
            ProgrammeDay(title=title, city=" – ".join(cities), clock=clock, rows=tuple(_in_order(rows)))
        )
    return days


def _in_order(rows: list[tuple[datetime, ProgrammeRow]]) -> list[ProgrammeRow]:
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _clock(file: DelegationFile, items: list[ItineraryItem]) -> str:
    """`Times in EDT (UTC-4), below them CEST (Brussels)`: what the two lines of a time mean."""
    first = items[0]
    zones = " and ".join(dict.fromkeys(zone_in_full(item.starts_at, item.zone) for item in items))
    home, away = file.organiser.zone, zone_label(first.starts_at, first.zone)
    label = zone_label(first.starts_at, home)
    return f"Local time ({zones})" + (f"; in grey {zone_city(home)} time ({label})" if label != away else "")


def _row(file: DelegationFile, item: ItineraryItem) -> tuple[datetime, ProgrammeRow]:
    place = file.place(item.place)
    named = [host.organisation for name in item.hosts if (host := file.host(name))]
    hosts = [name for name in named if place is None or name != place.name]
    row = ProgrammeRow(
        hours=hours_of(item),
        home_hours=_home_hours(file, item),
        title=item.title,
        kind=item.kind.value,
        place=from_to(file, item),
        hosts=", ".join(hosts),
        text=item.description.strip(),
        note=_note(item),
    )
    return item.starts_at, row


def _note(item: ItineraryItem) -> str:
    if item.block is None:
        return ""
    return "In parallel, by your choice" + (f"; {item.capacity} places" if item.capacity else "")


def _home_hours(file: DelegationFile, item: ItineraryItem) -> str:
    """Empty where the clocks agree, and for whole days."""
    home = file.organiser.zone
    agree = zone_label(item.starts_at, home) == zone_label(item.starts_at, item.zone)
    return "" if agree or item.all_day else hours_of(item, home)


def _meetings_in_one_row(
    file: DelegationFile, meetings: list[ItineraryItem]
) -> list[tuple[datetime, ProgrammeRow]]:
    """One-to-one meetings are many: a day shows them as one row per place, the hosts' pages show each."""
    rows = []
    ordered = sorted(meetings, key=lambda item: (item.place or "", item.is_encounter, item.starts_at))
    for (_, with_each_other), group in groupby(
        ordered, key=lambda item: (item.place or "", item.is_encounter)
    ):
        together = list(group)
        stands = "in each delegate's own programme" if with_each_other else "with each host"
        whole = max(together, key=lambda item: item.ends_at)
        spanned = together[0].model_copy(
            update={
                "title": "One-to-one meetings",
                "ends": whole.ends,
                "description": f"{len(together)} meetings; who meets whom stands {stands}.",
                "room": _rooms(together) if with_each_other else _usual_room(together),
                "hosts": (),
                "block": None,
            }
        )
        rows.append(_row(file, spanned))
    return rows


def _rooms(meetings: list[ItineraryItem]) -> str:
    """All rooms in which delegates meet each other."""
    return ", ".join(sorted({item.room for item in meetings if item.room}))


def _usual_room(meetings: list[ItineraryItem]) -> str:
    """Where most of them are; a meeting elsewhere says so in the briefing book of its delegate."""
    rooms = [item.room for item in meetings]
    return max(sorted(set(rooms)), key=rooms.count)


def _hosts(
    file: DelegationFile,
    items: list[ItineraryItem],
    delegates: tuple[Delegate, ...],
    people: dict[str, Person],
) -> list[HostProfile]:
    """The hosts that appear in the itinerary, by name, each with its meetings."""
    names = {one.participant: one.organisation or one.participant for one in delegates}
    shown = {host for item in items for host in item.hosts}
    hosts = sorted(
        (host for host in file.hosts if host.id in shown), key=lambda host: host.organisation.casefold()
    )
    return [
        HostProfile(
            name=host.organisation,
            profile=host.profile.strip(),
            contact=_contact(people.get(host.person)),
            meetings=tuple(_meeting_line(item, names) for item in items if _is_meeting_of(item, host.id)),
        )
        for host in hosts
    ]


def _contact(person: Person | None) -> str:
    return ", ".join(text for text in (person.name, person.position) if text) if person else ""


def _is_meeting_of(item: ItineraryItem, host: str) -> bool:
    return item.kind is ItemKind.MEETING and host in item.hosts


def _meeting_line(item: ItineraryItem, names: dict[str, str]) -> MeetingLine:
    met = ", ".join(names.get(one, one) for one in item.attendees or ())
    return MeetingLine(hours=hours_of(item), organisation=met, table=item.table)


def _places(file: DelegationFile, items: list[ItineraryItem]) -> list[Row]:
    used = dict.fromkeys(item.place for item in items if item.place)
    places = [place for name in used if (place := file.place(name)) and place.address]
    return [Row(label=place.name, text=place.address) for place in places]


def _notes(file: DelegationFile) -> list[Row]:
    organiser = file.organiser
    notes = [Row(label="Questions and changes", text=f"Write to {organiser.name}, {organiser.mailbox}.")]
    if organiser.website:
        notes.append(Row(label="More about the delegation", text=organiser.website))
    hotels = [
        Row(label=f"Hotel in {leg.city}", text=f"{leg.hotel}, {span(leg.arrives, leg.leaves)}.")
        for leg in file.legs
        if leg.hotel
    ]
    return [*notes, *hotels, *_clock_notes(file), _calendar_note()]


def _clock_notes(file: DelegationFile) -> list[Row]:
    noon = file.starts_at + timedelta(hours=12)
    apart = dict.fromkeys(difference(noon, file.organiser.zone, leg.zone, leg.city) for leg in file.legs)
    return [Row(label="Clocks", text=f"{text}.") for text in apart if text][:1]


def _calendar_note() -> Row:
    return Row(
        label="Your own programme",
        text="Your calendar holds the visits and meetings that are yours, and follows every change.",
    )
