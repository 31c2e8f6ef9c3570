"""From the vault to the journey: a few applications at once, and nobody waits long for it.

What is noted is safe. While many apply in the same minute the engine is slower than they are; who would
have to wait for longer than `PATIENCE` is told so, and the receipt comes by mail. Whatever this process
does not bring in, the sweeper does.
"""

import asyncio
import logging

from delegation.application import Receipt
from delegation.file import DelegationFile
from portal.client import Legation
from portal.errors import EngineAway, LegationError
from portal.intake_calls import Noted

AT_ONCE = 4
"""Applications on their way to a journey: more of them at a time would only make each slower."""
BUSY = 8
"""With so many under way nobody waits at all: the office would only get slower."""
MOST_UNDER_WAY = 400
"""Applications that wait in this process; more are left to the sweeper."""
PATIENCE = 3.0
"""Seconds for which somebody waits for the receipt."""

log = logging.getLogger("portal.web")


class Entrance:
    """One for the whole portal."""

    def __init__(self, legation: Legation, *, patience: float = PATIENCE) -> None:
        self._legation = legation
        self._patience = patience
        self._few = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[Receipt]] = set()

    async def brought(self, noted: Noted, file: DelegationFile) -> Receipt | None:
        """The receipt; None where it is still on its way after `PATIENCE`, or the engine is away.

        Raises Refused, as `Legation.take_in` does: nothing of it is left to be brought in.
        """
        before = len(self._under_way)
        if before >= MOST_UNDER_WAY:
            return None
        task = asyncio.create_task(self._bring(noted, file))
        self._under_way.add(task)
        task.add_done_callback(self._over)
        done, _ = await asyncio.wait({task}, timeout=self._patience if before < BUSY else 0)
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
        async with self._few:
            return await self._legation.take_in(noted, file=file)

    def _over(self, task: asyncio.Task[Receipt]) -> None:
        """What went wrong is said to who waits; of who does not any more the slip stays, for the sweeper."""
        self._under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.info("not brought in: %s", type(task.exception()).__name__)
