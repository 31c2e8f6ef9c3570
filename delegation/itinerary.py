"""The itinerary: every fixed point of the programme, with place and zone."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.venue import Access, Opening
from delegation.zoned import LocalTime, ZoneName, demand_existing, instant

WEB_ADDRESS = re.compile(r'(?i:https)://[^\x00-\x20\x7f-\uffff"<>\\^`{|}]+')
DATE = re.compile(r"\s*\d{4}-\d\d-\d\d\s*")
YES = ("true", "yes", "y", "on", "t", "1")
"""What pydantic takes for true, in small letters."""


def _https(link: str) -> str:
    if link and WEB_ADDRESS.fullmatch(link) is None:
        raise ValueError(f"{link!r} is no https address; write it as https://meet.example/room.")
    return link


Link = Annotated[Line, AfterValidator(_https)]
"""An https address as browsers copy it: ASCII without spaces. Empty: none."""


class ItemKind(StrEnum):
    SESSION = "session"
    VISIT = "visit"
    MEETING = "meeting"
    MEAL = "meal"
    RECEPTION = "reception"
    TRANSFER = "transfer"
    TRAVEL = "travel"


def demand_whole_days(starts: datetime, ends: datetime, title: str) -> None:
    """Raise ValueError with the remedy unless both are midnights and the end is a later one."""
    for said, local in (("starts", starts), ("ends", ends)):
        if local.time() != time():
            raise ValueError(
                f"{title!r} lasts whole days but {said} at {local:%Y-%m-%d %H:%M}; write 00:00 as its time."
            )
    if ends <= starts:
        raise ValueError(
            f"{title!r} lasts whole days from {starts:%Y-%m-%d} but ends on {ends:%Y-%m-%d}; write the day "
            f"after its last as its end, {starts + timedelta(days=1):%Y-%m-%d} or later."
        )


MOST_MINUTES = 24 * 60
"""Nothing on the way takes longer than a day."""


class Place(Fact):
    """Where an item happens."""

    id: ItemId
    name: Line
    address: Line = ""
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    minutes_to: dict[ItemId, Annotated[int, Field(ge=0, le=MOST_MINUTES)]] = Field(default_factory=dict)
    """Travel time in minutes to other places, where it is known; it counts in both directions unless the
    other place says otherwise. Elsewhere it is worked out from the distance (`planning.travel`)."""
    opening: tuple[Opening, ...] = ()
    """When it is open, on its own clock; empty: not known, so that nothing is said about it."""
    access: tuple[Access, ...] = ()
    """What it has for those who need it."""
    lacks: tuple[Access, ...] = ()
    """What it is known not to have. What stands in neither of the two is unknown, and said to be."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""

    @model_validator(mode="after")
    def _has_or_lacks(self) -> Self:
        both = [one.value for one in self.access if one in self.lacks]
        if both:
            raise ValueError(f"{self.name!r} has and lacks {both[0]!r}; delete it under 'access' or 'lacks'.")
        return self


class Called(Fact):
    """What an item is called for one of its attendees."""

    participant: ParticipantId
    title: Line


