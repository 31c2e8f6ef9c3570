"""What people did with agreements in a story: who opened which when, and every step after it."""

from collections.abc import Collection, Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from delegation.agreement import AgreementKind, Evidence, MetIn, NextDate, Party, Signatory, Signed, Stage
from delegation.agreement_deeds import (
    AddEvidence,
    AnyDeed,
    EndAgreement,
    HandOver,
    MoveAgreement,
    NoteOnAgreement,
    OpenAgreement,
    PauseAgreement,
    PlanNext,
    ResumeAgreement,
    WithdrawEvidence,
)
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId
from delegation.person import Line
from delegation.reading.plain_yaml import Path
from delegation.reading.suggestion import suggestion
from delegation.zoned import Day, LocalTime

SOURCE = "agreements.yaml"
Misfit = tuple[str, Path, str, str]
WANTED = {
    "move": ("to",),
    "note": ("text",),
    "next": ("next",),
    "hand-over": ("owner",),
    "evidence": ("evidence", "text"),
    "withdraw": ("evidence", "reason"),
    "pause": ("reason",),
    "end": ("reason",),
}
"""Which fields a step needs, by what it does."""
DEEDS: dict[str, type[AnyDeed]] = {
    "move": MoveAgreement,
    "note": NoteOnAgreement,
    "next": PlanNext,
    "hand-over": HandOver,
    "evidence": AddEvidence,
    "withdraw": WithdrawEvidence,
    "pause": PauseAgreement,
    "resume": ResumeAgreement,
    "end": EndAgreement,
}


class PlannedRecord(Fact):
    by: LocalTime
    """In the organiser's zone."""
    what: Line = Field(min_length=3)

    def date(self, file: DelegationFile) -> NextDate:
        return NextDate(at=file.at(self.by), what=self.what)


class AgreementStepRecord(Fact):
    """One step of an agreement."""

    at: LocalTime
    does: Literal["move", "note", "next", "hand-over", "evidence", "withdraw", "pause", "resume", "end"]
    author: Line = ""
    """Empty: the owner."""
    to: Stage | None = None
    signed_on: Day | None = None
    signatories: tuple[Signatory, ...] = ()
    next: PlannedRecord | None = None
    owner: ItemId | None = None
    """Of a hand-over: to whom."""
    evidence: ItemId | None = None
    text: Line = ""
    """Of a note, or what the evidence is."""
    link: Line = ""
    """Of evidence; empty: it is a document, made for the story."""
    until: LocalTime | None = None
    reason: Line = ""
    value_cents: int | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        missing = [name for name in WANTED.get(self.does, ()) if not getattr(self, name)]
        if missing:
            raise ValueError(f"A step that does {self.does!r} needs {' and '.join(map(repr, missing))}.")
        return self

    @property
    def needs_document(self) -> bool:
        return self.does == "evidence" and not self.link

    def deed(self, owner: str, file: DelegationFile, document: DocumentRef | None) -> AnyDeed:
        """`owner`: who looks after it then. `document`: what proves it, where the step adds one."""
        planned = self.next.date(file) if self.next else None
        signed = Signed(on=self.signed_on, signatories=self.signatories) if self.signed_on else None
        proof = self.evidence
        said: dict[str, object] = {
            **self.model_dump(include={"reason", "text", "value_cents"}),
            "at": file.at(self.at),
            "author": self.author or owner,
            "to": self.owner if self.does == "hand-over" else self.to,
            "signed": signed,
            "next": planned,
            "until": file.at(self.until) if self.until else None,
            "evidence": Evidence(id=proof, what=self.text, document=document, link=self.link)
            if proof and self.does == "evidence"
            else proof,
        }
        return DEEDS[self.does].model_validate(said)


class AgreementStory(Fact):
    """One agreement, from its first contact on."""

    id: ItemId
    at: LocalTime
    """When it was opened, in the organiser's zone."""
    author: Line = ""
    """Empty: the owner."""
    owner: ItemId
    parties: tuple[Party, ...]
    themes: tuple[ItemId, ...] = ()
    kind: AgreementKind = AgreementKind.OTHER
    met_in: tuple[MetIn, ...] = ()
    first_contact_on: Day | None = None
    next: PlannedRecord | None = None
    value_cents: int | None = None
    currency: str = "EUR"
    steps: tuple[AgreementStepRecord, ...] = ()
    mark: Literal["", "sourced", "inferred", "made-up"] = ""

    def opening(self, file: DelegationFile) -> OpenAgreement:
        return OpenAgreement(
            at=file.at(self.at),
            author=self.author or self.owner,
            id=self.id,
            parties=self.parties,
            owner=self.owner,
            themes=self.themes,
            kind=self.kind,
            met_in=self.met_in,
            first_contact_on=self.first_contact_on,
            next=self.next.date(file) if self.next else None,
            value_cents=self.value_cents,
            currency=self.currency,
        )


class AgreementsFile(Fact):
    """The file `agreements.yaml`; a story may do without it."""

    agreements: tuple[AgreementStory, ...] = ()


def check_agreements(agreements: Collection[AgreementStory], file: DelegationFile) -> Iterator[Misfit]:
    """Every person and theme named is there, and each agreement is told once, in order of time."""
    people, themes = [one.id for one in file.people], [one.id for one in file.themes]
    seen: set[str] = set()
    for n, told in enumerate(agreements):
        place: Path = ("agreements", n)
        if told.id in seen:
            yield SOURCE, (*place, "id"), f"{told.id!r} is told twice", "tell it once"
        seen.add(told.id)
        owners = [told.owner, *(step.owner for step in told.steps if step.owner)]
        for name in owners:
            if name not in people:
                yield SOURCE, (*place, "owner"), f"{name!r} is no person", suggestion(name, people)
        for theme in told.themes:
            if theme not in themes:
                yield SOURCE, (*place, "themes"), f"{theme!r} is no theme", suggestion(theme, themes)
        times = [told.at, *(step.at for step in told.steps)]
        if times != sorted(times):
            yield SOURCE, (*place, "steps"), "its steps are not in order of time", "sort them"
