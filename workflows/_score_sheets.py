"""The score sheets of an evaluation: who was asked for which, what came in, and what changed on the way."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import EvaluationOrder
    from activities.reassigning import ReplacementOrder
    from delegation.application import Applied
    from delegation.evaluation import ConflictOfInterest, Relief, Scoresheet, Scoresheets
    from delegation.evaluation_state import EvaluationStart, EvaluationView, SheetsHeld
    from delegation.selecting.assignment import Assigned, Assignment
    from delegation.selecting.progress import applications_progress, evaluators_progress
    from delegation.selecting.score_sheets import owed, with_sheets, without_sheet

Due = dict[str, tuple[str, ...]]
"""Per evaluator the applications without their sheet."""


class ScoreSheets:
    """Changed by messages at once, by the workflow one step after the other."""

    def __init__(self, start: EvaluationStart) -> None:
        self.rules = start.file.evaluation_rules
        self.applications = {one.participant: one for one in start.applications}
        self.assignment = Assignment()
        self.held: tuple[Scoresheet, ...] = ()
        self.conflicts: tuple[ConflictOfInterest, ...] = ()
        self.relieved: tuple[Relief, ...] = ()
        self.reminded: dict[str, datetime] = {}
        self.are_compared = False
        """Whether nothing came in since totals were last compared for third opinions."""

    # --- what is there ---------------------------------------------------------------------------

    @property
    def owed(self) -> Due:
        return owed(self.assignment, self.held)

    @property
    def is_complete(self) -> bool:
        return not self.owed

    @property
    def away(self) -> tuple[str, ...]:
        """Evaluators who do not go on."""
        return tuple(sorted({one.evaluator for one in self.relieved}))

    def organisations(self) -> dict[str, str]:
        return {name: one.facts.organisation for name, one in self.applications.items()}

    def everything(self) -> tuple[Applied, ...]:
        """The applications, in the order of their ids."""
        return tuple(self.applications[name] for name in sorted(self.applications))

    def view(self, now: datetime, waiting_until: datetime | None, *, is_settled: bool) -> EvaluationView:
        return EvaluationView(
            assignment=self.assignment,
            sheets=len(self.held),
            owed=self.owed,
            evaluators=evaluators_progress(
                self.rules,
                self.assignment,
                self.held,
                reminded=self.reminded,
                conflicts=self.conflicts,
                relieved=self.relieved,
            ),
            applications=applications_progress(self.rules, self.assignment, self.held),
            conflicts=self.conflicts,
            relieved=self.relieved,
            waiting_until=waiting_until,
            is_settled=is_settled,
            now=now,
        )

    def everything_held(self) -> SheetsHeld:
        return SheetsHeld(assignment=self.assignment, sheets=self.held)

    # --- what changes it -------------------------------------------------------------------------

    def take(self, sheets: Scoresheets) -> None:
        self.held = with_sheets(self.held, sheets)

    def declare(self, conflict: ConflictOfInterest) -> tuple[str, ...]:
        """Take the application from the evaluator. Returns it if somebody else is to be found for it."""
        before = self.assignment.of(conflict.application)
        if before is None or conflict.evaluator in before.conflicted:
            return ()
        was_asked = conflict.evaluator in before.evaluators
        self.conflicts = (*self.conflicts, conflict)
        self.assignment = self.assignment.with_conflict(conflict.evaluator, conflict.application)
        self.held = without_sheet(self.held, conflict.evaluator, conflict.application)
        return (conflict.application,) if was_asked else ()

    def relieve(self, relief: Relief) -> tuple[str, ...]:
        """Take from an evaluator what they owe. Returns these applications."""
        if relief.evaluator not in self.away:
            self.relieved = (*self.relieved, relief)
        return self.take_away({relief.evaluator: self.owed.get(relief.evaluator, ())})

    def admit(self, applied: Applied) -> tuple[str, ...]:
        self.applications[applied.participant] = applied
        return (applied.participant,)

    def take_away(self, due: Due) -> tuple[str, ...]:
        for evaluator, applications in sorted(due.items()):
            self.assignment = self.assignment.without(evaluator, applications)
        return tuple(sorted({name for applications in due.values() for name in applications}))

    def give_back(self, due: Due) -> None:
        """Where nobody else was found, who had an application keeps it."""
        for evaluator, applications in sorted(due.items()):
            kept = tuple(name for name in applications if self._misses_one(name))
            back = tuple(Assigned(application=name, evaluators=(evaluator,)) for name in kept)
            self.assignment = self.assignment.with_further(back)

    def _misses_one(self, application: str) -> bool:
        one = self.assignment.of(application)
        return one is not None and len(one.evaluators) < self.rules.score_sheets + one.is_third_asked

    def add(self, further: tuple[Assigned, ...], *, are_third: bool = False) -> Due:
        """Further evaluators were found. Returns what they were asked for."""
        before = self.assignment
        self.assignment = before.with_third_opinions(further) if are_third else before.with_further(further)
        due: Due = {}
        for one in further:
            for evaluator in one.evaluators:
                due[evaluator] = (*due.get(evaluator, ()), one.application)
        return due

    # --- orders to activities --------------------------------------------------------------------

    def order(self) -> EvaluationOrder:
        """Who does not go on is not asked for anything further."""
        free = tuple(one for one in self.rules.evaluators if one.id not in self.away)
        return EvaluationOrder(
            applications=self.everything(),
            evaluation=self.rules.model_copy(update={"evaluators": free}),
            assignment=self.assignment,
            sheets=self.held,
        )

    def replacement_order(self, names: tuple[str, ...], besides: tuple[str, ...] = ()) -> ReplacementOrder:
        return ReplacementOrder(
            wanted=tuple(self.applications[name] for name in names),
            assignment=self.assignment,
            evaluation=self.rules,
            besides=tuple(sorted({*self.away, *besides})),
        )
