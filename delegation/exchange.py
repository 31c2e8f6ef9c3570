"""An exchange: one person stays some days with another organisation, and what both sides say about it."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.document import DocumentRef
from delegation.exchange_words import SIGNED_BY, ExchangeStep, Paper, Party, Proposer, Side
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import Link
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import Day, LocalTime, ZoneName, instant

__all__ = ["SIGNED_BY", "ExchangeStep", "Paper", "Party", "Proposer", "Side"]

MOST_ITEMS = 60
"""Points of the small itinerary of one stay."""
MOST_EVIDENCE = 20


class StayItem(Fact):
    """One point of the small itinerary of a stay, in the zone of the stay."""

    id: ItemId = Field(max_length=40)
    title: Line = Field(min_length=1)
    starts: LocalTime
    ends: LocalTime
    room: Line = ""
    link: Link = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError(
                f"{self.title!r} starts at {self.starts:%Y-%m-%d %H:%M} and must end after that; "
                f"{self.ends:%Y-%m-%d %H:%M} is not."
            )
        return self


class Stay(Fact):
    """When and where; both days count. `km` is the distance between the two organisations, one way."""

    starts: Day
    ends: Day
    zone: ZoneName
    place: Line = Field(min_length=1)
    km: int = Field(ge=0, le=20_100)
    items: tuple[StayItem, ...] = Field(default=(), max_length=MOST_ITEMS)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"The stay ends on {self.ends}, before it starts on {self.starts}.")
        return self

    @property
    def days(self) -> int:
        """How many, the first and the last included."""
        return (self.ends - self.starts).days + 1

    @property
    def starts_at(self) -> datetime:
        """Midnight before the first day."""
        return instant(local_midnight(self.starts), self.zone)

    @property
    def ends_at(self) -> datetime:
        """Midnight after the last day."""
        return instant(local_midnight(self.ends + timedelta(days=1)), self.zone)


def local_midnight(day: date) -> datetime:
    """The beginning of a day on the clock of whatever zone stands beside it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local on purpose, its zone stands beside it


class Taker(Fact):
    """One of the two: who it is, for which organisation, and in which partnership, if in any."""

    participant: ParticipantId
    organisation: Line
    partnership: ItemId | None = None


# --- what is said -----------------------------------------------------------------------------------


class Propose(Dated):
    """An exchange is brought forward."""

    by: Proposer
    stay: Stay
    themes: tuple[ItemId, ...] = ()


class Validate(Dated):
    """The partnership looked at it: it may go on, or not."""

    author: Line = Field(min_length=1)
    is_valid: bool = True
    reason: Line = ""
    """Needed where it is refused."""


class AcceptExchange(Dated):
    side: Side


class Sign(Dated):
    """A signed confirmation came in; it lies in the vault."""

    paper: Paper
    party: Party
    document: DocumentRef


class Arrange(Dated):
    """The small itinerary, in place of what was arranged before."""

    author: Line = Field(min_length=1)
    items: tuple[StayItem, ...] = Field(default=(), max_length=MOST_ITEMS)
    place: Line = ""
    """Empty: as it was."""


class HandInReport(Dated):
    """What came of the stay, with evidence. The files lie in the vault."""

    report: DocumentRef
    evidence: tuple[DocumentRef, ...] = Field(default=(), max_length=MOST_EVIDENCE)


class CheckReport(Dated):
    """The partnership found the report true: how long and how far it was."""

    author: Line = Field(min_length=1)
    days: int = Field(gt=0)
    km: int = Field(ge=0, le=20_100)


class SendBack(Dated):
    """The report does not do; it is due again."""

    author: Line = Field(min_length=1)
    reason: Line = Field(min_length=3)


class ApproveReport(Dated):
    """The programme approves what was checked; what is paid is worked out from it."""

    author: Line = Field(min_length=1)


class WithdrawExchange(Dated):
    """Either side, or the organiser, ends the exchange; everything that was done is undone."""

    by: Proposer
    reason: Line = ""


# --- what is kept -----------------------------------------------------------------------------------


class Signature(Fact):
    paper: Paper
    party: Party
    document: DocumentRef
    came_at: AwareDatetime
    voided_at: AwareDatetime | None = None
    """When the exchange ended without the stay; the confirmation itself is kept."""


class Checked(Fact):
    author: Line
    days: int
    km: int
    at: AwareDatetime


class Undoing(StrEnum):
    """What is undone when an exchange ends early: last done, first undone."""

    REFUND_CLAIMED = "refund-claimed"
    """It was paid: the money is claimed back, which is a task for a person."""
    PAYMENT_STOPPED = "payment-stopped"
    """It stood in a payment run: a person takes it out at the bank."""
    PAYMENT_NOT_ORDERED = "payment-not-ordered"
    """The approval is taken back before anything was ordered."""
    REPORT_CLOSED = "report-closed"
    INVITES_CANCELLED = "invites-cancelled"
    AGREEMENT_VOIDED = "agreement-voided"
    COMMITMENT_VOIDED = "commitment-voided"
    ACCEPTANCES_RELEASED = "acceptances-released"
    VALIDATION_RELEASED = "validation-released"


class Undone(Fact):
    """One thing that was undone, and when."""

    what: Undoing
    at: AwareDatetime


class Ending(Fact):
    """Why an exchange comes to an early end."""

    step: ExchangeStep
    """One of the ends."""
    at: AwareDatetime
    by: str = ""
    """`visitor`, `host`, `organiser`, or who stayed silent."""
    reason: Line = ""
    from_step: ExchangeStep
    """How far it had come."""
