"""What a plan is made and changed by, beside the plan itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.meeting import Wishes


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
