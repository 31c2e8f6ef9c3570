"""What a delegation waits for: work that failed and is tried again, as Temporal knows it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from delegation.fact import Fact
from delegation.status import DelegationStatus
from portal.wire import named

AT_ONCE = 16
"""Workflows asked beside each other."""
MOST = 2000
"""Workflows asked at most: a look must not become a burden."""

IN_WORDS = {
    "send_letters": "letters to leave",
    "send_invites": "invites to leave",
    "make_documents": "documents to be made",
    "refresh_documents": "documents to be made anew",
    "tell_participants": "participants to be told",
    "tell_hosts": "hosts to be told",
}
"""Others are said by their own name."""


class WorkWaiting(Fact):
    """One piece of work that failed at least once and is tried again until it is done."""

    workflow: str
    """Whose work it is: `delegation/usa-2017/participant/a-17`."""
    work: str
    """Name of the activity."""
    attempts: int
    """That failed."""
    since: AwareDatetime | None
    """Of the last attempt, in real time."""
    next_try: AwareDatetime | None
    """In real time; None while an attempt is under way."""
    reason: str
    """What the last attempt ended with: the kind of failure, never its words."""


class StatusShown(DelegationStatus):
    """Where a delegation stands, and what it waits for."""

    waits_for: tuple[WorkWaiting, ...] = ()


async def work_waiting(client: Client, slug: str) -> tuple[WorkWaiting, ...]:
    """Work of the delegation and of everybody in it that could not be done so far, longest first.

    Raises RPCError when the engine is away.
    """
    free, found = asyncio.Semaphore(AT_ONCE), []
    running = f'DelegationId = "{slug}" AND ExecutionStatus = "Running"'

    async def look(workflow_id: str) -> None:
        async with free:
            found.extend(await _waiting_in(client, workflow_id))

    ids = [one.id async for one in client.list_workflows(running, limit=MOST)]
    await asyncio.gather(*(look(one) for one in ids))
    return tuple(sorted(found, key=lambda one: (-one.attempts, one.workflow, one.work)))


def in_words(one: WorkWaiting) -> str:
    """A sentence for the organiser."""
    what = IN_WORDS.get(one.work, one.work.replace("_", " "))
    tries = "once" if one.attempts == 1 else f"{one.attempts} times"
    again = f"; next try {one.next_try:%H:%M:%S} UTC" if one.next_try else "; it is being tried now"
    return f"{named(one.workflow)} waits for {what}: tried {tries} ({one.reason}){again}."


async def _waiting_in(client: Client, workflow_id: str) -> list[WorkWaiting]:
    try:
        described = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return []
        raise
    pending = described.raw_description.pending_activities
    return [_shown(workflow_id, one) for one in pending if one.attempt > 1]


def _shown(workflow_id: str, pending: PendingActivityInfo) -> WorkWaiting:
    failure = pending.last_failure
    kind = failure.application_failure_info.type or failure.WhichOneof("failure_info") or "no answer"
    return WorkWaiting(
        workflow=workflow_id,
        work=pending.activity_type.name,
        attempts=pending.attempt - 1,
        since=_moment(pending, "last_started_time"),
        next_try=_moment(pending, "next_attempt_schedule_time"),
        reason=kind,
    )


def _moment(pending: PendingActivityInfo, field: str) -> datetime | None:
    if not pending.HasField(field):  # type: ignore[arg-type] # generated types name each field apart
        return None
    stamp: Any = getattr(pending, field)
    return datetime.fromtimestamp(stamp.seconds, UTC)
