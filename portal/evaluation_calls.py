"""The way to an evaluation: handing score sheets in, declaring conflicts, relieving evaluators."""

from typing import Any

from temporalio.client import WorkflowHandle

from delegation.evaluation import ConflictOfInterest, Relief, Scoresheets
from delegation.evaluation_state import EvaluationView, SheetsHeld
from delegation.ids import delegation_workflow_id
from portal.calls import Calls
from portal.wire import unique
from workflows.evaluation import EvaluationWorkflow


class EvaluationCalls(Calls):
    """What evaluators do. `cut_off` names a later cut-off; each has an evaluation of its own."""

    async def hand_in(self, slug: str, sheets: Scoresheets, *, cut_off: str = "") -> EvaluationView:
        """Hand in score sheets; a later one replaces the earlier. Raises Refused with the reason."""
        evaluation = self._evaluation(slug, cut_off)
        return await self._update(evaluation, EvaluationWorkflow.hand_in, sheets, unique("sheets"))

    async def declare_conflict(
        self, slug: str, conflict: ConflictOfInterest, *, cut_off: str = ""
    ) -> EvaluationView:
        """Declare that an evaluator must not score an application. Raises Refused when it is known."""
        once = f"conflict-{conflict.evaluator}-{conflict.application}"
        evaluation = self._evaluation(slug, cut_off)
        return await self._update(evaluation, EvaluationWorkflow.declare_conflict, conflict, once)

    async def relieve(self, slug: str, relief: Relief, *, cut_off: str = "") -> EvaluationView:
        """Give what an evaluator owes to the others. Raises Refused when it was done before."""
        once = f"relieve-{relief.evaluator}"
        return await self._update(self._evaluation(slug, cut_off), EvaluationWorkflow.relieve, relief, once)

    async def evaluation(self, slug: str, *, cut_off: str = "") -> EvaluationView:
        return await self._query(self._evaluation(slug, cut_off), EvaluationWorkflow.view)

    async def score_sheets(self, slug: str, *, cut_off: str = "") -> SheetsHeld:
        """Every score sheet that counts so far."""
        return await self._query(self._evaluation(slug, cut_off), EvaluationWorkflow.score_sheets)

    def _evaluation(self, slug: str, cut_off: str) -> WorkflowHandle[Any, Any]:
        own = f"{delegation_workflow_id(slug)}/evaluation"
        return self.client.get_workflow_handle(f"{own}/{cut_off}" if cut_off else own)
