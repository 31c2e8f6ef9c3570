"""Pictures of a delegation: where each bar lies, in percent, with the same figures as a table beside it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from delegation.fact import Fact

LINE = 44
"""Pixels of a row: its words, and its bar below."""
HEAD = 22
"""Pixels above the rows of a picture that has a scale."""
TICKS = 6


class Stripe(Fact):
    """A part of a bar. `x` and `width` in percent of the picture's width."""

    x: float
    width: float
    kind: str
    """How it is filled: `done`, `now`, `planned`, `open`, `free` or `missed`."""
    said: str


class PictureRow(Fact):
    """One bar with its words."""

    label: str
    said: str
    stripes: tuple[Stripe, ...] = ()
    limit: float | None = None
    """Where a limit lies, in percent; None where there is none."""
    y: int = 0
    """Pixels from the top."""


class Tick(Fact):
    x: float
    text: str
    anchor: str = "middle"


class Picture(Fact):
    """A picture and its table. Every row of the table has as many cells as there are columns."""

    id: str
    title: str
    desc: str
    rows: tuple[PictureRow, ...]
    height: int
    ticks: tuple[Tick, ...] = ()
    line: float | None = None
    """The vertical line of today, in percent."""
    columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]


class Span(Fact):
    """From when to when something lasts; `ends_at` None while nobody knows."""

    begins_at: datetime
    ends_at: datetime | None = None


class Stretch(Fact):
    """One phase on the time line: as planned, and as it came."""

    name: str
    planned: Span | None = None
    actual: Span | None = None
    planned_said: str = ""
    actual_said: str = ""
    is_now: bool = False


class Counted(Fact):
    """One figure, with what it is a part of."""

    label: str
    value: int
    of: int
    said: str = ""
    limit: int | None = None
    kind: str = "done"


def placed(rows: Sequence[PictureRow], top: int = 0) -> tuple[PictureRow, ...]:
    """The rows one below the other."""
    return tuple(one.model_copy(update={"y": top + LINE * number}) for number, one in enumerate(rows))


def time_line(stretches: Sequence[Stretch], now: datetime) -> Picture | None:
    """Phases on a common scale with a line at `now`; None where nothing is dated."""
    spans = [span for one in stretches for span in (one.planned, one.actual) if span]
    if not spans:
        return None
    scale = _Scale(min(one.begins_at for one in spans), max(one.ends_at or now for one in spans))
    rows = placed([_stretched(one, scale, now) for one in stretches], HEAD)
    current = next((one.name for one in stretches if one.is_now), "")
    return Picture(
        id="time-line",
        title="Phases on a time line",
        desc=f"{len(rows)} phases from {scale.starts_at:%-d %B %Y} to {scale.ends_at:%-d %B %Y}."
        + (f" The delegation is in the phase {current}." if current else ""),
        rows=rows,
        height=HEAD + LINE * len(rows),
        ticks=scale.ticks(),
        line=scale.at(now) if scale.starts_at <= now <= scale.ends_at else None,
        columns=("Phase", "Planned", "As it came"),
        table=tuple((one.name, one.planned_said or "–", one.actual_said or "–") for one in stretches),
    )


def bars(name: str, title: str, columns: tuple[str, str], counted: Sequence[Counted]) -> Picture:
    """One bar for each figure, all on the same scale: the largest is as wide as the picture."""
    widest = max([1, *(one.value for one in counted), *(one.limit or 0 for one in counted)])
    rows = [
        PictureRow(
            label=one.label,
            said=one.said or str(one.value),
            stripes=(Stripe(x=0, width=_part(one.value, widest), kind=one.kind, said=_figure(one)),),
            limit=None if one.limit is None else _part(one.limit, widest),
        )
        for one in counted
    ]
    return Picture(
        id=name,
        title=title,
        desc=". ".join(_figure(one) for one in counted) + ".",
        rows=placed(rows),
        height=LINE * len(rows),
        columns=columns,
        table=tuple((one.label, one.said or str(one.value)) for one in counted),
    )


def stacked(name: str, title: str, columns: tuple[str, str], label: str, parts: Sequence[Counted]) -> Picture:
    """One bar made of parts, beside each other in their order."""
    total, x, stripes = max(1, sum(one.value for one in parts)), 0.0, []
    for one in parts:
        width = _part(one.value, total)
        if one.value:
            stripes.append(Stripe(x=round(x, 3), width=width, kind=one.kind, said=_figure(one)))
        x += width
    said = ", ".join(f"{one.value} {one.label.lower()}" for one in parts if one.value)
    row = PictureRow(label=label, said=said, stripes=tuple(stripes))
    return Picture(
        id=name,
        title=title,
        desc=f"{label}: {said or 'nothing'}.",
        rows=(row,),
        height=LINE,
        columns=columns,
        table=tuple((one.label, str(one.value)) for one in parts),
    )


class _Scale:
    """A time line in percent, with a little air at both ends."""

    def __init__(self, first: datetime, last: datetime) -> None:
        air = max((last - first) / 50, timedelta(hours=1))
        self.starts_at, self.ends_at = first - air, last + air

    def at(self, moment: datetime) -> float:
        return round(100 * ((moment - self.starts_at) / (self.ends_at - self.starts_at)), 3)

    def ticks(self) -> tuple[Tick, ...]:
        """Months, so many that their names do not touch."""
        months = _months(self.starts_at, self.ends_at)
        step = -(-len(months) // TICKS) or 1
        return tuple(Tick(x=self.at(one), text=f"{one:%b %Y}") for one in months[::step] if self.at(one) < 94)


def _months(first: datetime, last: datetime) -> list[datetime]:
    """The first of each month between two moments."""
    month = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = []
    while month <= last:
        if month >= first:
            found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _stretched(one: Stretch, scale: _Scale, now: datetime) -> PictureRow:
    kinds = ((one.planned, "planned", "planned"), (one.actual, "now" if one.is_now else "done", "as it came"))
    stripes = tuple(
        _stripe(span, scale, now, kind, f"{one.name}, {said}") for span, kind, said in kinds if span
    )
    return PictureRow(label=one.name, said=one.actual_said or one.planned_said, stripes=stripes)


def _stripe(span: Span, scale: _Scale, now: datetime, kind: str, said: str) -> Stripe:
    x = scale.at(span.begins_at)
    end = scale.at(max(span.ends_at or now, span.begins_at))
    return Stripe(x=x, width=max(round(end - x, 3), 0.6), kind=kind, said=said)


def _part(value: int, whole: int) -> float:
    return round(100 * value / whole, 3)


def _figure(one: Counted) -> str:
    return f"{one.label}: {one.said or one.value}"
