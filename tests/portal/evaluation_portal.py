"""The evaluation of a delegation in memory."""

from datetime import datetime

from delegation.evaluation import ConflictOfInterest, Relief, Scoresheets
from delegation.evaluation_state import EvaluationView, SheetsHeld
from delegation.file import DelegationFile
from delegation.selecting.assignment import Assignment, replacements
from delegation.selecting.progress import applications_progress, evaluators_progress
from delegation.selecting.score_sheets import (
    owed,
    problem_with,
    why_not_declare,
    why_not_relieve,
    with_sheets,
    without_sheet,
)
from delegation.status import DelegationState
from portal.errors import NotFound, Refused


class EvaluationsInMemory:
    """What evaluators do, on the state of a delegation."""

    now: datetime
    state: DelegationState
    _file: DelegationFile
    conflicts: tuple[ConflictOfInterest, ...] = ()
    relieved: tuple[Relief, ...] = ()

    def _demand(self, slug: str) -> None:
        """Raises NotFound when it is another delegation."""
        raise NotImplementedError

    def _set(self, write: str, **changes: object) -> None:
        """Changes the state, and notes the update."""
        raise NotImplementedError

    async def hand_in(self, slug: str, sheets: Scoresheets, *, cut_off: str = "") -> EvaluationView:
        self._demand(slug)
        self._demand_before_panel("score sheets are no longer taken")
        refuse(problem_with(sheets, self.state.assignment, self._file.evaluation))
        self._set("hand_in", sheets=with_sheets(self.state.sheets, sheets))
        return await self.evaluation(slug, cut_off=cut_off)

    async def declare_conflict(
        self, slug: str, conflict: ConflictOfInterest, *, cut_off: str = ""
    ) -> EvaluationView:
        self._demand(slug)
        self._demand_before_panel("nothing can be scored by others any more")
        before, rules = self.state.assignment, self._file.evaluation
        refuse(why_not_declare(conflict, before, rules))
        taken = before.with_conflict(conflict.evaluator, conflict.application)
        wanted = [one for one in self.state.applied if one.participant == conflict.application]
        further = replacements(wanted, taken, rules)
        held = without_sheet(self.state.sheets, conflict.evaluator, conflict.application)
        self._set("declare_conflict", assignment=taken.with_further(further), sheets=held)
        self.conflicts = (*self.conflicts, conflict)
        return await self.evaluation(slug, cut_off=cut_off)

    async def relieve(self, slug: str, relief: Relief, *, cut_off: str = "") -> EvaluationView:
        self._demand(slug)
        before, rules = self.state.assignment, self._file.evaluation
        refuse(why_not_relieve(relief, rules, self.relieved))
        names = owed(before, self.state.sheets).get(relief.evaluator, ())
        taken = before.without(relief.evaluator, names)
        wanted = [one for one in self.state.applied if one.participant in names]
        further = replacements(wanted, taken, rules, (relief.evaluator,))
        self._set("relieve", assignment=taken.with_further(further))
        self.relieved = (*self.relieved, relief)
        return await self.evaluation(slug, cut_off=cut_off)

    async def evaluation(self, slug: str, *, cut_off: str = "") -> EvaluationView:
        self._demand(slug)
        assignment, sheets, rules = self.state.assignment, self.state.sheets, self._file.evaluation
        if assignment == Assignment() or cut_off:
            raise NotFound(f"There is no workflow 'delegation/{slug}/evaluation'.")
        evaluators = evaluators_progress(
            rules, assignment, sheets, reminded={}, conflicts=self.conflicts, relieved=self.relieved
        )
        return EvaluationView(
            assignment=assignment,
            sheets=len(sheets),
            owed=owed(assignment, sheets),
            evaluators=evaluators,
            applications=applications_progress(rules, assignment, sheets),
            conflicts=self.conflicts,
            relieved=self.relieved,
            now=self.now,
        )

    async def score_sheets(self, slug: str, *, cut_off: str = "") -> SheetsHeld:
        view = await self.evaluation(slug, cut_off=cut_off)
        return SheetsHeld(assignment=view.assignment, sheets=self.state.sheets)

    def _demand_before_panel(self, otherwise: str) -> None:
        if self.now > self._file.evaluation_rules.panel_at:
            raise Refused(f"The panel has met; {otherwise}.")


def refuse(reason: str | None) -> None:
    if reason is not None:
        raise Refused(reason)
