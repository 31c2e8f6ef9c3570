"""The trip: city by city, with what is due on the way; changes to the programme arrive meanwhile."""

from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.leg import Leg
    from delegation.zoned import midnight

from workflows._dates import Due, Step, go_through
from workflows._desk import Desk
from workflows._guest_lists import guest_list_steps
from workflows._requests import rating_dates


async def travel(desk: Desk, arrive: Callable[[str], None]) -> None:
    """Until the trip ends or is cancelled; `arrive` hears each city."""
    await go_through(desk, _dates(desk, arrive))
    await desk.until(desk.file.ends_at, summary="Trip ends")


def _dates(desk: Desk, arrive: Callable[[str], None]) -> list[Due]:
    arrivals = [
        (midnight(leg.arrives, leg.zone), f"Arrival in {leg.city}", _arriving(leg, arrive))
        for leg in desk.file.legs
    ]
    return [
        *arrivals,
        *rating_dates(desk),
        *(one for one in guest_list_steps(desk) if one[0] >= desk.file.starts_at),
    ]


def _arriving(leg: Leg, arrive: Callable[[str], None]) -> Step:
    async def step(desk: Desk) -> None:
        del desk
        arrive(leg.city)

    return step
