"""Work that failed and is tried again, asked for seldom: each look asks every workflow of a delegation."""

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple

from portal.errors import LegationError
from portal.work_waiting import WorkWaiting

if TYPE_CHECKING:
    from portal.client import Legation

FRESH = 30.0
"""Seconds for which one look is good for everybody."""


class _Look(NamedTuple):
    at: float
    found: tuple[WorkWaiting, ...]


class WorkSeen:
    """The last look at each delegation. One look at a time, however many ask."""

    def __init__(self, legation: "Legation", *, fresh: float = FRESH) -> None:
        self._legation = legation
        self._fresh = fresh
        self._looks: dict[str, _Look] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def of(self, slug: str) -> tuple[WorkWaiting, ...]:
        """What was waiting when somebody last looked; nothing where nobody could."""
        async with self._turns.setdefault(slug, asyncio.Lock()):
            look = self._looks.get(slug)
            if look is None or time.monotonic() - look.at > self._fresh:
                look = await self._looked(slug)
                self._looks[slug] = look
        return look.found

    async def _looked(self, slug: str) -> _Look:
        try:
            found = await self._legation.work_waiting(slug)
        except (LegationError, OSError):
            found = ()
        return _Look(time.monotonic(), found)
