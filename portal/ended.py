"""What workflows said that have ended: they say the same for ever, so each is asked once.

A question to one that has ended makes a worker read its whole history again: two seconds for the year of a
delegation, and a page of the desk asks several.
"""

from collections import OrderedDict
from typing import Any

from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from portal.wire import PATIENCE

MOST_ANSWERS = 256


class Ended:
    """Answers of runs that are over, by run and question; the one not used for longest goes first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], object] = OrderedDict()

    def said(self, run: str, question: str) -> object | None:
        if (run, question) not in self._answers:
            return None
        self._answers.move_to_end((run, question))
        return self._answers[run, question]

    def note(self, run: str, question: str, answer: object) -> None:
        self._answers[run, question] = answer
        while len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)


async def run_over(handle: WorkflowHandle[Any, Any]) -> str | None:
    """The id of the last run if it is over. Raises RPCError where there is no such workflow."""
    seen = await handle.describe(rpc_timeout=PATIENCE)
    return None if seen.status is WorkflowExecutionStatus.RUNNING else seen.run_id
