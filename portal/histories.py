"""Histories that leave Temporal: without their seals, so that they can be read wherever they are kept."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import History
from temporalio.client import Client, WorkflowHistory

from activities.engine import EngineSeals

Kind = TypeVar("Kind", bound=Message)


def in_clear(history: WorkflowHistory, client: Client) -> WorkflowHistory:
    """The history as if it had never been sealed; what is packed stays packed, and it replays as before.

    Raises:
        EngineKeyMissing: a key that sealed a part of it is not at hand.
        ValueError: a part is damaged.
    """
    codec = client.data_converter.payload_codec
    copy = History(events=history.events)
    if isinstance(codec, EngineSeals):
        for payload in list(_every(copy, Payload)):
            payload.CopyFrom(codec.opened(payload))
    for failure in list(_every(copy, Failure)):
        _say(failure)
    return WorkflowHistory(history.workflow_id, list(copy.events))


def _say(failure: Failure) -> None:
    """What went wrong, in the failure's own fields again."""
    if failure.HasField("encoded_attributes"):
        said = json.loads(failure.encoded_attributes.data)
        failure.message, failure.stack_trace = said.get("message", ""), said.get("stack_trace", "")
        failure.ClearField("encoded_attributes")


def _every(message: Message, kind: type[Kind]) -> Iterator[Kind]:
    """All messages of a kind that are in this one, however deep."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in _parts(value):
            if isinstance(part, kind):
                yield part
            yield from _every(part, kind)


def _parts(value: object) -> Iterator[Message]:
    """The messages of one field: it may be a single one, a list, or a map."""
    if isinstance(value, Message):
        yield value
    elif isinstance(value, Mapping):
        yield from (one for one in value.values() if isinstance(one, Message))
    elif isinstance(value, Iterable):
        yield from value
