"""Hosts as actors without an account: when they are asked, and what they answer."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import HostWish
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import LocalTime, ZoneName, instant


class HostRules(Fact):
    """When hosts are asked, reminded and sent their guest lists."""

    zone: ZoneName
    asked: LocalTime
    """They are asked to confirm what they receive, and how many."""
    confirm_by: LocalTime
    remind_days_before: int = Field(default=3, ge=0)
    """Never before half of the time to answer has passed."""
    guest_list: LocalTime
    """Who comes, where an item names no date of its own."""
    thanked: LocalTime | None = None
    """None: when the trip has ended."""

    @model_validator(mode="after")
    def _dates_follow_one_another(self) -> Self:
        if self.confirm_by <= self.asked:
            raise ValueError(
                f"Hosts confirm until {self.confirm_by:%Y-%m-%d %H:%M}, before they are asked; "
                "move 'confirm_by' or 'asked'."
            )
        return self

    @property
    def asked_at(self) -> AwareDatetime:
        return instant(self.asked, self.zone)

    @property
    def confirm_by_at(self) -> AwareDatetime:
        return instant(self.confirm_by, self.zone)

    @property
    def guest_list_at(self) -> AwareDatetime:
        return instant(self.guest_list, self.zone)

    @property
    def thanked_at(self) -> AwareDatetime | None:
        return None if self.thanked is None else instant(self.thanked, self.zone)


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
    """Whether it receives what it was asked for. A host that receives nobody withdraws instead."""
    at_most: int | None = Field(default=None, ge=0)
    """Most meetings it takes; None: as asked."""
    guests_at_most: int | None = Field(default=None, gt=0)
    """Most guests at once; None: as asked."""
    unavailable: tuple[ItemId, ...] | None = None
    """Slots it cannot take; None: as asked."""
    wishes: tuple[HostWish, ...] = ()
    """Its answers to requests of delegates."""
    left_open: tuple[ParticipantId, ...] = ()
    """Requests whose answer it takes back: it says neither yes nor no."""
    source: HostSource = HostSource.LINK


class HostWithdrawal(Dated):
    """A host receives nobody any more."""

    host: ItemId
    reason: Line = Field(min_length=3)
    source: HostSource = HostSource.LINK
