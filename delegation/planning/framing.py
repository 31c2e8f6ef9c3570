"""The session within which the meetings of a city take place."""

from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.meeting import Meeting, MeetingRules
from delegation.meeting_sections import OWN_PREMISES
from delegation.planning.composing import frames_meetings
from delegation.planning.plan_state import PlanState


def is_matchmaking(item: ItineraryItem, state: PlanState, file: DelegationFile) -> bool:
    """Whether it is a session within which meetings take place, also when some stay away from it."""
    return framed_by(item, state, file) is not None


def framed_by(item: ItineraryItem, state: PlanState, file: DelegationFile) -> MeetingRules | None:
    """The meetings that take place within the session; None: it is no such session."""
    for_all = any(one.id == item.id and one.attendees is None for one in file.itinerary)
    whole = item.model_copy(update={"attendees": None}) if for_all else item
    return next((one for one in state.sections if frames_meetings(whole, one)), None)


def meetings_within(item: ItineraryItem, state: PlanState, file: DelegationFile) -> tuple[Meeting, ...]:
    """The meetings held at the tables of the session; those at premises of hosts go on without it."""
    rules = framed_by(item, state, file)
    slots = {slot.id for slot in rules.slots} if rules else set()
    return tuple(one for one in state.schedule.meetings if one.slot in slots and one.table != OWN_PREMISES)


def cancelled_matchmaking(
    state: PlanState, file: DelegationFile, rules: MeetingRules | None = None
) -> ItineraryItem | None:
    """The session of these meetings (None: of any), where it was cancelled: no meeting is made then."""
    gone = (item for item in state.itinerary.items if item.id in state.cancelled)
    framed = ((item, framed_by(item, state, file)) for item in gone)
    return next((item for item, own in framed if own is not None and rules in (None, own)), None)
