"""The programme as a page: day by day as a list or as a grid of parallel tracks, with what does not fit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from delegation.correspondence import where
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.wall_clock import day_in_full, hours_of, zone_in_full
from delegation.planning.checking.problem import ItineraryProblem
from portal.itinerary_versions import VersionLine
from portal.web.organising.bar import DeskPage


class ItemRow(Fact):
    """One fixed point of the programme, on the clock of its place."""

    id: str
    kind: str
    hours: str
    title: str
    where: str
    who: str
    """everybody, or how many delegates."""
    capacity: int | None = None
    mark: str = ""
    """new or changed since the version before."""
    is_cancelled: bool = False
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class GridCell(Fact):
    """One cell of a grid; without an item it is free."""

    item: ItemRow | None = None
    rows: int = 1
    """How many rows it reaches down."""
    tracks: int = 1
    """How many tracks it takes: all of them where nothing else is on."""


class GridRow(Fact):
    time: str
    cells: tuple[GridCell, ...]
    """Those that begin here: cells from above reach into this row."""


class DayShown(Fact):
    day: str
    zone: str
    rows: tuple[ItemRow, ...]
    tracks: int
    grid: tuple[GridRow, ...] = ()
    all_day: tuple[ItemRow, ...] = ()


class DateLine(Fact):
    """One date on which the programme is published, and to how many."""

    what: str
    at: str
    is_over: bool


class ItineraryPage(DeskPage):
    """The facts of `desk/itinerary.html`."""

    version: int
    """0: nothing was published; the programme is shown as the file has it."""
    newest: int
    by: str
    leg: str = ""
    legs: tuple[tuple[str, str], ...] = ()
    days: tuple[DayShown, ...] = ()
    meetings: int = 0
    problems: tuple[ItineraryProblem, ...] = ()
    dates: tuple[DateLine, ...] = ()
    versions: tuple[VersionLine, ...] = ()
    since: int = 0
    is_over: bool = False
    """The delegation has ended: nothing is changed any more."""


class Field(Fact):
    """A name and a value."""

    name: str
    value: str


class ItemPage(DeskPage):
    """The facts of `desk/item.html`."""

    row: ItemRow
    day: str
    zone: str
    description: str
    starts: str
    """As a browser wants it, on the clock of the place: 2017-05-15T14:00."""
    ends: str
    ends_zone: str = ""
    place: str = ""
    room: str = ""
    places: tuple[tuple[str, str], ...] = ()
    hosts: tuple[tuple[str, str], ...] = ()
    attendees: tuple[tuple[str, str], ...] | None = None
    waiting: int = 0
    is_parallel: bool = False
    is_published: bool = True


class VersionsPage(DeskPage):
    """The facts of `desk/versions.html`."""

    versions: tuple[VersionLine, ...]
    told: tuple[str, ...]
    """When each came, on the organiser's clock."""
    older: int = 0
    newer: int = 0
    rows: tuple[tuple[str, str, str, str, str], ...] = ()
    """Recipient, name, item, before and after."""
    problem: str = ""


def days_of(
    itinerary: Itinerary,
    file: DelegationFile,
    problems: Sequence[ItineraryProblem] = (),
    marked: Mapping[str, str] | None = None,
    leg: str = "",
    *,
    with_grid: bool = True,
) -> tuple[DayShown, ...]:
    """Everything but the one-to-one meetings, which have a table of their own.

    `with_grid`: a list needs none, and it is more work than everything else on the page.
    """
    items = [one for one in itinerary.items if one.kind is not ItemKind.MEETING and leg in ("", one.leg)]
    ordered = sorted(items, key=lambda one: (one.starts.date(), one.starts_at.timestamp(), one.id))
    found = problems_by_item(problems)
    return tuple(
        _day(day, tuple(of_day), file, found, marked or {}, with_grid=with_grid)
        for day, of_day in groupby(ordered, key=lambda one: one.starts.date())
    )


def problems_by_item(problems: Iterable[ItineraryProblem]) -> dict[str, list[ItineraryProblem]]:
    found: dict[str, list[ItineraryProblem]] = {}
    for one in problems:
        for item in one.items:
            found.setdefault(item, []).append(one)
    return found


