"""Replay: what ran with earlier code goes on with this one. Every workflow under way depends on it."""

from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.adapters.payloads import data_converter
from tests.replay.kept import kept, name_of, read_history, text_of, workflow_type_of
from tests.replay.replaying import replay
from worker import WORKFLOWS, runner


def replayer() -> Replayer:
    return Replayer(workflows=WORKFLOWS, data_converter=data_converter(), workflow_runner=runner())


def read(path: Path) -> WorkflowHistory:
    return read_history(text_of(path))


@pytest.mark.parametrize("path", kept(), ids=name_of)
async def test_a_workflow_that_ran_before_can_go_on(path: Path):
    await replay(path)


@pytest.mark.parametrize(
    ("before", "after"),
    [("solve_selection", "check_eligibility"), ("make_documents", "tell_participants")],
    ids=["other step", "other order"],
)
async def test_steps_in_another_order_are_noticed(before: str, after: str):
    (path,) = (path for path in kept() if name_of(path) == "delegation-whole-story")
    text = text_of(path)
    names = {
        f'{{"name":"{before}"}}': f'{{"name":"{after}"}}',
        f'{{"name":"{after}"}}': f'{{"name":"{before}"}}',
    }
    changed = text
    for number, name in enumerate(names):
        changed = changed.replace(name, f"<{number}>")
    for number, name in enumerate(names.values()):
        changed = changed.replace(f"<{number}>", name)

    assert changed != text
    with pytest.raises(workflow.NondeterminismError):
        await replayer().replay_workflow(read_history(changed))


def test_every_workflow_has_a_history_that_is_replayed():
    types = {workflow_type_of(read(path)) for path in kept()}

    assert types == {workflow._Definition.must_from_class(one).name for one in WORKFLOWS}


def test_kept_histories_stay_small_enough_to_be_cloned_by_everybody():
    assert sum(path.stat().st_size for path in kept()) < 3_500_000
