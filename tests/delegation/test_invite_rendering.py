import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as Parsed

from delegation.calendars.calendar_text import clean_line, clean_name, clean_text
from delegation.calendars.rendering import (
    CalendarEntry,
    CalendarParty,
    UnsafeCalendar,
    calendar_uid,
    location,
    render_calendar,
    render_invite,
)
from delegation.invite import Method, PartStat, Revision
from delegation.itinerary import ItemKind, ItineraryItem, Place
from delegation.person import Person

STAMP = datetime(2017, 5, 8, 10, 0, tzinfo=UTC)
ORGANISER = CalendarParty(name="Cluster Platform", email="usa-2017@legation.example")
JORG = Person(id="A-17", name="Jörg Müller", email="jorg@cluster.example")
UID = calendar_uid(b"s" * 32, "singh", "A-17", "legation.example")
SINGH = Place(
    id="singh",
    name="Singh Center",
    address="3205 Walnut Street, Philadelphia",
    latitude=39.952,
    longitude=-75.191,
)
VISIT = ItineraryItem(
    id="singh",
    kind=ItemKind.VISIT,
    title="Visit: Singh Center",
    leg="philadelphia",
    zone="America/New_York",
    starts=datetime(2017, 5, 15, 14, 0),  # noqa: DTZ001 - local on purpose
    ends=datetime(2017, 5, 15, 15, 30),  # noqa: DTZ001 - local on purpose
    room="Room 4",
    rsvp=True,
)
EXPECTED = r"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Legation//Delegation trips//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:{UID}
SEQUENCE:0
DTSTAMP:20170508T100000Z
LAST-MODIFIED:20170508T100000Z
DTSTART;TZID=America/New_York:20170515T140000
DTEND;TZID=America/New_York:20170515T153000
SUMMARY:Visit: Singh Center
STATUS:CONFIRMED
CLASS:PUBLIC
LOCATION:Room 4\, Singh Center\, 3205 Walnut Street\, Philadelphia
GEO:39.952;-75.191
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="3205 Walnut Street, Philad
 elphia";X-APPLE-RADIUS=100;X-TITLE="Singh Center":geo:39.952,-75.191
ORGANIZER;CN="Cluster Platform":mailto:usa-2017@legation.example
ATTENDEE;CN="Jörg Müller";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT
 =NEEDS-ACTION;RSVP=TRUE:mailto:jorg@cluster.example
