"""The ways in, each kept going: what goes wrong in one is written down, waited out and tried again."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol

from portal.inbound.reception import Reception

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_SECONDS = 60
UP = "up"

log = logging.getLogger("portal.inbound")


class Receiving(Protocol):
    """Takes a mail in, once. `portal.inbound.receiving.Receiver` keeps these promises."""

    async def receive(self, raw: bytes, *, way: str, received_at: datetime) -> Reception:
        """Raises EngineAway or OSError: hand it in again later."""
        ...


class Way(Protocol):
    """One way in which mail reaches us."""

    name: str

    async def run(self, say_up: Callable[[], None]) -> None:
        """Bring mail in until cancelled; `say_up` each time all is well. May raise: it is run again."""
        ...


class Ways:
    """All ways in, and how each of them is."""

    def __init__(self, ways: Iterable[Way] = ()) -> None:
        self._ways = tuple(ways)
        self.states = {way.name: "starting" for way in self._ways}
        """`up`, `starting`, or what went wrong last; without names or addresses of people."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run all of them in the background, for as long as this context lasts."""
        tasks = [asyncio.create_task(self._keep(way), name=way.name) for way in self._ways]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, way: Way) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                await way.run(lambda: self._note(way, UP))
            except Exception as trouble:  # the words of a mail server may name people
                self._note(way, f"down: {type(trouble).__name__}")
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _note(self, way: Way, state: str) -> None:
        if self.states[way.name] != state:
            log.info("%s: %s", way.name, state)
        self.states[way.name] = state
