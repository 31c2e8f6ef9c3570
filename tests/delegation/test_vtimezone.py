from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Component

from delegation.calendars.content_line import Property, component, written
from delegation.calendars.vtimezone import vtimezone
from delegation.calendars.zone_names import _TODAYS_NAME, todays_name

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UTC_TODAY = {
    "UTC", "UCT", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Universal", "Zulu", "GMT", "Etc/GMT",
    "GMT0", "GMT+0", "GMT-0", "Greenwich", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "Etc/Greenwich",
}  # fmt: skip


def nth_weekday(year: int, month: int, rule: str) -> int:
    """The day of the month of `2SU` or `-1SU`, worked out anew and not by the code under test."""
    nth, weekday = int(rule[:-2]), WEEKDAYS.index(rule[-2:])
    days = [day for day in range(1, 32) if _weekday(year, month, day) == weekday]
    return days[nth - 1] if nth > 0 else days[nth]


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).weekday()
    except ValueError:
        return None


def onsets(zone: Component, years: range) -> list[tuple[datetime, timedelta]]:
    """Every change the VTIMEZONE says, as instant and new offset: how a calendar without tzdata reads it."""
    found = []
    for part in zone.subcomponents:
        first, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        if "RRULE" not in part:
            found.append((first, before, part["TZOFFSETTO"].td))
            continue
        rule = part["RRULE"]
        for year in years:
            day = nth_weekday(year, int(rule["BYMONTH"][0]), str(rule["BYDAY"][0]))
            local = first.replace(year=year, month=int(rule["BYMONTH"][0]), day=day)
            if local >= first:
                found.append((local, before, part["TZOFFSETTO"].td))
    return sorted(((local - before).replace(tzinfo=UTC), after) for local, before, after in found)


def as_read(zone: tuple[Property, ...]) -> Component:
    """What another program reads of it."""
    return Calendar.from_ical(written(component("VCALENDAR", *zone))).walk("VTIMEZONE")[0]


def offset_by(zone: Component, moment: datetime) -> timedelta:
    years = range(moment.year - 2, moment.year + 2)
    return [after for instant, after in onsets(zone, years) if instant <= moment][-1]


@settings(max_examples=50, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(datetime(2015, 1, 2), datetime(2040, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_calendar_that_knows_only_our_rules_shows_the_right_hour(zone: str, moment: datetime):
    local = moment.astimezone(ZoneInfo(zone))
    lines = vtimezone(zone, local.year)

    if lines is not None:
        assert offset_by(as_read(lines), moment) == local.utcoffset()


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Brussels", "Australia/Sydney", "Asia/Kolkata"])
@pytest.mark.parametrize("year", [2016, 2017, 2026, 2027])
def test_every_hour_around_every_change_is_right(zone: str, year: int):
    lines = vtimezone(zone, year)
    assert lines is not None

    described = as_read(lines)
    changes = [instant for instant, _ in onsets(described, range(year, year + 1)) if instant.year == year]
    for change in changes:
        for minutes in (-61, -1, 0, 1, 61):
            moment = change + timedelta(minutes=minutes)
            assert offset_by(described, moment) == moment.astimezone(ZoneInfo(zone)).utcoffset()


def test_only_the_zones_without_a_yearly_rule_are_written_in_utc():
    """The list of tzdata for 2027, as measured with real calendars; a new tzdata may change it."""
    utc = {zone for zone in ZONES if vtimezone(zone, 2027) is None} - UTC_TODAY

    aliases = {"Egypt", "America/Godthab", "Chile/Continental", "Asia/Tel_Aviv", "Israel"}
    assert utc - aliases == {
        "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Nuuk", "America/Santiago",
        "America/Scoresbysund", "Asia/Gaza", "Asia/Hebron", "Asia/Jerusalem",
    }  # fmt: skip


def test_onsets_stand_in_the_offset_they_end():
    """In the new offset, which is a common mistake, the change day would be an hour off."""
    lines = vtimezone("America/New_York", 2017)
    assert lines is not None

    assert Property("DTSTART", "20070311T020000") in lines
    assert Property("RRULE", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU") in lines
    assert Property("RRULE", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU") in lines
    assert not any(one.name in ("RDATE", "COMMENT") for one in lines)


def test_invite_and_update_describe_a_zone_alike_also_where_they_lie_years_apart():
    assert vtimezone("America/New_York", 2009) == vtimezone("America/New_York", 2035)
    assert vtimezone("Europe/London", 2010) == vtimezone("Europe/London", 2027)


def test_a_zone_is_described_only_since_its_rules_hold():
    lines = vtimezone("America/Mexico_City", 2027)
    assert lines is not None

    assert Property("DTSTART", "20230101T000000") in lines


def test_a_fixed_zone_has_one_offset_and_no_rule():
    lines = vtimezone("Asia/Kolkata", 2017)
    assert lines is not None

    described = as_read(lines)

    assert [part.name for part in described.subcomponents] == ["STANDARD"]
    assert "RRULE" not in described.subcomponents[0]


def test_a_zone_that_begins_to_change_its_clocks_later_is_written_in_utc():
    """Its one offset would be wrong for the later items of the same calendar."""
    assert vtimezone("Europe/Volgograd", 2016) is None
    assert vtimezone("Europe/Volgograd", 2026) is not None


def test_old_names_of_zones_stand_for_the_same_clock_times():
    for old, new in _TODAYS_NAME.items():
        for year in range(2016, 2037):
            for month in (1, 4, 7, 10):
                moment = datetime(year, month, 15, tzinfo=UTC)
                offsets = {moment.astimezone(ZoneInfo(zone)).utcoffset() for zone in (old, new)}
                assert len(offsets) == 1, (old, new, moment)
        assert todays_name(new) == new
