"""The linter that all calendars of the tests go through finds what it must."""

import pytest

from tests.calendar_lint import faults
from tests.delegation.test_calendar_properties import (
    ORGANISER,
    STAMP,
    CalendarEntry,
    Method,
    invite,
    item,
    render_calendar,
)

REQUEST = invite(item(description="A; b, c\nd", link="https://meet.example/a"))
CANCEL = invite(item(), method=Method.CANCEL, sequence=1)
WHOLE_DAY = invite(
    type(item()).model_validate(
        {**item().model_dump(), "all_day": True, "starts": "2027-05-17", "ends": "2027-05-19"}
    )
)
FEED = render_calendar(
    [CalendarEntry(uid=f"{n}@x.example", item=item(), dtstamp=STAMP) for n in (1, 2)],
    name="Trip",
    organiser=ORGANISER,
    source="https://calendar.example/c/1.ics",
)
BROKEN = [
    (REQUEST, "\r\n", "\n", "CRLF"),
    (REQUEST, "END:VCALENDAR\r\n", "END:VCALENDAR", "exactly one line break"),
    (REQUEST, "END:VCALENDAR\r\n", "END:VCALENDAR\r\n\r\n", "exactly one line break"),
    (REQUEST, "SUMMARY:", "\r\nSUMMARY:", "is empty"),
    (REQUEST, "BEGIN:VCALENDAR", "\ufeffBEGIN:VCALENDAR", "control character"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY:Vi\x07sit", "control character"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY:" + "x" * 68, "76 bytes"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY:Vi;sit", "not escaped"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY:Vi\\Nsit", "not escaped"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY:Visit\r\nSUMMARY:Twice", "SUMMARY stands 2 times"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY:a\\\r\n ,b", "within an escape"),
    (REQUEST, "SUMMARY:Visit", "SUMMARY Visit", "No content line"),
    (REQUEST, "METHOD:REQUEST\r\n", "", "METHOD stands 0 times"),
    (REQUEST, "METHOD:REQUEST", "METHOD:REPLY", "none that we send"),
    (REQUEST, "METHOD:REQUEST", "METHOD:CANCEL", "STATUS does not agree"),
    (REQUEST, "UID:abc@x.example\r\n", "", "UID stands 0 times"),
    (REQUEST, "DTSTAMP:20261102T100000Z", "DTSTAMP:20261102T100000", "not in UTC"),
    (REQUEST, "SEQUENCE:0", "SEQUENCE:x", "no number"),
    (REQUEST, "END:VEVENT", "RRULE:FREQ=DAILY\r\nEND:VEVENT", "RRULE does not belong"),
    (REQUEST, "END:VEVENT", "BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT", "VALARM does not belong"),
    (REQUEST, "END:VEVENT", "TRANSP:OPAQUE\r\nEND:VEVENT", "Cyrus doubles"),
    (REQUEST, "DTSTART;TZID=America/New_York:", "DTSTART:", "floating"),
    (REQUEST, "20270517T153000", "20270517T133000", "ends before it starts"),
    (REQUEST, "DTSTART;TZID=America/New_York:", "DTSTART;TZID=Europe/London:", "0 VTIMEZONE"),
    (REQUEST, "DTSTART:20070311T020000", "DTSTART:20070311T030000", "does not change at"),
    (REQUEST, "BYMONTH=3;BYDAY=2SU", "BYMONTH=3;BYDAY=-1SU", "does not change at"),
    (REQUEST, "DTSTART:20070311T020000", "DTSTART:20280312T020000", "is wrong on"),
    (REQUEST, "TZOFFSETTO:-0400", "TZOFFSETTO:-0300", "another time for who knows the VTIMEZONE only"),
    (REQUEST, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "RDATE:20270314T020000", "more than Outlook reads"),
    (REQUEST, "TZID:America/New_York", "TZID:America/Toronto", "Nothing stands in America/Toronto"),
    (REQUEST, 'CN="Jörg Müller"', 'CN="Jör^nMüll"', "show raw or cut"),
    (REQUEST, "mailto:jorg@cluster.example", "mailto:usa-2027@legation.example", "organiser is invited"),
    (REQUEST, "mailto:jorg@cluster.example", "jorg@cluster.example", "no mail address"),
    (REQUEST, "ROLE=REQ-PARTICIPANT;", "", "four parameters"),
    (REQUEST, "=NEEDS-ACTION", "=ACCEPTED", "presets an answer"),
    (REQUEST, "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "BUSYSTATUS does"),
    (REQUEST, "X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n", "", "propose another time"),
    (REQUEST, ";FEATURE=VIDEO", "", "video link"),
    (REQUEST, "BEGIN:VEVENT", "BEGIN:VEVENT\r\nATTENDEE:mailto:spy@x.example", "one attendee"),
    (CANCEL, "STATUS:CANCELLED", "STATUS:CONFIRMED", "STATUS does not agree"),
    (CANCEL, "SEQUENCE:1", "SEQUENCE:0", "first revision cancels"),
    (CANCEL, "RSVP=FALSE", "RSVP=TRUE", "of no use"),
    (WHOLE_DAY, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n", "", "do not agree"),
    (WHOLE_DAY, "DATE:20270519", "DATE:20270517", "day after the last"),
    (FEED, "STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nATTENDEE:mailto:a@x.example", "asks nobody"),
    (FEED, "UID:2@x.example", "UID:1@x.example", "A UID stands twice"),
    (FEED, "NAME:Trip\r\nX-", "X-", "NAME and X-WR-CALNAME"),
    (FEED, "REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL", "a duration"),
    (FEED, "X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:PT2H", "not REFRESH-INTERVAL"),
    (FEED, "SOURCE;VALUE=URI", "SOURCE", "an address"),
]


@pytest.mark.parametrize(
    "content", [REQUEST, CANCEL, WHOLE_DAY, FEED], ids=["request", "cancel", "days", "feed"]
)
def test_what_is_right_passes(content: bytes):
    assert faults(content) == []


@pytest.mark.parametrize(
    ("content", "old", "new", "said"), BROKEN, ids=[one[3] + one[2][:9] for one in BROKEN]
)
def test_what_is_wrong_is_found(content: bytes, old: str, new: str, said: str):
    assert old.encode() in content

    found = faults(content.replace(old.encode(), new.encode()))

    assert any(said in one for one in found), found


def test_a_character_cut_by_a_fold_is_found():
    assert any("cuts a character" in one for one in faults(REQUEST.replace("ö".encode(), b"\xc3\r\n \xb6")))


def test_two_zones_in_the_wrong_place_are_found():
    start, end = REQUEST.index(b"BEGIN:VTIMEZONE"), REQUEST.index(b"BEGIN:VEVENT")
    zone, last = REQUEST[start:end], b"END:VCALENDAR\r\n"

    moved = REQUEST.replace(zone, b"").replace(last, zone + last)

    assert faults(moved) == ["A VTIMEZONE follows a VEVENT."]
