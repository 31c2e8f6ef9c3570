"""Evaluation and selection: scores are collected, the group is solved, the panel decides and publishes."""

from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, SelectionOrder
    from delegation.amending import amended, as_amended, earlier_adjustments
    from delegation.application import ApplicationStatus, Applied
    from delegation.cut_offs import evaluation_for, is_first
    from delegation.evaluation_state import EvaluationClosed, EvaluationStart
    from delegation.panel import Adjust, settled
    from delegation.reporting import places_of
    from delegation.selecting.assignment import Assignment
    from delegation.selecting.inputs import SelectionInputs
    from delegation.selecting.later_round import joined
    from delegation.selecting.scoring import Evaluated
    from workflows._options import SOLVE

from workflows._call import counting_for, cut_off_of
from workflows._desk import Desk
from workflows._places import open_offers, waiting

TO_DECIDE = "The selection is solved and waits for the panel's decision: selection decide"
TO_PUBLISH = "The panel has decided. Nothing is sent before it is published: selection publish"


def under_evaluation(desk: Desk, name: str) -> tuple[Applied, ...]:
    """The eligible applications for a cut-off, in the order of their ids."""
    wanted = ApplicationStatus.UNDER_EVALUATION
    return tuple(one for one in counting_for(desk, name) if one.status is wanted)


# --- evaluation --------------------------------------------------------------------------------------


async def hold_evaluation(desk: Desk, name: str) -> None:
    """Have every eligible application scored; the evaluation is a workflow of its own and reports back."""
    evaluation = evaluation_for(desk.file, cut_off_of(desk, name))
    later = "" if is_first(desk.file, name) else name
    start = EvaluationStart(
        delegation=desk.slug,
        file=desk.file.model_copy(update={"evaluation": evaluation}),
        tempo=desk.clock.tempo,
        applications=under_evaluation(desk, name),
        cut_off=later,
    )
    _ = await workflow.start_child_workflow(
        "Evaluation",
        start,
        id=evaluation_id(later),
        parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        static_summary=f"Evaluation of {len(start.applications)} applications",
        search_attributes=workflow.info().typed_search_attributes,
    )
    if not await desk.until_met(lambda: later in desk.evaluations_closed):
        await _stop_evaluation(later)


def evaluation_id(later: str) -> str:
    own = f"{workflow.info().workflow_id}/evaluation"
    return f"{own}/{later}" if later else own


async def _stop_evaluation(later: str) -> None:
    """The delegation is cancelled: nobody is asked for score sheets any more."""
    evaluation = workflow.get_external_workflow_handle(evaluation_id(later))
    try:
        await evaluation.cancel()
    except ApplicationError:
        workflow.logger.info("The evaluation has ended already")


def close_evaluation(desk: Desk, closed: EvaluationClosed) -> None:
    """Put the score sheets on the desk, beside those of earlier cut-offs."""
    state = desk.state
    desk.set(
        assignment=Assignment(assigned=(*state.assignment.assigned, *closed.assignment.assigned)),
        sheets=(*state.sheets, *closed.sheets),
        conflicts=(*state.conflicts, *closed.conflicts),
        relieved=(*state.relieved, *closed.relieved),
    )
    for evaluator, applications in sorted(closed.missing.items()):
        text = f"{evaluator} handed in no score sheet for {', '.join(applications)}; scored without"
        desk.note_task(f"sheets-{evaluator}", text)
    desk.evaluations_closed.add(closed.cut_off)


# --- selection ---------------------------------------------------------------------------------------


async def hold_selection(desk: Desk) -> None:
    """Solve the selection from the scores held on the day of the panel; the panel decides and publishes."""
    await solve(desk)
    await until_published(desk)
    await desk.until(desk.file.offer_rules.sent_at, summary="Letters are sent")


async def until_published(desk: Desk, deadline: datetime | None = None, task: str = TO_DECIDE) -> bool:
    """Wait for the panel's decision and its publication. False if neither came by `deadline`."""
    desk.note_task("decide", task)

    def is_published() -> bool:
        return desk.state.publication is not None

    if deadline is None:
        published = await desk.until_met(is_published)
    else:
        published = await desk.until(deadline, is_published, summary="The panel decides until")
    desk.drop_task("decide")
    desk.drop_task("publish")
    return published


def selection_inputs(desk: Desk) -> SelectionInputs:
    """What the next selection looks at, also for trying changes outside the workflow."""
    opened = amended(desk.opened_with, desk.state.moved_cut_offs, earlier_adjustments(desk.state))
    return SelectionInputs(
        applications=under_evaluation(desk, desk.deciding),
        sheets=desk.state.sheets,
        evaluation=opened.evaluation_rules,
        rules=opened.selection_rules,
        adjustments=desk.state.adjustments,
        holding=holding(desk),
        earlier=evaluated_earlier(desk),
    )


def holding(desk: Desk) -> tuple[str, ...]:
    """Who holds or is offered a place, by the application it was given for."""
    return (*places_of(desk.state.delegates, desk.state), *open_offers(desk))


def evaluated_earlier(desk: Desk) -> tuple[Evaluated, ...]:
    """Who was evaluated for an earlier cut-off and holds a place, or waits for one."""
    joining = {one.participant for one in under_evaluation(desk, desk.deciding)}
    known = {*holding(desk), *waiting(desk)} - joining
    return tuple(one for one in desk.state.evaluated if one.participant in known)


async def adjust_selection(desk: Desk, adjust: Adjust) -> str:
    """Solve anew with what the panel changed; an earlier decision no longer stands."""
    desk.set(adjustments=(*desk.state.adjustments, adjust), decision=None)
    desk.set(file=as_amended(desk.opened_with, desk.state))
    desk.drop_task("publish")
    await solve(desk)
    desk.note_task("decide", TO_DECIDE)
    selection = desk.state.selection
    if selection is None or selection.clash:
        clash = ", ".join(selection.clash) if selection else ""
        return f"Solved anew: no group keeps these rules together: {clash}. Change one of them."
    return f"Solved anew: {selection.objective / 100:.2f} points in total. See 'selection preview'."


async def solve(desk: Desk) -> None:
    """The best group of those who applied for the cut-off that is decided now, beside who holds a place."""
    now_holding, on_list = holding(desk), waiting(desk)
    rulings = settled(desk.file.selection_rules, desk.file.evaluation_rules, desk.state.adjustments).rulings
    order = SelectionOrder(
        applications=under_evaluation(desk, desk.deciding),
        sheets=desk.state.sheets,
        evaluation=desk.file.evaluation_rules,
        rules=desk.file.selection_rules,
        rulings=rulings,
        earlier=evaluated_earlier(desk),
        holding=now_holding,
    )
    solved = await workflow.execute_activity_method(
        DecisionActivities.solve_selection, order, summary="Balanced selection with reasons", **SOLVE
    )
    joining = {one.participant for one in solved.evaluated}
    known = {one.participant for one in order.earlier}
    desk.solved_from, desk.held_when_solved = (*sorted(known), *sorted(joining)), now_holding
    others = tuple(one for one in desk.state.evaluated if one.participant not in joining)
    before = desk.state.published
    selection = joined(before, solved.selection, joining, on_list) if before else solved.selection
    desk.set(
        evaluated=(*others, *solved.evaluated),
        selection=selection,
        comments={**desk.state.comments, **solved.comments},
    )
