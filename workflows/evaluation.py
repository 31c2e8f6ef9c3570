"""Workflow `Evaluation`: score sheets are asked for, handed in, reminded of, and closed for the panel."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities
    from activities.reassigning import ReplacementActivities
    from delegation.evaluation import ConflictOfInterest, Relief, Scoresheets
    from delegation.evaluation_state import EvaluationClosed, EvaluationStart, EvaluationView, SheetsHeld
    from delegation.ids import delegation_workflow_id
    from delegation.letter import LetterName
    from delegation.score_letters import about_scores
    from delegation.selecting.score_sheets import problem_with, why_not_declare, why_not_relieve
    from delegation.status import Admitted
    from delegation.tempo import Dated, Standing
    from workflows._options import SOLVE

# Ours, and meant to be loaded anew with every workflow, so that the sandbox watches it too.
with workflow.unsafe.sandbox_import_notification_policy(workflow.SandboxImportNotificationPolicy.SILENT):
    from workflows._clock import Clock
    from workflows._post import post_all
    from workflows._score_sheets import Due, ScoreSheets

Step = Callable[[], Awaitable[None]]


@workflow.defn(name="Evaluation")
class EvaluationWorkflow:
    """Every application gets its score sheets by the day of the panel, a third where two disagree."""

    @workflow.init
    def __init__(self, start: EvaluationStart) -> None:
        self._start = start
        self._rules = start.file.evaluation_rules
        self._clock = Clock(start.tempo)
        self._sheets = ScoreSheets(start)
        self._letters: Counter[tuple[LetterName, str]] = Counter()
        self._one_by_one = asyncio.Lock()
        """Whoever looks for evaluators waits until the one before has found some."""
        self._has_opened = False
        self._is_over = False
        self._is_busy = True

    @workflow.run
    async def run(self, start: EvaluationStart) -> None:
        await self._until(self._rules.opens_at, "Evaluation opens")
        await self._ask_evaluators()
        for moment, what, step in self._steps():
            await self._collect_until(moment, what)
            await step()
        await self._collect_until(self._rules.panel_at, "Panel meets")
        await self._hand_back()

    # --- what people tell it ---------------------------------------------------------------------

    @workflow.update(description="An evaluator hands in score sheets; a later one replaces the earlier.")
    def hand_in(self, sheets: Scoresheets) -> EvaluationView:
        self._clock.hear(sheets)
        self._sheets.take(sheets)
        self._sheets.are_compared = False
        self._show()
        return self.view()

    @hand_in.validator
    def _may_hand_in(self, sheets: Scoresheets) -> None:
        self._demand_before_panel(sheets, "score sheets are no longer taken")
        _demand_nothing(problem_with(sheets, self._sheets.assignment, self._rules))

    @workflow.update(description="An evaluator must not score an application: somebody else does.")
    async def declare_conflict(self, conflict: ConflictOfInterest) -> EvaluationView:
        self._clock.hear(conflict)
        dated = conflict.model_copy(update={"at": self._clock.now()})
        await self._replace(lambda: self._sheets.declare(dated))
        return self.view()

    @declare_conflict.validator
    def _may_declare(self, conflict: ConflictOfInterest) -> None:
        self._demand_before_panel(conflict, "nothing can be scored by others any more")
        _demand_nothing(why_not_declare(conflict, self._sheets.assignment, self._rules))

    @workflow.update(description="An evaluator does not go on: the others share what they owe.")
    async def relieve(self, relief: Relief) -> EvaluationView:
        self._clock.hear(relief)
        dated = relief.model_copy(update={"at": self._clock.now()})
        await self._replace(lambda: self._sheets.relieve(dated))
        return self.view()

    @relieve.validator
    def _may_relieve(self, relief: Relief) -> None:
        self._demand_before_panel(relief, "nothing can be scored by others any more")
        _demand_nothing(why_not_relieve(relief, self._rules, self._sheets.relieved))

    @workflow.signal(description="The organiser admitted an application while the evaluation runs.")
    async def application_admitted(self, admitted: Admitted) -> None:
        self._clock.hear(admitted)
        applied = admitted.applied
        if self._is_over or applied.participant in self._sheets.applications:
            return
        if self._has_opened:
            await self._replace(lambda: self._sheets.admit(applied))
        else:
            _ = self._sheets.admit(applied)

    @workflow.signal(description="In a rehearsal: the trip's clock has moved on.")
    def time_passed(self, moment: Dated) -> None:
        self._clock.hear(moment)

    # --- what people see -------------------------------------------------------------------------

    @workflow.query(description="Whether it is at rest, and until when.")
    def standing(self) -> Standing:
        return Standing(
            is_settled=self._is_settled(), waiting_until=self._clock.next_deadline, now=self._clock.now()
        )

    @workflow.query(description="Who was asked, who still owes score sheets, and how far opinions differ.")
    def view(self) -> EvaluationView:
        return self._sheets.view(self._clock.now(), self._clock.next_deadline, is_settled=self._is_settled())

    @workflow.query(description="Every score sheet that counts so far.")
    def score_sheets(self) -> SheetsHeld:
        return self._sheets.everything_held()

    # --- one step after the other ------------------------------------------------------------------

    def _steps(self) -> list[tuple[datetime, str, Step]]:
        """What happens on which date between the opening and the panel, in order."""
        rules = self._rules
        steps: list[tuple[datetime, str, Step]] = [
            (moment, "Reminder of score sheets", self._remind_early) for moment in rules.reminded_at
        ]
        steps.append((rules.closes_at, "Score sheets are due", self._remind))
        if rules.reassigned_at is not None:
            steps.append((rules.reassigned_at, "What is owed goes to others", self._reassign))
        return sorted(steps, key=lambda step: step[0])

    async def _ask_evaluators(self) -> None:
        async with self._one_by_one:
            self._has_opened = True
            order = self._sheets.order()
            self._sheets.assignment = await workflow.execute_activity_method(
                DecisionActivities.assign_evaluators,
                order,
                summary=f"Evaluators for {len(order.applications)} applications",
                **SOLVE,
            )
        await self._want(self._sheets.owed)

    async def _ask_third_opinions(self) -> None:
        """Where two scores lie too far apart, a further evaluator is asked before the panel meets."""
        async with self._one_by_one:
            self._sheets.are_compared = True
            found = await workflow.execute_activity_method(
                DecisionActivities.find_third_opinions,
                self._sheets.order(),
                summary="Third opinions",
                **SOLVE,
            )
            asked = self._sheets.add(found.further, are_third=True)
        await self._want(asked, due_by=self._rules.panel_at)

    async def _remind_early(self) -> None:
        await self._write_to(LetterName.SCORES_WANTED, self._sheets.owed, self._rules.closes_at)

    async def _remind(self) -> None:
        """Write only to those who owe score sheets."""
        await self._write_to(LetterName.SCORES_OVERDUE, self._sheets.owed, self._rules.closes_at)

    async def _reassign(self) -> None:
        """Give what is owed to those who owe nothing; where nobody else is left, it stays."""
        due = self._sheets.owed
        await self._replace(lambda: self._sheets.take_away(due), keep=due)

    async def _replace(self, take: Callable[[], tuple[str, ...]], keep: Due | None = None) -> None:
        """Find others for the applications that are taken, and write to them.

        Those in `keep` are not asked, and keep what nobody else is left for.
        """
        async with self._one_by_one:
            names, besides = take(), tuple(sorted(keep or {}))
            if not names:
                return self._show()
            found = await workflow.execute_activity_method(
                ReplacementActivities.find_replacements,
                self._sheets.replacement_order(names, besides),
                summary=f"Evaluators for {len(names)} applications that miss one",
                **SOLVE,
            )
            asked = self._sheets.add(found.further)
            self._sheets.give_back(keep or {})
        await self._want(asked)

    async def _want(self, due: Due, *, due_by: datetime | None = None) -> None:
        usual = self._rules.closes_at if self._clock.now() < self._rules.closes_at else self._rules.panel_at
        await self._write_to(LetterName.SCORES_WANTED, due, due_by or usual)

    async def _write_to(self, name: LetterName, due: Due, until: datetime) -> None:
        organisations, letters = self._sheets.organisations(), []
        for evaluator, applications in sorted(due.items()):
            number = self._letters[name, evaluator]
            self._letters[name, evaluator] += 1
            letters.append(
                about_scores(name, self._start.file, evaluator, applications, organisations, until, number)
            )
            self._sheets.reminded[evaluator] = self._clock.now()
        if letters:
            summary = f"Letters {name.value}"
            await post_all(self._start.delegation, letters, self._clock.now(), summary)
        self._show()

    async def _hand_back(self) -> None:
        self._is_over = True
        await workflow.wait_condition(workflow.all_handlers_finished)
        delegation = workflow.get_external_workflow_handle(delegation_workflow_id(self._start.delegation))
        closed = EvaluationClosed(
            at=self._clock.now(),
            assignment=self._sheets.assignment,
            sheets=self._sheets.held,
            cut_off=self._start.cut_off,
            missing=self._sheets.owed,
            conflicts=self._sheets.conflicts,
            relieved=self._sheets.relieved,
        )
        try:
            await delegation.signal("evaluation_closed", closed)
        except ApplicationError:
            workflow.logger.warning("The delegation is gone; its evaluation ends without it")

    # --- waiting ---------------------------------------------------------------------------------

    async def _collect_until(self, deadline: datetime, what: str) -> None:
        """Take score sheets until then, and ask for third opinions as soon as they are wanted."""
        while await self._until(deadline, what, self._may_differ):
            await self._ask_third_opinions()

    async def _until(self, deadline: datetime, what: str, met: Callable[[], bool] | None = None) -> bool:
        self._is_busy = False
        was_met = await self._clock.until(deadline, met, summary=what)
        self._is_busy = True
        return was_met

    def _may_differ(self) -> bool:
        """Whether totals are to be compared: all are in, or it has closed and more came since."""
        now = self._clock.now()
        if self._sheets.are_compared or now >= self._rules.panel_at:
            return False
        return self._sheets.is_complete or now >= self._rules.closes_at

    def _is_settled(self) -> bool:
        return not self._is_busy and workflow.all_handlers_finished()

    def _demand_before_panel(self, message: Dated, otherwise: str) -> None:
        if self._is_over or self._clock.time_of(message) > self._rules.panel_at:
            raise ValueError(f"The panel has met; {otherwise}.")

    def _show(self) -> None:
        rows = [f"- {evaluator}: {len(names)} to go" for evaluator, names in self._sheets.owed.items()]
        workflow.set_current_details("\n".join([f"**{len(self._sheets.held)} score sheets**", "", *rows]))


def _demand_nothing(problem: str | None) -> None:
    """Refuse in the words of the problem, if there is one."""
    if problem is not None:
        raise ValueError(problem)
