"""Calls over the wire: repeated where the engine could not answer, and refused in the field's own words."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio.client import (
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import FailureError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from portal.errors import EngineAway, NotFound, Refused

PATIENCE = timedelta(seconds=60)
"""How long one call may take before it is tried again under the same id."""
TRY_AGAIN = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.ABORTED,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
)
TRIES = 8
TOO_SLOW = "TMPRL1101"
"""Of the worker: a workflow did not yield within two seconds, as on a machine with too much to do."""
SEALED = "Encoded failure"
"""All that the engine tells of why a query failed; our queries refuse nothing, so it was the machine."""

Said = TypeVar("Said")


async def patiently(call: Callable[[], Awaitable[Said]], not_found: str) -> Said:
    """Repeat a call that the engine could not answer just now, and put its refusals into words."""
    for attempt in range(TRIES):
        try:
            return await call()
        except WorkflowUpdateFailedError as error:
            raise Refused(_sentence(error)) from None
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
            if TOO_SLOW not in str(error) and str(error) != SEALED:
                raise NotFound(f"{not_found} {error}") from None
        except WorkflowAlreadyStartedError:
            raise Refused(not_found) from None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            pass
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise NotFound(not_found) from None
            if error.status not in TRY_AGAIN:
                raise
        await asyncio.sleep(min(0.2 * 2**attempt, 5))
    raise EngineAway("Temporal does not answer; see './legation doctor'. What was handed in is safe.")


def _sentence(error: WorkflowUpdateFailedError) -> str:
    """What the workflow said, without the name of the exception it said it with."""
    cause = error.cause
    return cause.message if isinstance(cause, FailureError) else str(cause)


def unique(kind: str) -> str:
    """An update id for one call and its repetitions on the wire.

    Where the last word counts it must not be made of the content: who says one thing, then another,
    then the first again means the first.
    """
    return f"{kind}-{uuid.uuid4().hex}"


def named(workflow_id: str) -> str:
    """`delegation/usa-2017/participant/a-01` in words: participant a-01 of usa-2017."""
    parts = workflow_id.split("/")
    match parts:
        case ["delegation", slug]:
            return f"delegation {slug!r}"
        case ["delegation", slug, "participant", participant]:
            return f"participant {participant.upper()!r} of delegation {slug!r}"
        case ["delegation", slug, ("host" | "agreement" | "exchange") as kind, name]:
            return f"{kind} {name!r} of delegation {slug!r}"
        case ["delegation", slug, "evaluation"]:
            return f"evaluation of delegation {slug!r}"
        case _:
            return f"workflow {workflow_id!r}"
