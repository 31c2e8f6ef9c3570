"""Answers to invites as the delegation hears them: what is declined is passed on, else a person decides."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.answer_rules import answer_task, declined_appointment, task_id_of
    from delegation.change_naming import next_number
    from delegation.command_rules import why_not_change
    from delegation.invite import InviteReport

from workflows._changes import make_change
from workflows._desk import Desk


async def hear_answer(desk: Desk, report: InviteReport) -> None:
    """Pass on what was declined where that can be; note the rest as a task, and drop what is settled."""
    if desk.state.plan is None or desk.state.cancelled:
        return
    number = next_number("declined", desk.state.changes)
    change = declined_appointment(report, desk.state.plan.itinerary, number=number)
    if change is not None and why_not_change(change, desk.file, desk.state) is None:
        await make_change(desk, change)
        return
    text = answer_task(report, desk.slug)
    if text:
        desk.note_task(task_id_of(report), text)
    else:
        desk.drop_task(task_id_of(report))
