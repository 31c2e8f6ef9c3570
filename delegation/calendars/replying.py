"""Answers to invites as calendar programs write them (RFC 5546 3.2.3, RFC 6047).

For rehearsals and tests, in which people answer what they were sent.
"""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from icalendar import Calendar, Event, vCalAddress, vDate, vDatetime, vInt, vText
from pydantic import AwareDatetime

from delegation.calendars.calendar_text import clean_line, clean_text
from delegation.fact import Fact
from delegation.invite import PartStat

PRODID = "-//Legation//Model of a calendar client//EN"
VERBS = {
    PartStat.ACCEPTED: "Accepted",
    PartStat.DECLINED: "Declined",
    PartStat.TENTATIVE: "Tentative",
    PartStat.NEEDS_ACTION: "Not answered",
}


class Reply(Fact):
    """One answer, with as much of the event as programs repeat."""

    uid: str
    sequence: int
    """Of the revision that is answered."""
    dtstamp: AwareDatetime
    """When the answer is given."""
    organiser: str
    """`mailto:...`, where the reply goes."""
    attendee: str
    """`mailto:...`, who answers."""
    partstat: PartStat
    summary: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    all_day: bool = False
    comment: str = ""


def render_reply(reply: Reply) -> bytes:
    """METHOD:REPLY as UTF-8 with CRLF: one event, one attendee."""
    calendar, event = Calendar(), Event()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODID), ("METHOD", "REPLY")):
        calendar.add(name, vText(value), encode=False)
    attendee = vCalAddress(reply.attendee)
    attendee.params["PARTSTAT"] = reply.partstat.value
    event.add("UID", vText(reply.uid), encode=False)
    event.add("DTSTAMP", vDatetime(_whole(reply.dtstamp)), encode=False)
    event.add("SEQUENCE", vInt(reply.sequence), encode=False)
    event.add("ORGANIZER", vCalAddress(reply.organiser), encode=False)
    event.add("ATTENDEE", attendee, encode=False)
    _set_time(event, "DTSTART", reply.starts_at, all_day=reply.all_day)
    _set_time(event, "DTEND", reply.ends_at, all_day=reply.all_day)
    event.add("SUMMARY", _text(reply.summary), encode=False)
    if reply.comment:
        event.add("COMMENT", _text(reply.comment), encode=False)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def reply_mail(calendar: bytes, *, message_id: str = "") -> bytes:
    """A reply as iMIP mail from the one who answers to the organiser, as calendar programs send it.

    The calendar stands among the alternatives, where they put it. Raises ValueError when it is no reply.
    """
    parsed = Calendar.from_ical(calendar)
    events = parsed.walk("VEVENT")
    if str(parsed.get("METHOD", "")) != "REPLY" or len(events) != 1:
        raise ValueError("This is no reply: it needs METHOD:REPLY and exactly one event.")
    event = events[0]
    verb = VERBS[PartStat(event["ATTENDEE"].params["PARTSTAT"])]
    summary = clean_line(str(event.get("SUMMARY", "")))
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(str(event["ATTENDEE"]))
    message["To"] = _address(str(event["ORGANIZER"]))
    message["Subject"] = f"{verb}: {summary}"
    message["Date"] = format_datetime(event.decoded("DTSTAMP"))
    message["Message-ID"] = message_id or f"<reply-{event['SEQUENCE']}-{event['UID']}>"
    message.set_content(f"{verb}: {summary}\n", cte="quoted-printable")
    message.add_alternative(
        calendar,
        maintype="text",
        subtype="calendar",
        params={"method": "REPLY", "charset": "utf-8"},
        cte="base64",
    )
    message.set_boundary(f"=reply-{event['SEQUENCE']}=")  # the library would draw one by chance
    return message.as_bytes()


def _set_time(event: Event, name: str, moment: datetime, *, all_day: bool) -> None:
    """In UTC, as most programs do; whole days as dates."""
    if all_day:
        day = vDate(moment.astimezone(UTC).date())
        day.params["VALUE"] = "DATE"
        event.add(name, day, encode=False)
        return
    event.add(name, vDatetime(_whole(moment)), encode=False)


def _text(words: str) -> vText:
    return vText(clean_text(words))


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _address(calendar_address: str) -> str:
    return calendar_address.split(":", 1)[-1]
