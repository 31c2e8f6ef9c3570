"""After the trip: survey, outcomes on fixed days, evidence, the report to the funder."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import LocalTime, ZoneName, instant


class OutcomeKind(StrEnum):
    LEAD = "lead"
    MEETING = "meeting"
    COOPERATION = "cooperation"
    AGREEMENT = "agreement"
    NONE = "none"


class EvidenceState(StrEnum):
    """How sure an outcome is. Only evidenced ones count in the funder's figures."""

    CLAIMED = "claimed"
    EVIDENCED = "evidenced"


class Outcome(Fact):
    kind: OutcomeKind
    partner: Line = ""
    summary: str = Field(default="", max_length=600)
    evidence: Line = ""
    """Where the proof lies: a document, a link. Empty while only claimed."""

    @property
    def evidence_state(self) -> EvidenceState:
        return EvidenceState.EVIDENCED if self.evidence else EvidenceState.CLAIMED


class OutcomeReport(Dated):
    """What a delegate reports on one of the follow-up days."""

    day: int
    outcomes: tuple[Outcome, ...] = ()


class SurveyAnswer(Dated):
    """Marks 1 to 5 per question, and a remark."""

    marks: dict[str, int] = Field(default_factory=dict)
    remark: str = Field(default="", max_length=2_000)


class FollowUpRules(Fact):
    zone: ZoneName
    survey: LocalTime
    survey_questions: tuple[Line, ...] = ()
    outcome_days: tuple[Annotated[int, Field(gt=0, le=3_650)], ...] = (30, 90, 180)
    """Days after the end of the trip on which delegates are asked for outcomes."""
    outcomes_until_days: int = Field(default=14, gt=0, le=365)
    """Days an outcome round stays open."""
    report_due: LocalTime
    holidays: ItemId | None = None
    """Calendar of non-working days: a round that falls on one starts on the next working day."""

    @property
    def survey_at(self) -> datetime:
        return instant(self.survey, self.zone)

    @property
    def report_due_at(self) -> datetime:
        return instant(self.report_due, self.zone)


class FollowUp(Fact):
    """One round of asking for outcomes."""

    day: int
    due_at: AwareDatetime


class DelegateOutcome(Fact):
    """An outcome with whose it is, as the delegation keeps it."""

    participant: ParticipantId
    day: int
    outcome: Outcome
