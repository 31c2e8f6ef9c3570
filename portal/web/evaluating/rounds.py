"""What one evaluator scores: for each cut-off the applications that are theirs, and their sheets."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from delegation.evaluation import ConflictOfInterest, Evaluation, Scoresheet
from delegation.evaluation_state import EvaluationView
from delegation.fact import Fact


class Stage(StrEnum):
    """Where an evaluation stands, for who scores."""

    BEFORE = "before"
    OPEN = "open"
    LATE = "late"
    """Sheets were due, and are taken until the panel meets."""
    CLOSED = "closed"


class Round(Fact):
    """One evaluation with what is this evaluator's. Nobody else's marks are in it."""

    cut_off: str
    """As `Legation.evaluation` wants it: empty for the first."""
    title: str
    """What the cut-off is called; empty where there is one only."""
    rules: Evaluation
    now: datetime
    asked: tuple[str, ...] = ()
    """Applications that are theirs, in the order of their ids."""
    sheets: tuple[Scoresheet, ...] = ()
    conflicts: tuple[ConflictOfInterest, ...] = ()

    @property
    def stage(self) -> Stage:
        if self.now < self.rules.opens_at:
            return Stage.BEFORE
        if self.now > self.rules.panel_at:
            return Stage.CLOSED
        return Stage.OPEN if self.now <= self.rules.closes_at else Stage.LATE

    @property
    def takes_sheets(self) -> bool:
        return self.stage in (Stage.OPEN, Stage.LATE)

    @property
    def owed(self) -> tuple[str, ...]:
        """What is theirs and has no sheet; nothing once the panel has met."""
        held = {sheet.application for sheet in self.sheets}
        return tuple(one for one in self.asked if one not in held) if self.takes_sheets else ()

    def sheet(self, application: str) -> Scoresheet | None:
        return next((one for one in self.sheets if one.application == application), None)

    def has_declared(self, application: str) -> bool:
        return any(one.application == application for one in self.conflicts)


def round_of(
    evaluator: str,
    rules: Evaluation,
    view: EvaluationView,
    sheets: Sequence[Scoresheet],
    *,
    cut_off: str = "",
    title: str = "",
) -> Round | None:
    """What is theirs of one evaluation; None once they were relieved of it."""
    if any(one.evaluator == evaluator for one in view.relieved):
        return None
    asked = [one.application for one in view.assignment.assigned if evaluator in one.evaluators]
    mine = tuple(one for one in sheets if one.evaluator == evaluator and one.application in asked)
    return Round(
        cut_off=cut_off,
        title=title,
        rules=rules,
        now=view.now,
        asked=tuple(sorted(asked)),
        sheets=mine,
        conflicts=tuple(one for one in view.conflicts if one.evaluator == evaluator),
    )


def following(rounds: Sequence[Round], application: str) -> str:
    """Which application to score next: after this one, then before it; empty where nothing is owed."""
    every = [one for each in rounds for one in each.asked]
    open_ones = {one for each in rounds for one in each.owed} - {application}
    start = every.index(application) + 1 if application in every else 0
    return next((one for one in (*every[start:], *every[:start]) if one in open_ones), "")


def beside(rounds: Sequence[Round], application: str) -> tuple[str, str]:
    """The applications before and after this one, scored or not; empty where there is none."""
    every = [one for each in rounds for one in each.asked]
    at = every.index(application)
    before = every[at - 1] if at else ""
    return before, every[at + 1] if at + 1 < len(every) else ""


def progress(rounds: Sequence[Round]) -> tuple[int, int]:
    """How many sheets are in, of how many that were asked for."""
    return sum(len(one.sheets) for one in rounds), sum(len(one.asked) for one in rounds)
