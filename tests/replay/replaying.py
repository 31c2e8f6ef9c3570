"""Replaying a history, and saying what to do when it does not go as before."""

from collections.abc import Sequence
from pathlib import Path

from temporalio import workflow
from temporalio.worker import Replayer, WorkflowRunner

from activities.adapters.payloads import data_converter
from tests.replay.kept import name_of, read_history, text_of, workflow_type_of
from worker import WORKFLOWS, runner

WHAT_TO_DO = """\
Workflow {type} does not do what it did in the kept history {name}:
  {difference}
Every {type} under way would stop at this point. Either
 - it was not meant: undo the change of workflows/ or of what it computes in delegation/; or
 - it was meant: keep the old way for those under way,
       if workflow.patched("what-is-new"): <the new way>   else: <the old way>
   and keep a history of the new way: python -m tests.replay.keep_histories, then
   python -m tests.replay.fingerprints; or
 - no {type} is under way anywhere: keep its histories anew with the same commands, and say so in the commit.
"""


async def replay(
    path: Path,
    workflows: Sequence[type] = WORKFLOWS,
    workflow_runner: WorkflowRunner | None = None,
) -> None:
    """Raises AssertionError with what to do when today's code commands something else than the history."""
    history = read_history(text_of(path))
    replayer = Replayer(
        workflows=workflows, data_converter=data_converter(), workflow_runner=workflow_runner or runner()
    )
    try:
        await replayer.replay_workflow(history)
    except workflow.NondeterminismError as error:
        said = str(error).replace("\\n", "\n").strip()
        kind = workflow_type_of(history)
        raise AssertionError(WHAT_TO_DO.format(type=kind, name=name_of(path), difference=said)) from None
