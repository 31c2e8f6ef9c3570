"""Work that computes says that it is alive; work that stays silent is given to another worker."""

import threading

import pytest
from temporalio.testing import ActivityEnvironment

from activities import lifesign
from workflows import _options


def test_work_that_takes_long_says_that_it_is_alive(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lifesign, "EVERY", 0.01)
    heard = threading.Event()
    environment = ActivityEnvironment()
    environment.on_heartbeat = lambda *_: heard.set()

    def compute() -> bool:
        with lifesign.lifesign():
            return heard.wait(20)

    assert environment.run(compute)


def test_nothing_beats_on_when_the_work_has_failed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lifesign, "EVERY", 0.01)
    before = threading.active_count()

    def fail() -> None:
        with lifesign.lifesign():
            raise ValueError("The rules clash.")

    with pytest.raises(ValueError, match="clash"):
        ActivityEnvironment().run(fail)
    assert threading.active_count() == before


@pytest.mark.parametrize("kind", ["SEND", "SOLVE", "RENDER", "STORE", "TELL"])
def test_every_kind_of_work_is_taken_for_lost_within_a_minute(kind: str):
    tries = getattr(_options, kind)

    assert tries["heartbeat_timeout"].total_seconds() <= 60
