"""The hours at the side of a programme: a row for each hour a clock shows, two where it shows it twice."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from delegation.itinerary import ItineraryItem
from delegation.papers.picture import LINE, QUIET, words
from delegation.zoned import exists, instant

AT_LEAST_SHOWN = timedelta(hours=1)
"""Of a journey that arrives by the clock before it leaves."""


class Row(NamedTuple):
    """An hour of the day; `again`: the second time a clock shows it, in autumn."""

    hour: int
    again: bool = False


class Reading(NamedTuple):
    """What a clock shows."""

    row: Row
    minute: int


MIDNIGHT = Reading(Row(24), 0)


def reading(local: datetime, *, again: bool = False) -> Reading:
    return Reading(Row(local.hour, again), local.minute)


def starts_reading(item: ItineraryItem) -> Reading:
    return reading(item.starts, again=item.starts_fold and is_repeated(item.starts, item.zone))


def ends_reading(item: ItineraryItem) -> Reading:
    """What the clock shows at its end: at most the midnight after its start.

    A journey that arrives by the local clock before it leaves is shown as an hour.
    """
    zone = item.ends_zone or item.zone
    end = reading(item.ends, again=item.ends_fold and is_repeated(item.ends, zone))
    if item.ends.date() > item.starts.date():
        return MIDNIGHT
    if item.ends.date() == item.starts.date() and end > starts_reading(item):
        return end
    shown = item.starts + AT_LEAST_SHOWN
    return reading(shown) if shown.date() == item.starts.date() else MIDNIGHT


def is_repeated(local: datetime, zone: str) -> bool:
    """Whether clocks in `zone` show `local` twice."""
    return (
        exists(local, zone)
        and instant(local, zone).utcoffset() != instant(local.replace(fold=1), zone).utcoffset()
    )


def repeated_hours(day: date, zone: str) -> list[int]:
    """The hours of that day that clocks show twice."""
    return [hour for hour in range(24) if any(is_repeated(one, zone) for one in _halves(day, hour))]


def missing_hours(day: date, zone: str) -> list[int]:
    """The hours of that day over which clocks go forward."""
    return [hour for hour in range(24) if not any(exists(one, zone) for one in _halves(day, hour))]


def _halves(day: date, hour: int) -> tuple[datetime, datetime]:
    return datetime.combine(day, time(hour)), datetime.combine(day, time(hour, 30))


class ClockAxis:
    """Rows from the first hour needed to the last; `hour` pixels each."""

    def __init__(
        self, readings: Sequence[Reading], days: Iterable[tuple[date, str]], *, top: float, hour: float
    ) -> None:
        first = min(one.row.hour for one in readings)
        last = max(one.row.hour + (one.minute > 0) for one in readings)
        twice = {hour for day, zone in days for hour in repeated_hours(day, zone)}
        hours = range(first, max(last, first + 1))
        both = [Row(one, again) for one in hours for again in ((False, True) if one in twice else (False,))]
        self.rows = tuple(both)
        self.top, self.hour = top, hour
        self._place = {row: number for number, row in enumerate(both)}

    @property
    def bottom(self) -> float:
        return self.top + self.hour * len(self.rows)

    def y(self, at: Reading) -> float:
        number = self._place.get(at.row)
        if number is None:  # the end of the last row, or an hour that is shown once
            number = self._place.get(Row(at.row.hour), len(self.rows))
        return self.top + self.hour * (number + at.minute / 60)

    def draw(self, left: float, right: float) -> str:
        """Lines with the hours beside them."""
        parts = []
        for number, row in enumerate((*self.rows, Row(self.rows[-1].hour + 1))):
            y = self.top + self.hour * number
            parts.append(f'<path d="M{left:g} {y:g}H{right:g}" stroke="{LINE}"/>')
            parts.append(words(f"{row.hour:02d}:00", left - 8, y + 4, size=10.5, fill=QUIET, anchor="end"))
            if row.again:
                parts.append(words("again", left - 8, y + 15, size=9, fill=QUIET, anchor="end"))
        return "".join(parts)
