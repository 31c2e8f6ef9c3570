"""What people do with an agreement: each a message to its workflow."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from delegation.agreement import (
    AgreementKind,
    AgreementRecord,
    AgreementState,
    Evidence,
    MetIn,
    NextDate,
    Party,
    Signed,
    Stage,
)
from delegation.cooperation_rules import CooperationRules
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ItemId, Slug
from delegation.person import Line
from delegation.tempo import Dated, Tempo
from delegation.zoned import Day

Reason = Annotated[Line, Field(max_length=300)]


class AgreementDeed(Dated):
    """What every deed says: who did it, and where a longer note lies."""

    author: Line = Field(min_length=1)
    note: DocumentRef | None = None
    """In the vault: what was said in full."""


class OpenAgreement(AgreementDeed):
    """Two or more organisations are in contact; somebody looks after it from now on."""

    id: ItemId
    parties: tuple[Party, ...]
    owner: ItemId
    themes: tuple[ItemId, ...] = ()
    kind: AgreementKind = AgreementKind.OTHER
    met_in: tuple[MetIn, ...] = ()
    first_contact_on: Day | None = None
    """None: today."""
    next: NextDate | None = None
    value_cents: int | None = Field(default=None, ge=0)
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")


class MoveAgreement(AgreementDeed):
    """On to another stage. What was planned is done with, unless `next` plans anew."""

    to: Stage
    reason: Reason = ""
    """Wanted where a stage is skipped, or where it goes back."""
    signed: Signed | None = None
    """Wanted on reaching the signature."""
    next: NextDate | None = None
    value_cents: int | None = Field(default=None, ge=0)
    """None: as it was."""


class NoteOnAgreement(AgreementDeed):
    """News that change nothing else."""

    text: Reason = ""
    """In a few words; what is longer or personal lies in the vault."""


class PlanNext(AgreementDeed):
    """What is to be done next, by when."""

    next: NextDate


class HandOver(AgreementDeed):
    """Somebody else looks after it from now on."""

    to: ItemId
    reason: Reason = ""


class AddEvidence(AgreementDeed):
    evidence: Evidence


class WithdrawEvidence(AgreementDeed):
    """Evidence turned out not to prove it. Without any left, the agreement is only claimed again."""

    evidence: ItemId
    reason: Reason = ""


class PauseAgreement(AgreementDeed):
    reason: Reason = ""
    until: AwareDatetime | None = None
    """When its owner looks at it again; None: nobody is reminded."""


class ResumeAgreement(AgreementDeed):
    """Goes on at the stage it had, also after it ended without an agreement."""

    reason: Reason = ""
    next: NextDate | None = None


class EndAgreement(AgreementDeed):
    """It comes to no agreement."""

    reason: Reason = ""


AnyDeed = (
    MoveAgreement
    | NoteOnAgreement
    | PlanNext
    | HandOver
    | AddEvidence
    | WithdrawEvidence
    | PauseAgreement
    | ResumeAgreement
    | EndAgreement
)
"""All but opening."""


class AgreementStart(Fact):
    """Input of the Agreement workflow."""

    delegation: Slug
    agreement: ItemId
    tempo: Tempo
    rules: CooperationRules
    place: str = ""
    """Whose clock dates are told on: the organiser's city."""
    state: AgreementState | None = None
    """None: it is opened by the first update."""


class AgreementEnd(Fact):
    """Result of the Agreement workflow, when its arrangement has ended."""

    stage: Stage | None = None


class AgreementView(Fact):
    """Where an agreement stands."""

    state: AgreementState | None = None
    now: AwareDatetime
    next_letter_at: AwareDatetime | None = None
    is_over: bool = False
    """Whether the arrangement has ended."""


class AgreementMoved(Dated):
    """What the arrangement hears of every step."""

    record: AgreementRecord


class Agreements(Fact):
    """All agreements of an arrangement, by id."""

    agreements: tuple[AgreementRecord, ...] = ()
