"""Calls over the wire: a query that failed for want of time is asked again, though its reason is sealed."""

import pytest
from temporalio.client import WorkflowQueryFailedError

from portal.errors import NotFound
from portal.wire import SEALED, TOO_SLOW, patiently


@pytest.mark.parametrize("why", [SEALED, f"[{TOO_SLOW}] Potential deadlock detected"])
async def test_a_query_that_the_machine_was_too_slow_for_is_asked_again(why: str) -> None:
    asked: list[int] = []

    async def ask() -> str:
        asked.append(len(asked))
        if len(asked) < 3:
            raise WorkflowQueryFailedError(why)
        return "an answer"

    assert await patiently(ask, "There is none.") == "an answer"
    assert len(asked) == 3


async def test_a_query_that_failed_for_another_reason_is_told_at_once() -> None:
    async def ask() -> str:
        raise WorkflowQueryFailedError("no such query")

    with pytest.raises(NotFound, match="no such query"):
        await patiently(ask, "There is none.")
