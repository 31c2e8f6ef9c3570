"""One change to a published itinerary: whether it is possible, and the itinerary after it.

Nobody is moved who need not be: what is not named by the change stays where and when it is, and
freed places and slots are only offered to those who have the time free.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from delegation.change import (
    AddSlots,
    CancelItem,
    Change,
    ChangePreview,
    ChangeRoom,
    DropOut,
    MoveItem,
    SwapMeetings,
)
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.meeting import Meeting, Slot, Wishes
from delegation.planning.clashes import itinerary_problems
from delegation.planning.composing import frames_meetings
from delegation.planning.differences import differences, moved_appointments
from delegation.planning.plan_state import (
    PlanState,
    StandIn,
    begun_slots,
    changed,
    meeting_of,
    overridden,
    recomposed,
    rescheduled,
    shifted,
    slot_at,
    with_meetings,
    with_slots,
    without_meetings,
)
from delegation.planning.refusals import problem_with_change
from delegation.planning.visits import VisitAssignment, VisitGap, VisitPlan, assign_visits

__all__ = ("apply_change", "preview", "problem_with_change", "solves")

Held = TypeVar("Held", VisitAssignment, VisitGap, Meeting)
"""What a delegate has and a substitute takes over."""


def preview(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None = None,
) -> ChangePreview:
    """Who would be told what, and the problems the itinerary would then have that it has not now.

    Like `apply_change`, it needs the solver where `solves` says so: then not for workflow code.
    """
    if (refusal := problem_with_change(change, state, file)) is not None:
        return ChangePreview(problems=(refusal,))
    after = apply_change(change, state, file, wishes, now)
    people = tuple(dict.fromkeys((*state.delegates, *after.delegates)))
    names = {**state.organisations, **after.organisations}
    effects = differences(state.itinerary, after.itinerary, people, file, names)
    before = itinerary_problems(state.itinerary, file)
    problems = tuple(one for one in itinerary_problems(after.itinerary, file) if one not in before)
    return ChangePreview(
        effects=effects, moved_appointments=moved_appointments(effects, people), problems=problems
    )


def solves(change: Change) -> bool:
    """Whether the change leads to new meetings, which needs the solver (scipy) and so an activity.

    All other changes are worked out without it, in a moment, and may be previewed in workflow code.
    """
    drops_out = isinstance(change.change, DropOut) and change.change.substitute is None
    return drops_out or isinstance(change.change, AddSlots)


def apply_change(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None = None,
) -> PlanState:
    """The plan after the change, its itinerary one version higher if anything in it differs.

    The change must be possible (`problem_with_change` returns None); `wishes` by participant decide where
    the people of a cancelled visit go and who takes a freed meeting. What has begun by `now` (the time in
    the change, unless given) stays as it was when somebody leaves, and no new meeting is put there.
    """
    now = now or change.at
    match change.change:
        case CancelItem() as cancel:
            after = _cancel(cancel, state, wishes)
        case MoveItem() as move:
            after = _move(move, state, wishes)
        case ChangeRoom() as room:
            after = _change_room(room, state)
        case DropOut(substitute=None) as drop_out:
            after = _drop_out(drop_out, state, wishes, now)
        case DropOut() as replacement:
            after = _replace(replacement, state)
        case AddSlots() as more:
            after = _add_slots(more, state, wishes, now)
        case SwapMeetings() as swap:
            after = _swap(swap, state, wishes)
    return recomposed(after, file)


def _item(state: PlanState, item_id: str) -> ItineraryItem:
    item = state.itinerary.item(item_id)
    if item is None:
        raise LookupError(f"There is no item {item_id!r} in the itinerary.")
    return item


def _cancel(change: CancelItem, state: PlanState, wishes: Mapping[str, Wishes]) -> PlanState:
    item = _item(state, change.item)
    after = changed(state, cancelled=(*state.cancelled, item.id))
    if (meeting := meeting_of(state, item)) is not None:
        return rescheduled(without_meetings(after, (meeting,)), wishes, only=())
    if frames_meetings(item, state.meeting_rules):
        return rescheduled(without_meetings(after, state.schedule.meetings), wishes, only=())
    return after if item.block is None else changed(after, visits=_reassigned(item, after, wishes))


def _reassigned(item: ItineraryItem, state: PlanState, wishes: Mapping[str, Wishes]) -> VisitPlan:
    """Those of a cancelled visit go to the parallel ones that have room, by wish; all others stay."""
    items = [
        one.model_copy(update={"cancelled": one.cancelled or one.id == item.id})
        for one in state.itinerary.items
    ]
    kept = [one for one in state.visits.assignments if one.item != item.id]
    seeking = {one.participant for one in state.visits.assignments if one.item == item.id}
    block = [one for one in items if one.block == item.block]
    settled = {one.participant for one in kept if one.block == item.block}
    plan = assign_visits(block, sorted(seeking | settled), wishes, kept)
    gaps = tuple(
        one for one in state.visits.gaps if one.block != item.block or one.participant not in seeking
    )
    return VisitPlan(
        assignments=(
            *(one for one in kept if one.block != item.block),
            *(_told(one, item) if one.participant in seeking else one for one in plan.assignments),
        ),
        gaps=(*gaps, *plan.gaps),
    )


def _told(assignment: VisitAssignment, gone: ItineraryItem) -> VisitAssignment:
    return assignment.model_copy(update={"reason": f"{gone.title!r} was cancelled. {assignment.reason}"})


def _move(change: MoveItem, state: PlanState, wishes: Mapping[str, Wishes]) -> PlanState:
    """New times for an item. A meeting changes its slot; the matchmaking itself takes its slots along."""
    item, rules = _item(state, change.item), state.meeting_rules
    meeting = meeting_of(state, item)
    if rules is not None and meeting is not None:
        moved = _moved_to_slot(state, meeting, slot_at(rules, change.starts, change.ends))
        return rescheduled(moved, wishes, only=())
    after = overridden(state, item.id, starts=change.starts, ends=change.ends)
    if rules is None or not frames_meetings(item, rules):
        return after
    return changed(after, meeting_rules=shifted(rules, change.starts - item.starts))


def _moved_to_slot(state: PlanState, meeting: Meeting, slot: Slot | None) -> PlanState:
    """The meeting in that slot, at its host's table if that is free then, else at the first that is."""
    if slot is None or state.meeting_rules is None:
        raise LookupError("Meetings take place in the slots of the matchmaking only.")
    others = tuple(one for one in state.schedule.meetings if one != meeting)
    taken = {one.table for one in others if one.slot == slot.id}
    tables = (meeting.table, *range(1, state.meeting_rules.tables + 1))
    table = next(one for one in tables if one not in taken)
    moved = meeting.model_copy(update={"slot": slot.id, "table": table})
    return with_meetings(state, (*others, moved))


