"""The days of the trip side by side, hour by hour: the whole programme in one picture."""

from collections.abc import Sequence
from datetime import date, datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.picture import LINE, QUIET, TINTS, svg, words, wrapped
from delegation.papers.wall_clock import zone_label

LEFT, TOP, HOUR, GAP, SIZE = 44.0, 58.0, 46.0, 6.0, 10.5
TINT = {
    ItemKind.SESSION: TINTS[0],
    ItemKind.VISIT: TINTS[1],
    ItemKind.MEETING: TINTS[2],
    ItemKind.MEAL: TINTS[3],
    ItemKind.RECEPTION: TINTS[3],
    ItemKind.TRANSFER: TINTS[6],
    ItemKind.TRAVEL: TINTS[5],
}


class _Block(Fact):
    """Something that takes part of a day: local minutes since midnight, and its lane among parallel ones."""

    title: str
    kind: ItemKind
    starts: int
    ends: int
    lane: int = 0
    lanes: int = 1


def draw_programme(file: DelegationFile, itinerary: Itinerary, *, width: int = 980) -> str:
    """An SVG picture of all days, hour by hour; local times, the zone stands with each day.

    Cancelled items are left out, and so is what lasts whole days.

    Raises ValueError: the itinerary is empty.
    """
    days = _days(itinerary)
    if not days:
        raise ValueError("There is no programme to draw yet: the itinerary has no items.")
    first = min(block.starts for _, blocks in days.values() for block in blocks) // 60
    last = -(-max(block.ends for _, blocks in days.values() for block in blocks) // 60)
    column = (width - LEFT - 8) / len(days)
    height = TOP + HOUR * (last - first) + 14
    parts = [_hours(first, last, width)]
    for number, (day, (items, blocks)) in enumerate(days.items()):
        x = LEFT + number * column
        parts.append(_heading(file, day, items, x, column))
        parts += [_block(block, x, column - GAP, first) for block in blocks]
    description = "; ".join(_said(day, blocks) for day, (_, blocks) in days.items())
    title = f"Programme of {file.title}"
    return svg("programme", width, height, title=title, description=description, content="".join(parts))


def _days(itinerary: Itinerary) -> dict[date, tuple[list[ItineraryItem], list[_Block]]]:
    items = sorted(
        (item for item in itinerary.items if not item.cancelled and not item.all_day),
        key=lambda item: (item.starts_at, item.title),
    )
    days: dict[date, list[ItineraryItem]] = {}
    for item in items:
        days.setdefault(item.starts.date(), []).append(item)
    return {day: (of_day, _blocks(of_day)) for day, of_day in sorted(days.items())}


def _blocks(items: Sequence[ItineraryItem]) -> list[_Block]:
    """The items of a day with their lanes; one-to-one meetings are one block."""
    meetings = [item for item in items if item.kind is ItemKind.MEETING]
    blocks = [_timed(item.title, item, item.ends) for item in items if item.kind is not ItemKind.MEETING]
    if meetings:
        title = f"{len(meetings)} one-to-one meetings"
        blocks.append(_timed(title, meetings[0], max(item.ends for item in meetings)))
    return [_in_lane(block, blocks) for block in blocks]


def _timed(title: str, item: ItineraryItem, ends: datetime) -> _Block:
    starts = item.starts.hour * 60 + item.starts.minute
    same_day = ends.date() == item.starts.date()
    return _Block(
        title=title, kind=item.kind, starts=starts, ends=ends.hour * 60 + ends.minute if same_day else 1440
    )


def _in_lane(block: _Block, blocks: Sequence[_Block]) -> _Block:
    beside = sorted(
        (one for one in blocks if one.starts < block.ends and block.starts < one.ends),
        key=lambda one: (one.starts, one.title),
    )
    return block.model_copy(update={"lane": beside.index(block), "lanes": len(beside)})


def _hours(first: int, last: int, width: float) -> str:
    parts = []
    for hour in range(first, last + 1):
        y = TOP + HOUR * (hour - first)
        parts.append(f'<path d="M{LEFT:g} {y:g}H{width - 8:g}" stroke="{LINE}"/>')
        parts.append(words(f"{hour:02d}:00", LEFT - 8, y + 4, size=10.5, fill=QUIET, anchor="end"))
    return "".join(parts)


def _heading(file: DelegationFile, day: date, items: Sequence[ItineraryItem], x: float, column: float) -> str:
    cities = dict.fromkeys(leg.city for item in items if (leg := file.leg(item.leg)))
    zones = dict.fromkeys(zone_label(item.starts_at, item.zone) for item in items)
    where = f"{' – '.join(cities)}, {'/'.join(zones)}"
    return words(f"{day:%a %-d %b}", x, 22, size=14, weight=700) + "".join(
        words(line, x, 40, size=11, fill=QUIET) for line in wrapped(where, column, 11, 1)
    )


def _block(block: _Block, x: float, column: float, first: int) -> str:
    lane = column / block.lanes
    left, top = x + block.lane * lane, TOP + HOUR * (block.starts / 60 - first)
    width, height = (
        lane - (2 if block.lanes > 1 else 0),
        max(13.0, HOUR * (block.ends - block.starts) / 60 - 2),
    )
    size = SIZE if block.lanes < 3 else SIZE - 1.5
    lines = wrapped(block.title, width - 10, size, max(1, int((height - 3) / 13)))
    tint = TINT[block.kind]
    shape = f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2.5"'
    edge = f'<rect x="{left:.1f}" y="{top:.1f}" width="3.5" height="{height:.1f}" fill="{tint}"/>'
    text = "".join(words(line, left + 8, top + 11 + 13 * n, size=size) for n, line in enumerate(lines))
    return f'{shape} fill="#ffffff"/>{shape} fill="{tint}" fill-opacity=".16"/>{edge}{text}'


def _said(day: date, blocks: Sequence[_Block]) -> str:
    said = ", ".join(f"{block.starts // 60:02d}:{block.starts % 60:02d} {block.title}" for block in blocks)
    return f"{day:%A %-d %B}: {said}"
