"""After somebody was erased: an embedded vault is asked to overwrite what was removed, once all is said."""

import asyncio
import logging
from collections.abc import Callable

from starlette.background import BackgroundTask

from portal.web.desk import Desk

log = logging.getLogger("portal.web")


def overwriting(desk: Desk) -> BackgroundTask | None:
    """What is done when the answer has left. None where a store of the user's own does so by itself."""
    return None if desk.compact is None else BackgroundTask(_overwrite, desk.compact)


async def _overwrite(compact: Callable[[], object]) -> None:
    """For every reader it is gone already; where this fails, the next erasure overwrites it as well."""
    try:
        await asyncio.to_thread(compact)
    except Exception as problem:  # whatever the store says: nobody waits for this
        log.warning("what was erased is not overwritten yet: %s", type(problem).__name__)