def _change_room(change: ChangeRoom, state: PlanState) -> PlanState:
    """Another room for an item; the matchmaking itself takes its meetings along."""
    item, rules = _item(state, change.item), state.meeting_rules
    place = {} if change.place is None else {"place": change.place}
    after = overridden(state, item.id, room=change.room, **place)
    if rules is None or not frames_meetings(item, rules):
        return after
    return changed(after, meeting_rules=rules.model_copy(update={"room": change.room, **place}))


def _drop_out(
    change: DropOut, state: PlanState, wishes: Mapping[str, Wishes], now: datetime | None
) -> PlanState:
    """Places and meetings of who leaves are offered to those who have the time free; nobody is moved."""
    gone = change.participant
    begun = begun_slots(state, now)
    freed = [one for one in state.schedule.of(gone) if one.slot not in begun]
    after = without_meetings(state, freed)
    after = changed(after, delegates=tuple(one for one in state.delegates if one != gone))
    after = changed(after, visits=_without_visitor(gone, after, wishes, now))
    return rescheduled(after, wishes, only=tuple(dict.fromkeys(one.host for one in freed)), now=now)


def _without_visitor(
    gone: str, state: PlanState, wishes: Mapping[str, Wishes], now: datetime | None
) -> VisitPlan:
    """Everybody keeps their visits; those who found no place get one that became free."""
    plan = state.visits
    planned = {one.block for one in plan.assignments} | {one.block for one in plan.gaps}
    open_items = [
        item
        for item in state.itinerary.items
        if item.block in planned and (now is None or item.starts_at > now)
    ]
    blocks = {item.block for item in open_items}
    kept = [one for one in plan.assignments if one.participant != gone]
    again = assign_visits(open_items, state.delegates, wishes, kept)
    return VisitPlan(
        assignments=(*(one for one in plan.assignments if one.block not in blocks), *again.assignments),
        gaps=(*(one for one in plan.gaps if one.block not in blocks), *again.gaps),
    )


def _replace(change: DropOut, state: PlanState) -> PlanState:
    """The substitute takes over every place and meeting; nothing else changes."""
    left, came = change.participant, change.substitute or change.participant
    swap = {left: came}
    visits = VisitPlan(
        assignments=tuple(_handed_over(one, swap) for one in state.visits.assignments),
        gaps=tuple(_handed_over(one, swap) for one in state.visits.gaps),
    )
    organisations = dict(state.organisations)
    if left in organisations:
        organisations.setdefault(came, organisations[left])
    after = with_meetings(state, tuple(_handed_over(one, swap) for one in state.schedule.meetings))
    return changed(
        after,
        delegates=tuple(swap.get(one, one) for one in state.delegates),
        visits=visits,
        organisations=organisations,
        stands_in=(*state.stands_in, StandIn(left=left, came=came)),
    )


def _handed_over(one: Held, swap: Mapping[str, str]) -> Held:
    return one.model_copy(update={"participant": swap.get(one.participant, one.participant)})


def _add_slots(
    change: AddSlots, state: PlanState, wishes: Mapping[str, Wishes], now: datetime | None
) -> PlanState:
    """The host gets more meetings; new slots are its own, so the other hosts stay away from them."""
    new = tuple(slot.id for slot in change.new_slots)
    opened = {*change.slots, *new}
    hosts = tuple(
        host.model_copy(
            update={
                "at_most": change.at_most,
                "unavailable": tuple(one for one in host.unavailable if one not in opened),
            }
        )
        if host.id == change.host
        else host.model_copy(update={"unavailable": (*host.unavailable, *new)})
        for host in state.hosts
    )
    rules = state.meeting_rules and with_slots(state.meeting_rules, change.new_slots)
    after = changed(state, hosts=hosts, meeting_rules=rules)
    return rescheduled(after, wishes, only=(change.host,), fill=True, now=now)


def _swap(change: SwapMeetings, state: PlanState, wishes: Mapping[str, Wishes]) -> PlanState:
    """Each takes the other's appointment: host, slot and table."""
    one, other = (
        state.schedule.at(change.one, change.one_slot),
        state.schedule.at(change.other, change.other_slot),
    )
    if one is None or other is None:
        raise LookupError("Both delegates need a meeting in the slots named.")
    swapped = {
        one: one.model_copy(update={"participant": change.other}),
        other: other.model_copy(update={"participant": change.one}),
    }
    meetings = tuple(swapped.get(meeting, meeting) for meeting in state.schedule.meetings)
    return rescheduled(with_meetings(state, meetings), wishes, only=())
