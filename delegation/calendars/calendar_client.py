"""A participant's calendar, as software that follows RFC 5546 keeps it.

Used to prove that what we send leaves everyone with the published itinerary, to show what a calendar
holds, and to answer invites as people do. It forgets what was cancelled, as real clients do: an old
invite that arrives after a cancellation brings the event back, so the order in which mails leave is
ours to keep.
"""

from datetime import UTC, date, datetime, time
from enum import StrEnum

from icalendar import Calendar as Parsed
from icalendar import Component
from pydantic import AwareDatetime

from delegation.calendars.replying import Reply, render_reply
from delegation.fact import Fact
from delegation.invite import PartStat


class HeldEvent(Fact):
    """One event as the calendar shows it; times in UTC."""

    uid: str
    sequence: int
    summary: str
    starts_at: AwareDatetime
    """Of whole days: midnight UTC of the first."""
    ends_at: AwareDatetime
    """Of whole days: midnight UTC after the last."""
    location: str = ""
    all_day: bool = False


class HeldInvite(Fact):
    """An event with what its invite asks of the owner."""

    event: HeldEvent
    dtstamp: AwareDatetime
    organiser: str
    """As it stands in ORGANIZER: `mailto:...`."""
    attendee: str = ""
    """The owner as invited, `mailto:...`; empty in a published file, which invites nobody."""
    asks: bool = False
    """RSVP: whether an answer is wanted."""
    partstat: PartStat = PartStat.NEEDS_ACTION
    """What the calendar shows as the owner's answer."""


class Received(StrEnum):
    """What a calendar did with a message."""

    ADDED = "added"
    UPDATED = "updated"
    REMOVED = "removed"
    STALE = "stale"
    """Older than, or the same as, what it holds."""
    IGNORED = "ignored"
    """Not for the owner, not from the organiser it knows, nothing to cancel, or no invite at all."""


class Calendar:
    """The calendar of `owner` (an address; empty: takes invites for anybody)."""

    def __init__(self, owner: str = "") -> None:
        self._owner = owner.casefold()
        self._held: dict[str, HeldInvite] = {}

    def receive(self, ics: bytes) -> Received:
        """Take one iTIP message. Raises ValueError when it is no calendar."""
        return self.take(Parsed.from_ical(ics))

    def take(self, parsed: Component) -> Received:
        """The same for a message that is parsed already."""
        events = parsed.walk("VEVENT")
        method = str(parsed.get("METHOD", ""))
        if len(events) != 1 or not self._is_mine(events[0]):
            return Received.IGNORED
        match method:
            case "REQUEST":
                return self._requested(_invite(events[0], self._owner))
            case "CANCEL":
                return self._cancelled(_invite(events[0], self._owner))
            case _:
                return Received.IGNORED

    def events(self) -> tuple[HeldEvent, ...]:
        """What it holds, in order of time."""
        return tuple(invite.event for invite in self.invites())

    def invites(self) -> tuple[HeldInvite, ...]:
        """The same, with what is asked and what the owner answered."""
        return tuple(sorted(self._held.values(), key=_by_time))

    def invite(self, uid: str) -> HeldInvite:
        """Raises LookupError when the calendar does not hold it (any more)."""
        if uid not in self._held:
            raise LookupError(
                f"The calendar holds no event {uid!r}; it was never invited to it, or uninvited."
            )
        return self._held[uid]

    def reply(self, uid: str, partstat: PartStat, *, dtstamp: datetime, comment: str = "") -> bytes:
        """The owner answers: METHOD:REPLY to the revision that is held, which shows the answer from now on.

        Raises LookupError when the calendar does not hold the event.
        """
        invite = self.invite(uid)
        self._held[uid] = invite.model_copy(update={"partstat": partstat})
        return render_reply(
            Reply(
                uid=uid,
                sequence=invite.event.sequence,
                dtstamp=dtstamp,
                organiser=invite.organiser,
                attendee=invite.attendee,
                partstat=partstat,
                summary=invite.event.summary,
                starts_at=invite.event.starts_at,
                ends_at=invite.event.ends_at,
                all_day=invite.event.all_day,
                comment=comment,
            )
        )

    def _requested(self, new: HeldInvite) -> Received:
        uid = new.event.uid
        old = self._held.get(uid)
        if old is not None and old.organiser != new.organiser:
            return Received.IGNORED
        if old is not None and _age(new) <= _age(old):
            return Received.STALE
        self._held[uid] = new
        return Received.ADDED if old is None else Received.UPDATED

    def _cancelled(self, cancel: HeldInvite) -> Received:
        old = self._held.get(cancel.event.uid)
        if old is None or old.organiser != cancel.organiser:
            return Received.IGNORED
        if _age(cancel) <= _age(old):
            return Received.STALE
        del self._held[cancel.event.uid]
        return Received.REMOVED

    def _is_mine(self, event: Component) -> bool:
        return not self._owner or _own(event, self._owner) is not None


def read_calendar(ics: bytes) -> tuple[HeldEvent, ...]:
    """The events a published calendar or feed shows, in order of time; cancelled ones left out."""
    shown = (event for event in Parsed.from_ical(ics).walk("VEVENT") if event.get("STATUS") != "CANCELLED")
    return tuple(held.event for held in sorted((_invite(event, "") for event in shown), key=_by_time))


def _by_time(held: HeldInvite) -> tuple[datetime, str]:
    return held.event.starts_at, held.event.uid


def _age(held: HeldInvite) -> tuple[int, datetime]:
    """RFC 5546 2.1.5: SEQUENCE decides, then DTSTAMP."""
    return held.event.sequence, held.dtstamp


def _invite(event: Component, owner: str) -> HeldInvite:
    own = _own(event, owner)
    parameters = own.params if own is not None else {}  # type: ignore[attr-defined]
    return HeldInvite(
        event=_event(event),
        dtstamp=_instant(event, "DTSTAMP"),
        organiser=str(event.get("ORGANIZER", "")),
        attendee=str(own) if own is not None else "",
        asks=str(parameters.get("RSVP", "FALSE")).upper() == "TRUE",
        partstat=PartStat(str(parameters.get("PARTSTAT", PartStat.NEEDS_ACTION)).upper()),
    )


def _event(event: Component) -> HeldEvent:
    return HeldEvent(
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        summary=str(event.get("SUMMARY", "")),
        starts_at=_instant(event, "DTSTART"),
        ends_at=_instant(event, "DTEND"),
        location=str(event.get("LOCATION", "")),
        all_day=not isinstance(event.decoded("DTSTART"), datetime),
    )


def _own(event: Component, owner: str) -> object | None:
    """The ATTENDEE that is the owner; without owner the first one."""
    found = event.get("ATTENDEE", [])
    attendees = found if isinstance(found, list) else [found]
    mine = (one for one in attendees if not owner or str(one).casefold() == f"mailto:{owner}")
    return next(mine, None)


def _instant(event: Component, name: str) -> datetime:
    """The instant of a property; midnight UTC of a whole day.

    Floating times are refused: they mean another moment to each reader.
    """
    moment = event.decoded(name)
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return datetime.combine(moment, time(), UTC)
    raise ValueError(f"{name} of {event.get('UID')} has no zone; it means another time to each reader.")
