"""Whether a person's calendar says what the itinerary says.

The mails they were sent are replayed in order through a model client; with the feed beside it, that is
what they see. It must be the published itinerary, item by item and to the minute, and the mails must
have left in an order that no calendar program can get wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from icalendar import Calendar as Parsed
from pydantic import AwareDatetime, Field

from delegation.calendar_book import CalendarView
from delegation.calendars.calendar_client import Calendar, HeldEvent, Received, read_calendar
from delegation.calendars.calendar_text import clean_line
from delegation.calendars.rendering import CalendarEntry, location
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.invite import Method
from delegation.itinerary import ItineraryItem
from delegation.zoned import stamp


class CalendarEvidence(Fact):
    """All that bears on the calendar of one recipient."""

    recipient: str
    """Participant or host id."""
    owner: str = ""
    """The address invites go to; empty: any."""
    delivered: tuple[bytes, ...] = ()
    """The calendars of their mails, in the order of delivery."""
    feed: bytes = b""
    """As the portal serves it; empty where there is none."""
    wanted: tuple[CalendarEntry, ...] = ()
    """What the published itinerary has for them."""
    view: CalendarView
    """What the workflow believes the calendar was told."""
    uids: dict[ItemId, str] = Field(default_factory=dict)
    """The UID of every item they were ever told of."""


class CalendarCheck(Fact):
    """What came out of it."""

    recipient: str
    is_true: bool
    """Whether calendar and feed together show exactly the published itinerary."""
    events: int
    """That the person sees."""
    invites: int
    """Mails with a calendar that they were sent."""
    problems: tuple[str, ...] = ()
    """What is wrong, each a sentence."""
    waiting: tuple[str, ...] = ()
    """What differs because changes are still being gathered."""
    pending_until: AwareDatetime | None = None
    """When those changes leave."""


class Told(Fact):
    """What one mail says, for the order in which mails must come."""

    uid: str
    sequence: int
    method: str
    title: str
    what: Received


def verify_calendar(evidence: CalendarEvidence) -> CalendarCheck:
    """Replay what a recipient was sent and compare it with the itinerary and with the workflow's book.

    Raises ValueError where something delivered is no calendar at all.
    """
    calendar, told = _replayed(evidence)
    feed = {event.uid: event for event in _feed_events(evidence.feed)}
    held = {event.uid: event for event in calendar.events()}
    seen, wanted = {**feed, **held}, _wanted(evidence.wanted)
    different = tuple(_differences(seen, wanted, evidence.wanted))
    pending = evidence.view.due
    problems = (
        *_order_problems(told),
        *_contradictions(held, feed, told),
        *_book_problems(evidence, told, feed),
        *(() if pending else different),
    )
    waiting = different if pending else ()
    return CalendarCheck(
        recipient=evidence.recipient,
        is_true=not problems and not waiting,
        events=len(seen),
        invites=len(told),
        problems=problems,
        waiting=waiting,
        pending_until=pending,
    )


def event_of(entry: CalendarEntry) -> HeldEvent:
    """The event that a calendar must show for an entry, from the itinerary itself."""
    item = entry.item
    return HeldEvent(
        uid=entry.uid,
        sequence=entry.sequence,
        summary=clean_line(item.title),
        starts_at=_whole_day(item.starts) if item.all_day else item.starts_at.astimezone(UTC),
        ends_at=_whole_day(item.ends) if item.all_day else item.ends_at.astimezone(UTC),
        location=location(item, entry.place),
        all_day=item.all_day,
    )


# --- what was delivered ------------------------------------------------------------------------------


def _replayed(evidence: CalendarEvidence) -> tuple[Calendar, tuple[Told, ...]]:
    calendar = Calendar(evidence.owner)
    return calendar, tuple(_told(ics, calendar) for ics in evidence.delivered)


def _told(ics: bytes, calendar: Calendar) -> Told:
    parsed = Parsed.from_ical(ics)
    event = next(iter(parsed.walk("VEVENT")), None)
    if event is None:
        raise ValueError("A mail was sent with a calendar that has no event in it.")
    return Told(
        uid=str(event.get("UID", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        method=str(parsed.get("METHOD", "")),
        title=str(event.get("SUMMARY", "")),
        what=calendar.take(parsed),
    )


def _order_problems(told: Sequence[Told]) -> Iterator[str]:
    """SEQUENCE never falls, every mail says something new, and nothing comes back as it was."""
    before: dict[str, Told] = {}
    for one in told:
        last = before.get(one.uid)
        if last is not None and one.sequence < last.sequence:
            yield f"{_mail(one)} left after {_step(last)}; calendars that take it go back in time."
        elif last is not None and (one.sequence, one.method) == (last.sequence, last.method):
            yield f"{_mail(one)} left twice."
        elif last is not None and one.sequence == last.sequence:
            yield f"{_mail(one)} left after {_step(last)}; it needs a higher SEQUENCE."
        elif one.what not in TAKEN.get(one.method, ()):
            yield f"{_mail(one)} changes nothing in the calendar: {WHY_NOT[one.what]}."
        before[one.uid] = one


TAKEN: Mapping[str, tuple[Received, ...]] = {
    Method.REQUEST: (Received.ADDED, Received.UPDATED),
    Method.CANCEL: (Received.REMOVED,),
}
WHY_NOT = {
    Received.IGNORED: "it is for somebody else, from another organiser, or cancels what was never there",
    Received.STALE: "it is not newer than what is there",
}


# --- what is seen ------------------------------------------------------------------------------------


def _feed_events(feed: bytes) -> tuple[HeldEvent, ...]:
    return read_calendar(feed) if feed else ()


def _contradictions(
    held: Mapping[str, HeldEvent], feed: Mapping[str, HeldEvent], told: Sequence[Told]
) -> Iterator[str]:
    """Where invites and feed say different things of one item."""
    cancelled = {one.uid for one in told if one.method == Method.CANCEL} - held.keys()
    for uid, event in feed.items():
        if uid in cancelled:
            yield f"{event.summary!r} was cancelled by mail, and the feed still shows it."
        elif uid in held and held[uid] != event:
            aspects = ", ".join(_aspects(held[uid], event))
            yield f"The invite to {held[uid].summary!r} and the feed differ in {aspects}."


def _wanted(entries: Iterable[CalendarEntry]) -> dict[str, HeldEvent]:
    return {entry.uid: event_of(entry) for entry in entries}


def _differences(
    seen: Mapping[str, HeldEvent], wanted: Mapping[str, HeldEvent], entries: Iterable[CalendarEntry]
) -> Iterator[str]:
    """What is missing, what is there too many, and what is shown otherwise, in order of time."""
    for entry in sorted(entries, key=lambda one: (one.item.starts_at.astimezone(UTC), one.uid)):
        event, item = wanted[entry.uid], entry.item
        if entry.uid not in seen:
            yield f"{event.summary!r}, {stamp(item.starts_at, item.zone)}, is missing."
        else:
            yield from _wrong(seen[entry.uid], event, item)
    for uid in sorted(seen.keys() - wanted.keys(), key=lambda one: (seen[one].starts_at, one)):
        event = seen[uid]
        yield f"{event.summary!r}, {stamp(event.starts_at, 'UTC')}, is not in the itinerary and still shown."


def _wrong(shown: HeldEvent, event: HeldEvent, item: ItineraryItem) -> Iterator[str]:
    if shown.summary != event.summary:
        yield f"{event.summary!r} is called {shown.summary!r}."
    if (shown.starts_at, shown.all_day) != (event.starts_at, event.all_day):
        right, wrong = stamp(event.starts_at, item.zone), stamp(shown.starts_at, item.zone)
        yield f"{event.summary!r} is shown at {wrong} instead of {right}."
    if shown.ends_at != event.ends_at:
        zone = item.ends_zone or item.zone
        right, wrong = stamp(event.ends_at, zone), stamp(shown.ends_at, zone)
        yield f"{event.summary!r} ends at {wrong} instead of {right}."
    if shown.location != event.location:
        yield f"{event.summary!r} is shown in {shown.location!r} instead of {event.location!r}."


# --- what the workflow believes ------------------------------------------------------------------------


def _book_problems(
    evidence: CalendarEvidence, told: Sequence[Told], feed: Mapping[str, HeldEvent]
) -> Iterator[str]:
    """The book's last revision of an item is the last mail about it, and the feed shows the same one."""
    last = {one.uid: one for one in told}
    known = set()
    for one in evidence.view.invites:
        uid = evidence.uids.get(one.item.id, "")
        known.add(uid)
        mail = last.get(uid)
        believed = f"{one.method.value} with SEQUENCE {one.sequence}"
        if one.mailed and (mail is None or (mail.sequence, mail.method) != (one.sequence, one.method)):
            found = f"the last mail is {_step(mail)}" if mail else "no mail about it left"
            yield f"The invite to {one.item.title!r} should be {believed}, but {found}."
        elif not one.mailed and mail is not None:
            yield f"{one.item.title!r} belongs in the feed only, and {_step(mail)} was mailed."
        if uid in feed and one.method is Method.REQUEST and feed[uid].sequence != one.sequence:
            yield f"{one.item.title!r} is in the feed with SEQUENCE {feed[uid].sequence}, not {one.sequence}."
    for stray in dict.fromkeys((one.uid, one.title) for one in told if one.uid not in known):
        yield f"An invite to {stray[1]!r} was mailed that nobody planned."


# --- words -------------------------------------------------------------------------------------------


def _mail(one: Told) -> str:
    return f"The mail about {one.title!r} ({_step(one)})"


def _step(one: Told) -> str:
    return f"{one.method} with SEQUENCE {one.sequence}"


def _aspects(one: HeldEvent, other: HeldEvent) -> list[str]:
    aspects = {
        "time": (one.starts_at, one.ends_at, one.all_day) != (other.starts_at, other.ends_at, other.all_day),
        "title": one.summary != other.summary,
        "place": one.location != other.location,
        "SEQUENCE": one.sequence != other.sequence,
    }
    return [name for name, differs in aspects.items() if differs]


def _whole_day(local: datetime) -> datetime:
    """Midnight UTC of that date, as calendars count whole days."""
    return local.replace(tzinfo=UTC)
