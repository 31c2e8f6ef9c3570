"""How dates and times are written on paper: in full, venue time first, never without a zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from delegation.itinerary import ItineraryItem
from delegation.zoned import zone_named


def day_in_full(day: date) -> str:
    """`Monday 15 May 2017`."""
    return f"{day:%A %-d %B %Y}"


def date_in_full(day: date) -> str:
    """`15 May 2017`."""
    return f"{day:%-d %B %Y}"


def span(starts: date, ends: date) -> str:
    """`14–19 May 2017`, `30 May – 2 June 2017`, or one date."""
    if starts == ends:
        return date_in_full(starts)
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts:%-d}–{date_in_full(ends)}"
    first = f"{starts:%-d %B}" if starts.year == ends.year else date_in_full(starts)
    return f"{first} – {date_in_full(ends)}"


def offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(zone_named(zone)).utcoffset() or timedelta()


def zone_label(moment: datetime, zone: str) -> str:
    """`EDT`, or `UTC-3` where the zone has no letters of its own."""
    name = moment.astimezone(zone_named(zone)).tzname() or ""
    return name if name.isalpha() else f"UTC{_signed(offset(moment, zone))}"


def zone_in_full(moment: datetime, zone: str) -> str:
    """`EDT, UTC-4`."""
    label, utc = zone_label(moment, zone), f"UTC{_signed(offset(moment, zone))}"
    return label if label == utc else f"{label}, {utc}"


def zone_city(zone: str) -> str:
    """`New York` for America/New_York: how people name a zone."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def hours(
    starts_at: datetime, ends_at: datetime, zone: str, ends_zone: str | None = None, *, on: date | None = None
) -> str:
    """`09:00–10:15 EDT`; with both zones where the end has another.

    What is on another day than `on` (by default the day it starts) says so: `22:00–00:30 (+1 day) CEST`.
    """
    start, end = starts_at.astimezone(zone_named(zone)), ends_at.astimezone(zone_named(ends_zone or zone))
    first, last = zone_label(starts_at, zone), zone_label(ends_at, ends_zone or zone)
    day = on or start.date()
    late_start = _later(start.date(), day)
    late_end = _later(end.date(), day) if end.date() != start.date() else ""
    if first == last:
        return f"{start:%H:%M}{late_start}–{end:%H:%M}{late_end} {first}"
    return f"{start:%H:%M}{late_start} {first} – {end:%H:%M}{late_end} {last}"


def hours_of(item: ItineraryItem, home: str | None = None) -> str:
    """The hours of an item where it takes place, or on the clocks of `home`; `all day` for whole days."""
    if not item.all_day:
        if home is None:
            return hours(item.starts_at, item.ends_at, item.zone, item.ends_zone)
        return hours(item.starts_at, item.ends_at, home, on=item.starts.date())
    several = item.last_day > item.starts.date()
    return f"all day, until {item.last_day:%a %-d %b}" if several else "all day"


def _later(day: date, than: date) -> str:
    days = (day - than).days
    return f" ({days:+d} day{'s' if abs(days) > 1 else ''})" if days else ""


def moment_in_full(moment: datetime, zone: str) -> str:
    """`Tuesday 14 March 2017, 12:00 in Brussels (CET, UTC+1)`."""
    local = moment.astimezone(zone_named(zone))
    return f"{day_in_full(local)}, {local:%H:%M} in {zone_city(zone)} ({zone_in_full(moment, zone)})"


def difference(moment: datetime, home: str, venue: str, venue_name: str) -> str:
    """`Philadelphia is 6 hours behind Brussels`, at that moment; empty if the clocks agree."""
    ahead = offset(moment, venue) - offset(moment, home)
    if not ahead:
        return ""
    whole, rest = divmod(int(abs(ahead).total_seconds()) // 60, 60)
    amount = f"{whole}:{rest:02d} hours" if rest else f"{whole} hour{'s' if whole > 1 else ''}"
    return f"{venue_name} is {amount} {'ahead of' if ahead > timedelta() else 'behind'} {zone_city(home)}"


def _signed(by: timedelta) -> str:
    minutes = int(by.total_seconds() // 60)
    whole, rest = divmod(abs(minutes), 60)
    return f"{'+' if minutes >= 0 else '−'}{whole}" + (f":{rest:02d}" if rest else "")


@lru_cache(maxsize=512)
def country_name(code: str, language: str = "en") -> str:
    """`Germany` for DE; an unknown code is given back as it is."""
    from babel import Locale

    return str(Locale(language.split("-")[0].lower()).territories.get(code, code))
