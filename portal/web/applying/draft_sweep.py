"""Removes drafts that were never handed in, a while after their call has closed."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from activities.draft_ends import DraftEnds
from portal.client import Legation
from portal.errors import LegationError, NotFound

KEPT_FOR = timedelta(days=14)
"""After the last cut-off: until then an organiser may still help with one."""
EVERY = timedelta(hours=6)
SOON = timedelta(minutes=1)
log = logging.getLogger("portal.web")


def ends_at(closes_in: timedelta, speed: float, now: datetime) -> datetime:
    """When drafts go (real time), of a call that closes in so long on the trip's calendar: at a full hour."""
    end = now + max(closes_in, timedelta()) / speed + KEPT_FOR
    return end.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


async def sweep_drafts(legation: Legation, now: datetime) -> int:
    """How many were removed. Safe to repeat; raises LegationError or OSError where something is away."""
    ends, count = DraftEnds(legation.store), 0
    for end in await asyncio.to_thread(ends.past, now):
        later = await _closes_later(legation, end.delegation, now)
        if later is not None:
            await asyncio.to_thread(ends.note, end.delegation, later)
            continue
        for participant in await asyncio.to_thread(ends.participants, end.delegation):
            await legation.discard_draft(end.delegation, participant)
            count += 1
        await asyncio.to_thread(ends.forget, end.delegation)
    return count


async def _closes_later(legation: Legation, slug: str, now: datetime) -> datetime | None:
    """A cut-off may have been moved since; None: the call is closed for good."""
    try:
        file, intake = await legation.file(slug), await legation.intake(slug)
    except NotFound:
        return None
    left = file.call.last_closes_at - intake.tempo.trip_time(now)
    return ends_at(left, intake.tempo.speed, now) if left > timedelta() else None


@contextlib.asynccontextmanager
async def sweeping_drafts(legation: Legation) -> AsyncIterator[None]:
    """Sweeps beside the pages, now and then."""
    task = asyncio.create_task(_sweep_for_ever(legation))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _sweep_for_ever(legation: Legation) -> None:
    await asyncio.sleep(SOON.total_seconds())
    while True:
        try:
            count = await sweep_drafts(legation, datetime.now(UTC))
            log.info("drafts removed: %s", count)
        except (LegationError, OSError) as reason:
            log.warning("drafts not swept: %s", type(reason).__name__)
        await asyncio.sleep(EVERY.total_seconds())
