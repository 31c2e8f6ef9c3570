"""The rooming list of one hotel: the rooms with who sleeps in them, from when until when."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.leg import Leg
from delegation.papers.paper import Delegate, Imprint
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import span
from delegation.papers.whereabouts import Guest, guests
from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook
from delegation.rooming import Room, RoomKind
from delegation.zoned import Day

SAID = {RoomKind.SINGLE: "Single", RoomKind.SHARED: "Twin", RoomKind.NONE: "–"}


class RoomRow(Fact):
    number: int
    kind: str
    arrives: Day
    leaves: Day
    stay: str
    """`Mon 15 – Wed 17 May`."""
    nights: int
    guests: tuple[Guest, ...]


class Night(Fact):
    """What the hotel keeps for one night."""

    night: str
    """`Mon 15 May`."""
    rooms: int
    guests: int


class RoomingList(Fact):
    imprint: Imprint
    hotel: str
    city: str
    dates: str
    rooms: tuple[RoomRow, ...]
    nights: tuple[Night, ...]


def rooming_list(
    file: DelegationFile, programme: Programme, leg: Leg, delegates: Mapping[str, Delegate], made_at: datetime
) -> RoomingList:
    """The rooms of one leg in the order of their numbers."""
    rooms = sorted((one for one in programme.rooming.rooms if one.leg == leg.id), key=lambda one: one.number)
    return RoomingList(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        hotel=leg.hotel or f"Hotel in {leg.city}",
        city=leg.city,
        dates=span(leg.arrives, leg.leaves),
        rooms=tuple(_row(one, delegates) for one in rooms),
        nights=_nights(rooms),
    )


def _row(room: Room, delegates: Mapping[str, Delegate]) -> RoomRow:
    return RoomRow(
        number=room.number,
        kind=SAID[room.kind],
        arrives=room.arrives,
        leaves=room.leaves,
        stay=_stay(room.arrives, room.leaves),
        nights=(room.leaves - room.arrives).days,
        guests=guests(room.guests, delegates),
    )


def _stay(arrives: date, leaves: date) -> str:
    same_month = (arrives.year, arrives.month) == (leaves.year, leaves.month)
    return f"{arrives:%a %-d}{'' if same_month else f'{arrives: %b}'} – {leaves:%a %-d %b}"


def _nights(rooms: list[Room]) -> tuple[Night, ...]:
    if not rooms:
        return ()
    first, last = min(one.arrives for one in rooms), max(one.leaves for one in rooms)
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    return tuple(_night(day, [one for one in rooms if one.arrives <= day < one.leaves]) for day in days)


def _night(day: date, rooms: list[Room]) -> Night:
    return Night(night=f"{day:%a %-d %B}", rooms=len(rooms), guests=sum(len(one.guests) for one in rooms))


COLUMNS = (
    Column(title="Room", shown=Shown.NUMBER, width=8),
    Column(title="Kind", width=10),
    Column(title="Name", width=30),
    Column(title="Organisation", width=36),
    Column(title="Arrives", shown=Shown.DATE, width=14),
    Column(title="Leaves", shown=Shown.DATE, width=14),
    Column(title="Nights", shown=Shown.NUMBER, width=8),
)
PER_NIGHT = (
    Column(title="Night of", width=20),
    Column(title="Rooms", shown=Shown.NUMBER, width=10),
    Column(title="Guests", shown=Shown.NUMBER, width=10),
)


def rooming_workbook(made: RoomingList) -> Workbook:
    """One row per guest, and a sheet with what each night needs."""
    note = f"{made.imprint.delegation}. As of {made.imprint.made_on}, version {made.imprint.version}."
    title = f"{made.hotel}, {made.city}, {made.dates}"
    rows = tuple(_cells(room, person) for room in made.rooms for person in room.guests)
    nights = tuple((one.night, one.rooms, one.guests) for one in made.nights)
    sheets = (
        Sheet(name="Rooms", title=title, note=note, columns=COLUMNS, rows=rows),
        Sheet(name="Nights", title=title, note=note, columns=PER_NIGHT, rows=nights),
    )
    return Workbook(title=f"Rooming list: {made.hotel}", author=made.imprint.organiser, sheets=sheets)


def _cells(room: RoomRow, person: Guest) -> tuple[Cell, ...]:
    return (
        room.number,
        room.kind,
        person.name,
        person.organisation,
        room.arrives,
        room.leaves,
        room.nights,
    )
