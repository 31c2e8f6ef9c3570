"""One day by rooms: a column for each place, room and table, a block for everything that happens in it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.papers.clock_axis import ClockAxis
from delegation.papers.day_blocks import Day, days_of, readings_of, shortest
from delegation.papers.picture import QUIET, svg, words
from delegation.papers.picture_block import draw_block
from delegation.papers.picture_words import FOOT, HEAD, Order, Viewer, clashing, head, in_order, legend
from delegation.papers.programme_picture import HOUR, LEAST_SHOWN, LEFT, MOST_HOUR, RIGHT, where_and_zones
from delegation.papers.typeface import wrapped
from delegation.papers.wall_clock import day_in_full

BESIDE, COLUMN, WIDEST, WHOLE, GAP, HEADING = 7, 132.0, 300.0, 924.0, 5.0, 52.0
ELSEWHERE = "Place to be named"


class Room(Fact):
    """A place, a room in it or a table in that, and what happens there on the day, in order of time."""

    place: str
    room: str = ""
    table: str = ""
    items: tuple[ItineraryItem, ...]

    @property
    def name(self) -> str:
        return ", ".join(filter(None, (self.table, self.room, self.place)))

    @property
    def host(self) -> str | None:
        """Who sits at the table all day."""
        hosts = {one.hosts for one in self.items}
        return self.items[0].hosts[0] if self.table and len(hosts) == 1 and self.items[0].hosts else None


def draw_rooms(
    file: DelegationFile,
    itinerary: Itinerary,
    day: date,
    *,
    organisations: Mapping[str, str] | None = None,
    struck: bool = False,
) -> str:
    """An SVG picture of one day by place, room and table, in local times; a room taken twice is marked red.

    Rooms stand in the order in which they are used, then tables. Journeys stand where they begin. Delegates
    are called by their `organisations`; cancelled items are left out, or `struck` through.

    Raises ValueError: nothing happens on that day.
    """
    viewer = Viewer(organisations=dict(organisations or {}))
    items = [one for one in itinerary.items if struck or not one.cancelled]
    found = [one for one in days_of(items, viewer, file, day) if one.timed]
    if not found:
        raise ValueError(f"Nothing happens on {day_in_full(day)}, so there is no picture of its rooms.")
    rooms = rooms_of(found[0].timed, file)
    bands = _bands(rooms)
    width = LEFT + WHOLE + RIGHT if len(rooms) > 2 else LEFT + WIDEST * len(rooms) + RIGHT
    top, parts = HEAD, []
    for some in bands:
        band = _Band(some, top, width, file, viewer)
        parts.append(band.draw())
        top = band.bottom + 14
    title = f"Rooms on {day_in_full(day)}"
    version = f"version {itinerary.version}" if itinerary.version else "as planned in the delegation file"
    subtitle = f"{file.title} · {where_and_zones(file, found[0])} · {version}"
    foot = legend([one.kind for one in found[0].timed], top + 8, width, "Times are those of the place.")
    said = "; ".join(f"{one.name}: {_said(one, viewer, file)}" for one in rooms)
    content, named = "".join((head(title, subtitle, width), *parts, foot)), f"{title}, {subtitle}"
    return svg("rooms", width, top + FOOT - 8, title=named, description=said, content=content, on_paper=True)


def rooms_of(items: Sequence[ItineraryItem], file: DelegationFile) -> list[Room]:
    """The rooms in the order in which they are used, then the tables by place, room and number."""
    used: dict[tuple[str, str, str], list[ItineraryItem]] = {}
    for item in sorted(items, key=lambda one: (one.starts_at.astimezone(UTC), one.id)):
        place = file.place(item.place)
        used.setdefault((place.name if place else ELSEWHERE, item.room, item.table), []).append(item)
    rooms = [
        Room(place=place, room=room, table=table, items=tuple(of))
        for (place, room, table), of in used.items()
    ]
    by_use = sorted(rooms, key=lambda one: (one.items[0].starts_at.astimezone(UTC), _order(one)))
    tables = sorted((one for one in rooms if one.table), key=_order)
    return [*(one for one in by_use if not one.table), *tables]


def _order(room: Room) -> tuple[str, Order, Order]:
    return room.place, in_order(room.room), in_order(room.table)


def _bands(rooms: Sequence[Room]) -> list[Sequence[Room]]:
    """At most BESIDE side by side, tables apart from rooms."""
    apart = ([one for one in rooms if not one.table], [one for one in rooms if one.table])
    return [band for kind in apart for band in _shared_out(kind)]


def _shared_out(rooms: Sequence[Room]) -> list[Sequence[Room]]:
    """As few bands as can be, and none much shorter than the others."""
    bands = -(-len(rooms) // BESIDE)
    each = -(-len(rooms) // bands) if bands else 1
    return [rooms[first : first + each] for first in range(0, len(rooms), each)]


def _alone(room: Room, viewer: Viewer, file: DelegationFile) -> Day:
    return Day.alone(room.items, _at(room, viewer), file, clashing(room.items, file))


def _said(room: Room, viewer: Viewer, file: DelegationFile) -> str:
    return ", ".join(_alone(room, viewer, file).said(_at(room, viewer), file))


def _at(room: Room, viewer: Viewer) -> Viewer:
    """At the table of one host its guests need not be told whom they meet."""
    return viewer.model_copy(update={"host": room.host})


class _Band:
    """Up to BESIDE rooms on the same hours."""

    def __init__(
        self, rooms: Sequence[Room], top: float, width: float, file: DelegationFile, viewer: Viewer
    ) -> None:
        self._rooms, self._top, self._width = rooms, top, width
        self._file, self._viewer = file, viewer
        self._own = [_alone(one, viewer, file) for one in rooms]
        self._column = min(WIDEST, max(COLUMN, (width - LEFT - RIGHT) / len(rooms)))
        hour = min(MOST_HOUR, max(HOUR, LEAST_SHOWN * 60 / shortest(self._own)))
        zones = [(one.day, zone) for one in self._own for zone in one.zones]
        self._axis = ClockAxis(readings_of(self._own), zones, top=top + HEADING, hour=hour)

    @property
    def bottom(self) -> float:
        return self._axis.bottom

    def draw(self) -> str:
        parts = [self._axis.draw(LEFT, self._width - RIGHT)]
        for number, (room, own) in enumerate(zip(self._rooms, self._own, strict=True)):
            x = LEFT + number * self._column
            parts.append(self._heading(room, x))
            blocks = own.blocks(self._axis, _at(room, self._viewer), self._file)
            parts += [draw_block(block, x, self._column - GAP) for block in blocks]
        return "".join(parts)

    def _heading(self, room: Room, x: float) -> str:
        width, host = self._column - GAP, self._file.host(room.host or "")
        within = room.table or room.room
        below = host.organisation if host else room.place if within else ""
        names = wrapped(within or room.place, width, 11.5, 1 if below else 2, bold=True)
        parts = [
            words(name, x, self._top + 16 + 13 * number, size=11.5, weight=700, fixed=True)
            for number, name in enumerate(names)
        ]
        for number, line in enumerate(wrapped(below, width, 9.5, 2)):
            parts.append(words(line, x, self._top + 29 + 11 * number, size=9.5, fill=QUIET, fixed=True))
        return "".join(parts)
