"""Local times with their zone: what people write, and the instants they mean.

JSON keeps an offset and forgets the zone, so a time is kept as local time beside an IANA zone name,
and the instant is worked out from the two.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator

LOCAL_FORMAT = "%Y-%m-%d %H:%M"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError in the user's words."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{name!r} is not an IANA time zone; write for example Europe/Brussels or America/New_York."
        ) from None


def _known(name: str) -> str:
    zone_named(name)
    return name


def _local(value: object) -> object:
    """Accept `2017-02-17 17:00`; refuse offsets, because the zone stands beside the time."""
    if not isinstance(value, str):
        return value
    text = value.strip().replace("T", " ")
    for pattern in (LOCAL_FORMAT, "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - local on purpose, its zone stands beside it
        except ValueError:
            continue
    raise ValueError(f"{value!r} is not a local time; write it as 2017-02-17 17:00.")


def _naive(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise ValueError("Write a local time without an offset; its zone stands beside it.")
    _demand_usual(value)
    return value


def _usual(day: date) -> date:
    _demand_usual(day)
    return day


def _demand_usual(day: date) -> None:
    """Far from both ends of the calendar, where adding a day or changing the zone overflows."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"{day:%Y-%m-%d} is no year of a delegation; use one from {FIRST_YEAR} to {LAST_YEAR}."
        )


def _of_day(value: object) -> object:
    """Accept `09:00`, and `24:00` as the midnight that ends a day."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    for pattern in ("%H:%M", "%H:%M:%S"):
        try:
            return datetime.strptime("00:00" if text == "24:00" else text, pattern).time()  # noqa: DTZ007 - no date, no zone
        except ValueError:
            continue
    raise ValueError(f"{value!r} is not a time of day; write it as 09:00.")


def _without_offset(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("Write a time of day without an offset; it is that of the place.")
    return value


ZoneName = Annotated[str, AfterValidator(_known)]
"""An IANA name that this machine's tzdata knows."""

LocalTime = Annotated[datetime, BeforeValidator(_local), AfterValidator(_naive)]
"""A wall-clock time without zone, as people write it: `2017-02-17 17:00`."""

TimeOfDay = Annotated[time, BeforeValidator(_of_day), AfterValidator(_without_offset)]
"""What a clock shows on any day: `09:00`."""

Day = Annotated[date, AfterValidator(_usual)]
"""A date of the calendar: `2017-05-15`."""


def instant(local: datetime, zone: str) -> datetime:
    """When a wall clock in `zone` shows `local`: the first time it does, or the second if `fold` is set."""
    return local.replace(tzinfo=zone_named(zone))


def exists(local: datetime, zone: str) -> bool:
    """Whether a wall clock in `zone` ever shows `local` (false inside the gap of a spring change)."""
    aware = instant(local, zone)
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) == local


def is_shown_twice(local: datetime, zone: str) -> bool:
    """Whether a wall clock in `zone` shows `local` a second time (in the hour repeated in autumn)."""
    first, second = (instant(local.replace(fold=fold), zone).utcoffset() for fold in (0, 1))
    return exists(local, zone) and first != second


def demand_existing(local: datetime, zone: str, what: str) -> None:
    """Raise ValueError with the remedy when `local` falls into a gap of `zone`."""
    if exists(local, zone):
        return
    later = instant(local, zone).astimezone(UTC).astimezone(zone_named(zone))
    raise ValueError(
        f"{what} {local:%Y-%m-%d %H:%M} does not exist in {zone}: clocks go forward over it. "
        f"Did you mean {later:%H:%M}?"
    )


def midnight(day: date, zone: str) -> datetime:
    """The start of `day` in `zone`, as an aware datetime."""
    return instant(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - made aware by instant()


def add_working_days(start: date, days: int, holidays: frozenset[date]) -> date:
    """The date `days` working days (Monday to Friday, no holiday) after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def roll_to_working_day(day: date, holidays: frozenset[date]) -> date:
    """`day` itself, or the next working day after it."""
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(days=1)
    return day


def stamp(moment: datetime, zone: str, *, place: str = "") -> str:
    """`Thu 18 May 2017, 09:30 Boston (EDT, UTC-4)`: local time with its place, name and offset."""
    local = moment.astimezone(zone_named(zone))
    offset = local.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "-"
    hours, rest = divmod(abs(minutes), 60)
    utc = f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
    name = local.tzname() or ""
    label = f"{name}, {utc}" if name.isalpha() else utc
    where = f" {place}" if place else ""
    return f"{local:%a %-d %B %Y, %H:%M}{where} ({label})"
