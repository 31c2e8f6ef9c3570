"""One day of a programme as blocks on a clock axis."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.papers.clock_axis import ClockAxis, Reading, Row, ends_reading, starts_reading
from delegation.papers.picture_block import LOWEST, MOST_BESIDE, Block, in_lanes
from delegation.papers.picture_words import Viewer, all_said, clashing, hours_in, title_of, where_of
from delegation.papers.wall_clock import hours_of

CLOSE = timedelta(minutes=15)
"""Between meetings that are shown as one round."""
NOON = Reading(Row(12), 0)


class Day:
    """The items that start on a day, and what goes on above the hours."""

    def __init__(
        self,
        day: date,
        items: Sequence[ItineraryItem],
        above: Sequence[ItineraryItem],
        viewer: Viewer,
        file: DelegationFile,
        *,
        clashes: frozenset[str] | None = None,
        in_one_room: bool = False,
    ) -> None:
        self.day = day
        self.timed = tuple(items)
        self.above = tuple(above)
        self.in_rounds = viewer.is_everybody and not in_one_room
        self.says_where = not in_one_room
        own = frozenset[str]() if viewer.is_everybody else clashing(items, file)
        self.clashing = own if clashes is None else clashes
        self.notes = tuple((one, _note(one, day, title_of(one, viewer, file))) for one in above)
        self.lanes = _most_lanes(self.groups())

    @property
    def items(self) -> tuple[ItineraryItem, ...]:
        return (*self.above, *self.timed)

    @property
    def zones(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.zone for one in self.timed))

    @classmethod
    def alone(
        cls,
        items: Sequence[ItineraryItem],
        viewer: Viewer,
        file: DelegationFile,
        clashes: frozenset[str] = frozenset(),
    ) -> "Day":
        """With a block for each item, in one room, which need not be named again."""
        return cls(items[0].starts.date(), items, (), viewer, file, clashes=clashes, in_one_room=True)

    def groups(self) -> list[tuple[ItineraryItem, ...]]:
        """Each item by itself; for everybody a round of one-to-one meetings together."""
        if not self.in_rounds:
            return [(one,) for one in self.timed]
        alone = [(one,) for one in self.timed if one.kind is not ItemKind.MEETING]
        return [*alone, *_rounds([one for one in self.timed if one.kind is ItemKind.MEETING])]

    def blocks(self, axis: ClockAxis, viewer: Viewer, file: DelegationFile) -> list[Block]:
        made = [self._block(group, axis, viewer, file) for group in self.groups()]
        return in_lanes(made, together)

    def said(self, viewer: Viewer, file: DelegationFile) -> list[str]:
        spoken = [f"{_title(group, viewer, file)}, {_hours(group)}" for group in self.groups()]
        return [*(text for _, text in self.notes), *spoken]

    def _block(
        self, group: tuple[ItineraryItem, ...], axis: ClockAxis, viewer: Viewer, file: DelegationFile
    ) -> Block:
        first, title = group[0], _title(group, viewer, file)
        last = max(group, key=lambda one: one.ends_at.astimezone(UTC))
        top, bottom = axis.y(starts_reading(first)), axis.y(ends_reading(last))
        clash = any(one.id in self.clashing for one in group)
        where = where_of(first, file) if len(group) == 1 and self.says_where else ""
        said = all_said(first, title, file) if len(group) == 1 else f"{title}, {_hours(group)}"
        return Block(
            items=tuple(one.id for one in group),
            kind=first.kind,
            title=title,
            clock=f"{first.starts:%H:%M}",
            below=tuple(filter(None, (_hours(group), where))),
            said=f"{said}; at the same time as something else" if clash else said,
            top=top,
            bottom=max(bottom, top + LOWEST),
            cancelled=all(one.cancelled for one in group),
            clashes=clash,
        )


def days_of(
    items: Sequence[ItineraryItem], viewer: Viewer, file: DelegationFile, only: date | None = None
) -> list[Day]:
    """The days on which something starts, or the `only` one, also with what goes on from the day before."""
    ordered = sorted(items, key=lambda one: (one.starts, one.starts_at.astimezone(UTC), one.title, one.id))
    dates = sorted({one.starts.date() for one in ordered}) if only is None else [only]
    days = []
    for day in dates:
        timed = [one for one in ordered if one.starts.date() == day and not one.all_day]
        above = [one for one in ordered if one.starts.date() == day and one.all_day]
        if only is not None:
            above = [one for one in ordered if one.starts.date() < day <= _goes_on_until(one)] + above
        if timed or above:
            days.append(Day(day, timed, above, viewer, file))
    return days


def readings_of(days: Sequence[Day]) -> list[Reading]:
    """From when to when clocks must be shown; noon where there are whole days only."""
    items = [one for day in days for one in day.timed]
    return [reading for one in items for reading in (starts_reading(one), ends_reading(one))] or [NOON]


def shortest(days: Sequence[Day]) -> float:
    """Minutes of the shortest item that stands alone."""
    spans = [one.ends_at.astimezone(UTC) - one.starts_at.astimezone(UTC) for day in days for one in day.timed]
    return max(1.0, min((one.total_seconds() / 60 for one in spans), default=60.0))


def together(group: Sequence[Block]) -> Block:
    """One block for many parallel ones; those who point at it see them all."""
    items = tuple(item for one in group for item in one.items)
    return group[0].model_copy(
        update={
            "items": items,
            "title": f"{len(items)} in parallel",
            "below": ("; ".join(one.title for one in group),),
            "said": "; ".join(one.said for one in group),
            "bottom": max(one.bottom for one in group),
            "clashes": any(one.clashes for one in group),
        }
    )


def _note(item: ItineraryItem, day: date, title: str) -> str:
    if item.starts.date() < day and not item.all_day:
        return f"until {item.ends:%H:%M} {title}"
    return f"{title}, {hours_of(item)}"


def _goes_on_until(item: ItineraryItem) -> date:
    return item.last_day


def _title(group: tuple[ItineraryItem, ...], viewer: Viewer, file: DelegationFile) -> str:
    if len(group) == 1:
        return title_of(group[0], viewer, file)
    return f"{len(group)} one-to-one meetings"


def _hours(group: tuple[ItineraryItem, ...]) -> str:
    last = max(group, key=lambda one: one.ends_at.astimezone(UTC))
    return hours_in(group[0]) if len(group) == 1 else f"{group[0].starts:%H:%M}–{last.ends:%H:%M}"


def _rounds(meetings: Sequence[ItineraryItem]) -> list[tuple[ItineraryItem, ...]]:
    """Meetings of which each begins before or soon after another has ended."""
    rounds: list[list[ItineraryItem]] = []
    for one in meetings:
        last = max((each.ends_at.astimezone(UTC) for each in rounds[-1]), default=None) if rounds else None
        if last is None or one.starts_at.astimezone(UTC) > last + CLOSE:
            rounds.append([])
        rounds[-1].append(one)
    return [tuple(one) for one in rounds]


def _most_lanes(groups: Sequence[tuple[ItineraryItem, ...]]) -> int:
    """How many items of the day stand side by side at most."""
    edges = [(ends_reading(group[-1]), starts_reading(group[0])) for group in groups]
    most = max((sum(a <= start < b for b, a in edges) for _, start in edges), default=1)
    return max(1, min(most, MOST_BESIDE))
