"""Looks calls up for whoever opens their pages: asked of the engine now and then, known while it is away."""

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from activities.ports import Missing
from activities.register import Register
from delegation.file import DelegationFile
from delegation.ids import Slug
from delegation.status import Intake
from delegation.tempo import Tempo
from portal.client import Legation
from portal.errors import EngineAway, LegationError, NotFound
from portal.web.applying.opening import Opening, Stance, is_public

FRESH = 3.0
"""Seconds for which an answer of the engine is believed: dates go by the clock, so little can change."""
LISTED = 30.0
"""Seconds for which the list of delegations is."""
PATIENCE = 4.0
"""Seconds a page waits for the engine, since it can do without."""
SILENT = 10.0
"""Seconds for which an engine that did not answer is not asked again."""
JUST_OPENED = timedelta(seconds=10)
MOST_KNOWN = 500
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


class _Known(NamedTuple):
    file: DelegationFile
    intake: Intake | None
    """None: the engine was never heard of it; it goes by the dates of its file."""
    asked_at: float
    asked_on: datetime


class Openings:
    """Every call that anybody may see."""

    def __init__(
        self, legation: Legation, register: Register, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._legation = legation
        self._register = register
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[_Known | None]] = {}
        self._slugs: tuple[str, ...] = ()
        self._listed_at = float("-inf")
        self._silent_until = float("-inf")

    async def opening(self, slug: str) -> Opening | None:
        """The call of a delegation; None where there is none that is open to the public.

        Raises OSError where neither the engine nor the vault can tell.
        """
        if not _is_slug(slug):
            return None
        known = self._known.get(slug)
        if known is None or not self._is_believed(known):
            known = await self._asked_once(slug, known)
        if known is None or not is_public(known.file):
            return None
        return _opening(known)

    async def every(self) -> tuple[Opening, ...]:
        """Calls that are open or will be, those that close first in front. Raises EngineAway, OSError."""
        found = await asyncio.gather(*(self.opening(slug) for slug in await self._listed()))
        shown = (Stance.OPEN, Stance.LATE, Stance.AHEAD)
        return tuple(
            sorted(
                (one for one in found if one is not None and one.stance in shown),
                key=lambda one: (shown.index(one.stance) == 2, one.closes_at, one.file.slug),
            )
        )

    def _is_believed(self, known: _Known) -> bool:
        """Of a rehearsal nothing is: its calendar skips from date to date between two questions."""
        return not _is_rehearsed(known) and self._clock() - known.asked_at <= FRESH

    async def _listed(self) -> Iterable[str]:
        if self._clock() - self._listed_at <= LISTED:
            return self._slugs
        try:
            async with asyncio.timeout(PATIENCE):
                self._slugs = tuple(sorted(await self._legation.delegations()))
            self._listed_at = self._clock()
        except (TimeoutError, EngineAway) as reason:
            if not self._slugs:
                raise EngineAway("Temporal does not answer.") from reason
        return self._slugs

    async def _asked_once(self, slug: str, before: _Known | None) -> _Known | None:
        """However many look at once, one asks; to the others what was known stands meanwhile."""
        asking = self._asking.get(slug)
        if asking is not None and before is not None and not _is_rehearsed(before):
            return before
        if asking is None:
            asking = self._asking[slug] = asyncio.create_task(self._asked(slug, before))
            asking.add_done_callback(lambda _: self._asking.pop(slug, None))
        return await asyncio.shield(asking)

    async def _asked(self, slug: str, before: _Known | None) -> _Known | None:
        """What the engine says; what was known before, or the vault has, while it says nothing."""
        if self._clock() < self._silent_until:
            return before or await self._by_file(slug)
        try:
            async with asyncio.timeout(PATIENCE):
                file, intake = await asyncio.gather(self._legation.file(slug), self._legation.intake(slug))
        except NotFound:
            return None
        except (TimeoutError, LegationError):
            self._silent_until = self._clock() + SILENT
            return before or await self._by_file(slug)
        known = _Known(file, intake, self._clock(), datetime.now(UTC))
        if len(self._known) < MOST_KNOWN:
            self._known[slug] = known
        return known

    async def _by_file(self, slug: str) -> _Known | None:
        try:
            file = await asyncio.to_thread(self._register.delegation_file, slug)
        except Missing:
            return None
        return _Known(file.without_people(), None, self._clock(), datetime.now(UTC))


def _is_rehearsed(known: _Known) -> bool:
    return known.intake is not None and known.intake.tempo.rehearsed


def _opening(known: _Known) -> Opening:
    real = datetime.now(UTC)
    tempo = known.intake.tempo if known.intake else Tempo(real_origin=real, trip_origin=real)
    return Opening(known.file, tempo.trip_time(real), _has_ended(known), tempo.speed)


def _has_ended(known: _Known) -> bool:
    """Whether the engine takes no applications, and not because it is early."""
    if known.intake is None or known.intake.is_open:
        return False
    asked = known.intake.tempo.trip_time(known.asked_on - JUST_OPENED)
    return asked >= known.file.call.opens_at


def _is_slug(text: str) -> bool:
    try:
        return bool(_SLUG.validate_python(text, strict=True))
    except ValidationError:
        return False
