"""Samples of everything we send to calendars, and what any reader must get out of them.

The expectations are worked out from the items themselves and the zones' data; no rendered calendar is read.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime

from delegation.calendars import sample_trip as trip
from delegation.calendars.calendar_text import clean_line, clean_name
from delegation.calendars.rendering import CalendarEntry, calendar_uid, description, location
from delegation.calendars.revising import after, plan_revisions
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId
from delegation.invite import Method, PartStat, Revision, SentInvite
from delegation.itinerary import ItineraryItem
from delegation.person import Person

FIRST_SENT = datetime(2027, 2, 15, 12, 0, tzinfo=UTC)


class Sample(Fact):
    """One mail: the revision it carries, and to whom."""

    name: str
    """Of its files: `01-boston-request`."""
    shows: str
    """What it is there for."""
    revision: Revision
    person: Person
    host: ItemId | None = None
    """The host it is for; None: a participant."""
    is_hostile: bool = False
    """Whether the organiser and a place of the delegation try to break out of their lines too."""

    @property
    def recipient(self) -> str:
        return self.host or self.person.id


class Expected(Fact):
    """What a reader must find in one event of one file."""

    file: str
    mail: str = ""
    """The mail that carries the file; empty for a feed."""
    shows: str
    method: str
    uid: str
    sequence: int
    dtstamp: AwareDatetime
    status: str
    start: str
    """`2027-03-11T23:30:00Z` in UTC, or the date of the first day."""
    end: str
    """The same; of whole days the day after the last."""
    all_day: bool
    summary: str
    location: str
    description: str
    organizer: str
    organizer_name: str
    attendee: str = ""
    """Empty in a feed, which invites nobody."""
    attendee_name: str = ""
    partstat: str = ""


def samples() -> tuple[Sample, ...]:
    """All mails, in the order in which they are to be received."""
    several = (_boston(), _clocks(), _texts(), _parties())
    return tuple(
        one.model_copy(update={"name": f"{number:02}-{one.name}"})
        for number, one in enumerate((one for some in several for one in some), start=1)
    )


def sample_feed(file: DelegationFile, person: Person) -> tuple[CalendarEntry, ...]:
    """A participant's programme as a feed shows it, with one item that was cancelled."""
    shown = (
        trip.RECEPTION, trip.VISIT.model_copy(update={"cancelled": True}), trip.US_CHANGE[1], trip.FLIGHTS[0],
        trip.ALL_DAY, trip.CASABLANCA[1], trip.REPEATED_HOUR[2], trip.LONG, trip.ONLINE,
    )  # fmt: skip
    return tuple(
        CalendarEntry(
            uid=sample_uid(file, item.id, person.id),
            item=item,
            dtstamp=FIRST_SENT + timedelta(days=int(item.cancelled)),
            sequence=int(item.cancelled),
            place=file.place(item.place),
        )
        for item in shown
    )


def sample_uid(file: DelegationFile, item: str, recipient: str) -> str:
    return calendar_uid(trip.SECRET, item, recipient, file.organiser.mailbox.rpartition("@")[2])


def expected_of(sample: Sample, file: DelegationFile) -> Expected:
    """What readers must find in the calendar of one mail; `file` and `sample` as they are written."""
    revision = sample.revision
    entry = CalendarEntry(
        uid=sample_uid(file, revision.item.id, sample.recipient),
        item=revision.item,
        dtstamp=revision.dtstamp,
        sequence=revision.sequence,
        place=file.place(revision.item.place),
    )
    known = _expected(f"{sample.name}.ics", revision.method.value, entry, file)
    attendee = {
        "attendee": f"mailto:{sample.person.email}",
        "attendee_name": clean_name(sample.person.name),
        "partstat": revision.partstat.value,
    }
    return known.model_copy(update={"mail": f"{sample.name}.eml", "shows": sample.shows, **attendee})


def expected_in_feed(name: str, entries: Iterable[CalendarEntry], file: DelegationFile) -> Iterator[Expected]:
    """The same for every event of a feed, in order of time."""
    ordered = sorted(entries, key=lambda entry: (entry.item.starts_at.astimezone(UTC), entry.uid))
    for entry in ordered:
        yield _expected(name, "PUBLISH", entry, file)


def _expected(name: str, method: str, entry: CalendarEntry, file: DelegationFile) -> Expected:
    item = entry.item
    return Expected(
        file=name,
        shows="a feed with everything, one item of it cancelled",
        method=method,
        uid=entry.uid,
        sequence=entry.sequence,
        dtstamp=entry.dtstamp,
        status="CANCELLED" if item.cancelled else "CONFIRMED",
        start=_moment(item, item.starts_at),
        end=_moment(item, item.ends_at),
        all_day=item.all_day,
        summary=clean_line(item.title),
        location=location(item, entry.place),
        description=description(item, entry.url),
        organizer=f"mailto:{file.organiser.mailbox}",
        organizer_name=clean_name(file.organiser.name),
    )


