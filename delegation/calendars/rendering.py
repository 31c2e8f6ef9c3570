"""Invites and calendars as bytes (RFC 5545), the same bytes for the same revision.

Whatever stands in a title or a name, what is written here is read back and compared before it is
given out: a text can never become a property.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from pydantic import AwareDatetime

from delegation.calendars.calendar_text import cal_address, clean_line, clean_name, clean_text, uri
from delegation.calendars.content_line import Property, UnsafeCalendar, checked, component
from delegation.calendars.vtimezone import YEARS_AHEAD, vtimezone
from delegation.calendars.zone_names import todays_name
from delegation.fact import Fact
from delegation.invite import Method, PartStat, Revision
from delegation.itinerary import ItineraryItem, Place
from delegation.person import Line, Person
from delegation.zoned import zone_named

__all__ = (
    "CalendarEntry",
    "CalendarParty",
    "UnsafeCalendar",
    "calendar_uid",
    "location",
    "render_calendar",
    "render_invite",
)

PRODID = "-//Legation//Delegation trips//EN"
REFRESH = "PT1H"
PUBLISH = "PUBLISH"
Years = Mapping[str, int]
"""Each zone that may be named, with the year its VTIMEZONE begins to hold."""


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

    Times stand in the item's zones with their VTIMEZONE, or in UTC where a zone has no yearly rule and in
    the hours that clocks show twice. `attendee.email` must be an ASCII address, and not the organiser's.
    Raises UnsafeCalendar.
    """
    if attendee.email.casefold() == organiser.email.casefold():
        raise UnsafeCalendar(
            "The organiser's own mailbox cannot be invited; give the person another address."
        )
    entry = CalendarEntry.model_construct(  # of what was validated before
        uid=uid,
        item=revision.item,
        dtstamp=revision.dtstamp,
        sequence=revision.sequence,
        place=place,
        url=url,
    )
    years = _years([revision.item])
    event = (
        *_event(entry, organiser, years, cancelled=revision.method is Method.CANCEL),
        _attendee(revision, attendee),
        *_outlook_hints(revision.method),
    )
    return _calendar(revision.method, (), [event], years)


def render_calendar(
    entries: Iterable[CalendarEntry], *, name: str, organiser: CalendarParty, source: str = ""
) -> bytes:
    """All items of one participant as one file or feed (PUBLISH): no ATTENDEE, nobody is asked.

    Cancelled items stay in it with STATUS:CANCELLED. `source` is the address of the feed, where it is one.
    Raises UnsafeCalendar.
    """
    ordered = sorted(entries, key=lambda entry: (entry.item.starts_at.astimezone(UTC), entry.uid))
    years = _years([entry.item for entry in ordered])
    events = [
        (*_event(entry, organiser, years, cancelled=entry.item.cancelled), *_free(entry.item))
        for entry in ordered
    ]
    heading = [Property(label, clean_line(name)) for label in ("NAME", "X-WR-CALNAME")]
    heading.append(Property("REFRESH-INTERVAL", REFRESH, (("VALUE", "DURATION"),)))
    heading.append(Property("X-PUBLISHED-TTL", REFRESH))
    if source:
        heading.append(Property("SOURCE", uri(source), (("VALUE", "URI"),)))
    return _calendar(PUBLISH, heading, events, years)


def _calendar(
    method: str, heading: Sequence[Property], events: Sequence[tuple[Property, ...]], years: Years
) -> bytes:
    """The whole calendar with a VTIMEZONE for each zone that is named in it; every line was read back."""
    named = {value for event in events for one in event for key, value in one.parameters if key == "TZID"}
    return b"".join(
        (
            _opening(method),
            checked(heading) if heading else b"",
            *(_zone(zone, years[zone]) for zone in sorted(named)),
            *(checked(component("VEVENT", *event)) for event in events),
            b"END:VCALENDAR\r\n",
        )
    )


@lru_cache
def _opening(method: str) -> bytes:
    return checked(
        (
            Property("BEGIN", "VCALENDAR"),
            Property("VERSION", "2.0"),
            Property("PRODID", PRODID),
            Property("CALSCALE", "GREGORIAN"),
            Property("METHOD", method),
        )
    )


@lru_cache(maxsize=4096)
def _zone(zone: str, year: int) -> bytes:
    """The VTIMEZONE of a zone that has one."""
    return checked(vtimezone(zone, year) or ())


def _years(items: Iterable[ItineraryItem]) -> Years:
    """Each zone that has a VTIMEZONE, with the first year its times need."""
    years: dict[str, int] = {}
    for item in items:
        for name, local in ((item.zone, item.starts), (item.ends_zone or item.zone, item.ends)):
            zone = todays_name(name)
            if vtimezone(zone, local.year) is not None:
                years[zone] = min(local.year, years.get(zone, local.year))
    return years


