"""Versions of the itinerary: each is kept in the vault as it was published."""

from collections.abc import Iterable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.versions import Occasion, VersionActivities, VersionOrder
    from delegation.change import Effect
    from delegation.itinerary import Itinerary
    from workflows._options import STORE

from workflows._desk import Desk


async def keep_version(
    desk: Desk, occasion: Occasion, effects: Iterable[Effect], change: str | None = None
) -> None:
    """Keep what is published now, with whom its differences concern."""
    itinerary = desk.state.plan.itinerary if desk.state.plan else Itinerary()
    order = VersionOrder(
        delegation=desk.slug,
        occasion=occasion,
        change=change,
        published_at=desk.clock.now(),
        itinerary=itinerary,
        delegates=desk.state.delegates,
        told=tuple(effect.recipient for effect in effects),
    )
    await workflow.execute_activity_method(
        VersionActivities.keep_version, order, summary=f"Keep version {itinerary.version}", **STORE
    )
