"""Any text, any zone, any instant: what is written is what independent programs read.

More examples than usual: `CALENDAR_EXAMPLES=5000 pytest tests/delegation/test_calendar_properties.py`.
"""

import hashlib
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar as Parsed

from delegation.calendars.calendar_text import clean_line, clean_name, clean_text
from delegation.calendars.content_line import component, written
from delegation.calendars.rendering import (
    CalendarEntry,
    CalendarParty,
    location,
    render_calendar,
    render_invite,
)
from delegation.calendars.vtimezone import vtimezone
from delegation.calendars.zone_names import todays_name
from delegation.invite import Method, PartStat, Revision
from delegation.itinerary import ItineraryItem, Place
from delegation.person import Person
from tests.calendar_lint import faults
from tests.calendar_parts import offset_by, onsets, parsed

ROOT = Path(__file__).parents[2]
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
STAMP = datetime(2026, 11, 2, 10, tzinfo=UTC)
ORGANISER = CalendarParty(name="Cluster Platform", email="usa-2027@legation.example")
JORG = Person(id="A-17", name="Jörg Müller", email="jorg@cluster.example")
OFTEN = settings(max_examples=int(os.environ.get("CALENDAR_EXAMPLES", "50")), deadline=None)
TRICKY = st.sampled_from(
    [
        "\\N", "\\n", "\\", "C:\\New", "a;b,c:d", "\r\nATTENDEE:mailto:x@y.example", "\r", "\n \n",
        "END:VEVENT", '"; X=1', "^n^'^^", "a\tb", "\u2028x", "\x00", "\x85", "\x1c", "\ufeff", "ÄÖÜß",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467", "e\u0301", "مرحبا", "=0D=0A", "%0D%0A", "&amp;<b>", " ",
        "x" * 80, "ü" * 80, "\U0001f389" * 30, "\\" * 90, ";" * 80,
    ]
)  # fmt: skip
TEXT = st.lists(st.text(max_size=40) | TRICKY, max_size=6).map("".join)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 28), timezones=st.just(UTC))  # noqa: DTZ001


def item(**more: object) -> ItineraryItem:
    given = {
        "id": "singh", "kind": "visit", "title": "Visit", "leg": "boston", "zone": "America/New_York",
        "starts": "2027-05-17 14:00", "ends": "2027-05-17 15:30", "rsvp": True,
    }  # fmt: skip
    return ItineraryItem.model_validate(given).model_copy(update=more)


def invite(
    one: ItineraryItem,
    attendee: Person = JORG,
    organiser: CalendarParty = ORGANISER,
    place: Place | None = None,
    **more: object,
) -> bytes:
    given: dict[str, object] = {"method": Method.REQUEST, "sequence": 0, "dtstamp": STAMP}
    revision = Revision.model_validate({**given, "item": one}).model_copy(update=more)
    return render_invite(revision, uid="abc@x.example", organiser=organiser, attendee=attendee, place=place)


def at(zone: str, starts: datetime, ends_zone: str, ends: datetime) -> ItineraryItem:
    """An item between these two instants."""
    there, arrival = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(ends_zone))
    return item(
        zone=zone,
        ends_zone=ends_zone,
        starts=there.replace(tzinfo=None, fold=0),
        ends=arrival.replace(tzinfo=None, fold=0),
        starts_fold=bool(there.fold),
        ends_fold=bool(arrival.fold),
    )


# --- text ---------------------------------------------------------------------------------------------


@OFTEN
@given(title=TEXT, description=TEXT, room=TEXT, place_name=TEXT, address=TEXT, name=TEXT, organiser=TEXT)
def test_any_text_in_any_field_is_read_exactly_by_three_programs(
    title: str, description: str, room: str, place_name: str, address: str, name: str, organiser: str
):
    visit = item(title=title, description=description, room=room)
    place = Place.model_construct(
        id="p", name=place_name, address=address, latitude=39.952, longitude=-75.191, mark=""
    )
    attendee = Person.model_construct(**{**dict(JORG), "name": name})
    party = CalendarParty.model_construct(name=organiser, email=ORGANISER.email)

    content = invite(visit, attendee, party, place)

    meant = (
        clean_line(title),
        clean_text(description),
        location(visit, place),
        clean_name(name),
        clean_name(organiser),
    )
    assert read_by_icalendar(content) == meant
    assert read_by_ical(content) == meant
    assert read_by_vobject(content) == meant
    assert faults(content) == []


def read_by_icalendar(content: bytes) -> tuple[str, ...]:
    (event,) = Parsed.from_ical(content).walk("VEVENT")
    texts = (str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))
    names = (str(event[name].params.get("CN", "")) for name in ("ATTENDEE", "ORGANIZER"))
    return (*texts, *names)


def read_by_ical(content: bytes) -> tuple[str, ...]:
    (event,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    names = (event.attendees[0].common_name or "", event.organizer.common_name or "")
    return event.summary, event.description or "", event.location or "", *names


def read_by_vobject(content: bytes) -> tuple[str, ...]:
    event = vobject.readOne(content.decode()).vevent
    shown = {line.name: line for line in event.getChildren()}
    texts = (shown[name].value if name in shown else "" for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))
    names = (shown[name].params.get("CN", [""])[0] for name in ("ATTENDEE", "ORGANIZER"))
    return (*texts, *names)


