"""The days of a programme side by side, hour by hour: everybody's, one delegate's or one host's."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.papers.clock_axis import ClockAxis
from delegation.papers.day_blocks import Day, days_of, readings_of, shortest
from delegation.papers.picture import QUIET, svg, words
from delegation.papers.picture_block import TINT, Block, draw_block
from delegation.papers.picture_words import FOOT, HEAD, Viewer, head, legend
from delegation.papers.typeface import shortened, wrapped
from delegation.papers.wall_clock import day_in_full, zone_in_full, zone_label

LEFT, RIGHT, GAP = 44.0, 8.0, 7.0
HOUR, LEAST_SHOWN, MOST_HOUR = 46.0, 15.0, 96.0
"""Pixels of an hour; so many that the shortest item can be read, within limits."""
DAYS_BESIDE = 6
WIDTHS = {1: 560, 2: 680, 3: 780, 4: 880}
"""Of the whole picture by how many days stand side by side; 980 beyond."""
FOR_A_LANE = 0.28
"""By how much of its width a day with parallel items is wider, for each."""


def draw_programme(
    file: DelegationFile,
    itinerary: Itinerary,
    *,
    participant: str | None = None,
    host: str | None = None,
    day: date | None = None,
    organisations: Mapping[str, str] | None = None,
    struck: bool = False,
    width: int | None = None,
) -> str:
    """An SVG picture of all days, or of one `day`, hour by hour; local times, the zone stands with each day.

    For everybody, or with what one `participant` attends or one `host` receives; what they cannot do at the
    same time is outlined in red. Delegates are called by their `organisations`. Cancelled items are left
    out, or `struck` through. What lasts whole days, or goes on from the day before, stands above the hours.

    Raises ValueError: there is nothing to draw.
    """
    viewer = Viewer(participant=participant, host=host, organisations=dict(organisations or {}))
    items = [one for one in itinerary.items if viewer.sees(one) and (struck or not one.cancelled)]
    days = days_of(items, viewer, file, day)
    if not days:
        raise ValueError(_nothing(viewer, day))
    size = width or _width(days)
    top, parts = HEAD, []
    for first in range(0, len(days), DAYS_BESIDE):
        band = _Band(file, viewer, days[first : first + DAYS_BESIDE], top, size)
        parts.append(band.draw())
        top = band.bottom + 16
    title, subtitle = _title(file, viewer), _subtitle(itinerary, viewer, day)
    kinds = [one.kind for each in days for one in each.items]
    foot = legend(kinds, top + 8, size, "Times are those of the place.")
    content = "".join((head(title, subtitle, size), *parts, foot))
    said = "; ".join(_said(one, viewer, file) for one in days)
    height, named = top + FOOT - 8, f"{title}, {subtitle}"
    return svg("programme", size, height, title=named, description=said, content=content, on_paper=True)


def _nothing(viewer: Viewer, day: date | None) -> str:
    if viewer.is_everybody and day is None:
        return "There is no programme to draw yet: the itinerary has no items."
    who = viewer.participant or viewer.host or "The delegation"
    when = f"on {day_in_full(day)}" if day else "in the programme"
    return f"{who} has nothing {when}, so there is no picture."


def _title(file: DelegationFile, viewer: Viewer) -> str:
    who = viewer.called(file)
    return f"{who}: {file.title}" if who else f"Programme of {file.title}"


def _subtitle(itinerary: Itinerary, viewer: Viewer, day: date | None) -> str:
    version = f"version {itinerary.version}" if itinerary.version else "as planned in the delegation file"
    role = "as host" if viewer.host else ""
    parts = (viewer.participant or role, day_in_full(day) if day else "", version)
    return " · ".join(part for part in parts if part)


def _width(days: Sequence[Day]) -> int:
    wanted = WIDTHS.get(len(days), 980)
    lanes = max(one.lanes for one in days)
    return max(wanted, 160 * lanes + 60) if len(days) == 1 else wanted


class _Band:
    """Up to DAYS_BESIDE days on the same hours."""

    def __init__(
        self, file: DelegationFile, viewer: Viewer, days: Sequence[Day], top: float, width: float
    ) -> None:
        self._file, self._viewer, self._days, self._top, self._width = file, viewer, days, top, width
        above = max(len(one.notes) for one in days)
        hour = min(MOST_HOUR, max(HOUR, LEAST_SHOWN * 60 / shortest(days)))
        zones = [(one.day, zone) for one in days for zone in one.zones]
        self._notes_top = top + 48
        self._axis = ClockAxis(
            readings_of(days), zones, top=self._notes_top + above * 17 + (4 if above else 0), hour=hour
        )

    @property
    def bottom(self) -> float:
        return self._axis.bottom

    def draw(self) -> str:
        parts = [self._axis.draw(LEFT, self._width - RIGHT)]
        for one, (x, column) in zip(self._days, self._columns(), strict=True):
            parts.append(self._heading(one, x, column))
            parts += [draw_block(block, x, column - GAP) for block in self._blocks(one)]
        return "".join(parts)

    def _columns(self) -> list[tuple[float, float]]:
        """Left edge and width of each day."""
        weights = [1 + FOR_A_LANE * (one.lanes - 1) for one in self._days]
        whole, x, columns = self._width - LEFT - RIGHT, LEFT, []
        for weight in weights:
            column = whole * weight / sum(weights)
            columns.append((x, column))
            x += column
        return columns

    def _blocks(self, day: Day) -> list[Block]:
        return day.blocks(self._axis, self._viewer, self._file)

    def _heading(self, day: Day, x: float, column: float) -> str:
        title = shortened(f"{day.day:%a %-d %b}", column - GAP, 14, bold=True)
        parts = [words(title, x, self._top + 18, size=14, weight=700, fixed=True)]
        lines = wrapped(where_and_zones(self._file, day), column - GAP, 10.5, 2)
        for number, line in enumerate(lines):
            y = self._top + 31 + 12 * number
            parts.append(words(line, x, y, size=10.5, fill=QUIET, fixed=True))
        for number, note in enumerate(day.notes):
            parts.append(_note(note, x, self._notes_top + 17 * number, column - GAP))
        return "".join(parts)


def where_and_zones(file: DelegationFile, day: Day) -> str:
    """`Philadelphia – Washington, EDT`: with the offset where clocks change or there are several."""
    cities = dict.fromkeys(leg.city for item in day.items if (leg := file.leg(item.leg)))
    timed = [one for one in day.items if not one.all_day] or list(day.items)
    first = [(one.starts_at, one.zone) for one in timed]
    labels = dict.fromkeys(zone_label(*one) for one in first)
    if len(labels) > 1:
        labels = dict.fromkeys(zone_in_full(*one) for one in first)
    return f"{' – '.join(cities)}, {' / '.join(labels)}"


def _note(note: tuple[ItineraryItem, str], x: float, y: float, width: float) -> str:
    item, text = note
    shape = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="15" rx="2.5" fill="{TINT[item.kind]}"'
    shown = words(shortened(text, width - 10, 9.5), x + 5, y + 11, size=9.5, fixed=True)
    return f'<g data-items="{item.id}"><title>{escape(text)}</title>{shape} fill-opacity=".18"/>{shown}</g>'


def _said(day: Day, viewer: Viewer, file: DelegationFile) -> str:
    return f"{day.day:%A %-d %B}: {', '.join(day.said(viewer, file))}"
