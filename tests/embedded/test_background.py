import os
import signal
import threading

import pytest

from embedded import background, claim, mail, object_store
from embedded.errors import StackError
from embedded.program import wait_until
from embedded.settings import EmbeddedSettings
from tests.embedded.processes import IDLE_PORTAL, IDLE_WORKER, is_gone
from tests.embedded.temporal_cli import start_workflow, workflow_is_open
from tests.embedded.test_mail import send


def test_up_then_down_leaves_no_process(other_settings: EmbeddedSettings):
    supervisor = background.up(other_settings, worker_command=IDLE_WORKER, portal_command=IDLE_PORTAL)
    running = [part.pid for part in background.status(other_settings)]
    assert None not in running

    assert background.down(other_settings)

    for process in (supervisor, *running):
        assert wait_until(lambda process=process: is_gone(process), 5)
    assert [part.is_up for part in background.status(other_settings)] == [False] * 5
    assert not background.down(other_settings)


def test_a_stack_killed_altogether_starts_again_with_nothing_lost(other_settings: EmbeddedSettings):
    background.up(other_settings)
    start_workflow(other_settings, "kept")
    client = object_store.client(other_settings)
    client.put_object(Bucket=other_settings.bucket, Key="kept", Body=b"kept")
    send(other_settings, "jane@example.org", "Kept")

    _kill_everything(other_settings)
    background.up(other_settings)

    assert workflow_is_open(other_settings, "kept")
    assert client.get_object(Bucket=other_settings.bucket, Key="kept")["Body"].read() == b"kept"
    assert [kept.mailbox for kept in mail.fetch_all(other_settings)] == ["jane@example.org"]


def test_a_stack_killed_in_its_very_first_start_starts_the_next_time(other_settings: EmbeddedSettings):
    killer = threading.Thread(target=_kill_when_temporal_makes_its_database, args=[other_settings])
    killer.start()
    with pytest.raises(StackError, match="the stack died"):
        background.up(other_settings)
    killer.join()

    assert background.up(other_settings)


def _kill_when_temporal_makes_its_database(settings: EmbeddedSettings) -> None:
    unfinished = settings.directory / "temporal" / "temporal.db.new"
    assert wait_until(unfinished.exists, 20, interval=0.01)
    _kill_everything(settings)


def _kill_everything(settings: EmbeddedSettings) -> None:
    parts = [part.pid for part in background.status(settings)]
    for process in filter(None, (claim.holder(settings.stack_claim), *parts)):
        os.kill(process, signal.SIGKILL)
