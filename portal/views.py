"""What the command line says as JSON where no workflow has a view of its own."""

from pydantic import AwareDatetime, Field

from delegation.application import Value
from delegation.audit_entry import AuditEntry
from delegation.call import CutOff
from delegation.change import ChangeRecord
from delegation.fact import Fact
from delegation.follow_up import DelegateOutcome
from delegation.ids import ParticipantId, Slug
from delegation.journey import JourneyView
from delegation.person import Person
from delegation.reading.drafts import Draft
from delegation.reading.field_problem import FieldProblem
from delegation.reading.problem import Problem
from delegation.selecting.foresight import IfDeclined
from delegation.selecting.record import Envelope
from delegation.selecting.selection import Decision
from delegation.status import Departure, LaterCutOff, OfferRecord, RosterEntry


class PartView(Fact):
    """One part of the embedded stack."""

    name: str
    is_up: bool
    address: str
    pid: int | None = None


class Parts(Fact):
    """The embedded stack."""

    directory: str
    parts: tuple[PartView, ...]
    pages: dict[str, str]
    """Addresses to open in a browser, by part."""


class FindingView(Fact):
    """What the doctor says about one thing."""

    part: str
    ok: bool
    detail: str
    fix: str = ""


class BackupShown(Fact):
    """What a backup of the embedded stack holds."""

    made_at: AwareDatetime
    has_data: bool
    """Engine, objects and mails."""
    has_keys: bool
    objects: int
    mails: int
    bytes: int


class Examination(Fact):
    findings: tuple[FindingView, ...]


class Checked(Fact):
    """A delegation file that was looked at."""

    source: str
    is_valid: bool
    delegation: Slug | None = None
    problems: tuple[Problem, ...] = ()


class ApplicationShown(Fact):
    """One application with the person behind it, for the organiser."""

    journey: JourneyView
    person: Person
    entry: RosterEntry | None = None
    answers: dict[str, Value] = Field(default_factory=dict)


class DraftShown(Fact):
    """An application that is not finished, and what it still lacks."""

    draft: Draft
    missing: tuple[FieldProblem, ...] = ()
    wrong: tuple[FieldProblem, ...] = ()


class LaterAnswers(Fact):
    """What one delegate answered after acceptance, and what is still missing."""

    participant: ParticipantId
    answers: dict[str, Value] = Field(default_factory=dict)
    missing: tuple[FieldProblem, ...] = ()


class DecisionShown(Fact):
    """One decision and whose it is."""

    decision: Decision
    organisation: str
    country: str


class Offers(Fact):
    """All offers made, and who gave a place back."""

    offers: tuple[OfferRecord, ...]
    departures: tuple[Departure, ...]
    delegates: tuple[ParticipantId, ...]


class Changes(Fact):
    changes: tuple[ChangeRecord, ...]


class Outcomes(Fact):
    outcomes: tuple[DelegateOutcome, ...]


class FilesWritten(Fact):
    """What was written to disk."""

    directory: str
    files: tuple[str, ...]
    """Relative to the directory."""


class Audit(Fact):
    """Every decision about a delegation."""

    entries: tuple[AuditEntry, ...]


class Records(Fact):
    """Selections on record, oldest first, and the files they were saved to."""

    envelopes: tuple[Envelope, ...]
    files: tuple[str, ...] = ()


class SigningKey(Fact):
    """What selection records of a delegation are signed with."""

    delegation: Slug
    algorithm: str
    public_key: str
    """64 hexadecimal digits."""


class RecordCheck(Fact):
    """One promise of a selection record."""

    what: str
    """record, signature, inputs or result."""
    holds: bool
    detail: str


class Verified(Fact):
    checks: tuple[RecordCheck, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.checks)


class CallShown(Fact):
    """The cut-offs of a call, and what came of the later ones."""

    cut_offs: tuple[CutOff, ...]
    later: tuple[LaterCutOff, ...]


class Foreseen(Fact):
    """For each who holds a place: who would be promoted if they declined, or why nobody."""

    if_declined: tuple[IfDeclined, ...]
