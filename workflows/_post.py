"""Sending letters from a workflow: at once if possible, else as work that is seen and retried."""

from collections.abc import Sequence
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.mail import InviteOrder, LetterOrder, MailActivities, MailSent
    from delegation.letter import Letter
    from workflows._options import SEND, SEND_AT_ONCE

AWAY = (ActivityError, ApplicationError)
"""How a local activity fails: its last error may come without the `ActivityError` around it."""
BATCH = 50
"""Letters per activity: large enough to keep histories small, small enough to heartbeat."""
FEW = 6
"""Calendar revisions that fit into a workflow task."""


async def post(delegation: str, letter: Letter, written_at: datetime) -> MailSent:
    """Send one letter within the workflow task; if mail is away, as an activity that waits for it."""
    order = LetterOrder(delegation=delegation, letters=(letter,), written_at=written_at)
    summary = f"{letter.name} {letter.sequence}"
    try:
        return await workflow.execute_local_activity_method(
            MailActivities.send_letters, order, summary=summary, **SEND_AT_ONCE
        )
    except AWAY:
        return await workflow.execute_activity_method(
            MailActivities.send_letters, order, summary=summary, **SEND
        )


async def post_all(delegation: str, letters: Sequence[Letter], written_at: datetime, summary: str) -> None:
    """Send many letters, in batches one after the other."""
    for first in range(0, len(letters), BATCH):
        batch = tuple(letters[first : first + BATCH])
        await workflow.execute_activity_method(
            MailActivities.send_letters,
            LetterOrder(delegation=delegation, letters=batch, written_at=written_at),
            summary=f"{summary}: {len(batch)} letters",
            **SEND,
        )


async def post_invites(order: InviteOrder, summary: str) -> MailSent:
    """Send a letter and calendar revisions to one recipient, strictly in order.

    A few go at once within the workflow task, as a letter does; a whole programme is an activity.
    """
    if len(order.revisions) <= FEW:
        try:
            return await workflow.execute_local_activity_method(
                MailActivities.send_invites, order, summary=summary, **SEND_AT_ONCE
            )
        except AWAY:
            pass  # mail is away: goes on where it is seen
    return await workflow.execute_activity_method(MailActivities.send_invites, order, summary=summary, **SEND)
