"""What the programme tells an exchange. Hearing the same twice changes nothing."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line


class PaymentOrdered(Fact):
    """Its lump sum stands in the file of a payment run."""

    kind: Literal["payment_ordered"] = "payment_ordered"
    at: AwareDatetime
    run: int = Field(gt=0)


class PaymentMade(Fact):
    """The bank carried the run out."""

    kind: Literal["payment_made"] = "payment_made"
    at: AwareDatetime
    run: int = Field(gt=0)


class ParticipantLeft(Fact):
    """The visitor or the host takes part in the programme no more."""

    kind: Literal["participant_left"] = "participant_left"
    at: AwareDatetime
    participant: ParticipantId
    reason: Line = ""


class ProgrammeClosed(Fact):
    """The programme has ended, or was cancelled."""

    kind: Literal["programme_closed"] = "programme_closed"
    at: AwareDatetime
    cancelled: bool = False
    reason: Line = ""


ExchangeNews = Annotated[
    PaymentOrdered | PaymentMade | ParticipantLeft | ProgrammeClosed, Field(discriminator="kind")
]


class ExchangeTold(Fact):
    """A piece of news with the exchange it is for."""

    exchange: ItemId
    news: ExchangeNews
