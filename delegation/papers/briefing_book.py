"""The briefing book of one delegate: whom they meet, in order, why, and what to know about them."""

from datetime import datetime
from itertools import groupby

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.paper import Delegate, Imprint, is_undecided
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme, met_by, why_encountered, why_met, why_visited
from delegation.papers.wall_clock import day_in_full, hours_of, zone_city, zone_in_full, zone_label
from delegation.papers.whereabouts import address, beside, city_of, contact_of, from_to, host_names, where

MET_AT = (ItemKind.MEETING, ItemKind.VISIT, ItemKind.SESSION)


class Encounter(Fact):
    """One host or delegate, met at one time."""

    host: str
    title: str
    """What it is, where it is no meeting of two; else empty."""
    kind: str
    day: str
    hours: str
    home_hours: str = ""
    place: str = ""
    address: str = ""
    table: str = ""
    contact: str = ""
    why: str = ""
    profile: str = ""
    """Given once, where the host is met for the first time."""


class OwnRow(Fact):
    """One item of the delegate's own programme."""

    hours: str
    home_hours: str = ""
    title: str
    kind: str
    place: str = ""
    note: str = ""


class OwnDay(Fact):
    title: str
    city: str
    clock: str
    rows: tuple[OwnRow, ...]


class BriefingBook(Fact):
    imprint: Imprint
    name: str
    organisation: str
    home: str
    """`Brussels`: whose clocks the second line of a time shows."""
    encounters: tuple[Encounter, ...]
    days: tuple[OwnDay, ...]


def briefing_book(
    file: DelegationFile, programme: Programme, delegate: Delegate, made_at: datetime
) -> BriefingBook:
    """The book of this delegate, with the times of the venue first and those of their home beside."""
    mine = [item for item in programme.items if item.is_for(delegate.participant)]
    home = _home(file, delegate)
    return BriefingBook(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        name=delegate.person.name,
        organisation=", ".join(text for text in (delegate.organisation, delegate.country) if text),
        home=zone_city(home),
        encounters=_encounters(file, programme, delegate.participant, mine, home),
        days=tuple(
            _day(file, [one.seen_by(delegate.participant) for one in of_day], home)
            for _, of_day in groupby(mine, key=lambda item: item.starts.date())
        ),
    )


def _home(file: DelegationFile, delegate: Delegate) -> str:
    """Where the delegate's clocks are; the organiser's zone for who named none."""
    return file.organiser.zone if delegate.person.zone == "UTC" else delegate.person.zone


def _encounters(
    file: DelegationFile, programme: Programme, participant: str, mine: list[ItineraryItem], home: str
) -> tuple[Encounter, ...]:
    met: list[Encounter] = []
    for item in mine:
        if item.kind in MET_AT and not is_undecided(item):
            met += _of_delegates(file, programme, participant, item, home)
            met += [_encounter(file, programme, participant, item, host, home) for host in item.hosts]
    return tuple(_profile_once(met))


def _of_delegates(
    file: DelegationFile, programme: Programme, participant: str, item: ItineraryItem, home: str
) -> list[Encounter]:
    """The meeting with another delegate, by organisation; nothing of the person without their consent."""
    if not item.is_encounter:
        return []
    met = Encounter(
        host=met_by(programme, participant, item),
        title="",
        kind="one-to-one meeting",
        day=day_in_full(item.starts.date()),
        hours=hours_of(item),
        home_hours=beside(item, home),
        place=where(file, item),
        address=address(file, item),
        table=item.table,
        why=why_encountered(programme, participant, item),
    )
    return [met]


def _profile_once(met: list[Encounter]) -> list[Encounter]:
    named: set[str] = set()
    shown = []
    for one in met:
        shown.append(one.model_copy(update={"profile": ""}) if one.host in named else one)
        named.add(one.host)
    return shown


def _encounter(
    file: DelegationFile, programme: Programme, participant: str, item: ItineraryItem, host_id: str, home: str
) -> Encounter:
    host, person, is_meeting = file.host(host_id), contact_of(file, host_id), item.kind is ItemKind.MEETING
    named = (person.name, person.position) if person else ()
    return Encounter(
        host=host.organisation if host else host_id,
        title="" if is_meeting else item.title,
        kind="one-to-one meeting" if is_meeting else item.kind.value,
        day=day_in_full(item.starts.date()),
        hours=hours_of(item),
        home_hours=beside(item, home),
        place=where(file, item),
        address=address(file, item),
        table=item.table,
        contact=", ".join(text for text in named if text),
        why=why_met(file, programme, participant, host_id)
        if is_meeting
        else why_visited(programme, participant, item.id),
        profile=host.profile.strip() if host else "",
    )


def _day(file: DelegationFile, items: list[ItineraryItem], home: str) -> OwnDay:
    return OwnDay(
        title=day_in_full(items[0].starts.date()),
        city=city_of(file, items),
        clock=_clock(items, home),
        rows=tuple(_row(file, item, home) for item in items),
    )


def _clock(items: list[ItineraryItem], home: str) -> str:
    zones = " and ".join(dict.fromkeys(zone_in_full(item.starts_at, item.zone) for item in items))
    first = items[0]
    label = zone_label(first.starts_at, home)
    away = zone_label(first.starts_at, first.zone)
    return f"Local time ({zones})" + (f"; in grey {zone_city(home)} time ({label})" if label != away else "")


def _row(file: DelegationFile, item: ItineraryItem, home: str) -> OwnRow:
    names = [
        name for name in host_names(file, item) if name not in item.title and name not in where(file, item)
    ]
    place = " · ".join(text for text in (item.table, from_to(file, item), ", ".join(names)) if text)
    return OwnRow(
        hours=hours_of(item),
        home_hours=beside(item, home),
        title=item.title,
        kind=item.kind.value,
        place=place,
        note="In parallel with others; where you go is not settled yet" if is_undecided(item) else "",
    )
