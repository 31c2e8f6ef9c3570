"""The dates of a phase: what is due when, gone through in order."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from workflows._desk import Desk

Step = Callable[[Desk], Awaitable[None]]
Due = tuple[datetime, str, Step]
"""When, for what (as the Temporal UI says it), and what is done then."""


async def go_through(desk: Desk, dates: Iterable[Due]) -> None:
    """Wait for each date and take its step, earliest first; no more once the delegation is cancelled."""
    for due, summary, step in sorted(dates, key=lambda one: (one[0], one[1])):
        await desk.until(due, summary=summary)
        if desk.state.cancelled:
            return
        async with desk.turn:
            await step(desk)
