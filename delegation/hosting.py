"""Hosts as actors without an account: what they are asked, what they answer, how their workflow goes."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from delegation.calendar_book import CalendarBook
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.meeting import HostWish
from delegation.person import Line
from delegation.tempo import Dated, Tempo
from delegation.zoned import LocalTime, ZoneName, instant


class HostRules(Fact):
    """When hosts are asked, reminded and sent their guest lists."""

    zone: ZoneName
    asked: LocalTime
    """They are asked to confirm what they receive, and how many."""
    confirm_by: LocalTime
    remind_days_before: int = Field(default=3, ge=0)
    guest_list: LocalTime
    """Who comes, where an item names no date of its own."""
    thanked: LocalTime | None = None
    """None: when the trip has ended."""

    @property
    def asked_at(self) -> AwareDatetime:
        return instant(self.asked, self.zone)

    @property
    def confirm_by_at(self) -> AwareDatetime:
        return instant(self.confirm_by, self.zone)

    @property
    def guest_list_at(self) -> AwareDatetime:
        return instant(self.guest_list, self.zone)


class HostSource(StrEnum):
    """How an answer reached us."""

    LINK = "link"
    MAIL = "mail"
    ORGANISER = "organiser"


class Asking(Fact):
    """A delegate who asks a host for a meeting, as the host may see it."""

    participant: ParticipantId
    organisation: Line


class HostAnswer(Dated):
    """What a host says of its part. Later answers replace earlier ones, field by field."""

    host: ItemId
    confirmed: bool | None = None
    """Whether it receives what it was asked for."""
    at_most: int | None = Field(default=None, ge=0)
    """Most meetings it takes; None: as asked."""
    guests_at_most: int | None = Field(default=None, gt=0)
    """Most guests at once; None: as asked."""
    unavailable: tuple[ItemId, ...] | None = None
    """Slots it cannot take; None: as asked."""
    wishes: tuple[HostWish, ...] = ()
    """Its answers to requests of delegates."""
    source: HostSource = HostSource.LINK


class HostWithdrawal(Dated):
    """A host receives nobody any more."""

    host: ItemId
    reason: Line = Field(min_length=3)
    source: HostSource = HostSource.LINK


class HostStart(Fact):
    """Input of the Host workflow. Who answers for the host is known by id only."""

    delegation: Slug
    host: ItemId
    person: ItemId
    tempo: Tempo
    book: CalendarBook = CalendarBook()
    rules: HostRules | None = None
    """None: it is not asked anything but its invites."""


class HostEnd(Fact):
    """Result of the Host workflow."""

    invites: int
    """How many items its calendar was told of."""
