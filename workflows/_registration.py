"""Registration: who registers is taken on arrival, while there are places."""

from workflows._desk import Desk


async def hold_registration(desk: Desk) -> None:
    """Until the last cut-off, wherever it is moved to meanwhile."""
    await desk.until(desk.file.call.last_closes_at, summary="Registration closes")
