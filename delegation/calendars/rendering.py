"""Invites and calendars as bytes (RFC 5545), the same bytes for the same revision.

Whatever stands in a title or a name, what is written here is parsed back and compared before it is
given out: a text can never become a property.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Component, Event, vCalAddress, vDatetime, vDuration, vGeo, vInt, vText, vUri
from pydantic import AwareDatetime

from delegation.calendars.calendar_text import Text, clean_line, clean_name, text
from delegation.calendars.vtimezone import vtimezone
from delegation.fact import Fact
from delegation.invite import Method, PartStat, Revision
from delegation.itinerary import ItineraryItem, Place
from delegation.person import Line, Person
from delegation.zoned import zone_named

PRODID = "-//Legation//Delegation trips//EN"
REFRESH = timedelta(hours=1)


class UnsafeCalendar(ValueError):
    """A calendar that does not read back as what it was made of. It must not be sent."""


class CalendarParty(Fact):
    """The organiser as calendars know it: ORGANIZER and From, constant for the whole trip."""

    name: Line
    email: str


class CalendarEntry(Fact):
    """One item of a participant's calendar, in the revision last told."""

    uid: str
    item: ItineraryItem
    dtstamp: AwareDatetime
    sequence: int = 0
    place: Place | None = None
    url: str = ""


def calendar_uid(secret: bytes, item_id: str, recipient: str, domain: str) -> str:
    """The UID of an item for one participant: for life, opaque, and impossible to guess.

    `secret` is the delegation's own (32 bytes); `domain` is the organiser's mail domain.
    """
    digest = hmac.new(secret, f"invite|{item_id}|{recipient}".encode(), hashlib.sha256).digest()
    return f"{base64.b32encode(digest[:20]).decode().lower()}@{domain}"


def render_invite(
    revision: Revision,
    *,
    uid: str,
    organiser: CalendarParty,
    attendee: Person,
    place: Place | None = None,
    url: str = "",
) -> bytes:
    """REQUEST or CANCEL of one item for one participant, as UTF-8 with CRLF.

    Times stand in the item's zones with their VTIMEZONE, or in UTC where a zone has no yearly rule.
    `attendee.email` must be an ASCII address. Raises UnsafeCalendar.
    """
    entry = CalendarEntry(
        uid=uid,
        item=revision.item,
        dtstamp=revision.dtstamp,
        sequence=revision.sequence,
        place=place,
        url=url,
    )
    event = _event(entry, organiser, cancelled=revision.method is Method.CANCEL)
    _set(event, "ATTENDEE", _attendee(revision, attendee))
    for name, value in _outlook_hints(revision.method):
        _set(event, name, vText(value))
    return _bytes(_calendar(revision.method, [event], [revision.item]))


def render_calendar(entries: Iterable[CalendarEntry], *, name: str, organiser: CalendarParty) -> bytes:
    """All items of one participant as one file or feed (PUBLISH): no ATTENDEE, nobody is asked.

    Cancelled items stay in it with STATUS:CANCELLED. Raises UnsafeCalendar.
    """
    ordered = sorted(entries, key=lambda entry: (entry.item.starts_at.astimezone(UTC), entry.uid))
    events = [_event(entry, organiser, cancelled=entry.item.cancelled) for entry in ordered]
    calendar = _calendar("PUBLISH", events, [entry.item for entry in ordered])
    for property_name in ("NAME", "X-WR-CALNAME"):
        _set(calendar, property_name, text(clean_line(name)))
    _set(calendar, "REFRESH-INTERVAL", vDuration(REFRESH), VALUE="DURATION")
    _set(calendar, "X-PUBLISHED-TTL", vText("PT1H"))
    return _bytes(calendar)


def _calendar(method: str, events: Sequence[Component], items: Sequence[ItineraryItem]) -> Calendar:
    calendar = Calendar()
    for name, value in (
        ("VERSION", "2.0"),
        ("PRODID", PRODID),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", str(method)),
    ):
        _set(calendar, name, vText(value))
    for zone, year in sorted(_zones_used(items).items()):
        component = vtimezone(zone, year)
        if component is not None:
            calendar.add_component(component)
    for event in events:
        calendar.add_component(event)
    return calendar


def _zones_used(items: Iterable[ItineraryItem]) -> dict[str, int]:
    """Each zone that has a VTIMEZONE, with the first year its times need."""
    years: dict[str, int] = {}
    for item in items:
        for zone, local in ((item.zone, item.starts), (item.ends_zone or item.zone, item.ends)):
            if vtimezone(zone, local.year) is not None:
                years[zone] = min(local.year, years.get(zone, local.year))
    return years


def _event(entry: CalendarEntry, organiser: CalendarParty, *, cancelled: bool) -> Event:
    item, event = entry.item, Event()
    stamp = vDatetime(entry.dtstamp.astimezone(UTC).replace(microsecond=0))
    _set(event, "UID", vText(entry.uid))
    _set(event, "DTSTAMP", stamp)
    _set(event, "LAST-MODIFIED", stamp)
    _set(event, "SEQUENCE", vInt(entry.sequence))
    _set_time(event, "DTSTART", item.starts_at, item.zone)
    _set_time(event, "DTEND", item.ends_at, item.ends_zone or item.zone)
    _set(event, "SUMMARY", text(clean_line(item.title)))
    _set(event, "STATUS", vText("CANCELLED" if cancelled else "CONFIRMED"))
    _set(event, "CLASS", vText("PUBLIC"))
    _set(event, "ORGANIZER", _address(organiser.email), CN=clean_name(organiser.name))
    _describe(event, entry)
    _locate(event, item, entry.place)
    return event


