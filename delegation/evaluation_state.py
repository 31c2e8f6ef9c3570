"""An evaluation under way: what it starts with, where it stands, and what it hands back."""

from pydantic import AwareDatetime, Field

from delegation.application import Applied
from delegation.evaluation import ConflictOfInterest, Relief, Scoresheet
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.selecting.assignment import Assignment
from delegation.selecting.progress import ApplicationProgress, EvaluatorProgress
from delegation.tempo import Dated, Tempo


class EvaluationStart(Fact):
    """Input of the Evaluation workflow."""

    delegation: Slug
    file: DelegationFile
    tempo: Tempo
    applications: tuple[Applied, ...]
    cut_off: str = ""
    """The later cut-off it is for; empty for the first. The dates are those of `file.evaluation_rules`."""


class EvaluationClosed(Dated):
    """What the evaluation hands back: who was asked, and every sheet."""

    assignment: Assignment
    sheets: tuple[Scoresheet, ...]
    cut_off: str = ""
    """The later cut-off it was for; empty for the first."""
    conflicts: tuple[ConflictOfInterest, ...] = ()
    relieved: tuple[Relief, ...] = ()
    missing: dict[ItemId, tuple[ParticipantId, ...]] = Field(default_factory=dict)
    """Per evaluator the applications without their sheet when the panel met; scored without these."""


class EvaluationView(Fact):
    """Where the evaluation stands."""

    assignment: Assignment
    sheets: int
    owed: dict[str, tuple[ParticipantId, ...]] = Field(default_factory=dict)
    """Per evaluator the applications without their sheet."""
    evaluators: tuple[EvaluatorProgress, ...] = ()
    applications: tuple[ApplicationProgress, ...] = ()
    conflicts: tuple[ConflictOfInterest, ...] = ()
    """Declared while it runs, oldest first."""
    relieved: tuple[Relief, ...] = ()
    """Evaluators who do not go on, oldest first."""
    waiting_until: AwareDatetime | None = None
    is_settled: bool = True
    now: AwareDatetime


class SheetsHeld(Fact):
    """Every score sheet that counts so far, with who was asked."""

    assignment: Assignment
    sheets: tuple[Scoresheet, ...] = ()
