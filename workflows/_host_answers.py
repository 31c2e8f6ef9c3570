"""What hosts answer, as the delegation hears it: fed into the planning, or carried through as a change."""

from collections.abc import Mapping
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.amending import as_amended
    from delegation.change import Change, Urgency
    from delegation.change_naming import next_number
    from delegation.command_rules import why_not_change
    from delegation.host_changes import consequences, withdrawn
    from delegation.host_letters import (
        answer_task_id,
        confirm_task_id,
        requests_task_id,
        requests_to,
        withdrawal_task,
        withdrawal_task_id,
    )
    from delegation.host_rules import host_wishes
    from delegation.hosting import HostAnswer, HostWithdrawal

from workflows._changes import NO_TASKS, make_change
from workflows._desk import Desk

SOON = timedelta(days=2)
"""Before the trip: from then on those affected are told at once."""


async def hear_host(desk: Desk, answer: HostAnswer) -> None:
    """Keep the host's last word; what is published already is changed, or becomes a task."""
    before = next((one for one in desk.state.host_answers if one.host == answer.host), None)
    others = tuple(one for one in desk.state.host_answers if one.host != answer.host)
    answers = tuple(sorted((*others, answer), key=lambda one: one.host))
    desk.set(host_answers=answers)
    desk.set(file=as_amended(desk.opened_with, desk.state))
    _drop_what_is_answered(desk, answer)
    if desk.state.plan is None or desk.state.cancelled or _has_withdrawn(desk, answer.host):
        return
    wishes = host_wishes(answers)
    desk.set(plan=desk.state.plan.model_copy(update={"host_wishes": wishes}))
    found = consequences(
        answer,
        desk.state.plan,
        before=before,
        number=next_number("host", desk.state.changes),
        urgency=_urgency(desk),
    )
    refused = [sentence for change in found.changes if (sentence := await _carried_out(desk, change))]
    _note(desk, answer_task_id(answer.host), "; ".join((*found.for_a_person, *refused)))


async def hear_withdrawal(desk: Desk, withdrawal: HostWithdrawal) -> None:
    """The host receives nobody: what it had is freed, and what nobody receives now is a task."""
    if _has_withdrawn(desk, withdrawal.host):
        return
    plan = desk.state.plan
    items = plan.itinerary.items if plan else desk.file.itinerary
    desk.set(withdrawn_hosts=(*desk.state.withdrawn_hosts, withdrawal))
    desk.set(file=as_amended(desk.opened_with, desk.state))
    for settled in (confirm_task_id, requests_task_id, answer_task_id):
        desk.drop_task(settled(withdrawal.host))
    if desk.state.cancelled:
        return
    task_id, lost, refused = withdrawal_task_id(withdrawal.host), withdrawal_task(withdrawal, items), ""
    if plan is not None:
        number = next_number("host", desk.state.changes)
        change = withdrawn(withdrawal, number=number, urgency=_urgency(desk))
        refused = await _carried_out(desk, change, {task_id: lost} if lost else {})
    _note(desk, task_id, "; ".join(one for one in (lost, refused) if one))


async def _carried_out(desk: Desk, change: Change, tasks: Mapping[str, str] = NO_TASKS) -> str:
    """Make the change, which leaves these tasks. Returns why it cannot be made; empty if it was."""
    refusal = why_not_change(change, desk.file, desk.state)
    if refusal is not None:
        return f"{change.author}: {change.reason.rstrip('.')}, but {refusal}"
    await make_change(desk, change, tasks)
    return ""


def _drop_what_is_answered(desk: Desk, answer: HostAnswer) -> None:
    if answer.confirmed:
        desk.drop_task(confirm_task_id(answer.host))
    answered = {wish.participant for wish in answer.wishes}
    asking = requests_to(answer.host, desk.state.wishes, desk.organisations())
    if all(one.participant in answered for one in asking):
        desk.drop_task(requests_task_id(answer.host))


def _note(desk: Desk, task_id: str, text: str) -> None:
    if text:
        desk.note_task(task_id, text)
    else:
        desk.drop_task(task_id)


def _has_withdrawn(desk: Desk, host: str) -> bool:
    return any(one.host == host for one in desk.state.withdrawn_hosts)


def _urgency(desk: Desk) -> Urgency:
    return Urgency.URGENT if desk.clock.now() >= desk.file.starts_at - SOON else Urgency.NORMAL
