"""One point of somebody's programme as their pages show it: when, where, with whom, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from delegation.calendars.when import city_of, stamp_in, starts_in
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.invite import Method, PartStat, SentInvite
from delegation.itinerary import ItineraryItem, Place
from delegation.languages.tongue import Tongue, file_in, item_in, tongue_of
from delegation.papers.wall_clock import zone_label
from delegation.papers.whereabouts import contact_of
from delegation.person import Person
from delegation.zoned import zone_named
from portal.web.words import Words

MAP = "https://www.openstreetmap.org"
"""A link that people may follow; no page loads anything from there."""
ZOOM = 17
ANSWERS = {
    PartStat.ACCEPTED: "accepted",
    PartStat.TENTATIVE: "tentative",
    PartStat.DECLINED: "declined",
    PartStat.NEEDS_ACTION: "open",
}
"""An answer as the words name it."""


class Met(Fact):
    """Who receives them there."""

    organisation: str
    person: str = ""
    """Name and position of who answers for the host."""
    phone: str = ""


class Stop(Fact):
    """One point of the programme, all texts in the language of who reads."""

    id: str
    kind: str
    """As the words name it: `visit`, `transfer`."""
    title: str
    hours: str
    """On the clocks there, with their zone: `09:00–10:15 EDT`."""
    home: str
    """The same on the clocks at home: `15:00–16:15 CEST`; empty where they agree."""
    place: str
    address: str
    leads_to: str
    """Where a journey ends."""
    map: str
    """A page with a map; empty where neither address nor position is known."""
    geo: str
    """The same for a map on a telephone; empty where no position is known."""
    description: str
    video: str
    met: tuple[Met, ...]
    starts: int
    """Seconds since 1970, as scripts count."""
    ends: int
    standing: str
    """`changed`, `new` or `cancelled`; empty: as first published."""
    since: str
    """When it came to stand so; on the clocks there."""
    answer: str
    """`accepted`, `tentative`, `declined`, `open`; empty: none is wanted and none was given."""
    answer_page: str
    """Where the invite is answered; empty: not, or no longer."""


@dataclass(frozen=True)
class Shown:
    """What a programme is shown by: whose it is, in which words, and where invites are answered."""

    file: DelegationFile
    person: Person
    words: Words
    now: datetime
    first_told: datetime | None = None
    """When the programme was first published to them: what came later is new."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """By item: the page on which its invite is answered."""

    @cached_property
    def tongue(self) -> Tongue:
        return tongue_of(self.words.language, self.file)

    @cached_property
    def said(self) -> DelegationFile:
        """The file with its own texts in their language."""
        return file_in(self.tongue, self.file)

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def home(self) -> str:
        """The zone of their clocks at home: the organiser's for who named none."""
        return self.file.organiser.zone if self.person.zone == "UTC" else self.person.zone


class Clock(NamedTuple):
    """Whose clock a time is told by."""

    zone: str
    city: str

    def stamped(self, moment: datetime, language: str) -> str:
        """`Thu 11 May 2017, 14:05 Boston (EDT, UTC-4)`."""
        return stamp_in(language, moment, self.zone, self.city)

    def shows(self, moment: datetime) -> str:
        """`14:05 (Boston, EDT)`."""
        local = moment.astimezone(zone_named(self.zone))
        return f"{local:%H:%M} ({self.city}, {zone_label(moment, self.zone)})"

    def day(self, moment: datetime) -> date:
        return moment.astimezone(zone_named(self.zone)).date()


def clock_of(item: ItineraryItem, shown: Shown) -> Clock:
    """That of the city in which the item starts."""
    city = starts_in(item, shown.said.legs, shown.language) or city_of(item.zone, shown.language)
    return Clock(item.zone, city)


def clock_at_home(shown: Shown) -> Clock:
    return Clock(shown.home, city_of(shown.home, shown.language))


def first_told(invites: Sequence[SentInvite]) -> datetime | None:
    """When the oldest revision that still stands was made."""
    return min((one.dtstamp for one in invites), default=None)


def in_order(invites: Sequence[SentInvite]) -> list[SentInvite]:
    return sorted(invites, key=lambda one: (one.item.starts_at, one.item.ends_at, one.item.id))