def _describe(event: Event, entry: CalendarEntry) -> None:
    description = "\n\n".join(part for part in (entry.item.description, entry.url) if part)
    if description:
        _set(event, "DESCRIPTION", text(description))
    if entry.url:
        _set(event, "URL", vUri(entry.url))


def location(item: ItineraryItem, place: Place | None) -> str:
    """Where an item is, in one line: `Hall 2, table 4, Convention Center, 201 Waterfront Street`."""
    table = item.table if not item.table or item.table.lower().startswith("table") else f"table {item.table}"
    parts = (item.room, table, place.name if place else "", place.address if place else "")
    return ", ".join(clean_line(part) for part in parts if clean_line(part))


def _locate(event: Event, item: ItineraryItem, place: Place | None) -> None:
    line = location(item, place)
    if line:
        _set(event, "LOCATION", text(line))
    if place is None or place.latitude is None or place.longitude is None:
        return
    spot = round(place.latitude, 6), round(place.longitude, 6)
    _set(event, "GEO", vGeo(spot))
    apple = {"VALUE": "URI", "X-APPLE-RADIUS": "100", "X-TITLE": clean_name(place.name)}
    if clean_name(place.address):
        apple["X-ADDRESS"] = clean_name(place.address)
    _set(event, "X-APPLE-STRUCTURED-LOCATION", vUri(f"geo:{spot[0]},{spot[1]}"), **apple)


def _set_time(event: Event, name: str, moment: datetime, zone: str) -> None:
    """Local time with its TZID; UTC for the second of two equal hours and for zones without VTIMEZONE."""
    local = moment.astimezone(zone_named(zone))
    if local.fold or vtimezone(zone, local.year) is None:
        _set(event, name, vDatetime(moment.astimezone(UTC)))
        return
    _set(event, name, vDatetime(local.replace(tzinfo=None)), TZID=zone)


def _attendee(revision: Revision, attendee: Person) -> vCalAddress:
    """A change of time or place asks anew; a smaller one keeps the answer the calendar already has."""
    asks = revision.material and revision.method is Method.REQUEST
    address = _address(attendee.email)
    parameters = {
        "CN": clean_name(attendee.name),
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": str(PartStat.NEEDS_ACTION if asks else revision.partstat),
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE" if asks and revision.item.rsvp else "FALSE",
    }
    for name, value in parameters.items():
        address.params[name] = value
    return address


def _address(email: str) -> vCalAddress:
    if any(char in email for char in ' \t\r\n;:,"<>') or not email.isascii() or email.count("@") != 1:
        raise UnsafeCalendar("An address with a character that no calendar takes; correct it first.")
    return vCalAddress(f"mailto:{email}")


def _outlook_hints(method: Method) -> tuple[tuple[str, str], ...]:
    busy = (("X-MICROSOFT-CDO-BUSYSTATUS", "TENTATIVE"), ("X-MICROSOFT-CDO-INTENDEDSTATUS", "BUSY"))
    free = (("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"),)
    return (*(busy if method is Method.REQUEST else free), ("X-MICROSOFT-DISALLOW-COUNTER", "TRUE"))


def _set(component: Component, name: str, value: object, **parameters: str) -> None:
    for parameter, setting in parameters.items():
        value.params[parameter.replace("_", "-")] = setting  # type: ignore[attr-defined]
    component.add(name, value, encode=False)


def _bytes(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    lines = content.split(b"\r\n")
    if lines.pop() or any(len(line) > 75 or b"\n" in line or b"\r" in line for line in lines):
        raise UnsafeCalendar("The calendar has a line that is broken or longer than 75 bytes.")
    if _meaning(Calendar.from_ical(content)) != _meaning(calendar):
        raise UnsafeCalendar("The calendar does not read back as what it was made of; it is not sent.")
    return content


def _meaning(component: Component) -> tuple[object, ...]:
    """What a reader gets: names, values and parameters of every property, and the components within."""
    properties = sorted(
        (
            name.upper(),
            _value(one),
            sorted((key.upper(), str(setting)) for key, setting in one.params.items()),
        )
        for name, values in component.items()
        for one in (values if isinstance(values, list) else [values])
    )
    return (component.name, properties, [_meaning(part) for part in component.subcomponents])


def _value(one: object) -> str:
    moment = getattr(one, "dt", None)
    if isinstance(moment, datetime):  # icalendar writes the local time of zones like Reykjavik's as UTC
        is_utc = moment.tzinfo is not None and "TZID" not in one.params  # type: ignore[attr-defined]
        return f"{moment:%Y%m%dT%H%M%S}{'Z' if is_utc else ''}"
    exact = Text(one) if isinstance(one, vText) else one
    written: bytes | str = exact.to_ical()  # type: ignore[attr-defined]
    return written if isinstance(written, str) else written.decode()
