"""What a change is carried out by, beside the plan itself, and what comes of it."""

from typing import NamedTuple

from delegation.change import Disturbance
from delegation.itinerary import ItineraryItem
from delegation.planning.plan_state import PlanState
from delegation.planning.situation import Situation

__all__ = ("Outcome", "Situation", "item_named")


class Outcome(NamedTuple):
    """The plan after a change, not composed yet, and what happened to its meetings."""

    state: PlanState
    disturbance: Disturbance = Disturbance()


def item_named(state: PlanState, item_id: str) -> ItineraryItem:
    """The item of the itinerary. Raises LookupError where there is none."""
    item = state.itinerary.item(item_id)
    if item is None:
        raise LookupError(f"There is no item {item_id!r} in the itinerary.")
    return item
