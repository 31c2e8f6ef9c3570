"""What a change is carried out by, beside the plan itself, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from delegation.change import Disturbance
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.meeting import Wishes
from delegation.planning.plan_state import PlanState


@dataclass(frozen=True)
class Situation:
    """The delegation file, everybody's wishes, the time, and how many may be moved."""

    file: DelegationFile
    wishes: Mapping[str, Wishes]
    now: datetime | None = None
    """What has begun by then stays as it was. None: nothing has begun."""
    moves_at_most: int = 0
    ruled_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Items by participant that are not possible for them. Never kept: what they follow from is private."""

    def has_begun(self, item: ItineraryItem) -> bool:
        return self.now is not None and item.starts_at <= self.now


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
