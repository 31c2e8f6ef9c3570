"""The one-to-one meetings of a day as a grid: a row for each host or delegate, a column for each slot."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from itertools import takewhile
from typing import Literal, NamedTuple

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.picture import INK, LINE, PAPER, QUIET, svg, words
from delegation.papers.picture_block import CLASH, TINT
from delegation.papers.picture_words import HEAD, Viewer, head, in_order
from delegation.papers.typeface import shortened, wrapped
from delegation.papers.wall_clock import day_in_full, zone_in_full

Side = Literal["host", "delegate"]
NAMES, CELL, ROW, COLUMNS, HEADING = 190.0, 96.0, 33.0, 12, 42.0
WIDEST = 140.0


class Time(NamedTuple):
    """When a meeting begins and ends, in UTC so that a clock that goes back keeps the order."""

    starts: datetime
    ends: datetime


class Row(NamedTuple):
    name: str
    id: str


def draw_meeting_grid(
    file: DelegationFile,
    itinerary: Itinerary,
    *,
    by: Side = "host",
    day: date | None = None,
    organisations: Mapping[str, str] | None = None,
) -> str:
    """An SVG picture of who sits with whom, when and at which table; local times with their zone.

    Whoever is at two tables at once is marked red, as is a table taken twice; a pale dot stands for a slot
    without a meeting between two meetings. Where delegates meet each other only, every row is a delegate.

    Raises ValueError: there are no meetings, or none on that `day`.
    """
    shown = [one for one in itinerary.items if _is_shown(one, day)]
    if all(one.is_encounter for one in shown):
        by = "delegate"
    meetings = [one for one in shown if _rows_of(one, by)]
    if not meetings:
        when = f" on {day_in_full(day)}" if day else ""
        raise ValueError(f"There are no one-to-one meetings{when}, so there is no grid of them.")
    viewer = Viewer(organisations=dict(organisations or {}))
    grid = _Grid(file, meetings, viewer, by)
    top, parts = HEAD, []
    for of_day in grid.days():
        for first in range(0, len(of_day), COLUMNS):
            parts.append(grid.draw(of_day[first : first + COLUMNS], top))
            top += HEADING + ROW * len(grid.rows) + 14
    version = f"version {itinerary.version}" if itinerary.version else "as planned"
    title = f"One-to-one meetings by {by}"
    subtitle = f"{file.title} · {len(meetings)} meetings · {version}"
    content = "".join((head(title, subtitle, grid.width), *parts))
    named = f"{title}, {subtitle}"
    said = "; ".join(grid.said(one) for one in grid.ordered)
    return svg("meetings", grid.width, top, title=named, description=said, content=content, on_paper=True)


def _is_shown(item: ItineraryItem, day: date | None) -> bool:
    return (
        item.kind is ItemKind.MEETING
        and not (item.cancelled or item.all_day)
        and (day is None or item.starts.date() == day)
    )


def _rows_of(meeting: ItineraryItem, by: Side) -> tuple[str, ...]:
    return meeting.hosts if by == "host" else meeting.attendees or ()


def double_booked(meetings: Sequence[ItineraryItem]) -> frozenset[str]:
    """Ids of the meetings that overlap another of the same host, delegate or table."""
    taken: dict[tuple[str, ...], list[ItineraryItem]] = {}
    for one in sorted(meetings, key=lambda one: (_time(one), one.id)):
        for what in _takes(one):
            taken.setdefault(what, []).append(one)
    found: list[str] = []
    for of_one in taken.values():
        for number, one in enumerate(of_one):
            beside = takewhile(one.overlaps, of_one[number + 1 :])
            found += [each for other in beside for each in (one.id, other.id)]
    return frozenset(found)


def _takes(meeting: ItineraryItem) -> list[tuple[str, ...]]:
    """What is nobody else's meanwhile: its hosts, its delegates, its table."""
    people = [("host", one) for one in meeting.hosts]
    people += [("delegate", one) for one in meeting.attendees or ()]
    table = (meeting.place or "", meeting.room, meeting.table)
    return [*people, *([("table", *table)] if meeting.table else [])]


