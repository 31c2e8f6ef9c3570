import os
import signal
import socket

import pytest

from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded import background, object_store
from embedded.errors import AlreadyRunning, PortTaken, StackError
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from embedded.temporal import TemporalServer
from tests.embedded.processes import IDLE_WORKER, kill
from tests.embedded.temporal_cli import start_workflow, workflow_is_open


def test_every_part_is_up_and_says_where(stack: Stack, settings: EmbeddedSettings):
    seen = {part.name: part for part in background.status(settings)}

    assert {name: part.is_up for name, part in seen.items()} == {
        "temporal": True,
        "object-store": True,
        "mail": True,
        "worker": True,
        "portal": True,
    }
    assert seen["object-store"].address == f"http://127.0.0.1:{settings.s3_port}"
    assert all(part.pid == stack.pid(name) for name, part in seen.items())


def test_temporal_knows_the_search_attributes_and_keeps_closed_workflows_for_a_year(
    stack: Stack, settings: EmbeddedSettings
):
    server = TemporalServer(settings, SEARCH_ATTRIBUTES)

    assert server.missing_search_attributes() == {}
    assert server.retention_days() == 365


def test_a_search_attribute_that_came_later_is_registered_too(stack: Stack, settings: EmbeddedSettings):
    server = TemporalServer(settings, {**SEARCH_ATTRIBUTES, "CameLater": "Keyword"})
    assert server.missing_search_attributes() == {"CameLater": "Keyword"}

    server.settle()

    assert server.missing_search_attributes() == {}


def test_a_workflow_outlives_a_killed_temporal(stack: Stack, settings: EmbeddedSettings):
    start_workflow(settings, "outlives-temporal")

    kill(stack, "temporal")

    assert workflow_is_open(settings, "outlives-temporal")
    assert TemporalServer(settings, {}).retention_days() == 365


def test_an_object_outlives_a_killed_object_store(stack: Stack, settings: EmbeddedSettings):
    client = object_store.client(settings)
    for number in range(20):
        client.put_object(Bucket=settings.bucket, Key=f"outlives/{number}", Body=b"passport %d" % number)

    kill(stack, "object-store")

    found = [client.get_object(Bucket=settings.bucket, Key=f"outlives/{n}")["Body"].read() for n in range(20)]
    assert found == [b"passport %d" % number for number in range(20)]


def test_a_killed_worker_is_started_again(stack: Stack):
    before = stack.pid("worker")

    kill(stack, "worker")

    assert stack.pid("worker") not in (None, before)


def test_a_killed_portal_is_started_again(stack: Stack):
    before = stack.pid("portal")

    kill(stack, "portal")

    assert stack.pid("portal") not in (None, before)


def test_a_second_stack_in_the_same_directory_is_refused(stack: Stack, settings: EmbeddedSettings):
    with pytest.raises(AlreadyRunning, match=rf"already runs \(process {os.getpid()}\); stop it with"):
        Stack(settings).start()
    with pytest.raises(AlreadyRunning, match="already runs"):
        background.up(settings)


def test_a_second_server_on_the_same_file_is_refused(stack: Stack, settings: EmbeddedSettings):
    refused = rf"temporal\.db is in use by process {stack.pid('temporal')}; two servers on one file"

    with pytest.raises(AlreadyRunning, match=refused):
        TemporalServer(settings, {}).start()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("temporal_port", r"\(Temporal\) is taken; .* choose another with LEGATION_EMBEDDED__TEMPORAL_PORT"),
        ("s3_port", r"\(S3\) is taken; stop .* or choose another with LEGATION_EMBEDDED__S3_PORT"),
    ],
)
def test_a_taken_port_is_named_with_the_setting_that_moves_it(
    other_settings: EmbeddedSettings, name: str, message: str
):
    number = getattr(other_settings, name)
    with (
        socket.create_server(("127.0.0.1", number)),
        pytest.raises(PortTaken, match=rf"port {number} {message}"),
    ):
        Stack(other_settings).start()

    assert not other_settings.is_claimed()


def test_a_worker_that_does_not_start_is_named_with_its_last_words(other_settings: EmbeddedSettings):
    broken = [IDLE_WORKER[0], "-c", "raise SystemExit('no workflows are registered')"]

    with (
        Stack(other_settings, worker_command=broken) as stack,
        pytest.raises(StackError, match=r"(?s)'worker' does not start: exit code 1.*no workflows are"),
    ):
        stack.wait_ready()


def test_a_program_that_does_not_exist_is_named(other_settings: EmbeddedSettings):
    wrong = other_settings.model_copy(update={"weed_binary": other_settings.directory / "weeed"})

    with (
        Stack(wrong) as stack,
        pytest.raises(StackError, match=r"weeed is not a program .* LEGATION_EMBEDDED__WEED_BINARY"),
    ):
        stack.wait_ready()


def test_parts_left_behind_by_a_killed_stack_are_ended_first(other_settings: EmbeddedSettings):
    server = TemporalServer(other_settings, {})
    server.prepare()
    left = server.start()  # as if its supervisor had been killed: nobody watches it

    with Stack(other_settings) as stack:
        stack.wait_ready()

        assert left.exit_code is not None
        assert left.exit_code != -signal.SIGKILL
