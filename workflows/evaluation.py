"""Workflow `Evaluation`: score sheets are asked for, handed in, reminded of, and closed for the panel."""

from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, EvaluationOrder
    from delegation.correspondence import about_scores
    from delegation.evaluation import Scoresheet, Scoresheets
    from delegation.ids import delegation_workflow_id
    from delegation.letter import LetterName
    from delegation.selecting.assignment import Assignment
    from delegation.selecting.score_sheets import owed, problem_with, with_sheets
    from delegation.status import EvaluationClosed, EvaluationStart, EvaluationView
    from delegation.tempo import Dated, Standing
    from workflows._options import SOLVE

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._clock import Clock
    from workflows._post import post_all


@workflow.defn(name="Evaluation")
class EvaluationWorkflow:
    """Every application gets its score sheets by the day of the panel, a third where two disagree."""

    @workflow.init
    def __init__(self, start: EvaluationStart) -> None:
        self._start = start
        self._rules = start.file.evaluation
        self._clock = Clock(start.tempo)
        self._assignment = Assignment()
        self._sheets: tuple[Scoresheet, ...] = ()
        self._is_busy = True

    @workflow.run
    async def run(self, start: EvaluationStart) -> None:
        await self._wait(self._rules.opens_at, "Evaluation opens")
        await self._ask_evaluators()
        await self._wait(self._rules.closes_at, "Score sheets are due", until_complete=True)
        await self._remind()
        await self._wait(self._rules.panel_at, "Panel meets", until_complete=True)
        await self._ask_third_opinions()
        await self._wait(self._rules.panel_at, "Panel meets")
        await self._hand_back()

    @workflow.update(description="An evaluator hands in score sheets; a later one replaces the earlier.")
    def hand_in(self, sheets: Scoresheets) -> EvaluationView:
        self._clock.hear(sheets)
        self._sheets = with_sheets(self._sheets, sheets)
        self._show()
        return self.view()

    @hand_in.validator
    def _may_hand_in(self, sheets: Scoresheets) -> None:
        if self._clock.time_of(sheets) > self._rules.panel_at:
            raise ValueError("The panel has met; score sheets are no longer taken.")
        problem = problem_with(sheets, self._assignment, self._rules)
        if problem is not None:
            raise ValueError(problem)

    @workflow.signal(description="In a rehearsal: the trip's clock has moved on.")
    def time_passed(self, moment: Dated) -> None:
        self._clock.hear(moment)

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        return Standing(
            is_settled=not self._is_busy and workflow.all_handlers_finished(),
            waiting_until=self._clock.next_deadline,
            now=self._clock.now(),
        )

    @workflow.query(description="Who was asked, and who still owes score sheets.")
    def view(self) -> EvaluationView:
        return EvaluationView(
            assignment=self._assignment,
            sheets=len(self._sheets),
            owed=owed(self._assignment, self._sheets),
            waiting_until=self._clock.next_deadline,
            is_settled=not self._is_busy and workflow.all_handlers_finished(),
            now=self._clock.now(),
        )

    async def _ask_evaluators(self) -> None:
        self._assignment = await workflow.execute_activity_method(
            DecisionActivities.assign_evaluators,
            self._order(),
            summary=f"Evaluators for {len(self._start.applications)} applications",
            **SOLVE,
        )
        await self._write_to(owed(self._assignment, self._sheets), first=True)

    async def _ask_third_opinions(self) -> None:
        """Where two scores lie too far apart, a third evaluator is asked before the panel meets."""
        found = await workflow.execute_activity_method(
            DecisionActivities.find_third_opinions, self._order(), summary="Third opinions", **SOLVE
        )
        if not found.further:
            return
        self._assignment = self._assignment.with_third_opinions(found.further)
        asked = {one.application for one in found.further}
        due = {
            evaluator: tuple(name for name in applications if name in asked)
            for evaluator, applications in owed(self._assignment, self._sheets).items()
        }
        asked_now = {evaluator: names for evaluator, names in due.items() if names}
        await self._write_to(asked_now, first=True, round_=1)

    async def _remind(self) -> None:
        """Write only to those who owe score sheets."""
        await self._write_to(owed(self._assignment, self._sheets), first=False)

    async def _write_to(self, due: dict[str, tuple[str, ...]], *, first: bool, round_: int = 0) -> None:
        name = LetterName.SCORES_WANTED if first else LetterName.SCORES_OVERDUE
        organisations = {one.participant: one.facts.organisation for one in self._start.applications}
        letters = [
            about_scores(name, self._start.file, evaluator, applications, organisations, round_)
            for evaluator, applications in sorted(due.items())
        ]
        if letters:
            summary = "Score sheets wanted" if first else "Score sheets overdue"
            await post_all(self._start.delegation, letters, self._clock.now(), summary)
        self._show()

    async def _hand_back(self) -> None:
        delegation = workflow.get_external_workflow_handle(delegation_workflow_id(self._start.delegation))
        closed = EvaluationClosed(at=self._clock.now(), assignment=self._assignment, sheets=self._sheets)
        try:
            await delegation.signal("evaluation_closed", closed)
        except ApplicationError:
            workflow.logger.warning("The delegation is gone; its evaluation ends without it")

    async def _wait(self, deadline: datetime, summary: str, *, until_complete: bool = False) -> None:
        self._is_busy = False
        await self._clock.until(deadline, self._is_complete if until_complete else None, summary=summary)
        self._is_busy = True

    def _is_complete(self) -> bool:
        return not owed(self._assignment, self._sheets)

    def _order(self) -> EvaluationOrder:
        return EvaluationOrder(
            applications=self._start.applications,
            evaluation=self._rules,
            assignment=self._assignment,
            sheets=self._sheets,
        )

    def _show(self) -> None:
        due = owed(self._assignment, self._sheets)
        rows = [f"- {evaluator}: {len(names)} to go" for evaluator, names in due.items()]
        workflow.set_current_details("\n".join([f"**{len(self._sheets)} score sheets**", "", *rows]))
