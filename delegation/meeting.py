"""One-to-one meetings: hosts, slots, wishes, and the schedule made of them."""

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import Field, field_validator, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import LocalTime, ZoneName, demand_existing, instant


class Host(Fact):
    """An organisation that receives visits or sits at a meeting table. `person` is who answers its mail."""

    id: ItemId
    organisation: Line
    person: ItemId
    profile: str = ""
    meets: bool = False
    """Whether it takes one-to-one meetings."""
    at_most: int = Field(default=8, ge=0)
    """Most meetings it takes."""
    wishes: tuple[str, ...] = ()
    """Organisations it would like to meet, best first; matched by name against the delegates."""
    unavailable: tuple[ItemId, ...] = ()
    """Slots it cannot take."""
    guests_at_most: int | None = Field(default=None, gt=0)
    """Most guests it receives at once; None: as many as come."""
    meets_in: ItemId | None = None
    """The leg in which it takes meetings; None: the one whose meetings come first."""
    receives_at: ItemId | None = None
    """Its own premises, if it takes meetings there, one at a time; None: at a table of the meetings."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""

    @field_validator("id")
    @classmethod
    def _has_a_letter(cls, host_id: str) -> str:
        """Participants may be numbers; the id alone must tell a host from them."""
        if not host_id.islower():
            raise ValueError(f"The host id {host_id!r} needs a letter, for example 'host-{host_id}'.")
        return host_id


class Slot(Fact):
    """One meeting time, the same for all tables."""

    id: ItemId
    starts: LocalTime
    minutes: int = Field(gt=0, le=240)


class MeetingRules(Fact):
    """Where and when meetings happen, and how many each may have."""

    leg: ItemId
    zone: ZoneName
    place: ItemId
    room: Line = ""
    tables: int = Field(gt=0)
    slots: tuple[Slot, ...] = Field(min_length=1)
    at_least: int = Field(default=0, ge=0)
    """Fewest meetings a delegate should have, as far as wishes allow."""
    only_if_asked: bool = False
    """Whether seats stay free rather than go to who never asked: contact points, where talks are booked."""
    at_most: int = Field(gt=0)
    wishes_open: LocalTime
    wishes_close: LocalTime
    wishes_zone: ZoneName
    """Zone of the dates above and below, usually the organiser's."""
    hosts_answer_by: LocalTime | None = None
    """Until when hosts answer the requests of delegates; what is unanswered then lapses and counts neither
    for nor against a meeting. None: hosts are not asked."""

    @model_validator(mode="after")
    def _slots_exist_and_do_not_overlap(self) -> Self:
        ordered = sorted(self.slots, key=lambda slot: slot.starts)
        for slot in ordered:
            demand_existing(slot.starts, self.zone, f"Meeting slot {slot.id!r}")
        for one, other in pairwise(ordered):
            if one.starts + timedelta(minutes=one.minutes) > other.starts:
                raise ValueError(f"Meeting slots {one.id!r} and {other.id!r} overlap; move the later one.")
        return self

    @model_validator(mode="after")
    def _nobody_is_given_what_only_who_asks_gets(self) -> Self:
        if self.only_if_asked and self.at_least:
            raise ValueError("With 'only_if_asked' nobody is owed a meeting; leave 'at_least' out.")
        return self

    def slot(self, slot_id: str) -> Slot:
        return next(slot for slot in self.slots if slot.id == slot_id)

    @property
    def wishes_open_at(self) -> datetime:
        return instant(self.wishes_open, self.wishes_zone)

    @property
    def wishes_close_at(self) -> datetime:
        return instant(self.wishes_close, self.wishes_zone)

    @property
    def hosts_answer_by_at(self) -> datetime | None:
        return None if self.hosts_answer_by is None else instant(self.hosts_answer_by, self.wishes_zone)


class Wish(StrEnum):
    MUST = "must"
    NICE = "nice"
    NO = "no"


class MeetingWish(Fact):
    host: ItemId
    wish: Wish
    participant: ParticipantId | None = None
    """Whose wish it is, where the wishes of several delegates stand together."""


class HostWish(Fact):
    """What a host answered to the request of one delegate. A `no` rules the meeting out."""

    host: ItemId
    participant: ParticipantId
    wish: Wish


class VisitWish(Fact):
    """For one block of parallel visits, the items in order of preference, best first."""

    block: ItemId
    ranking: tuple[ItemId, ...]


class Wishes(Dated):
    """What one delegate would like to see and whom to meet. Later ones replace earlier ones."""

    visits: tuple[VisitWish, ...] | None = None
    meetings: tuple[MeetingWish, ...] | None = None


class MeetingParty(Fact):
    """One delegate at the matchmaking: for which organisation, and with which wishes."""

    participant: ParticipantId
    organisation: Line = ""
    wishes: tuple[MeetingWish, ...] = ()

    def wish_for(self, host: str) -> Wish | None:
        return next((wish.wish for wish in self.wishes if wish.host == host), None)


class Meeting(Fact):
    """A delegate and a host at a table in a slot."""

    participant: ParticipantId
    host: ItemId
    slot: ItemId
    table: int


class MeetingScore(Fact):
    """How good a set of meetings is. Earlier figures decide before later ones are looked at."""

    musts: int = 0
    """Meetings a delegate called a must."""
    mutual: int = 0
    """Meetings that both sides asked for."""
    floor: int = 0
    """Meetings that count towards the fewest each delegate should have."""
    points: int = 0
    """For each meeting 1, with 2 more if the delegate and 1 more if the host asked for it."""

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """In the order in which they decide."""
        return self.musts, self.mutual, self.floor, self.points

    def as_number(self, radix: int) -> int:
        """The four figures as one number that compares as they do (each below `radix`)."""
        return ((self.musts * radix + self.mutual) * radix + self.floor) * radix + self.points


class MeetingSchedule(Fact):
    """Meetings with how good they are: `value` can never exceed `bound`; equal means proven best.

    Both are the figures of `score` and `best_score` written one after the other, three or more digits each.
    After a change to a published schedule `bound` is the best that leaves every kept meeting where it is.
    """

    meetings: tuple[Meeting, ...] = ()
    value: int = 0
    bound: int = 0
    idle_slots: int = 0
    """Empty slots between the first and last meeting of a person's day, over all delegates."""
    unmet_musts: tuple[MeetingWish, ...] = ()
    score: MeetingScore = MeetingScore()
    best_score: MeetingScore = MeetingScore()

    @property
    def proven(self) -> bool:
        """Whether no schedule can be better (idle slots aside)."""
        return self.value == self.bound

    def of(self, participant: str) -> tuple[Meeting, ...]:
        return tuple(meeting for meeting in self.meetings if meeting.participant == participant)

    def at(self, participant: str, slot: str) -> Meeting | None:
        return next((meeting for meeting in self.of(participant) if meeting.slot == slot), None)

    @property
    def gap_percent(self) -> float:
        return 0.0 if self.bound == 0 else 100 * (self.bound - self.value) / self.bound