X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:TRUE
END:VEVENT
END:VCALENDAR
"""
TEXT = st.text(max_size=120)
TRICKY = st.sampled_from(
    [
        "\\N",
        "C:\\New",
        "a;b,c:d",
        "\r\nATTENDEE:mailto:x@y.example",
        "END:VEVENT",
        '"; X=1',
        "^n^'",
        "a\tb",
        "\u2028x",
    ]
)


def revision(
    item: ItineraryItem = VISIT, method: Method = Method.REQUEST, sequence: int = 0, **more: object
) -> Revision:
    return Revision(item=item, method=method, sequence=sequence, dtstamp=STAMP).model_copy(update=more)


def invite(
    one: Revision, attendee: Person = JORG, organiser: CalendarParty = ORGANISER, place: Place | None = SINGH
) -> bytes:
    return render_invite(one, uid=UID, organiser=organiser, attendee=attendee, place=place)


def event(content: bytes):
    (found,) = Parsed.from_ical(content).walk("VEVENT")
    return found


def test_the_invite_of_a_visit_byte_for_byte():
    assert invite(revision()).decode() == EXPECTED.format(UID=UID).replace("\n", "\r\n")


@settings(max_examples=50, deadline=None)
@given(title=TEXT | TRICKY, description=TEXT | TRICKY, room=TEXT | TRICKY, name=TEXT | TRICKY)
def test_any_text_in_any_field_reads_back_exactly(title: str, description: str, room: str, name: str):
    item = VISIT.model_copy(update={"title": title, "description": description, "room": room})
    person = Person.model_construct(**{**dict(JORG), "name": name})
    place = Place.model_construct(**{**dict(SINGH), "name": name, "address": title})

    content = invite(
        revision(item), person, CalendarParty.model_construct(name=title, email=ORGANISER.email), place
    )

    read = event(content)
    assert str(read["SUMMARY"]) == clean_line(title)
    assert str(read.get("DESCRIPTION", "")) == clean_text(description)
    assert str(read.get("LOCATION", "")) == location(item, place)
    assert read["ATTENDEE"].params.get("CN", "") == clean_name(name)
    assert read["ORGANIZER"].params.get("CN", "") == clean_name(title)
    assert content == invite(
        revision(item), person, CalendarParty.model_construct(name=title, email=ORGANISER.email), place
    )


@settings(max_examples=50, deadline=None)
@given(text=TEXT | TRICKY)
def test_every_line_is_short_ends_as_it_should_and_holds_no_control_character(text: str):
    content = invite(revision(VISIT.model_copy(update={"title": text, "description": text * 9})))

    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not {chr(code) for code in (*range(9), *range(10, 32), 127, *range(128, 160))} & set(
            line.decode()
        )


@settings(max_examples=50, deadline=None)
@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    ends_zone=st.sampled_from(["America/New_York", "Europe/Brussels", "Asia/Tokyo", "Africa/Casablanca"]),
    starts=st.datetimes(datetime(2016, 1, 2), datetime(2030, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(1, 20),
)
def test_both_ends_of_any_journey_read_back_as_the_same_instants(
    zone: str, ends_zone: str, starts: datetime, hours: int
):
    starts = starts.replace(second=0, microsecond=0)
    there = starts.astimezone(ZoneInfo(zone))
    arrival = (starts + timedelta(hours=hours)).astimezone(ZoneInfo(ends_zone))
    item = VISIT.model_copy(
        update={
            "zone": zone,
            "ends_zone": ends_zone,
            "starts": there.replace(tzinfo=None, fold=0),
            "starts_fold": bool(there.fold),
            "ends": arrival.replace(tzinfo=None, fold=0),
            "ends_fold": bool(arrival.fold),
        }
    )

    read = event(invite(revision(item)))

    assert read["DTSTART"].dt.astimezone(UTC) == starts
    assert read["DTEND"].dt.astimezone(UTC) == starts + timedelta(hours=hours)


@pytest.mark.parametrize(("second", "utc"), [(False, "053000Z"), (True, "063000Z")])
def test_an_hour_that_clocks_show_twice_is_written_in_utc(second: bool, utc: str):
    item = VISIT.model_copy(
        update={
            "starts": datetime(2017, 11, 5, 1, 30),  # noqa: DTZ001 - local on purpose
            "starts_fold": second,
            "ends": datetime(2017, 11, 5, 3, 0),  # noqa: DTZ001 - local on purpose
        }
    )

    content = invite(revision(item)).decode()

    assert f"DTSTART:20171105T{utc}" in content
    assert "DTEND;TZID=America/New_York:20171105T030000" in content


def test_every_zone_that_is_named_is_described():
    flight = VISIT.model_copy(update={"ends_zone": "Europe/Brussels", "ends": datetime(2017, 5, 16, 9, 0)})  # noqa: DTZ001 - local on purpose

    content = invite(revision(flight)).decode()

    assert content.count("BEGIN:VTIMEZONE") == 2
    assert content.index("END:VTIMEZONE") < content.index("BEGIN:VEVENT")


def test_a_cancellation_says_so_in_every_word_that_calendars_look_for():
    read = event(invite(revision(method=Method.CANCEL, sequence=2, partstat=PartStat.ACCEPTED)))

    assert read["STATUS"] == "CANCELLED"
    assert read["SEQUENCE"] == 2
    assert read["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert read["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"
    assert "DTSTART" in read


@pytest.mark.parametrize(
    ("material", "partstat", "rsvp"), [(True, "NEEDS-ACTION", "TRUE"), (False, "ACCEPTED", "FALSE")]
)
def test_a_smaller_change_keeps_the_answer_and_a_material_one_asks_anew(
    material: bool, partstat: str, rsvp: str
):
    one = revision(sequence=1, partstat=PartStat.ACCEPTED, material=material)

    parameters = event(invite(one))["ATTENDEE"].params

    assert (parameters["PARTSTAT"], parameters["RSVP"]) == (partstat, rsvp)


@pytest.mark.parametrize(
    "email", ["a@b.example;X=1", "a b@c.example", "a@b.example\r\nX:1", "a", "ä@b.example", "a@b,c"]
)
def test_an_address_that_could_mean_something_else_is_not_rendered(email: str):
    with pytest.raises(UnsafeCalendar):
        invite(revision(), Person.model_construct(**{**dict(JORG), "email": email}))


def test_a_uid_is_opaque_and_the_same_for_life():
    uids = {
        calendar_uid(secret, item, person, "legation.example")
        for secret in (b"a" * 32, b"b" * 32)
        for item in ("singh", "mit")
        for person in ("A-17", "A-18")
    }

    assert len(uids) == 8
    assert all(len(uid.split("@")[0]) == 32 and "A-17" not in uid and "singh" not in uid for uid in uids)
    assert calendar_uid(b"a" * 32, "mit", "A-17", "legation.example") in uids


def test_a_published_calendar_asks_nobody_and_keeps_its_name():
    entries = [CalendarEntry(uid=f"{n}@x.example", item=VISIT, dtstamp=STAMP, place=SINGH) for n in (2, 1)]

    content = render_calendar(entries, name="Trip; A, B \\N", organiser=ORGANISER)

    assert b"ATTENDEE" not in content
    assert b"METHOD:PUBLISH" in content
    assert b"NAME:Trip\\; A\\, B \\\\N\r\n" in content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert [str(one["UID"]) for one in Parsed.from_ical(content).walk("VEVENT")] == [
        "1@x.example",
        "2@x.example",
    ]
    assert content == render_calendar(reversed(entries), name="Trip; A, B \\N", organiser=ORGANISER)


@pytest.mark.parametrize("optimised", [(), ("-O",), ("-OO",)])
def test_a_line_break_where_none_belongs_is_stopped_even_without_assertions(optimised: tuple[str, ...]):
    attack = """
from tests.delegation.test_invite_rendering import *
try:
    render_invite(revision(), uid=UID, organiser=ORGANISER, attendee=JORG, url="https://x.example\\r\\nATTENDEE:mailto:e@x")
except ValueError:
    print("stopped")
"""
    root = Path(__file__).parents[2]
    command = [sys.executable, *optimised, "-c", attack]

    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=60)

    assert done.stdout == "stopped\n", done.stderr
