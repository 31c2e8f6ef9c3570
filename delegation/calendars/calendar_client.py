"""A participant's calendar, as software that follows RFC 5546 keeps it.

Used to prove that what we send leaves everyone with the published itinerary, and to show what a
calendar holds. It forgets what was cancelled, as real clients do: an old invite that arrives after
a cancellation brings the event back, so the order in which mails leave is ours to keep.
"""

from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar as Parsed
from icalendar import Component
from pydantic import AwareDatetime

from delegation.fact import Fact


class HeldEvent(Fact):
    """One event as the calendar shows it; times in UTC."""

    uid: str
    sequence: int
    summary: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    location: str = ""


class Received(StrEnum):
    """What a calendar did with a message."""

    ADDED = "added"
    UPDATED = "updated"
    REMOVED = "removed"
    STALE = "stale"
    """Older than, or the same as, what it holds."""
    IGNORED = "ignored"
    """Not for the owner, not from the organiser it knows, nothing to cancel, or no invite at all."""


class _Kept(Fact):
    event: HeldEvent
    dtstamp: AwareDatetime
    organiser: str


class Calendar:
    """The calendar of `owner` (an address; empty: takes invites for anybody)."""

    def __init__(self, owner: str = "") -> None:
        self._owner = owner.casefold()
        self._kept: dict[str, _Kept] = {}

    def receive(self, ics: bytes) -> Received:
        """Take one iTIP message. Raises ValueError when it is no calendar."""
        parsed = Parsed.from_ical(ics)
        events = parsed.walk("VEVENT")
        method = str(parsed.get("METHOD", ""))
        if len(events) != 1 or not self._is_mine(events[0]):
            return Received.IGNORED
        match method:
            case "REQUEST":
                return self._requested(_kept(events[0]))
            case "CANCEL":
                return self._cancelled(_kept(events[0]))
            case _:
                return Received.IGNORED

    def events(self) -> tuple[HeldEvent, ...]:
        """What it holds, in order of time."""
        held = (kept.event for kept in self._kept.values())
        return tuple(sorted(held, key=lambda event: (event.starts_at, event.uid)))

    def _requested(self, new: _Kept) -> Received:
        uid = new.event.uid
        old = self._kept.get(uid)
        if old is not None and old.organiser != new.organiser:
            return Received.IGNORED
        if old is not None and _age(new) <= _age(old):
            return Received.STALE
        self._kept[uid] = new
        return Received.ADDED if old is None else Received.UPDATED

    def _cancelled(self, cancel: _Kept) -> Received:
        old = self._kept.get(cancel.event.uid)
        if old is None or old.organiser != cancel.organiser:
            return Received.IGNORED
        if _age(cancel) <= _age(old):
            return Received.STALE
        del self._kept[cancel.event.uid]
        return Received.REMOVED

    def _is_mine(self, event: Component) -> bool:
        attendees = event.get("ATTENDEE", [])
        addresses = [str(one) for one in (attendees if isinstance(attendees, list) else [attendees])]
        return not self._owner or f"mailto:{self._owner}" in (address.casefold() for address in addresses)


def read_calendar(ics: bytes) -> tuple[HeldEvent, ...]:
    """The events a published calendar shows, in order of time; cancelled ones left out."""
    shown = (event for event in Parsed.from_ical(ics).walk("VEVENT") if event.get("STATUS") != "CANCELLED")
    return tuple(sorted((_kept(event).event for event in shown), key=lambda held: (held.starts_at, held.uid)))


def _age(kept: _Kept) -> tuple[int, datetime]:
    """RFC 5546 2.1.5: SEQUENCE decides, then DTSTAMP."""
    return kept.event.sequence, kept.dtstamp


def _kept(event: Component) -> _Kept:
    held = HeldEvent(
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        summary=str(event.get("SUMMARY", "")),
        starts_at=_instant(event, "DTSTART"),
        ends_at=_instant(event, "DTEND"),
        location=str(event.get("LOCATION", "")),
    )
    return _Kept(event=held, dtstamp=_instant(event, "DTSTAMP"), organiser=str(event.get("ORGANIZER", "")))


def _instant(event: Component, name: str) -> datetime:
    """The instant of a property. Floating times and whole days, which depend on the reader, are refused."""
    moment = event.decoded(name)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(f"{name} of {event.get('UID')} has no zone; it means another time to each reader.")
    return moment.astimezone(UTC)
