"""The guest list of one host: who comes to what it receives, and nothing else about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.paper import Delegate, Imprint
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import day_in_full, hours_of
from delegation.papers.whereabouts import Guest, address, guests, where
from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook
from delegation.zoned import LocalTime


class Received(Fact):
    """One item the host receives, with everybody who comes to it."""

    title: str
    kind: str
    day: str
    hours: str
    place: str = ""
    address: str = ""
    table: str = ""
    guests: tuple[Guest, ...]
    starts: LocalTime
    ends: LocalTime
    zone: str


class GuestList(Fact):
    imprint: Imprint
    host: str
    people: int
    """How many different delegates come in all."""
    visits: tuple[Received, ...]
    meetings: tuple[Received, ...]


def guest_list(
    file: DelegationFile,
    programme: Programme,
    host_id: str,
    delegates: Mapping[str, Delegate],
    made_at: datetime,
) -> GuestList:
    """Who comes to this host. Names need no consent: they are for who receives these people, at the gate."""
    mine = [item for item in programme.items if host_id in item.hosts and programme.attending(item)]
    everyone = {one for item in mine for one in programme.attending(item) if one in delegates}
    received = [_received(file, programme, item, delegates) for item in mine]
    host = file.host(host_id)
    return GuestList(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        host=host.organisation if host else host_id,
        people=len(everyone),
        visits=tuple(_others(received)),
        meetings=tuple(one for one in received if one.kind == ItemKind.MEETING),
    )


def _others(received: Iterable[Received]) -> Iterable[Received]:
    return (one for one in received if one.kind != ItemKind.MEETING)


def _received(
    file: DelegationFile, programme: Programme, item: ItineraryItem, delegates: Mapping[str, Delegate]
) -> Received:
    return Received(
        title=item.title,
        kind=item.kind.value,
        day=day_in_full(item.starts.date()),
        hours=hours_of(item),
        place=where(file, item),
        address=address(file, item),
        table=item.table,
        guests=guests(programme.attending(item), delegates),
        starts=item.starts,
        ends=item.ends,
        zone=item.zone,
    )


COLUMNS = (
    Column(title="Name", width=30),
    Column(title="Organisation", width=36),
    Column(title="Position", width=28),
    Column(title="What", width=40),
    Column(title="Begins (local time)", shown=Shown.TIME, width=26),
    Column(title="Ends (local time)", shown=Shown.TIME, width=26),
    Column(title="Zone", width=22),
    Column(title="Place", width=40),
    Column(title="Table", width=12),
)


def guest_workbook(made: GuestList) -> Workbook:
    """One row per guest and item, for the gate: sorted by time, then by name."""
    received = sorted((*made.visits, *made.meetings), key=lambda one: (one.starts, one.title))
    rows = tuple(_cells(one, person) for one in received for person in one.guests)
    stated = made.imprint
    sheet = Sheet(
        name="Guests",
        title=f"Guests of {made.host}",
        note=f"{stated.delegation}. {made.people} people. As of {stated.made_on}, version {stated.version}.",
        columns=COLUMNS,
        rows=rows,
    )
    return Workbook(title=f"Guest list: {made.host}", author=made.imprint.organiser, sheets=(sheet,))


def _cells(one: Received, person: Guest) -> tuple[Cell, ...]:
    return (
        person.name,
        person.organisation,
        person.position,
        one.title if one.kind != ItemKind.MEETING else "One-to-one meeting",
        one.starts,
        one.ends,
        one.zone,
        ", ".join(text for text in (one.place, one.address) if text),
        one.table,
    )
