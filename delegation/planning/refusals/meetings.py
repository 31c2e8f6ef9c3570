"""Why a meeting cannot be held in a slot, or be exchanged."""

from collections.abc import Iterable, Iterator, Mapping

from delegation.change import MoveItem, SwapMeetings
from delegation.file import DelegationFile
from delegation.meeting import Meeting, MeetingRules, Slot, Wish, Wishes
from delegation.meeting_sections import OWN_PREMISES, section_with
from delegation.planning.composing import meeting_item_id
from delegation.planning.plan_state import PlanState, slot_at
from delegation.planning.refusals.ways import no_way_to
from delegation.planning.remaking import busy_slots, is_ruled_out


def why_not_moved(
    change: MoveItem, rules: MeetingRules, meeting: Meeting, state: PlanState, file: DelegationFile
) -> Iterator[str]:
    """Why the meeting cannot be held at the new time."""
    slot = slot_at(rules, change.starts, change.ends)
    if slot is None:
        starts = ", ".join(f"{one.starts:%H:%M}" for one in sorted(rules.slots, key=lambda one: one.starts))
        yield f"Meetings take place in slots only; give it one that starts at {starts}."
        return
    yield from _taken(meeting, slot, rules, state)
    moved = meeting.model_copy(update={"slot": slot.id})
    yield from no_way_to([moved], state, file, instead_of=[meeting])


def why_not_held(meeting: Meeting, state: PlanState, *, is_cancelled: bool = False) -> Iterator[str]:
    """Why a meeting that was given up cannot be held in its slot again.

    `is_cancelled`: it still counts as cancelled, which is what is to be taken back.
    """
    rules, host = section_with(state.sections, meeting.slot), state.host(meeting.host)
    who = meeting.participant
    slot = next((one for one in rules.slots if one.id == meeting.slot), None) if rules else None
    if rules is None or slot is None or host is None:
        yield f"The slot {meeting.slot!r} does not exist any more; give both another meeting."
        return
    if who not in state.delegates:
        yield f"{who} is not among the delegates any more; the meeting cannot be held again."
    if not host.meets:
        yield f"{host.organisation} takes no meetings any more; the meeting cannot be held again."
    if not is_cancelled and is_ruled_out(state, who, host.id):
        yield f"The meeting of {who} and {host.organisation} was cancelled; reinstate it first."
    if len(state.of_host(host.id)) >= host.at_most:
        yield (
            f"{host.organisation} has the {host.at_most} meetings it takes at most; "
            "raise that with 'add-slots' first."
        )
    if any(one.host == host.id for one in state.schedule.of(who)):
        yield f"{who} meets {host.organisation} in another slot; move that meeting instead."
    if len(_in_city(state.schedule.of(who), rules)) >= rules.at_most:
        yield f"{who} has the {rules.at_most} meetings a delegate has at most; cancel another one first."
    if slot.id in busy_slots(state).get(who, ()) and not state.is_away(who, meeting_item_id(who, host.id)):
        yield f"{who} is not there at {slot.starts:%H:%M}; give both another meeting."
    yield from _taken(meeting, slot, rules, state)


def _taken(meeting: Meeting, slot: Slot, rules: MeetingRules, state: PlanState) -> Iterator[str]:
    others = [one for one in state.schedule.meetings if one.slot == slot.id and one != meeting]
    if any(one.participant == meeting.participant for one in others):
        yield f"{meeting.participant} has another meeting at {slot.starts:%H:%M}."
    if any(one.host == meeting.host for one in others):
        yield f"Host {meeting.host} has another meeting at {slot.starts:%H:%M}."
    if any(host.id == meeting.host and slot.id in host.unavailable for host in state.hosts):
        yield f"Host {meeting.host} cannot take the slot at {slot.starts:%H:%M}; add it to its slots first."
    seated = sum(one.table != OWN_PREMISES for one in others)
    if meeting.table != OWN_PREMISES and seated >= rules.tables:
        yield f"All {rules.tables} tables are taken at {slot.starts:%H:%M}."


def _in_city(meetings: Iterable[Meeting], rules: MeetingRules) -> list[Meeting]:
    slots = {slot.id for slot in rules.slots}
    return [one for one in meetings if one.slot in slots]


def cannot_swap(
    change: SwapMeetings, state: PlanState, file: DelegationFile, wishes: Mapping[str, Wishes]
) -> Iterator[str]:
    one = state.schedule.at(change.one, change.one_slot)
    other = state.schedule.at(change.other, change.other_slot)
    if change.one == change.other:
        yield f"{change.one} cannot swap with themselves; move the meeting instead."
    yield from _meets_a_delegate(change, state)
    if one is None:
        yield f"{change.one} has no meeting in slot {change.one_slot!r}."
    elif other is None:
        yield f"{change.other} has no meeting in slot {change.other_slot!r}."
    else:
        yield from _cannot_take(one, other, state)
        yield from _cannot_take(other, one, state)
        yield from _ruled_out(one.participant, other.host, state, wishes)
        yield from _ruled_out(other.participant, one.host, state, wishes)
        yield from _cannot_swap_cities(one, other, state, file)


def _meets_a_delegate(change: SwapMeetings, state: PlanState) -> Iterator[str]:
    """Only meetings with hosts are exchanged: who meets another delegate is who was asked."""
    for who, slot in ((change.one, change.one_slot), (change.other, change.other_slot)):
        if any(held.slot == slot for held in state.encounters.of(who)):
            yield (
                f"{who} meets another delegate in slot {slot!r}, who agreed to nobody else; cancel that "
                "meeting and book another with 'meet'."
            )


def _cannot_swap_cities(
    one: Meeting, other: Meeting, state: PlanState, file: DelegationFile
) -> Iterator[str]:
    """Each needs the time for the way, and may have no more meetings in the other's city than allowed."""
    swapped = [
        wanted.model_copy(update={"participant": own.participant})
        for own, wanted in ((one, other), (other, one))
    ]
    for own, wanted in ((one, other), (other, one)):
        rules = section_with(state.sections, wanted.slot)
        left = [held for held in state.schedule.of(own.participant) if held != own]
        if rules is not None and len(_in_city(left, rules)) >= rules.at_most:
            yield f"{own.participant} has the {rules.at_most} meetings there that a delegate has at most."
    yield from no_way_to(swapped, state, file, instead_of=[one, other])


def _ruled_out(who: str, host: str, state: PlanState, wishes: Mapping[str, Wishes]) -> Iterator[str]:
    """Who said no is not told, nor is that the other did not."""
    theirs = [one.wish for one in (wishes.get(who, Wishes()).meetings or ()) if one.host == host]
    ours = [one.wish for one in state.host_wishes if (one.host, one.participant) == (host, who)]
    if Wish.NO in (*theirs, *ours) or is_ruled_out(state, who, host):
        yield f"A meeting of {who} and {host} is ruled out; exchange another one."


def _cannot_take(own: Meeting, wanted: Meeting, state: PlanState) -> Iterator[str]:
    """Why the delegate of `own` cannot give it up for `wanted`."""
    for held in state.schedule.of(own.participant):
        if held == own:
            continue
        if held.slot == wanted.slot:
            yield f"{own.participant} has another meeting in slot {wanted.slot!r} already."
        if held.host == wanted.host:
            yield f"{own.participant} meets host {wanted.host} already."
