"""The examples played on the real embedded stack; usa-2017 once more with the worker killed in each phase."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from delegation.file import DelegationFile
from delegation.reading.story import Story
from delegation.status import DelegationStatus
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack
from portal.rehearsals.demo import PORTAL, perform
from portal.rehearsals.harvest import Harvest
from portal.story_files import read_story_folder
from tests.canaries import metrics_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EXAMPLE = EXAMPLES / "usa-2017"
WORKER = (sys.executable, "-m", "worker")


class Played(NamedTuple):
    """A rehearsal that has ended."""

    file: DelegationFile
    story: Story
    summary: dict[str, Any]
    harvest: Harvest
    kills: int
    stack: Path = Path()
    """Where its stack lies, stopped."""
    metrics: Mapping[str, bytes] = MappingProxyType({})
    """What the engine told of itself at the end, by address."""


class Quiet:
    """An audience that only watches."""

    def sees(self, moment: datetime, text: str) -> None:
        """Nothing to do."""

    def sees_status(self, status: DelegationStatus) -> None:
        """Nothing to do."""


class Saboteur(Quiet):
    """Kills the worker once in each phase, shortly after the first thing that happens in it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._phase: object = None
        self._armed = False
        self._blows: list[threading.Timer] = []
        self.kills = 0

    def sees_status(self, status: DelegationStatus) -> None:
        if status.phase != self._phase:
            self._phase, self._armed = status.phase, True

    def sees(self, moment: datetime, text: str) -> None:
        if self._armed:
            self._armed = False
            blow = threading.Timer(0.15, self._kill)
            self._blows.append(blow)
            blow.start()

    def _kill(self) -> None:
        pid = self._stack.pid("worker")
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self.kills += 1

    def is_done(self) -> None:
        for blow in self._blows:
            blow.join()


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    with Stack(EmbeddedSettings.on_free_ports(folder), WORKER, portal_command=PORTAL) as stack:
        stack.wait_ready()
        yield stack


def play(event: str, folder: Path) -> Played:
    """One example from its beginning to its end, undisturbed, on a stack of its own in `folder`."""
    file, story = read_story_folder(EXAMPLES / event)
    with running_stack(folder) as stack:
        summary, harvest = asyncio.run(perform(file, story, stack.settings, Quiet()))
        metrics = metrics_of(folder)
    return Played(file, story, summary, harvest, kills=0, stack=folder, metrics=metrics)


def rehearsal_of(event: str) -> Callable[[pytest.TempPathFactory], Played]:
    """A fixture: the event, played once for all tests that ask for it."""

    @pytest.fixture(scope="session")
    def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
        return play(event, tmp_path_factory.mktemp(event))

    return played


undisturbed = rehearsal_of("usa-2017")
hannover = rehearsal_of("hannover-2016")
go_cluster = rehearsal_of("go-cluster-2015")
cooperation = rehearsal_of("cooperation-arrangement")
clusterxchange = rehearsal_of("clusterxchange-2020")


@pytest.fixture(scope="session")
def sabotaged(tmp_path_factory: pytest.TempPathFactory) -> Played:
    file, story = read_story_folder(EXAMPLE)
    os.environ["LEGATION_MAIL__CLAIM_SECONDS"] = "3"  # a killed worker's claims are waited for
    try:
        with running_stack(tmp_path_factory.mktemp("sabotaged")) as stack:
            saboteur = Saboteur(stack)
            summary, harvest = asyncio.run(perform(file, story, stack.settings, saboteur))
            saboteur.is_done()
    finally:
        del os.environ["LEGATION_MAIL__CLAIM_SECONDS"]
    return Played(file, story, summary, harvest, kills=saboteur.kills)
