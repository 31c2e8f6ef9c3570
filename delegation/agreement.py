"""Agreements between organisations: who with whom, how far it has come, and what proves it."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.agreement_stages import PATH, AgreementKind, Stage
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ItemId, Slug
from delegation.person import Line
from delegation.zoned import Day

__all__ = ["PATH", "AgreementKind", "Stage"]


class Party(Fact):
    """An organisation that comes to an agreement."""

    organisation: Line = Field(min_length=1)
    profile: ItemId | None = None
    """Its id among the organisations' profiles, where it has one."""
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    """ISO 3166-1 alpha-2; empty: not known."""


class MetIn(Fact):
    """Where the parties met: a delegation, and the outcome or meeting there it came from."""

    delegation: Slug
    occasion: Line = ""
    """In words without a name: `outcome of day 90`, `meeting in slot s3`."""


class NextDate(Fact):
    """What is to be done next, and by when."""

    at: AwareDatetime
    what: Line = Field(min_length=3, max_length=200)


class Signatory(Fact):
    """Who signed for a party: the office, since the name stands in the document."""

    organisation: Line = Field(min_length=1)
    position: Line = ""


class Signed(Fact):
    """That all parties signed, and when."""

    on: Day
    signatories: tuple[Signatory, ...] = Field(min_length=1)


class Evidence(Fact):
    """What proves an agreement: a document in the vault, or a link."""

    id: ItemId
    what: Line = Field(min_length=3, max_length=200)
    """In words without a name: `signed memorandum`."""
    document: DocumentRef | None = None
    link: str = Field(default="", pattern=r"^(https?://\S+)?$", max_length=500)
    received_at: AwareDatetime | None = None
    """None: now."""
    withdrawn_at: AwareDatetime | None = None
    withdrawn_because: Line = ""

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if (self.document is None) == (not self.link):
            raise ValueError("Evidence is a document in the vault or a link; give one of the two.")
        return self

    @property
    def counts(self) -> bool:
        return self.withdrawn_at is None


class Deed(StrEnum):
    """What was done with an agreement."""

    OPENED = "opened"
    MOVED = "moved"
    NOTED = "noted"
    PLANNED = "planned"
    HANDED_OVER = "handed-over"
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_WITHDRAWN = "evidence-withdrawn"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


class Step(Fact):
    """One step of an agreement's history."""

    at: AwareDatetime
    author: Line
    deed: Deed
    stage: Stage
    """The stage it had afterwards."""
    reason: Line = ""
    note: DocumentRef | None = None
    """What was said in full, in the vault."""
    about: str = ""
    """Id of the evidence, or of the owner it was handed to."""


class Prompt(StrEnum):
    """A letter to the owner that leaves of itself."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    QUIET = "quiet"


class AgreementState(Fact):
    """Where an agreement stands, carried from one run of its workflow to the next."""

    id: ItemId
    parties: tuple[Party, ...] = Field(min_length=2)
    themes: tuple[ItemId, ...] = ()
    kind: AgreementKind = AgreementKind.OTHER
    owner: ItemId
    """Who looks after it, by id of `people`."""
    met_in: tuple[MetIn, ...] = ()
    stage: Stage = Stage.FIRST_CONTACT
    before: Stage | None = None
    """The stage it is resumed at, while it is paused or after it ended."""
    because: Line = ""
    """Why it is paused, or ended."""
    first_contact_on: Day
    signed: Signed | None = None
    signed_at: AwareDatetime | None = None
    """When the signature was recorded."""
    evidenced_at: AwareDatetime | None = None
    evidence: tuple[Evidence, ...] = ()
    """Also what was withdrawn."""
    next: NextDate | None = None
    value_cents: int | None = Field(default=None, ge=0)
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    steps: tuple[Step, ...] = ()
    reminded_days: tuple[int, ...] = ()
    """Of the next date: the reminders that were sent, or whose day had passed when it was planned."""
    is_overdue: bool = False
    """Whether the next date passed, and the owner was told so."""
    asked_at: AwareDatetime | None = None
    """When the owner was last asked for news."""
    letters: int = 0
    """How many letters it caused: what tells them apart."""
    is_unreached: bool = False
    """Whether the last letter did not reach its owner."""

    @property
    def live_evidence(self) -> tuple[Evidence, ...]:
        return tuple(one for one in self.evidence if one.counts)

    @property
    def last_news_at(self) -> AwareDatetime:
        return self.steps[-1].at

    @property
    def title(self) -> str:
        """The parties: `NanoRhone – MIT`."""
        return " – ".join(party.organisation for party in self.parties)


class EvidenceKept(Fact):
    """Evidence that counts, as figures name it."""

    id: ItemId
    key: str = ""
    sha256: str = ""
    link: str = ""
    received_at: AwareDatetime


class AgreementRecord(Fact):
    """An agreement as its arrangement keeps it: what lists, cards and figures need, without its history."""

    id: ItemId
    number: int
    """How many steps and letters it had: an older record never replaces a newer one."""
    parties: tuple[Party, ...]
    themes: tuple[ItemId, ...] = ()
    kind: AgreementKind = AgreementKind.OTHER
    owner: ItemId
    met_in: tuple[MetIn, ...] = ()
    stage: Stage
    because: Line = ""
    first_contact_on: Day
    opened_at: AwareDatetime
    signed_on: Day | None = None
    signed_at: AwareDatetime | None = None
    evidenced_at: AwareDatetime | None = None
    evidence: tuple[EvidenceKept, ...] = ()
    """What counts now."""
    next: NextDate | None = None
    is_overdue: bool = False
    is_unreached: bool = False
    value_cents: int | None = None
    currency: str = "EUR"

    @property
    def title(self) -> str:
        return " – ".join(party.organisation for party in self.parties)


def record_of(state: AgreementState) -> AgreementRecord:
    """What the arrangement is told of an agreement."""
    kept = tuple(
        EvidenceKept(
            id=one.id,
            key=one.document.key if one.document else "",
            sha256=one.document.sha256 if one.document else "",
            link=one.link,
            received_at=one.received_at or state.last_news_at,
        )
        for one in state.live_evidence
    )
    return AgreementRecord(
        number=len(state.steps) + state.letters,
        opened_at=state.steps[0].at,
        signed_on=state.signed.on if state.signed else None,
        evidence=kept,
        **{name: getattr(state, name) for name in SAME_IN_BOTH},
    )


SAME_IN_BOTH = (
    "id",
    "parties",
    "themes",
    "kind",
    "owner",
    "met_in",
    "stage",
    "because",
    "first_contact_on",
    "signed_at",
    "evidenced_at",
    "next",
    "is_overdue",
    "is_unreached",
    "value_cents",
    "currency",
)
