"""The trip: city by city, with what is due on the way; changes to the programme arrive meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.leg import Leg
    from delegation.zoned import midnight

from workflows._desk import Desk
from workflows._guest_lists import guest_list_steps

Step = Callable[[Desk], Awaitable[None]]


async def travel(desk: Desk, arrive: Callable[[str], None]) -> None:
    """Until the trip ends or is cancelled; `arrive` hears each city."""
    for due, summary, step in sorted(_dates(desk, arrive), key=lambda one: (one[0], one[1])):
        await desk.until(due, summary=summary)
        if desk.state.cancelled:
            return
        async with desk.turn:
            await step(desk)
    await desk.until(desk.file.ends_at, summary="Trip ends")


def _dates(desk: Desk, arrive: Callable[[str], None]) -> list[tuple[datetime, str, Step]]:
    arrivals = [
        (midnight(leg.arrives, leg.zone), f"Arrival in {leg.city}", _arriving(leg, arrive))
        for leg in desk.file.legs
    ]
    return [*arrivals, *(one for one in guest_list_steps(desk) if one[0] >= desk.file.starts_at)]


def _arriving(leg: Leg, arrive: Callable[[str], None]) -> Step:
    async def step(desk: Desk) -> None:
        del desk
        arrive(leg.city)

    return step
