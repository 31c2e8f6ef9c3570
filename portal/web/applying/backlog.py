"""Applications that are safe and were left aside while many applied: brought in behind those still coming."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from activities.ports import Erased, KeyRefused, NotGenuine
from activities.sweeping import Slips
from delegation.file import DelegationFile
from delegation.sweeping import Slip
from portal.client import Legation
from portal.errors import EngineAway, LegationError
from portal.intake_calls import Noted

AT_ONCE = 4
"""On their way to a journey; more at a time would only make each slower. One while a crowd applies."""

log = logging.getLogger("portal.web")


class Backlog:
    """Of every delegation. Remembers no application: what is left is what lies in the vault."""

    def __init__(self, legation: Legation, is_crowded: Callable[[], bool], under_way: set[str]) -> None:
        """`under_way`: the slips that somebody waits for; they are left alone."""
        self._legation = legation
        self._slips = Slips(legation.store)
        self._is_crowded = is_crowded
        self._under_way = under_way
        self._behind: dict[str, tuple[DelegationFile, str]] = {}
        self._working: asyncio.Task[None] | None = None

    def add(self, file: DelegationFile, task_queue: str) -> None:
        """There is something to bring in of that delegation, which this deployment took."""
        self._behind[file.slug] = file, task_queue
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        """Until nothing is left. What cannot be done now is left to the sweeper."""
        while self._behind:
            slug = next(iter(self._behind))
            file, task_queue = self._behind.pop(slug)
            try:
                left = await asyncio.to_thread(self._slips.pending, slug)
                await self._bring_all(file, [one for one in left if one[1].task_queue == task_queue])
            except (EngineAway, OSError, Erased, KeyRefused, NotGenuine) as reason:
                log.warning("left to the sweeper: %s", type(reason).__name__)

    async def _bring_all(self, file: DelegationFile, left: Sequence[tuple[str, Slip]]) -> None:
        """In the order in which they came, so many at a time as there is room for just then."""
        at = 0
        while at < len(left):
            few = left[at : at + (1 if self._is_crowded() else AT_ONCE)]
            at += len(few)
            await asyncio.gather(*(self._bring(file, key, slip) for key, slip in few))

    async def _bring(self, file: DelegationFile, key: str, slip: Slip) -> None:
        """Raises EngineAway, or OSError where the vault is; a slip that is refused stays for the sweeper."""
        if key in self._under_way or not await asyncio.to_thread(self._slips.has, key):
            return
        application = await asyncio.to_thread(self._slips.application, slip)
        if application is None or await self._legation.has_taken(slip):
            return
        try:
            await self._legation.take_in(Noted(key, slip, application), file=file)
        except EngineAway:
            raise
        except LegationError as reason:
            log.info("not brought in: %s", type(reason).__name__)