def _event(
    entry: CalendarEntry, organiser: CalendarParty, years: Years, *, cancelled: bool
) -> Iterator[Property]:
    item = entry.item
    stamp = _utc(entry.dtstamp)
    yield Property("UID", entry.uid)
    yield Property("SEQUENCE", str(entry.sequence))
    yield Property("DTSTAMP", stamp)
    yield Property("LAST-MODIFIED", stamp)
    yield from _times(item, years)
    yield Property("SUMMARY", clean_line(item.title))
    yield Property("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    yield Property("CLASS", "PUBLIC")
    yield from _located(item, entry.place)
    yield from _described(entry)
    yield Property("ORGANIZER", cal_address(organiser.email), _named(organiser.name))


def _times(item: ItineraryItem, years: Years) -> Iterator[Property]:
    if item.all_day:
        date = (("VALUE", "DATE"),)
        yield Property("DTSTART", f"{item.starts:%Y%m%d}", date)
        yield Property("DTEND", f"{item.ends:%Y%m%d}", date)
        yield Property("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
        return
    yield _time("DTSTART", item.starts_at, item.zone, years)
    yield _time("DTEND", item.ends_at, item.ends_zone or item.zone, years)


def _time(name: str, moment: datetime, zone: str, years: Years) -> Property:
    """Local time with its TZID; UTC for hours that clocks show twice and for zones without VTIMEZONE."""
    clock, tzid = zone_named(zone), todays_name(zone)
    local = moment.astimezone(clock)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    first = years.get(tzid)
    if twice or first is None or not first <= local.year <= first + YEARS_AHEAD:
        return Property(name, _utc(moment))
    return Property(name, f"{local:%Y%m%dT%H%M%S}", (("TZID", tzid),))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def description(item: ItineraryItem, url: str = "") -> str:
    """What an item is about. Its link stands there too, because few calendars show CONFERENCE."""
    text, link = clean_text(item.description), item.link
    return "\n\n".join(filter(None, (text, "" if link in text else link, url)))


def _described(entry: CalendarEntry) -> Iterator[Property]:
    text, link = description(entry.item, entry.url), entry.item.link
    if text:
        yield Property("DESCRIPTION", text)
    if entry.url:
        yield Property("URL", uri(entry.url))
    if link:
        video = (("VALUE", "URI"), ("FEATURE", "VIDEO"), ("LABEL", clean_name(entry.item.title) or "Video"))
        yield Property("CONFERENCE", uri(link), video)


def location(item: ItineraryItem, place: Place | None) -> str:
    """Where an item is, in one line: `Hall 2, table 4, Convention Center, 201 Waterfront Street`.

    A table that has a name of its own, in whatever language, stands as it is: `Table 4`, `Tisch 4`.
    """
    table = f"table {item.table}" if item.table and len(item.table.split()) == 1 else item.table
    parts = (item.room, table, place.name if place else "", place.address if place else "")
    return ", ".join(filter(None, map(clean_line, parts)))


def _located(item: ItineraryItem, place: Place | None) -> Iterator[Property]:
    line = location(item, place)
    if line:
        yield Property("LOCATION", line)
    if place is None or place.latitude is None or place.longitude is None:
        return
    latitude, longitude = _degrees(place.latitude), _degrees(place.longitude)
    yield Property("GEO", f"{latitude};{longitude}")
    address, title = clean_name(place.address), clean_name(place.name)
    apple = (("VALUE", "URI"), ("X-ADDRESS", address), ("X-APPLE-RADIUS", "100"), ("X-TITLE", title))
    shown = tuple((name, value) for name, value in apple if value)
    yield Property("X-APPLE-STRUCTURED-LOCATION", f"geo:{latitude},{longitude}", shown)


def _degrees(angle: float) -> str:
    """At most six decimals, never in exponents: `39.952`."""
    return f"{round(angle, 6) + 0.0:.6f}".rstrip("0").rstrip(".")


def _attendee(revision: Revision, attendee: Person) -> Property:
    """A change of time or place asks anew; a smaller one keeps the answer the calendar already has."""
    requested = revision.method is Method.REQUEST
    partstat = PartStat.NEEDS_ACTION if requested and revision.material else revision.partstat
    asks = requested and revision.item.rsvp and partstat is PartStat.NEEDS_ACTION
    parameters = (
        *_named(attendee.name),
        ("CUTYPE", "INDIVIDUAL"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("PARTSTAT", partstat.value),
        ("RSVP", "TRUE" if asks else "FALSE"),
    )
    return Property("ATTENDEE", cal_address(attendee.email), parameters)


def _named(name: str) -> tuple[tuple[str, str], ...]:
    shown = clean_name(name)
    return (("CN", shown),) if shown else ()


def _outlook_hints(method: Method) -> Iterator[Property]:
    if method is Method.REQUEST:
        yield Property("X-MICROSOFT-CDO-BUSYSTATUS", "TENTATIVE")
        yield Property("X-MICROSOFT-CDO-INTENDEDSTATUS", "BUSY")
    else:
        yield Property("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    yield Property("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")


def _free(item: ItineraryItem) -> Iterator[Property]:
    """Whole days take nobody's hours. Only in feeds: Cyrus refuses answers to invites that say so."""
    if item.all_day:
        yield Property("TRANSP", "TRANSPARENT")