def _moment(item: ItineraryItem, moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}" if item.all_day else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# --- the mails, by what they show -------------------------------------------------------------------


def _boston() -> Iterator[Sample]:
    """The life of one item: each revision follows from the one before, by the rules that plan all mails."""
    later = {"starts": "2027-03-11 19:00", "ends": "2027-03-11 21:00", "room": "Skyline Room"}
    moved = ItineraryItem.model_validate({**trip.RECEPTION.model_dump(), **later})
    renamed = moved.model_copy(update={"title": f"{moved.title} and the Consul General"})
    steps: tuple[tuple[str, str, tuple[ItineraryItem, ...]], ...] = (
        ("request", "a first invite", (trip.RECEPTION,)),
        ("update", "moved by half an hour, to another room: asks for a new answer", (moved,)),
        ("minor-update", "a new title only: keeps the answer ACCEPTED", (renamed,)),
        ("cancel", "cancelled", ()),
        ("request-again", "invited anew after the cancellation", (renamed,)),
    )
    sent: tuple[SentInvite, ...] = ()
    for day, (name, shows, wanted) in enumerate(steps):
        (revision,) = plan_revisions(wanted, sent, FIRST_SENT + timedelta(days=day))
        sent = after(sent, (revision,))
        if name == "update":
            sent = tuple(one.model_copy(update={"partstat": PartStat.ACCEPTED}) for one in sent)
        yield Sample(name=f"boston-{name}", shows=shows, revision=revision, person=trip.JOERG)


def _clocks() -> Iterator[Sample]:
    us, eu, twice = trip.US_CHANGE, trip.EU_CHANGE, trip.REPEATED_HOUR
    yield _first("us-before-the-change", "Boston, the Friday before clocks go forward", us[0])
    yield _first("us-across-the-change", "a night in which clocks go forward", us[1])
    yield _first("us-first-minute", "03:00 Boston, the first minute after the change", us[2])
    yield _first("us-day-of-the-change", "Boston, the Sunday of the change", us[3])
    yield _first("us-after-the-change", "Boston, the Monday after", us[4])
    yield _first("eu-before-the-change", "Brussels, the Friday before clocks go forward", eu[0])
    yield _first("eu-first-minute", "03:00 Brussels, the first minute after the change", eu[1])
    yield _first("eu-after-the-change", "Brussels, the Monday after", eu[2])
    yield _first("first-of-two-hours", "ends the first time New York shows 01:30", twice[0])
    yield _first("second-of-two-hours", "starts the second time New York shows 01:30", twice[1])
    yield _first("night-into-the-second-hour", "ends the second time New York shows 01:30", twice[2])
    yield _first("flight-to-london", "two zones, across the change in New York", trip.FLIGHTS[0])
    yield _first("flight-to-brussels", "two zones, across the change in Brussels", trip.FLIGHTS[1])
    yield _first("all-day", "two whole days, as dates", trip.ALL_DAY)
    yield _first("casablanca-ramadan", "a zone without a yearly rule, in Ramadan", trip.CASABLANCA[0])
    yield _first("casablanca-after", "the same zone after Ramadan", trip.CASABLANCA[1])
    yield _first("dublin-winter", "a zone whose saving is negative, in winter", trip.DUBLIN[0])
    yield _first("dublin-summer", "the same zone in summer", trip.DUBLIN[1])


def _texts() -> Iterator[Sample]:
    yield _first("long-text", "umlauts and 2,000 characters with joined emoji", trip.LONG)
    shows = "names, title, place and text that try to become properties of their own"
    hostile = _first("hostile-names", shows, trip.HOSTILE_ITEM)
    yield hostile.model_copy(update={"person": trip.HOSTILE_PERSON, "is_hostile": True})


def _parties() -> Iterator[Sample]:
    host = _first("host-invite", "an invite for the host of a visit", trip.VISIT)
    yield host.model_copy(update={"person": trip.HELEN, "host": trip.HOST})
    yield _first("conference-link", "a call with a link to join by video", trip.ONLINE)


def _first(name: str, shows: str, item: ItineraryItem) -> Sample:
    revision = Revision(item=item, method=Method.REQUEST, sequence=0, dtstamp=FIRST_SENT)
    return Sample(name=name, shows=shows, revision=revision, person=trip.JOERG)
