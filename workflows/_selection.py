"""Evaluation and selection: scores are collected, the group is solved, the panel decides."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, SelectionOrder
    from delegation.application import ApplicationStatus, Applied
    from delegation.status import EvaluationClosed, EvaluationStart
    from workflows._options import SOLVE

from workflows._desk import Desk


def under_evaluation(desk: Desk) -> tuple[Applied, ...]:
    """The eligible applications, in the order of their ids."""
    return tuple(one for one in desk.state.applied if one.status is ApplicationStatus.UNDER_EVALUATION)


async def hold_evaluation(desk: Desk) -> None:
    """Have every eligible application scored; the evaluation is a workflow of its own and reports back."""
    start = EvaluationStart(
        delegation=desk.slug, file=desk.file, tempo=desk.clock.tempo, applications=under_evaluation(desk)
    )
    _ = await workflow.start_child_workflow(
        "Evaluation",
        start,
        id=f"{workflow.info().workflow_id}/evaluation",
        parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        static_summary=f"Evaluation of {len(start.applications)} applications",
        search_attributes=workflow.info().typed_search_attributes,
    )
    if not await desk.until_met(lambda: desk.is_evaluation_closed):
        await _stop_evaluation()


async def _stop_evaluation() -> None:
    """The delegation is cancelled: nobody is asked for score sheets any more."""
    evaluation = workflow.get_external_workflow_handle(f"{workflow.info().workflow_id}/evaluation")
    try:
        await evaluation.cancel()
    except ApplicationError:
        workflow.logger.info("The evaluation has ended already")


def close_evaluation(desk: Desk, closed: EvaluationClosed) -> None:
    """Put the score sheets on the desk."""
    desk.set(assignment=closed.assignment, sheets=closed.sheets)
    desk.is_evaluation_closed = True


async def hold_selection(desk: Desk) -> None:
    """Solve the selection from the scores held on the day of the panel, and wait for its decision."""
    order = SelectionOrder(
        applications=under_evaluation(desk),
        sheets=desk.state.sheets,
        evaluation=desk.file.evaluation,
        rules=desk.file.selection,
    )
    solved = await workflow.execute_activity_method(
        DecisionActivities.solve_selection, order, summary="Balanced selection with reasons", **SOLVE
    )
    desk.set(evaluated=solved.evaluated, selection=solved.selection)
    desk.note_task("decide", "The selection is solved and waits for the panel's decision: selection decide")
    await desk.until_met(lambda: desk.state.decision is not None)
    desk.drop_task("decide")
    await desk.until(desk.file.offers.sent_at, summary="Letters are sent")