class ItineraryItem(Fact):
    """One fixed point of the programme: a session, a visit, a transfer, a journey, a meeting.

    `zone` is where it starts; travel may end in `ends_zone`. Local times because that is what is
    written in the programme; `starts_at` and `ends_at` are the instants.
    """

    id: ItemId
    kind: ItemKind
    title: Line
    leg: ItemId
    zone: ZoneName
    starts: LocalTime
    ends: LocalTime
    ends_zone: ZoneName | None = None
    """Zone of the arrival, when it differs."""
    starts_fold: bool = False
    """Whether `starts` is meant the second time the clock shows it, in the hour repeated in autumn; without
    meaning at other times."""
    ends_fold: bool = False
    """The same of `ends`."""
    place: ItemId | None = None
    ends_place: ItemId | None = None
    """Where a journey or transfer ends; None: nothing is said, and it counts as the way to what follows."""
    room: Line = ""
    description: str = ""
    hosts: tuple[ItemId, ...] = ()
    block: ItemId | None = None
    """Parallel items share a block; everyone attends one of them, by wish."""
    capacity: int | None = Field(default=None, gt=0)
    reserve: int = Field(default=0, ge=0)
    """How many may wait for a place in a parallel item that is full; 0: it has no reserve list."""
    rsvp: bool = False
    """Whether an answer to the invite is wanted."""
    decline_costs: bool = False
    """Whether staying away costs money, as with a flight or a hotel: a decline then has to be confirmed."""
    all_day: bool = False
    """Whole days without times: `starts` and `ends` are midnights, the end being the day after the last."""
    link: Link = ""
    """Where to join by video, as an https address."""
    attendees: tuple[ParticipantId, ...] | None = None
    """None: every delegate. Given for meetings and for visits once they are assigned."""
    optional: bool = False
    """Whether delegates may attend rather than must; what they attend otherwise then comes first."""
    guest_list_due: LocalTime | None = None
    """When its hosts need to know who comes, as for passes at a gate; in the item's zone."""
    cancelled: bool = False
    table: Line = ""
    called: tuple[Called, ...] = ()
    """Titles for those of its attendees for whom it has another one: each of two who meet reads who the
    other is."""
    mark: str = ""
    """In examples: whether the record is sourced, inferred or made up."""

    @model_validator(mode="before")
    @classmethod
    def _dates_are_midnights(cls, raw: Any) -> Any:  # Any: what was typed is not known yet
        """Let whole days be written as dates: `starts: 2017-05-15`."""
        if not isinstance(raw, Mapping) or str(raw.get("all_day", "")).strip().lower() not in YES:
            return raw
        days = {name: raw[name] for name in ("starts", "ends") if DATE.fullmatch(str(raw.get(name, "")))}
        return {**raw, **{name: f"{str(day).strip()} 00:00" for name, day in days.items()}}

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.all_day:
            demand_whole_days(self.starts, self.ends, self.title)
            if self.ends_zone not in (None, self.zone):
                raise ValueError(f"{self.title!r} lasts whole days of one zone; leave out 'ends_zone'.")
            return self
        demand_existing(self.starts, self.zone, f"The start of {self.title!r}")
        demand_existing(self.ends, self.ends_zone or self.zone, f"The end of {self.title!r}")
        if self.ends_at.astimezone(UTC) <= self.starts_at.astimezone(UTC):
            raise ValueError(
                f"{self.title!r} starts at {self.starts:%Y-%m-%d %H:%M} and must end after that; "
                f"{self.ends:%Y-%m-%d %H:%M} is not."
            )
        return self

    @property
    def starts_at(self) -> datetime:
        return instant(self.starts.replace(fold=self.starts_fold), self.zone)

    @property
    def ends_at(self) -> datetime:
        return instant(self.ends.replace(fold=self.ends_fold), self.ends_zone or self.zone)

    @property
    def last_day(self) -> date:
        """The last date it touches; the end of whole days is the midnight after it."""
        return (self.ends - timedelta(days=1) if self.all_day else self.ends).date()

    def is_for(self, participant: str) -> bool:
        return self.attendees is None or participant in self.attendees

    @property
    def is_encounter(self) -> bool:
        """Whether two delegates meet each other, without a host."""
        return self.kind is ItemKind.MEETING and not self.hosts and bool(self.called)

    def seen_by(self, participant: str) -> "ItineraryItem":
        """The item under the title it has for this participant."""
        if not self.called:
            return self
        title = next((one.title for one in self.called if one.participant == participant), self.title)
        return self.model_copy(update={"title": title, "called": ()})

    def overlaps(self, other: "ItineraryItem") -> bool:
        """Whether both take the same hours. What lasts whole days takes none."""
        if self.all_day or other.all_day:
            return False
        starts, ends, others, other_ends = (
            moment.astimezone(UTC)
            for moment in (self.starts_at, self.ends_at, other.starts_at, other.ends_at)
        )
        return starts < other_ends and others < ends


class Itinerary(Fact):
    """One version of the whole programme; a participant's part of it is `of(participant)`."""

    version: int = 0
    items: tuple[ItineraryItem, ...] = ()

    def of(self, participant: str) -> tuple[ItineraryItem, ...]:
        """What this participant attends, as they see it, in order of time, cancelled items left out."""
        mine = (
            item.seen_by(participant)
            for item in self.items
            if item.is_for(participant) and not item.cancelled
        )
        return tuple(sorted(mine, key=lambda item: (item.starts_at, item.id)))

    def item(self, item_id: str) -> ItineraryItem | None:
        return next((item for item in self.items if item.id == item_id), None)


class ItineraryRules(Fact):
    """The dates by which the programme takes shape."""

    zone: ZoneName
    visit_wishes_close: LocalTime
    preliminary: LocalTime
    final: LocalTime
    visits_within: int | None = Field(default=None, gt=0)
    """Of parallel visits each delegate gets one of that many first wishes, wherever places allow; None: the
    worst wish anybody gets is made as good as possible."""

    @property
    def visit_wishes_close_at(self) -> datetime:
        return instant(self.visit_wishes_close, self.zone)

    @property
    def preliminary_at(self) -> datetime:
        return instant(self.preliminary, self.zone)

    @property
    def final_at(self) -> datetime:
        return instant(self.final, self.zone)
