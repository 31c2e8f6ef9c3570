"""The record of a published selection, kept with what it was solved from."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records import RecordActivities, RecordOrder
    from delegation.cut_offs import is_first
    from delegation.panel import settled
    from delegation.selecting.record import Deed
    from workflows._options import SOLVE

from workflows._desk import Desk


async def keep_record(desk: Desk) -> None:
    """Put on record who decided and published what, with everything it was solved from, signed."""
    state = desk.state
    if state.decision is None or state.publication is None or state.selection is None:
        return
    later = "" if is_first(desk.file, desk.deciding) else desk.deciding
    pool = set(desk.solved_from) if later else {one.participant for one in state.evaluated}
    order = RecordOrder(
        delegation=desk.slug,
        cut_off=later,
        made_at=desk.clock.now(),
        decided=Deed(by=state.decision.author, at=state.decision.at, note=state.decision.note),
        published=Deed(by=state.publication.author, at=state.publication.at),
        evaluated=tuple(one for one in state.evaluated if one.participant in pool),
        rules=desk.file.selection_rules,
        rulings=settled(desk.file.selection_rules, desk.file.evaluation_rules, state.adjustments).rulings,
        adjustments=state.adjustments,
        holding=desk.held_when_solved if later else (),
        selection=None if later else state.selection,
    )
    kept = await workflow.execute_activity_method(
        RecordActivities.keep_selection_record, order, summary="Record of the selection, signed", **SOLVE
    )
    desk.keep_documents(kept.documents)