def stop_of(invite: SentInvite, shown: Shown) -> Stop:
    """What was last told of one item."""
    file, item = shown.said, item_in(shown.tongue, invite.item)
    place, ends = file.place(item.place), file.place(item.ends_place)
    standing, clock = standing_of(invite, shown.first_told), clock_of(item, shown)
    return Stop(
        id=item.id,
        kind=item.kind.value,
        title=item.title,
        hours=hours_in(item, shown.words),
        home=hours_at_home(item, shown.home, shown.words),
        place=", ".join(text for text in (place.name if place else "", item.room, item.table) if text),
        address=place.address if place else "",
        leads_to=ends.name if ends else "",
        map=map_of(place, clock.city),
        geo=geo_of(place),
        description=item.description.strip(),
        video=item.link,
        met=tuple(met_at(host, shown) for host in item.hosts),
        starts=int(item.starts_at.timestamp()),
        ends=int(item.ends_at.timestamp()),
        standing=standing,
        since=clock.stamped(invite.dtstamp, shown.language) if standing else "",
        answer=answer_of(invite),
        answer_page=shown.answers.get(item.id, ""),
    )


def standing_of(invite: SentInvite, first: datetime | None) -> str:
    """What became of it since it was published; empty where nothing did."""
    if invite.method is Method.CANCEL:
        return "cancelled"
    if invite.sequence > 0:
        return "changed"
    is_later = first is not None and invite.dtstamp > first + timedelta(hours=1)
    return "new" if is_later else ""


def answer_of(invite: SentInvite) -> str:
    if invite.partstat is PartStat.NEEDS_ACTION:
        return ANSWERS[invite.partstat] if invite.item.rsvp and invite.method is Method.REQUEST else ""
    return ANSWERS[invite.partstat]


def met_at(host_id: str, shown: Shown) -> Met:
    """The host, with whom to call there."""
    host, person = shown.said.host(host_id), contact_of(shown.said, host_id)
    organisation = host.organisation if host else host_id
    if person is None:
        return Met(organisation=organisation)
    named = ", ".join(text for text in (person.name, person.position) if text)
    return Met(organisation=organisation, person=named, phone=person.phone)


# --- times ---------------------------------------------------------------------------------------------


def hours_in(item: ItineraryItem, words: Words) -> str:
    """`09:00–10:15 EDT`, `18:30 EDT – 07:45 CEST (+1 day)`, `all day`."""
    if item.all_day:
        return words("trip-programme", "all-day")
    return _hours(item, item.zone, item.ends_zone or item.zone, words)


def hours_at_home(item: ItineraryItem, home: str, words: Words) -> str:
    """The same on the clocks of `home`; empty where they show the same, and for whole days."""
    agree = zone_label(item.starts_at, home) == zone_label(item.starts_at, item.zone)
    return "" if agree or item.all_day else _hours(item, home, home, words)


def _hours(item: ItineraryItem, zone: str, ends_zone: str, words: Words) -> str:
    starts = item.starts_at.astimezone(zone_named(zone))
    ends = item.ends_at.astimezone(zone_named(ends_zone))
    day = item.starts.date()
    first, last = zone_label(starts, zone), zone_label(ends, ends_zone)
    begin = f"{starts:%H:%M}{_apart((starts.date() - day).days, words)}"
    end = f"{ends:%H:%M}{_apart((ends.date() - day).days, words)}"
    return f"{begin}–{end} {first}" if first == last else f"{begin} {first} – {end} {last}"


def _apart(days: int, words: Words) -> str:
    """` (+1 day)`: how far from the day under whose heading it stands."""
    if not days:
        return ""
    name = "one-day-apart" if abs(days) == 1 else "days-apart"
    return f" ({words('trip-programme', name, days=f'{days:+d}')})"


# --- places --------------------------------------------------------------------------------------------


def map_of(place: Place | None, city: str = "") -> str:
    """The place on a map: by its position, else by what is known of its address."""
    if place is None:
        return ""
    if place.latitude is not None and place.longitude is not None:
        at = f"{place.latitude:.5f}", f"{place.longitude:.5f}"
        return f"{MAP}/?mlat={at[0]}&mlon={at[1]}#map={ZOOM}/{at[0]}/{at[1]}"
    asked = ", ".join(text for text in (place.name, place.address or city) if text)
    return f"{MAP}/search?query={quote(asked, safe='')}"


def geo_of(place: Place | None) -> str:
    """An address of RFC 5870, which opens the map of a telephone."""
    if place is None or place.latitude is None or place.longitude is None:
        return ""
    at = f"{place.latitude:.5f},{place.longitude:.5f}"
    return f"geo:{at}?q={at}({quote(place.name, safe='')})"