@OFTEN
@given(name=TEXT, title=TEXT)
def test_a_feed_may_be_called_anything(name: str, title: str):
    entries = [
        CalendarEntry(uid="1@x.example", item=item(title=title), dtstamp=STAMP, sequence=3),
        CalendarEntry(uid="2@x.example", item=item(title=name, cancelled=True), dtstamp=STAMP),
    ]

    content = render_calendar(entries, name=f"x{name}", organiser=ORGANISER, source="https://x.example/c.ics")

    read = Parsed.from_ical(content)
    escaped = {str(read[label]) for label in ("NAME", "X-WR-CALNAME")}  # icalendar 7.3 leaves them so
    assert {re.sub(r"\\(.)", r"\1", one) for one in escaped} == {clean_line(f"x{name}")}
    assert [str(event["STATUS"]) for event in read.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert [int(event["SEQUENCE"]) for event in read.walk("VEVENT")] == [3, 0]
    assert faults(content) == []


# --- time ---------------------------------------------------------------------------------------------


@OFTEN
@given(
    zone=st.sampled_from(ZONES),
    ends_zone=st.sampled_from(ZONES),
    starts=INSTANTS,
    minutes=st.integers(1, 1800),
)
def test_who_knows_only_our_rules_reads_the_right_instants_in_any_two_zones(
    zone: str, ends_zone: str, starts: datetime, minutes: int
):
    starts = starts.replace(second=0, microsecond=0)
    ends = starts + timedelta(minutes=minutes)

    content = invite(at(zone, starts, ends_zone, ends))

    assert faults(content) == []
    assert instants_read(content) == [(starts, ends)] * 3


def blind(content: bytes) -> str:
    """The same with names of zones that no program knows."""
    text = content.decode().replace("\r\n ", "")
    names = dict.fromkeys(line[5:] for line in text.split("\r\n") if line.startswith("TZID:"))
    for number, name in enumerate(names):
        unknown = f"Z{hashlib.sha256(content).hexdigest()[:12]}-{number}"
        text = text.replace(f"TZID:{name}\r\n", f"TZID:{unknown}\r\n").replace(
            f";TZID={name}:", f";TZID={unknown}:"
        )
    return text


def instants_read(content: bytes) -> list[tuple[datetime, datetime]]:
    """Start and end as dateutil, vobject and ical work them out from the VTIMEZONE alone.

    ical 14.3 takes a zone without a yearly rule for UTC unless it knows its name; there it may know it.
    """
    text = blind(content)
    has_fixed = text.count("BEGIN:STANDARD") > text.count("BEGIN:DAYLIGHT")
    (theirs,) = IcsCalendarStream.calendar_from_ics(content.decode() if has_fixed else text).events
    others = vobject.readOne(text).vevent
    return [
        (by_dateutil(text, "DTSTART"), by_dateutil(text, "DTEND")),
        (others.dtstart.value.astimezone(UTC), others.dtend.value.astimezone(UTC)),
        (theirs.dtstart.astimezone(UTC), theirs.dtend.astimezone(UTC)),
    ]


def by_dateutil(text: str, name: str) -> datetime:
    event = text.partition("BEGIN:VEVENT")[2]
    (line,) = (line for line in event.split("\r\n") if line.startswith(name))
    label, _, value = line.partition(":")
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zone = tzical(StringIO(text)).get(label.partition("TZID=")[2])
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize("letter", sorted({zone[:3] for zone in ZONES}))
def test_every_onset_of_every_zone_is_exact_from_2026_to_2036(letter: str):
    """As long as the rule of a year is used: until ten years later."""
    for zone in (one for one in ZONES if one.startswith(letter)):
        clock = ZoneInfo(zone)
        for year in (2026, 2031, 2036):
            lines = vtimezone(zone, year)
            if lines is None:
                continue
            (described,) = parsed(written(component("VCALENDAR", *lines))).inside("VTIMEZONE")
            said = sorted(onsets(described, range(2007, year + 11)))
            assert said[0][0] < datetime(year, 1, 1, tzinfo=UTC)
            for instant, before, after in said:
                if before != after:
                    assert (instant - timedelta(seconds=1)).astimezone(clock).utcoffset() == before, zone
                    assert instant.astimezone(clock).utcoffset() == after, zone
            months = [datetime(year, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
            assert all(offset_by(described, one) == one.astimezone(clock).utcoffset() for one in months), zone


@OFTEN
@given(zone=st.sampled_from(ZONES), year=st.integers(2026, 2036))
def test_minutes_around_every_change_are_right_for_who_knows_only_our_rules(zone: str, year: int):
    lines = vtimezone(todays_name(zone), year)
    if lines is None:
        return
    (described,) = parsed(written(component("VCALENDAR", *lines))).inside("VTIMEZONE")
    for instant, before, after in onsets(described, range(year, year + 1)):
        if before != after:
            starts, ends = instant - timedelta(minutes=90), instant + timedelta(minutes=90)
            content = invite(at(zone, starts, zone, ends))
            assert instants_read(content) == [(starts, ends)] * 3
            assert faults(content) == []


def test_a_feed_over_several_years_describes_each_zone_once_and_rightly():
    moments = [datetime(year, 1, 2, 12, tzinfo=UTC) for year in (2026, 2029, 2035, 2040)]
    entries = [
        CalendarEntry(uid=f"{n}@x.example", item=at(zone, one, zone, one + timedelta(hours=1)), dtstamp=STAMP)
        for n, (one, zone) in enumerate(
            (one, zone) for one in moments for zone in ("Europe/London", "US/Eastern", "Asia/Gaza")
        )
    ]

    content = render_calendar(entries, name="Trip", organiser=ORGANISER)

    assert faults(content) == []
    assert content.count(b"BEGIN:VTIMEZONE") == 2
    assert b"TZID:America/New_York\r\n" in content
    starts = [event["DTSTART"].dt.astimezone(UTC) for event in Parsed.from_ical(content).walk("VEVENT")]
    assert starts == [one for one in moments for _ in range(3)]


# --- kinds of items -----------------------------------------------------------------------------------


@OFTEN
@given(
    zone=st.sampled_from(ZONES),
    first=st.dates(datetime(2026, 1, 1).date(), datetime(2036, 12, 1).date()),  # noqa: DTZ001
    days=st.integers(1, 9),
    method=st.sampled_from(Method),
)
def test_whole_days_are_dates_in_every_zone(zone: str, first, days: int, method: Method):
    last = first + timedelta(days=days)
    whole = ItineraryItem.model_validate(
        {**item().model_dump(), "zone": zone, "all_day": True, "starts": str(first), "ends": str(last)}
    )

    content = invite(whole, method=method, sequence=4)

    assert faults(content) == []
    (event,) = Parsed.from_ical(content).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (first, last)
    assert b"VTIMEZONE" not in content
    assert ItineraryItem.model_validate_json(whole.model_dump_json()) == whole


def test_a_video_link_stands_where_programs_look_and_where_people_do():
    content = invite(item(link="https://meet.example/room?a=1;b=2,3", title="Kick-off; by video"))

    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert (
        'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="Kick-off, by video":https://meet.example/room?a=1;b=2,3'
        in lines
    )
    assert "DESCRIPTION:https://meet.example/room?a=1\\;b=2\\,3" in lines
    assert faults(content) == []


@pytest.mark.parametrize("sequence", [0, 1])
@pytest.mark.parametrize("partstat", PartStat)
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("material", [True, False])
@pytest.mark.parametrize("rsvp", [True, False])
def test_an_answer_is_asked_for_only_where_it_is_wanted_and_not_known(
    sequence: int, partstat: PartStat, method: Method, material: bool, rsvp: bool
):
    if sequence == 0 and (method is Method.CANCEL or not material):
        return  # there is no such revision

    content = invite(item(rsvp=rsvp), sequence=sequence, partstat=partstat, method=method, material=material)

    (event,) = Parsed.from_ical(content).walk("VEVENT")
    answer = event["ATTENDEE"].params
    known = partstat if method is Method.CANCEL or not material else PartStat.NEEDS_ACTION
    asks = rsvp and method is Method.REQUEST and known is PartStat.NEEDS_ACTION
    assert (answer["PARTSTAT"], answer["RSVP"]) == (known, "TRUE" if asks else "FALSE")
    assert faults(content) == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "geo"),
    [(1e-7, -1e-7, "0;0"), (-33.9, 151.2093, "-33.9;151.2093"), (0.00001, -180, "0.00001;-180")],
)
def test_degrees_are_written_without_exponents(latitude: float, longitude: float, geo: str):
    content = invite(item(), place=Place(id="p", name="Place", latitude=latitude, longitude=longitude))

    assert f"GEO:{geo}\r\n".encode() in content
    assert faults(content) == []


# --- the same bytes -----------------------------------------------------------------------------------


def test_every_process_writes_the_same_bytes():
    writes = """
import hashlib
from tests.delegation.test_calendar_properties import *
flight = at("America/New_York", STAMP, "Europe/London", STAMP + timedelta(hours=7))
first = CalendarEntry(uid="1@x.example", item=flight, dtstamp=STAMP)
entries = {first, CalendarEntry(uid="2@x.example", item=item(), dtstamp=STAMP)}
feed = render_calendar(entries, name="Trip", organiser=ORGANISER)
print(hashlib.sha256(invite(flight) + feed).hexdigest())
"""
    seen = {
        _printed(writes, PYTHONHASHSEED=seed, TZ=zone) for seed, zone in (("0", "UTC"), ("7", "Asia/Tokyo"))
    }

    assert len(seen) == 1


def _printed(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_revision_is_the_same_bytes_whenever_it_is_written():
    moments = [STAMP + timedelta(days=300 * n) for n in range(4)]
    for starts, ends in pairwise(moments):
        one = at("Europe/Dublin", starts, "Africa/Casablanca", ends)
        assert invite(one) == invite(ItineraryItem.model_validate_json(one.model_dump_json()))
