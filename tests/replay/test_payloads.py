"""Payloads: whatever was sent by earlier code is still read, and comes out as it went in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from temporalio.api.common.v1 import Payloads
from temporalio.client import WorkflowHistory

from activities.adapters.payloads import unpacked
from tests.contracts import activity_functions, messages, signature_of
from tests.replay.kept import kept, name_of, read_history, text_of, workflow_type_of

Sent = tuple[str, type[BaseModel], bytes]


def payloads_in(history: WorkflowHistory) -> Iterator[Sent]:
    """What was sent to whom: a name for it, the model that receives it today, the bytes as they were."""
    workflow_type = workflow_type_of(history)
    ordered: dict[int, str] = {}
    for event in history.events:
        if event.HasField("workflow_execution_started_event_attributes"):
            content = event.workflow_execution_started_event_attributes.input
            yield from _received(f"{workflow_type}.run", messages(), content)
        if event.HasField("workflow_execution_signaled_event_attributes"):
            signal = event.workflow_execution_signaled_event_attributes
            yield from _received(f"{workflow_type}.{signal.signal_name}", messages(), signal.input)
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            update = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
            yield from _received(f"{workflow_type}.{update.name}", messages(), update.args)
        if event.HasField("activity_task_scheduled_event_attributes"):
            task = event.activity_task_scheduled_event_attributes
            ordered[event.event_id] = task.activity_type.name
            yield from _received(task.activity_type.name, activity_functions(), task.input)
        if event.HasField("activity_task_completed_event_attributes"):
            done = event.activity_task_completed_event_attributes
            yield from _returned(ordered[done.scheduled_event_id], done.result)


def _received(name: str, functions: dict[str, object], content: Payloads) -> Iterator[Sent]:
    (model,), _ = signature_of(functions[name])
    yield f"to {name}", model, unpacked(content.payloads[0]).data


def _returned(name: str, content: Payloads) -> Iterator[Sent]:
    _, model = signature_of(activity_functions()[name])
    yield f"from {name}", model, unpacked(content.payloads[0]).data


@pytest.mark.parametrize("path", kept(), ids=name_of)
def test_what_was_sent_is_read_as_it_was_meant(path: Path):
    sent = list(payloads_in(read_history(text_of(path))))

    assert sent
    for name, model, content in sent:
        read = model.model_validate_json(content)
        assert model.model_validate_json(read.model_dump_json()) == read, name
