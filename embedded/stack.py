"""The embedded stack as one thing: Temporal, object store, mail, and the worker and portal that need them."""

import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded import claim, ports, program
from embedded.errors import StackError
from embedded.keeper import LONGEST_PAUSE, Keeper
from embedded.mail import MailServer
from embedded.object_store import ObjectStore
from embedded.part import INSTEAD, Part
from embedded.portal import Portal
from embedded.settings import EmbeddedSettings
from embedded.temporal import TemporalServer
from embedded.worker import Worker

log = logging.getLogger("embedded")


class Stack:
    """Runs and supervises every part in this process. `background.up` does the same in one of its own.

    Data survives whatever happens to the processes; a part that dies is started again.
    """

    def __init__(
        self,
        settings: EmbeddedSettings,
        worker_command: Sequence[str] | None = None,
        search_attributes: Mapping[str, str] = SEARCH_ATTRIBUTES,
        portal_command: Sequence[str] | None = None,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        """`worker_command`, `portal_command`: run from the application's root once the servers are up.

        None for no worker, or no portal. `longest_pause`: seconds at most before a part that keeps
        dying is started again.
        """
        self.settings = settings
        self._servers = tuple(
            Keeper(part, longest_pause=longest_pause) for part in servers(settings, search_attributes)
        )
        own = applications(settings, worker_command, portal_command)
        self._applications = tuple(
            Keeper(part, after=self._servers, longest_pause=longest_pause) for part in own
        )
        self._keepers = (*self._servers, *self._applications)
        self._claim: int | None = None

    def start(self) -> None:
        """Start every part; `wait_ready` waits for them.

        Parts that a killed stack left behind are ended first.

        Raises:
            AlreadyRunning: another stack runs in this directory.
            PortTaken: another program listens where a part wants to.
        """
        self._claim = claim.take(self.settings.stack_claim, self._refusal())
        claim.sign(self._claim, os.getpid())
        try:
            end_leftovers(keeper.part for keeper in self._keepers)
            ports.refuse_taken(self.settings.host, self.settings.ports())
        except BaseException:
            self._release()
            raise
        for keeper in self._keepers:
            keeper.start()

    def wait_ready(self, timeout: float = 120) -> None:
        """Return when every part is up.

        Raises:
            StackError: a part failed three times in a row, or `timeout` seconds have passed.
        """
        deadline = time.monotonic() + timeout
        while waiting := [keeper for keeper in self._keepers if not keeper.is_up()]:
            for keeper in waiting:
                if keeper.failure is not None:
                    raise keeper.failure
            if time.monotonic() > deadline:
                names = ", ".join(keeper.part.name for keeper in waiting)
                raise StackError(f"not up after {timeout:.0f} s: {names}; see {self.settings.log_directory}")
            time.sleep(0.02)

    def pid(self, name: str) -> int | None:
        """Process id of the part called `name`, None while it is down."""
        return next(keeper.pid for keeper in self._keepers if keeper.part.name == name)

    def stop(self) -> None:
        """End every part, worker and portal first, and return when no process is left."""
        for batch in (self._applications, self._servers):
            for keeper in batch:
                keeper.stop()
            for keeper in batch:
                keeper.join()
        self._release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _release(self) -> None:
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def _refusal(self) -> str:
        return (
            f"the embedded stack in {self.settings.directory} already runs (process {{holder}}); " + INSTEAD
        )


def servers(
    settings: EmbeddedSettings, search_attributes: Mapping[str, str] = SEARCH_ATTRIBUTES
) -> list[Part]:
    """The three servers of the stack."""
    return [TemporalServer(settings, search_attributes), ObjectStore(settings), MailServer(settings)]


def applications(
    settings: EmbeddedSettings,
    worker_command: Sequence[str] | None,
    portal_command: Sequence[str] | None,
) -> list[Part]:
    """The parts that are the application's own; those without a command are left out."""
    worker = [] if worker_command is None else [Worker(settings, worker_command)]
    portal = [] if portal_command is None else [Portal(settings, portal_command)]
    return [*worker, *portal]


def end_leftovers(parts: Iterable[Part]) -> None:
    """End the parts that outlived a killed stack."""
    for part in parts:
        process = program.end_leftover(part.claim_path)
        if process is not None:
            log.warning("ended %s, left behind by a killed stack (process %d)", part.name, process)