class _Grid:
    def __init__(
        self, file: DelegationFile, meetings: Sequence[ItineraryItem], viewer: Viewer, by: Side
    ) -> None:
        self._file, self._viewer, self._by = file, viewer, by
        self.ordered = sorted(meetings, key=lambda one: (_time(one), one.id))
        self._clashing = double_booked(self.ordered)
        self._cells: dict[tuple[str, Time], list[ItineraryItem]] = {}
        for one in self.ordered:
            for row in _rows_of(one, by):
                self._cells.setdefault((row, _time(one)), []).append(one)
        self._times: dict[str, list[Time]] = {}
        for row, time in self._cells:
            self._times.setdefault(row, []).append(time)
        self._first = {_time(one): one for one in reversed(self.ordered)}
        rows = [Row(self._called(one), one) for one in self._times]
        self.rows = sorted(rows, key=lambda one: (in_order(one.name), in_order(one.id)))
        most = max(min(COLUMNS, len(of_day)) for of_day in self.days())
        self._cell = min(WIDEST, max(CELL, 780 / most))
        self.width = NAMES + most * self._cell + 8

    def days(self) -> list[list[Time]]:
        """The slots of each day, by the local date."""
        days: dict[date, dict[Time, None]] = {}
        for one in self.ordered:
            days.setdefault(one.starts.date(), {})[_time(one)] = None
        return [sorted(slots) for _, slots in sorted(days.items())]

    def said(self, meeting: ItineraryItem) -> str:
        hosts = ", ".join(self._host(one) for one in meeting.hosts)
        guests = ", ".join(self._viewer.of(one) for one in meeting.attendees or ())
        zone = zone_in_full(meeting.starts_at, meeting.zone)
        where = f", {meeting.table}" if meeting.table else ""
        twice = ", at the same time as another meeting" if meeting.id in self._clashing else ""
        when = f"{meeting.starts:%a %-d %b %H:%M}–{meeting.ends:%H:%M} ({zone})"
        who = f"{hosts} with {guests}" if hosts else guests
        return f"{when}: {who}{where}{twice}"

    def draw(self, slots: Sequence[Time], top: float) -> str:
        first = self._first[slots[0]]
        day = f"{day_in_full(first.starts.date())}, {zone_in_full(first.starts_at, first.zone)}"
        parts = [words(day, 8, top + 14, size=12.5, weight=700, fixed=True)]
        for number, slot in enumerate(slots):
            x = NAMES + number * self._cell
            parts.append(words(self._hours(slot), x + 4, top + 33, size=10.5, fill=QUIET, fixed=True))
        for number, row in enumerate(self.rows):
            parts.append(self._row(row, slots, top + HEADING + ROW * number))
        return "".join(parts)

    def _row(self, row: Row, slots: Sequence[Time], y: float) -> str:
        lines = wrapped(row.name, NAMES - 18, 10.5, 2, bold=True)
        first = y + (20 if len(lines) == 1 else 14)
        parts = [f'<path d="M8 {y:g}H{NAMES + self._cell * len(slots):g}" stroke="{LINE}"/>']
        parts += [
            words(line, 8, first + 12.5 * n, size=10.5, weight=700, fixed=True)
            for n, line in enumerate(lines)
        ]
        for number, slot in enumerate(slots):
            x = NAMES + number * self._cell
            held = self._cells.get((row.id, slot), [])
            parts.append(self._held(held, row.id, x, y) if held else self._empty(row.id, slot, x, y))
        return "".join(parts)

    def _held(self, meetings: Sequence[ItineraryItem], row: str, x: float, y: float) -> str:
        clash = any(one.id in self._clashing for one in meetings)
        said = escape("; ".join(self.said(one) for one in meetings))
        tint = CLASH if clash else TINT[ItemKind.MEETING]
        size = f'width="{self._cell - 3:.1f}" height="{ROW - 3:.1f}"'
        edge = f'stroke="{tint}" stroke-width="2"' if clash else f'stroke="{tint}" stroke-opacity=".4"'
        box = f'<rect x="{x:.1f}" y="{y + 1.5:.1f}" {size} rx="2.5"'
        name = shortened(self._others(meetings, row), self._cell - 11, 9.5)
        tables = dict.fromkeys(one.table for one in meetings if one.table)
        table = shortened(", ".join(tables), self._cell - 11, 8.5)
        text = words(name, x + 4, y + (14 if table else 20), size=9.5, fill=INK, fixed=True)
        text += words(table, x + 4, y + 25.5, size=8.5, fill=QUIET, fixed=True) if table else ""
        ids = " ".join(one.id for one in meetings)
        return (
            f'<g data-items="{ids}"><title>{said}</title>{box} fill="{PAPER}"/>'
            f'{box} fill="{tint}" fill-opacity=".14" {edge}/>{text}</g>\n'
        )

    def _empty(self, row: str, slot: Time, x: float, y: float) -> str:
        """A dot between two meetings of the same day."""
        near = [one for one in self._times[row] if abs(one.starts - slot.starts).total_seconds() < 16 * 3600]
        if not (any(one < slot for one in near) and any(one > slot for one in near)):
            return ""
        return f'<circle cx="{x + self._cell / 2:.1f}" cy="{y + ROW / 2:.1f}" r="2.5" fill="{LINE}"/>'

    def _others(self, meetings: Sequence[ItineraryItem], row: str) -> str:
        named = [
            *(self._host(host) for one in meetings for host in one.hosts if self._by == "delegate"),
            *(
                self._viewer.of(other)
                for one in meetings
                for other in one.attendees or ()
                if other != row and (self._by == "host" or not one.hosts)
            ),
        ]
        return " + ".join(dict.fromkeys(named))

    def _called(self, row: str) -> str:
        return self._host(row) if self._by == "host" else self._viewer.of(row)

    def _host(self, host: str) -> str:
        found = self._file.host(host)
        return found.organisation if found else host

    def _hours(self, slot: Time) -> str:
        one = self._first[slot]
        return f"{one.starts:%H:%M}–{one.ends:%H:%M}"


def _time(meeting: ItineraryItem) -> Time:
    return Time(meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC))
