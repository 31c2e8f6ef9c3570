import os
import signal
import time

import pytest

from embedded import background, claim, mail, object_store
from embedded.errors import StackError
from embedded.program import wait_until
from embedded.settings import EmbeddedSettings
from tests.embedded.processes import IDLE_WORKER, is_gone
from tests.embedded.temporal_cli import start_workflow, workflow_is_open
from tests.embedded.test_mail import send


def test_up_then_down_leaves_no_process(other_settings: EmbeddedSettings):
    supervisor = background.up(other_settings, worker_command=IDLE_WORKER)
    running = [part.pid for part in background.status(other_settings)]
    assert None not in running

    assert background.down(other_settings)

    for process in (supervisor, *running):
        assert wait_until(lambda process=process: is_gone(process), 5)
    assert [part.is_up for part in background.status(other_settings)] == [False] * 4
    assert not background.down(other_settings)


def test_a_stack_killed_altogether_starts_again_with_nothing_lost(other_settings: EmbeddedSettings):
    supervisor = background.up(other_settings)
    start_workflow(other_settings, "kept")
    client = object_store.client(other_settings)
    client.put_object(Bucket=other_settings.bucket, Key="kept", Body=b"kept")
    send(other_settings, "jane@example.org", "Kept")

    for process in (supervisor, *(part.pid for part in background.status(other_settings) if part.pid)):
        os.kill(process, signal.SIGKILL)
    background.up(other_settings)

    assert workflow_is_open(other_settings, "kept")
    assert client.get_object(Bucket=other_settings.bucket, Key="kept")["Body"].read() == b"kept"
    assert [mail.mailbox for mail in mail.fetch_all(other_settings)] == ["jane@example.org"]
    background.down(other_settings)


@pytest.mark.parametrize("moment", [0.3, 0.6, 1.2])
def test_a_stack_killed_in_its_very_first_start_starts_the_next_time(
    other_settings: EmbeddedSettings, moment: float
):
    with pytest.raises(StackError):
        _up_and_killed_after(other_settings, moment)

    assert background.up(other_settings)
    background.down(other_settings)


def _up_and_killed_after(settings: EmbeddedSettings, moment: float) -> None:
    import threading

    def kill_all() -> None:
        wait_until(lambda: bool(claim.holder(settings.stack_claim)), 10, interval=0.01)
        time.sleep(moment)
        supervisor = claim.holder(settings.stack_claim)
        parts = [part.pid for part in background.status(settings)]
        for process in filter(None, (supervisor, *parts)):
            os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill_all)
    killer.start()
    try:
        background.up(settings)
    finally:
        killer.join()
