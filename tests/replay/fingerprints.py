"""Fingerprints: what each kept history commanded and what each workflow can be told, condensed into one file.

Write it anew with `python -m tests.replay.fingerprints` once a change is known to be safe for what runs now.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from delegation.file import Phase
from tests.contracts import definitions, signature_of
from tests.replay.kept import HISTORIES, kept, name_of, read_history, text_of

FILE = HISTORIES / "fingerprints.json"
PATCH = "core_patch"
"""The marker that `workflow.patched` leaves."""

NAMED: Mapping[str, Callable[[Any], str]] = {
    "activity_task_scheduled": lambda its: str(its.activity_type.name),
    "start_child_workflow_execution_initiated": lambda its: str(its.workflow_type.name),
    "signal_external_workflow_execution_initiated": lambda its: str(its.signal_name),
    "marker_recorded": lambda its: _marker(its),  # noqa: PLW0108 - it stands further down
    "upsert_workflow_search_attributes": lambda its: " ".join(sorted(its.search_attributes.indexed_fields)),
    "workflow_execution_continued_as_new": lambda its: str(its.workflow_type.name),
}
NAMELESS = (
    "timer_started",
    "timer_canceled",
    "activity_task_cancel_requested",
    "request_cancel_external_workflow_execution_initiated",
    "workflow_properties_modified",
    "workflow_execution_completed",
    "workflow_execution_failed",
    "workflow_execution_canceled",
)
"""With those above, every kind of event that a workflow commands."""


class Fingerprint(NamedTuple):
    """Of one history. Two are equal when the same was commanded in the same order."""

    sha256: str
    kinds: dict[str, int]
    """How often each command was given, so that people see what is different."""


def commands_of(history: WorkflowHistory) -> list[str]:
    """What the workflow commanded, in order: `activity_task_scheduled send_letters`."""
    return [command for event in history.events for command in _commands(event)]


def _commands(event: HistoryEvent) -> Iterator[str]:
    attributes = event.WhichOneof("attributes") or ""
    kind = attributes.removesuffix("_event_attributes")
    if kind in NAMED:
        yield f"{kind} {NAMED[kind](getattr(event, attributes))}"
    elif kind in NAMELESS:
        yield kind


def _marker(its: Any) -> str:  # Any: as protobuf has it
    if its.marker_name != PATCH:
        return str(its.marker_name)
    patch = json.loads(its.details["patch-data"].payloads[0].data)
    return f"patched {patch['id']}"


def fingerprint_of(history: WorkflowHistory) -> Fingerprint:
    commands = commands_of(history)
    digest = hashlib.sha256("\n".join(commands).encode()).hexdigest()
    return Fingerprint(digest, dict(sorted(Counter(commands).items())))


def handlers() -> dict[str, dict[str, str]]:
    """Of each workflow: how it is started and everything it can be told or asked, with the types."""
    found = {}
    for one in definitions():
        parts = {"run": one.run_fn}
        parts |= {f"update {name}": update.fn for name, update in one.updates.items() if name}
        parts |= {f"signal {name}": signal.fn for name, signal in one.signals.items() if name}
        parts |= {f"query {name}": query.fn for name, query in one.queries.items() if name}
        found[str(one.name)] = {part: _signature(function) for part, function in sorted(parts.items())}
    return found


def _signature(function: Callable[..., object]) -> str:
    arguments, returned = signature_of(function)
    return f"{', '.join(map(_type_name, arguments)) or 'nothing'} -> {_type_name(returned)}"


def _type_name(kind: object) -> str:
    if kind is None or kind is type(None):
        return "nothing"
    return kind.__name__ if isinstance(kind, type) else str(kind)


def phases_passed(history: WorkflowHistory) -> set[Phase]:
    """The phases in which a delegation was, as its search attribute says."""
    known = {one.value: one for one in Phase}
    passed = set()
    for event in history.events:
        fields = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
        if "DelegationPhase" in fields:
            passed.add(known.get(json.loads(fields["DelegationPhase"].data)))
    return {one for one in passed if one is not None}


def remembered() -> dict[str, Any]:
    """What the file says: `{"histories": {name: [sha256, kinds]}, "handlers": {workflow: {part: types}}}`."""
    content: dict[str, Any] = json.loads(FILE.read_text())
    return content


def write() -> None:
    histories = {name_of(path): fingerprint_of(read_history(text_of(path)))._asdict() for path in kept()}
    FILE.write_text(json.dumps({"handlers": handlers(), "histories": histories}, indent=1) + "\n")


if __name__ == "__main__":
    write()
    print(f"{FILE} is written; say in the commit why workflows under way can go on.")
