"""A place is offered, reminded of, and kept free until the confirm-by date."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import LocalTime, ZoneName, demand_existing, instant


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OfferOutcome(StrEnum):
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class OfferRules(Fact):
    """When offers go out, until when they stand, and until when places are passed on."""

    zone: ZoneName
    sent: LocalTime
    confirm_by: LocalTime
    confirm_by_with_visa: LocalTime | None = None
    """The earlier date for those who need a visa."""
    remind_days_before: tuple[Annotated[int, Field(ge=0, le=365)], ...] = (3, 1)
    answer_days_when_promoted: int = Field(default=5, gt=0, le=365)
    """Days a person promoted from the reserve list has to answer."""
    replacement_ends: LocalTime
    """Last moment a place is passed on without an override."""
    visa_lead_days: int = Field(default=0, ge=0, le=365)
    """Days a visa takes; nobody who needs one is promoted later than that before the trip."""
    visa_free: tuple[str, ...] = ()
    """ISO countries whose nationals need no visa for the destination."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        dated = (
            ("offers", self.sent),
            ("confirm-by", self.confirm_by),
            ("end of replacement", self.replacement_ends),
        )
        for name, local in dated:
            demand_existing(local, self.zone, f"The date of {name}")
        if not self.sent < self.confirm_by <= self.replacement_ends:
            raise ValueError("Offers are sent, then confirmed, then replaced; put the dates in order.")
        early = self.confirm_by_with_visa
        if early is not None and not self.sent < early <= self.confirm_by:
            raise ValueError(
                "'confirm_by_with_visa' lies between the sending of the offers and 'confirm_by'."
            )
        return self

    @property
    def sent_at(self) -> datetime:
        return instant(self.sent, self.zone)

    def confirm_by_at(self, *, needs_visa: bool) -> datetime:
        early = self.confirm_by_with_visa
        return instant(early if needs_visa and early else self.confirm_by, self.zone)

    @property
    def replacement_ends_at(self) -> datetime:
        return instant(self.replacement_ends, self.zone)


class Offer(Fact):
    """One place offered to one applicant."""

    confirm_by: AwareDatetime
    remind_at: tuple[AwareDatetime, ...] = ()
    reason: Line = ""
    """Why this person got the place: selected, or promoted for whom and under which rules."""
    rank: int | None = None
    """Position on the reserve list it came from; None for the first selection."""


class OfferSource(StrEnum):
    """The way an answer to an offer came in."""

    LINK = "link"
    """The page behind the signed link in the letter."""
    MAIL = "mail"
    """A reply to the letter, read by us."""
    ORGANISER = "organiser"
    """Told to the organiser, who answered for them."""


class OfferAnswer(Dated):
    """What the applicant says to an offer."""

    answer: Answer
    comment: str = Field(default="", max_length=1_000)
    """Empty where it came by link or mail: what people write lies in the vault, under `record`."""
    source: OfferSource = OfferSource.ORGANISER
    record: str = ""
    """Key of the whole answer in the vault: its words, and for a mail who sent it."""


class ReplyWhy(StrEnum):
    """Why a person must read a reply to an offer."""

    UNCLEAR = "unclear"
    """It says neither a plain yes nor a plain no."""
    STRANGER = "stranger"
    """It came from another address than the applicant's."""
    NOT_COUNTED = "not counted"
    """It is clear, but can no longer count, or contradicts an earlier answer."""


class ReplyToRead(Dated):
    """A reply to an offer that changed nothing and waits for the organiser. Nothing personal."""

    participant: ParticipantId
    why: ReplyWhy
    reason: str = ""
    """Why it did not count, as a sentence."""
    record: str = ""
    """Key of the reply in the vault."""
