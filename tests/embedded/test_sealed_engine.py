"""A real engine, worker and portal: whatever passes through them, nothing personal lies in clear on disk."""

import base64
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError

from composition import connect
from embedded.program import wait_until
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from embedded.temporal import TemporalServer
from engine import codec_readers, codec_record_file, engine_key_file
from portal.commands.parameters import now
from portal.histories import in_clear
from settings import Settings
from tests.canaries import metrics_of, search
from tests.embedded.planting import QUEUE, VALUE

WORKER = [sys.executable, "-m", "tests.embedded.planting"]
PORTAL = [sys.executable, "-m", "portal.web"]
PLAIN = "Planted on purpose, X7654321"
pytestmark = pytest.mark.timeout(300)


class Engine(NamedTuple):
    settings: Settings
    stack: Stack

    async def plant(self, workflow: str, workflow_id: str, value: str = VALUE) -> None:
        client = await connect(self.settings)
        await client.start_workflow(workflow, value, id=workflow_id, task_queue=QUEUE, static_summary=value)

    def temporal(self, *arguments: str) -> str:
        """What the real program prints."""
        binary = TemporalServer(self.settings.embedded, {}).binary()
        where = ("--address", self.settings.embedded.temporal_address)
        done = subprocess.run(
            [binary, *arguments, *where], capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout

    def log(self, part: str) -> str:
        return (self.settings.embedded.log_directory / f"{part}.log").read_text(errors="replace")

    def looks(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in codec_record_file(self.settings).read_text().splitlines()]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    own = EmbeddedSettings.on_free_ports(tmp_path_factory.mktemp("sealed"))
    with Stack(own, worker_command=WORKER, portal_command=PORTAL) as stack:
        stack.wait_ready()
        yield Engine(Settings(embedded=own), stack)


async def come_to_rest(client: Client, workflow_id: str) -> None:
    """Let it handle the value in every way, and wait until it waits."""
    handle = client.get_workflow_handle(workflow_id)
    await handle.signal("hear", VALUE)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update("refuse", VALUE)
    assert str(refused.value.cause).endswith(f"{VALUE} is refused")
    assert await handle.query("heard") == [VALUE]


async def test_whatever_passes_through_the_engine_nothing_personal_is_left_on_disk(engine: Engine) -> None:
    client = await connect(engine.settings)
    await engine.plant("Planted", "planted-1")
    await engine.plant("Defective", "defective-1")
    await come_to_rest(client, "planted-1")
    assert wait_until(lambda: "ValueError" in engine.log("worker"), 30)
    await client.get_workflow_handle("planted-1").signal("hear", "end")
    assert await client.get_workflow_handle("planted-1").result() == VALUE

    directory = engine.settings.embedded.directory
    assert "ApplicationError PassportExpired" in engine.log("worker")
    assert b"temporal" in b"".join(metrics_of(directory).values())
    assert search(directory, [VALUE, "Katrin Lohmann", "X1000000"], metrics_of(directory)) == []


async def test_what_was_never_sealed_is_found(engine: Engine) -> None:
    start = ("--type", "Nobody", "--task-queue", "nobody", "--workflow-id", "never-sealed")
    engine.temporal("workflow", "start", *start, "--input", json.dumps(PLAIN))

    found = search(engine.settings.embedded.directory, [PLAIN])
    assert {one.place.partition(" ")[0] for one in found} >= {"temporal/temporal.db"}
    assert any(one.place.startswith("temporal/temporal.db ") for one in found)


async def test_an_engineer_reads_with_the_temporal_program_and_a_token(engine: Engine) -> None:
    await engine.plant("Planted", "planted-2")
    client = await connect(engine.settings)
    await come_to_rest(client, "planted-2")
    token = codec_readers(engine.settings).grant("a.weber", now())
    codec = ("--codec-endpoint", f"{engine.settings.portal_address}/codec", "--codec-auth", f"Bearer {token}")

    closed = engine.temporal("workflow", "show", "--workflow-id", "planted-2", "-o", "json")
    opened = engine.temporal("workflow", "show", "--workflow-id", "planted-2", "-o", "json", *codec)
    record = engine.looks()

    written = base64.b64encode(json.dumps(VALUE).encode()).decode()  # as JSON holds payloads
    assert written not in closed
    assert written in opened
    assert VALUE in engine.temporal("workflow", "describe", "--workflow-id", "planted-2", *codec)
    assert {one["reader"] for one in record} >= {"a.weber"}
    assert all(one["namespace"] == "default" for one in record)
    assert VALUE not in json.dumps(record) + engine.log("portal")
    assert "a.weber looked at" in engine.log("portal")
    codec_readers(engine.settings).revoke("a.weber")


async def test_the_embedded_ui_gets_payloads_in_clear_with_what_it_was_told(engine: Engine) -> None:
    """Asks as the UI's page does in a browser: its settings first, then a history, then the codec."""
    await engine.plant("Planted", "planted-3")
    ui = engine.settings.embedded.temporal_ui_address
    told = read_json(f"{ui}/api/v1/settings")["Codec"]["Endpoint"]
    address = f"{ui}/api/v1/namespaces/default/workflows/planted-3/history"
    payloads = read_json(address)["history"]["events"][0]["workflowExecutionStartedEventAttributes"]["input"]

    headers = {"Origin": ui, "Content-Type": "application/json", "X-Namespace": "default"}
    shown = read_json(f"{told}/decode", json.dumps(payloads).encode(), headers)

    assert VALUE not in json.dumps(payloads)
    assert json.loads(base64.b64decode(shown["payloads"][0]["data"])) == VALUE


async def test_a_key_that_is_added_under_way_stops_nothing(engine: Engine) -> None:
    await engine.plant("Planted", "planted-4")
    client = await connect(engine.settings)
    await come_to_rest(client, "planted-4")
    added = engine_key_file(engine.settings).rotate()
    await client.get_workflow_handle("planted-4").signal("hear", "end")

    assert await client.get_workflow_handle("planted-4").result() == VALUE
    history = (await client.get_workflow_handle("planted-4").fetch_history()).to_json()
    first = engine_key_file(engine.settings).all()[0].id
    assert base64.b64encode(added.encode()).decode() in history
    assert base64.b64encode(first.encode()).decode() in history


async def test_a_history_that_is_kept_is_in_clear(engine: Engine) -> None:
    await engine.plant("Planted", "planted-5")
    client = await connect(engine.settings)
    await come_to_rest(client, "planted-5")
    history = await client.get_workflow_handle("planted-5").fetch_history()

    kept = in_clear(history, client)

    assert b"passport X1000000" not in b"".join(one.SerializeToString() for one in history.events)
    failed = [one.activity_task_failed_event_attributes.failure for one in kept.events]
    assert f"{VALUE} has expired" in [one.message for one in failed]
    assert (
        json.loads(kept.events[0].workflow_execution_started_event_attributes.input.payloads[0].data) == VALUE
    )
    assert "binary/encrypted" not in str(kept.events)


def read_json(address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    asked = urllib.request.Request(address, body, headers or {})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.load(answer)
