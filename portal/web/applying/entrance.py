"""From the vault to the journey: at once where there is time, and behind those who still apply where many do.

What is noted is safe. While a crowd applies, whoever comes next goes before those who are safe already: they
are told so, and have the receipt by mail. `Backlog` brings these in, and whatever this process does not, the
sweeper does.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable

from delegation.application import Receipt
from delegation.file import DelegationFile
from portal.client import Legation
from portal.errors import EngineAway, LegationError
from portal.intake_calls import Noted
from portal.web.applying.backlog import AT_ONCE, Backlog

BUSY = 8
"""With so many under way nobody waits: the office would only get slower."""
CROWD, WITHIN = 12, 2.0
"""So many who come within so many seconds are a crowd."""
PATIENCE = 3.0
"""Seconds for which somebody waits for the receipt."""

log = logging.getLogger("portal.web")


class Entrance:
    """One for the whole portal."""

    def __init__(
        self, legation: Legation, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._legation = legation
        self._patience = patience
        self._clock = clock
        self._few = asyncio.Semaphore(AT_ONCE)
        self._came: deque[float] = deque(maxlen=CROWD)
        self._tasks: set[asyncio.Task[Receipt]] = set()
        self._under_way: set[str] = set()
        self._backlog = Backlog(legation, self._is_crowded, self._under_way)

    async def brought(self, noted: Noted, file: DelegationFile) -> Receipt | None:
        """The receipt; None where it is still on its way after `PATIENCE`, or the engine is away.

        Raises Refused, as `Legation.take_in` does: nothing of it is left to be brought in.
        """
        self._came.append(self._clock())
        if self._is_crowded() or len(self._tasks) >= BUSY:
            self._backlog.add(file, noted.slip.task_queue)
            return None
        task = asyncio.create_task(self._bring(noted, file))
        self._tasks.add(task)
        task.add_done_callback(self._over)
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        if not done:
            return None
        try:
            return task.result()
        except EngineAway:
            return None
        except LegationError:
            await self._legation.let_go(noted)
            raise

    async def _bring(self, noted: Noted, file: DelegationFile) -> Receipt:
        self._under_way.add(noted.key)
        try:
            async with self._few:
                return await self._legation.take_in(noted, file=file)
        finally:
            self._under_way.discard(noted.key)

    def _is_crowded(self) -> bool:
        return len(self._came) == CROWD and self._clock() - self._came[0] <= WITHIN

    def _over(self, task: asyncio.Task[Receipt]) -> None:
        """What went wrong is said to who waits; of who does not any more the slip stays, for the sweeper."""
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.info("not brought in: %s", type(task.exception()).__name__)
