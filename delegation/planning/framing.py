"""The session within which meetings take place."""

from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.planning.composing import frames_meetings
from delegation.planning.plan_state import PlanState


def is_matchmaking(item: ItineraryItem, state: PlanState, file: DelegationFile) -> bool:
    """Whether it is the session within which meetings take place, also when some stay away from it."""
    for_all = any(one.id == item.id and one.attendees is None for one in file.itinerary)
    whole = item.model_copy(update={"attendees": None}) if for_all else item
    return frames_meetings(whole, state.meeting_rules)


def cancelled_matchmaking(state: PlanState, file: DelegationFile) -> ItineraryItem | None:
    """The session of the meetings, where it was cancelled: no meeting is made then."""
    gone = (item for item in state.itinerary.items if item.id in state.cancelled)
    return next((item for item in gone if is_matchmaking(item, state, file)), None)
