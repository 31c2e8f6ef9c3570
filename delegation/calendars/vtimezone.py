"""VTIMEZONE: a zone's clock changes as calendars understand them (RFC 5545 3.6.5).

One STANDARD and one DAYLIGHT, each with a yearly rule, because Outlook reads nothing else. A zone
whose changes follow no such rule has no VTIMEZONE here; its times are written in UTC instead.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from delegation.calendars.content_line import Property, component
from delegation.calendars.zone_names import todays_name
from delegation.fact import Fact
from delegation.zoned import zone_named

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UTC_NAMES = ("UTC", "-00")
EARLIEST = 2007
"""The first year described: the USA change their clocks since then as they do now, Europe longer."""
YEARS_AHEAD = 10
"""How long a rule must hold: less, and zones whose change only looks like `second Sunday` would pass."""


class Onset(Fact):
    """One change of a zone's clocks. `local` is what they showed at that moment, before the change."""

    local: datetime
    """Without zone: wall-clock time in the offset that ends here."""
    offset_from: timedelta
    offset_to: timedelta
    name: str
    """Of the time that begins: `EDT`."""

    def rules(self) -> frozenset[tuple[int, str]]:
        """Yearly rules this day follows, as (month, `2SU`): the nth and perhaps the last of its weekday."""
        day = self.local.date()
        weekday = WEEKDAYS[day.weekday()]
        is_last = (day + timedelta(days=7)).month != day.month
        nth = (day.day + 6) // 7
        return frozenset(
            {(day.month, f"{nth}{weekday}")} | ({(day.month, f"-1{weekday}")} if is_last else set())
        )


@lru_cache(maxsize=4096)
def vtimezone(zone: str, year: int) -> tuple[Property, ...] | None:
    """The VTIMEZONE of `zone` for times from `year` to ten years later; None: write its times in UTC.

    The same zone and year always give the same lines, so that an update never differs from the invite. It
    begins as early as its rules have held, where that can be, so that most years have the same lines too;
    vobject takes London for UTC when nothing changes before 2020.
    """
    last = year + YEARS_AHEAD
    candidates = range(min(EARLIEST, year - 1), year - 1)
    first = bisect_left(candidates, True, key=lambda one: _described(zone, one, last) is not None)
    return _described(zone, candidates[first] if first < len(candidates) else year - 1, last)


def _described(zone: str, first: int, last: int) -> tuple[Property, ...] | None:
    """What is true from the start of year `first` to the end of year `last`, or nothing."""
    onsets = tuple(_onsets(zone, first, last))
    return _changing(zone, range(first, last + 1), onsets) if onsets else _fixed(zone, first)


def _fixed(zone: str, year: int) -> tuple[Property, ...] | None:
    start = datetime(year, 1, 1, tzinfo=zone_named(zone))
    offset = start.utcoffset() or timedelta()
    if start.tzname() in UTC_NAMES or todays_name(zone) == "Etc/GMT" or offset % timedelta(minutes=1):
        return None  # Outlook does not know TZID=UTC; offsets with seconds are not understood
    local = start.replace(tzinfo=None)
    only = Onset(local=local, offset_from=offset, offset_to=offset, name=start.tzname() or zone)
    return component("VTIMEZONE", Property("TZID", zone), *_observance(only, None))


def _changing(zone: str, years: range, onsets: tuple[Onset, ...]) -> tuple[Property, ...] | None:
    """Two yearly rules that give exactly `onsets`, or nothing."""
    parts: list[Property] = []
    for forward in (True, False):
        mine = tuple(onset for onset in onsets if (onset.offset_to > onset.offset_from) is forward)
        rule = _yearly_rule(mine, years)
        if rule is None:
            return None
        parts += _observance(mine[0], rule)
    return component("VTIMEZONE", Property("TZID", zone), *parts)


def _yearly_rule(onsets: tuple[Onset, ...], years: range) -> tuple[int, str] | None:
    """The rule all onsets follow, one a year at the same local time and with the same offsets."""
    if [onset.local.year for onset in onsets] != list(years):
        return None
    if len({(onset.local.time(), onset.offset_from, onset.offset_to, onset.name) for onset in onsets}) != 1:
        return None
    common = frozenset.intersection(*(onset.rules() for onset in onsets))
    return min(common) if common else None


def _onsets(zone: str, first_year: int, last_year: int) -> Iterator[Onset]:
    """Every change of offset between the start of `first_year` and the end of `last_year`, in order."""
    for year in range(first_year, last_year + 1):
        yield from _onsets_of(zone, year)


@lru_cache(maxsize=16_384)
def _onsets_of(zone: str, year: int) -> tuple[Onset, ...]:
    """Those whose local date lies in `year`, looked for week by week."""
    clock = zone_named(zone)
    moment = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    end = datetime(year + 1, 1, 1, tzinfo=UTC) + timedelta(days=2)
    offset, found = moment.astimezone(clock).utcoffset(), []
    while moment < end:
        following = min(moment + timedelta(days=7), end)
        following_offset = following.astimezone(clock).utcoffset()
        if offset != following_offset:
            found.append(_onset_between(zone, moment, following))
        moment, offset = following, following_offset
    return tuple(onset for onset in found if onset.local.year == year)


def _onset_between(zone: str, before: datetime, after: datetime) -> Onset:
    clock = zone_named(zone)
    offset_from = before.astimezone(clock).utcoffset() or timedelta()
    while after - before > timedelta(seconds=1):
        middle = before + ((after - before) // timedelta(seconds=2)) * timedelta(seconds=1)
        if middle.astimezone(clock).utcoffset() == offset_from:
            before = middle
        else:
            after = middle
    new = after.astimezone(clock)
    return Onset(
        local=(after + offset_from).replace(tzinfo=None),
        offset_from=offset_from,
        offset_to=new.utcoffset() or timedelta(),
        name=new.tzname() or zone,
    )


def _observance(onset: Onset, rule: tuple[int, str] | None) -> tuple[Property, ...]:
    lines = [
        Property("DTSTART", f"{onset.local:%Y%m%dT%H%M%S}"),
        Property("TZOFFSETFROM", _signed(onset.offset_from)),
        Property("TZOFFSETTO", _signed(onset.offset_to)),
        Property("TZNAME", onset.name),
    ]
    if rule is not None:
        lines.append(Property("RRULE", f"FREQ=YEARLY;BYMONTH={rule[0]};BYDAY={rule[1]}"))
    return component("DAYLIGHT" if onset.offset_to > onset.offset_from else "STANDARD", *lines)


def _signed(offset: timedelta) -> str:
    """`-0430`, in whole minutes."""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{'-' if offset < timedelta() else '+'}{hours:02d}{minutes:02d}"
