"""Single meetings: moved to another slot, exchanged by two delegates, held again."""

from delegation.change import SwapMeetings
from delegation.meeting import Meeting, Slot
from delegation.meeting_sections import OWN_PREMISES, section_with
from delegation.planning.changing.regaining import valued
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.plan_state import PlanState, with_meetings
from delegation.planning.refusals.meetings import why_not_held


def moved_to_slot(state: PlanState, meeting: Meeting, slot: Slot | None) -> PlanState:
    """The meeting in that slot, at its host's table if that is free then, else at the first that is."""
    if slot is None:
        raise LookupError("Meetings take place in the slots of the matchmaking only.")
    others = tuple(one for one in state.schedule.meetings if one != meeting)
    return _with(state, others, meeting.model_copy(update={"slot": slot.id}))


def held_again(state: PlanState, meeting: Meeting) -> PlanState:
    """The state with a meeting that was given up, if its slot is still free for both; else as it is."""
    if next(why_not_held(meeting, state), None) is not None:
        return state
    return _with(state, state.schedule.meetings, meeting)


def _with(state: PlanState, others: tuple[Meeting, ...], meeting: Meeting) -> PlanState:
    if meeting.table == OWN_PREMISES:
        return with_meetings(state, (*others, meeting))
    rules = section_with(state.sections, meeting.slot)
    tables = rules.tables if rules else 0
    taken = {one.table for one in others if one.slot == meeting.slot}
    table = next(one for one in (meeting.table, *range(1, tables + 1)) if one not in taken)
    return with_meetings(state, (*others, meeting.model_copy(update={"table": table})))


def swap(change: SwapMeetings, state: PlanState, situation: Situation) -> Outcome:
    """Each takes the other's appointment: host, slot and table."""
    one = state.schedule.at(change.one, change.one_slot)
    other = state.schedule.at(change.other, change.other_slot)
    if one is None or other is None:
        raise LookupError("Both delegates need a meeting in the slots named.")
    swapped = {
        one: one.model_copy(update={"participant": change.other}),
        other: other.model_copy(update={"participant": change.one}),
    }
    meetings = tuple(swapped.get(meeting, meeting) for meeting in state.schedule.meetings)
    return valued(with_meetings(state, meetings), meetings, situation)
