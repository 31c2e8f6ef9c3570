"""How a delegation's programme gets into people's calendars."""

from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from delegation.fact import Fact
from delegation.itinerary import ItineraryItem


class InvitePolicy(StrEnum):
    """What is sent as an invite of its own; the digest and the feed always show everything."""

    EACH = "each"
    """Every item."""
    DIGEST = "digest"
    """None: one readable itinerary with a calendar file, and the feed."""
    DIGEST_AND_EACH = "digest+each"
    """The items that ask for an answer."""


class CalendarRules(Fact):
    """The section `calendar` of a delegation file."""

    policy: InvitePolicy = InvitePolicy.DIGEST_AND_EACH
    gather_minutes: int = Field(default=10, ge=0, le=24 * 60)
    """How long corrections are gathered, so that several become one mail. Urgent ones and those of the next
    24 hours leave at once."""

    @property
    def gathers_for(self) -> timedelta:
        return timedelta(minutes=self.gather_minutes)

    def invites(self, item: ItineraryItem) -> bool:
        """Whether `item` is sent as an invite of its own."""
        match self.policy:
            case InvitePolicy.EACH:
                return True
            case InvitePolicy.DIGEST:
                return False
            case InvitePolicy.DIGEST_AND_EACH:
                return item.rsvp
