"""How far an evaluation has come: per evaluator and per application."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import AwareDatetime, Field

from delegation.evaluation import ConflictOfInterest, Evaluation, Relief, Scoresheet
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.selecting.assignment import Assigned, Assignment
from delegation.selecting.score_sheets import owed
from delegation.selecting.scoring import rounded, spread_of


class EvaluatorProgress(Fact):
    evaluator: ItemId
    asked: int = Field(default=0, ge=0)
    """Applications that are theirs now."""
    handed_in: int = Field(default=0, ge=0)
    owed: tuple[ParticipantId, ...] = ()
    reminded_at: AwareDatetime | None = None
    """When they were last written to about sheets they owed by then."""
    conflicts: tuple[ParticipantId, ...] = ()
    """Declared while the evaluation runs."""
    is_relieved: bool = False
    """Whether what they owed was given to others at the organiser's wish."""


class ApplicationProgress(Fact):
    application: ParticipantId
    evaluators: tuple[ItemId, ...] = ()
    held: int = Field(default=0, ge=0)
    """Score sheets that count."""
    needed: int = Field(default=0, ge=0)
    """By the rules, with the third opinion where one was wanted."""
    spread: int = Field(default=0, ge=0)
    """Distance of the furthest two totals, in hundredths on the scale from 0 to 5."""
    is_third_asked: bool = False
    third: ItemId | None = None
    """Who gives the third opinion; nobody if none was left."""


def evaluators_progress(
    evaluation: Evaluation,
    assignment: Assignment,
    sheets: Sequence[Scoresheet],
    *,
    reminded: Mapping[str, datetime],
    conflicts: Sequence[ConflictOfInterest],
    relieved: Sequence[Relief],
) -> tuple[EvaluatorProgress, ...]:
    """In the order of the delegation file."""
    load, due = assignment.load(), owed(assignment, sheets)
    away = {one.evaluator for one in relieved}
    return tuple(
        EvaluatorProgress(
            evaluator=one.id,
            asked=load[one.id],
            handed_in=sum(sheet.evaluator == one.id for sheet in sheets),
            owed=due.get(one.id, ()),
            reminded_at=reminded.get(one.id),
            conflicts=tuple(sorted(c.application for c in conflicts if c.evaluator == one.id)),
            is_relieved=one.id in away,
        )
        for one in evaluation.evaluators
    )


def applications_progress(
    evaluation: Evaluation, assignment: Assignment, sheets: Sequence[Scoresheet]
) -> tuple[ApplicationProgress, ...]:
    """In the order of the applications' ids."""
    return tuple(_application(one, evaluation, sheets) for one in assignment.assigned)


def _application(one: Assigned, evaluation: Evaluation, sheets: Sequence[Scoresheet]) -> ApplicationProgress:
    held = [sheet for sheet in sheets if sheet.application == one.application]
    return ApplicationProgress(
        application=one.application,
        evaluators=one.evaluators,
        held=len(held),
        needed=evaluation.score_sheets + one.is_third_asked,
        spread=rounded(spread_of(held, evaluation) * 100),
        is_third_asked=one.is_third_asked,
        third=one.third,
    )
