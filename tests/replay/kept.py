"""Histories that are kept: where they lie, and how they are read."""

import gzip
import json
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from activities.adapters.payloads import unpacked
from delegation.ids import (
    agreement_workflow_id,
    delegation_workflow_id,
    dispatch_workflow_id,
    exchange_workflow_id,
    host_workflow_id,
    participant_workflow_id,
    sweeper_workflow_id,
)

HISTORIES = Path(__file__).parent / "histories"
LARGE = 100_000
"""Bytes from which a history is packed."""


def kept() -> list[Path]:
    """`histories/<workflow type in lower case>/<what happened>.json`, large ones packed, in order."""
    return sorted((*HISTORIES.glob("*/*.json"), *HISTORIES.glob("*/*.json.gz")))


def name_of(path: Path) -> str:
    """As tests are called by: `participant-small-left`."""
    return f"{path.parent.name}-{path.name.partition('.')[0]}"


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()


def read_history(text: str) -> WorkflowHistory:
    """With the workflow id it had: it is made of what the workflow was started with."""
    return WorkflowHistory.from_json(workflow_id_of(WorkflowHistory.from_json("", text)), text)


def start_of(history: WorkflowHistory) -> dict[str, Any]:
    """What the workflow was started with."""
    started = history.events[0].workflow_execution_started_event_attributes
    content: dict[str, Any] = json.loads(unpacked(started.input.payloads[0]).data)
    return content


def workflow_id_of(history: WorkflowHistory) -> str:
    start = start_of(history)
    if "dispatch_of" in start:
        return dispatch_workflow_id(start["dispatch_of"])
    if "sweep_every_seconds" in start:
        return sweeper_workflow_id("delegations")
    return _part_of_delegation(start)


def _part_of_delegation(start: dict[str, Any]) -> str:
    if "exchange" in start:
        return exchange_workflow_id(start["delegation"], start["exchange"])
    if "agreement" in start:
        return agreement_workflow_id(start["delegation"], start["agreement"])
    if "host" in start:
        return host_workflow_id(start["delegation"], start["host"])
    if "participant" in start:
        return participant_workflow_id(start["delegation"], start["participant"])
    if "applications" in start:
        return f"{delegation_workflow_id(start['delegation'])}/evaluation"
    return delegation_workflow_id(start["file"]["slug"])


def workflow_type_of(history: WorkflowHistory) -> str:
    return history.events[0].workflow_execution_started_event_attributes.workflow_type.name


def keep(history: WorkflowHistory, story: str, folder: Path = HISTORIES) -> Path:
    """Store a history, without white space and without what tells the machine it ran on. Returns its path."""
    content = json.dumps(_anywhere(json.loads(history.to_json())), separators=(",", ":")).encode() + b"\n"
    is_large = len(content) > LARGE
    suffix = ".json.gz" if is_large else ".json"
    path = folder / workflow_type_of(history).lower() / f"{story}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if is_large else content)
    return path


def _anywhere(part: Any) -> Any:  # Any: whatever stands in JSON
    """The same, as if it had run on any machine: no names of processes and no stack traces."""
    if isinstance(part, list):
        return [_anywhere(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept_keys = {key: _anywhere(value) for key, value in part.items() if key != "stackTrace"}
    if "identity" in kept_keys:
        kept_keys["identity"] = "worker"
    if kept_keys.get("kind") == "TASK_QUEUE_KIND_STICKY":
        kept_keys["name"] = "worker"
    return kept_keys