def item_row(
    item: ItineraryItem,
    file: DelegationFile,
    problems: Mapping[str, Sequence[ItineraryProblem]],
    mark: str = "",
) -> ItemRow:
    mine = problems.get(item.id, ())
    return ItemRow(
        id=item.id,
        kind=item.kind.value,
        hours=hours_of(item),
        title=item.title,
        where=where(item, file),
        who="everybody" if item.attendees is None else str(len(item.attendees)),
        capacity=item.capacity,
        mark=mark,
        is_cancelled=item.cancelled,
        problems=tuple(one.sentence for one in mine if not one.is_warning),
        warnings=tuple(one.sentence for one in mine if one.is_warning),
    )


def _day(
    day: date,
    items: Sequence[ItineraryItem],
    file: DelegationFile,
    problems: Mapping[str, Sequence[ItineraryProblem]],
    marked: Mapping[str, str],
    *,
    with_grid: bool,
) -> DayShown:
    rows = {one.id: item_row(one, file, problems, marked.get(one.id, "")) for one in items}
    timed = [one for one in items if with_grid and not one.all_day and not one.cancelled]
    tracks = _tracks(timed)
    zones = dict.fromkeys(zone_in_full(one.starts_at, one.zone) for one in items)
    return DayShown(
        day=day_in_full(day),
        zone=", ".join(zones),
        rows=tuple(rows.values()),
        tracks=max(tracks.values(), default=-1) + 1,
        grid=tuple(_grid(timed, tracks, rows)),
        all_day=tuple(rows[one.id] for one in items if one.all_day),
    )


def _tracks(items: Sequence[ItineraryItem]) -> dict[str, int]:
    """The first track that is free when an item starts, so that what overlaps stands side by side."""
    ends: list[float] = []
    found = {}
    for one in items:
        starts = one.starts_at.timestamp()
        free = next((number for number, end in enumerate(ends) if end <= starts), len(ends))
        ends[free : free + 1] = [one.ends_at.timestamp()]
        found[one.id] = free
    return found


def _grid(
    items: Sequence[ItineraryItem], tracks: Mapping[str, int], rows: Mapping[str, ItemRow]
) -> Iterable[GridRow]:
    """A row for each time at which something starts or ends; free stretches are cells as well."""
    times = sorted(
        {moment for one in items for moment in (one.starts_at.timestamp(), one.ends_at.timestamp())}
    )
    begins = {(tracks[one.id], one.starts_at.timestamp()): one for one in items}
    clock = {moment: _clock(moment, items) for moment in times}
    taken_until = [0.0] * (max(tracks.values(), default=-1) + 1)
    for moment in times[:-1]:
        free = [track for track, until in enumerate(taken_until) if until <= moment]
        beginning = [(track, begins.get((track, moment))) for track in free]
        started = [one for _, one in beginning if one is not None]
        wide = 1
        if len(free) == len(taken_until) and all(_is_alone(one, items) for one in started):
            beginning, wide = [(0, started[0] if started else None)], len(taken_until)
        cells = []
        for track, item in beginning:
            end = item.ends_at.timestamp() if item else moment
            reach = max(1, sum(moment <= one < end for one in times))
            taken_until[track : track + wide] = [end] * wide
            cells.append(GridCell(item=rows[item.id] if item else None, rows=reach, tracks=wide))
        yield GridRow(time=clock[moment], cells=tuple(cells))


def _is_alone(item: ItineraryItem, items: Sequence[ItineraryItem]) -> bool:
    return not any(one.overlaps(item) for one in items if one.id != item.id)


def _clock(moment: float, items: Sequence[ItineraryItem]) -> str:
    """On the clock of whatever starts or ends then; what starts goes first."""
    starting = next((one for one in items if one.starts_at.timestamp() == moment), None)
    if starting is not None:
        return f"{starting.starts:%H:%M}"
    return next(f"{one.ends:%H:%M}" for one in items if one.ends_at.timestamp() == moment)
