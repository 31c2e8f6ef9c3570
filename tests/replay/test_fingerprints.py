"""Fingerprints: no command, handler or phase of a workflow changes unseen."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner

from delegation.file import Phase
from delegation.host_state import HostEnd, HostStart
from delegation.reading.delegation_file import read_delegation
from portal.starting import first_day, starter_files, starters
from tests.replay.fingerprints import commands_of, fingerprint_of, handlers, phases_passed, remembered
from tests.replay.kept import kept, name_of, read_history, start_of, text_of
from tests.replay.replaying import replay
from workflows.host import HostWorkflow

WRITE = "python -m tests.replay.fingerprints"
KEEP = "python -m tests.replay.keep_histories"


def of(name: str) -> Path:
    (found,) = (path for path in kept() if name_of(path) == name)
    return found


def changes(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """Each difference in a line: `- was`, `+ is`."""
    lost = [f"- {key}: {before[key]}" for key in before if before[key] != after.get(key)]
    return lost + [f"+ {key}: {after[key]}" for key in after if after[key] != before.get(key)]


@pytest.mark.parametrize("path", kept(), ids=name_of)
def test_a_kept_history_commands_what_it_did_when_it_was_kept(path: Path) -> None:
    before = remembered()["histories"].get(name_of(path))
    assert before is not None, f"{name_of(path)} has no fingerprint yet; look at its commands, then: {WRITE}"

    now = fingerprint_of(read_history(text_of(path)))
    differences = "\n  ".join(changes(before["kinds"], now.kinds)) or "the same commands in another order"
    assert now.sha256 == before["sha256"], (
        f"The kept history {name_of(path)} was replaced, and its commands are others:\n  {differences}\n"
        "Workflows that ran as the old one did are no longer proven to go on: keep the old history beside the"
        " new one, under another name, and guard the change with workflow.patched; or say why none is left."
        f" Then: {WRITE}"
    )


def test_no_fingerprint_is_left_of_a_history_that_is_gone() -> None:
    gone = set(remembered()["histories"]) - {name_of(path) for path in kept()}

    assert gone == set(), (
        f"These histories are no longer kept; bring them back, or say why they may go: {WRITE}"
    )


def test_every_workflow_is_told_and_asked_what_it_was_before() -> None:
    before, now = remembered()["handlers"], handlers()
    workflows = sorted({*before, *now})
    found = {one: changes(before.get(one, {}), now.get(one, {})) for one in workflows}
    told = "\n".join(f"{one}\n  " + "\n  ".join(lines) for one, lines in found.items() if lines)

    assert not told, (
        f"What these workflows can be told has changed:\n{told}\n"
        "What is lost (-) can still be on its way to a workflow under way, and stands in its history: keep a"
        " handler of that name, and every field of what it takes, until none is left. What is new (+) is safe"
        f" when nobody sends it to workers of the old version. Then: {WRITE}"
    )


def test_every_phase_is_passed_by_a_kept_history() -> None:
    histories = [read_history(text_of(path)) for path in kept() if path.parent.name == "delegation"]
    passed = set().union(*map(phases_passed, histories))

    missing = sorted(one.value for one in set(Phase) - passed)
    assert missing == [], (
        f"No kept history passes {missing}; play a story of it in tests/replay, then: {KEEP}"
    )


def test_every_way_through_the_phases_that_a_starter_takes_is_kept_to_its_end() -> None:
    ends = {
        tuple(start_of(history)["file"]["phases"])
        for history in (read_history(text_of(path)) for path in kept() if path.parent.name == "delegation")
        if commands_of(history)[-1] == "workflow_execution_completed"
    }
    monday = first_day(date(2027, 1, 1) + timedelta(days=7))
    files = {
        like: starter_files(like, "mine", "Mine", "me", monday)["delegation.yaml"] for like in starters()
    }
    ways = {like: tuple(read_delegation(text, like).phases) for like, text in files.items()}

    missing = [f"{like}: {' > '.join(way)}" for like, way in ways.items() if way not in ends]
    assert missing == [], f"No kept history goes these ways to the end: {missing}; play a story, then: {KEEP}"


@workflow.defn(name="Host")
class HastyHost(HostWorkflow):
    """Waits a second before it begins: one command more than the hosts under way gave."""

    @workflow.init
    def __init__(self, start: HostStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: HostStart) -> HostEnd:
        await workflow.sleep(1)
        return await super().run(start)


@workflow.defn(name="Host")
class GuardedHost(HostWorkflow):
    """The same change, for those only who begin after it."""

    @workflow.init
    def __init__(self, start: HostStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: HostStart) -> HostEnd:
        if workflow.patched("a-second-first"):
            await workflow.sleep(1)
        return await super().run(start)


async def test_a_command_more_is_told_with_the_workflow_and_what_to_do() -> None:
    with pytest.raises(AssertionError) as failed:
        await replay(of("host-cancelled"), [HastyHost], UnsandboxedWorkflowRunner())

    said = str(failed.value)
    assert "Workflow Host does not do what it did in the kept history host-cancelled" in said
    assert "Nondeterminism error" in said
    assert 'workflow.patched("what-is-new")' in said
    assert KEEP in said


async def test_a_change_that_is_guarded_lets_those_under_way_go_on() -> None:
    await replay(of("host-cancelled"), [GuardedHost], UnsandboxedWorkflowRunner())


def test_a_handler_that_is_lost_and_one_whose_type_changed_are_both_told() -> None:
    before = {"signal asked": "HostAsked -> nothing", "update answer": "HostAnswer -> nothing"}
    now = {"update answer": "Answer -> nothing", "query view": "nothing -> HostView"}

    assert changes({**before}, {**now}) == [
        "- signal asked: HostAsked -> nothing",
        "- update answer: HostAnswer -> nothing",
        "+ update answer: Answer -> nothing",
        "+ query view: nothing -> HostView",
    ]


def test_commands_in_another_order_make_another_fingerprint() -> None:
    history = read_history(text_of(of("host-cancelled")))
    events = list(history.events)
    turned = type(history)(history.workflow_id, events[::-1])

    assert commands_of(turned) == commands_of(history)[::-1] != commands_of(history)
    assert fingerprint_of(turned).kinds == fingerprint_of(history).kinds
    assert fingerprint_of(turned).sha256 != fingerprint_of(history).sha256
