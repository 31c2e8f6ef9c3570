"""Why a change to the itinerary is not possible, in a sentence, before anything is recorded."""

from collections.abc import Callable, Iterator

from pydantic import ValidationError

from delegation.change import AddSlots, CancelItem, Change, ChangeRoom, DropOut, MoveItem, SwapMeetings
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem, demand_whole_days
from delegation.meeting import Meeting, MeetingRules
from delegation.planning.composing import frames_meetings
from delegation.planning.plan_state import PlanState, meeting_of, shifted, slot_at, with_slots
from delegation.zoned import demand_existing, instant


def problem_with_change(change: Change, state: PlanState, file: DelegationFile) -> str | None:
    """The first reason to refuse the change, or None where it can be applied.

    Whether it comes too late is not asked here: there is no clock in this place.
    """
    match change.change:
        case CancelItem(item=item):
            problems = _no_such_item(item, state)
        case MoveItem() as move:
            problems = _cannot_move(move, state)
        case ChangeRoom() as room:
            problems = _cannot_change_room(room, state, file)
        case DropOut() as drop_out:
            problems = _cannot_drop_out(drop_out, state)
        case AddSlots() as more:
            problems = _cannot_add_slots(more, state)
        case SwapMeetings() as swap:
            problems = _cannot_swap(swap, state)
    return next(problems, None)


def _no_such_item(item_id: str, state: PlanState) -> Iterator[str]:
    item = state.itinerary.item(item_id)
    if item is None:
        yield f"There is no item {item_id!r} in version {state.itinerary.version} of the itinerary."
    elif item.cancelled:
        yield f"{item.title!r} ({item_id}) is cancelled already."


def _cannot_move(change: MoveItem, state: PlanState) -> Iterator[str]:
    yield from _no_such_item(change.item, state)
    item = state.itinerary.item(change.item)
    if item is None:
        return
    yield from _impossible_times(change, item)
    rules, meeting = state.meeting_rules, meeting_of(state, item)
    if rules is not None and meeting is not None:
        yield from _slot_not_free(change, rules, meeting, state)
    elif rules is not None and frames_meetings(item, rules):
        yield from _said(lambda: shifted(rules, change.starts - item.starts))


def _impossible_times(change: MoveItem, item: ItineraryItem) -> Iterator[str]:
    if item.all_day:
        yield from _said(lambda: demand_whole_days(change.starts, change.ends, item.title))
        return
    ends_zone = item.ends_zone or item.zone
    yield from _said(lambda: demand_existing(change.starts, item.zone, f"The new start of {item.title!r}"))
    yield from _said(lambda: demand_existing(change.ends, ends_zone, f"The new end of {item.title!r}"))
    if instant(change.ends, ends_zone) <= instant(change.starts, item.zone):
        yield (
            f"{item.title!r} would end at {change.ends:%Y-%m-%d %H:%M} ({ends_zone}), not after it starts at "
            f"{change.starts:%Y-%m-%d %H:%M} ({item.zone})."
        )


def _slot_not_free(
    change: MoveItem, rules: MeetingRules, meeting: Meeting, state: PlanState
) -> Iterator[str]:
    slot = slot_at(rules, change.starts, change.ends)
    if slot is None:
        starts = ", ".join(f"{one.starts:%H:%M}" for one in sorted(rules.slots, key=lambda one: one.starts))
        yield f"Meetings take place in slots only; give it one that starts at {starts}."
        return
    others = [one for one in state.schedule.meetings if one.slot == slot.id and one != meeting]
    if any(one.participant == meeting.participant for one in others):
        yield f"{meeting.participant} has another meeting at {slot.starts:%H:%M}."
    if any(one.host == meeting.host for one in others):
        yield f"Host {meeting.host} has another meeting at {slot.starts:%H:%M}."
    if any(host.id == meeting.host and slot.id in host.unavailable for host in state.hosts):
        yield f"Host {meeting.host} cannot take the slot at {slot.starts:%H:%M}; add it to its slots first."
    if len(others) >= rules.tables:
        yield f"All {rules.tables} tables are taken at {slot.starts:%H:%M}."


def _cannot_change_room(change: ChangeRoom, state: PlanState, file: DelegationFile) -> Iterator[str]:
    yield from _no_such_item(change.item, state)
    places = {place.id for place in file.places}
    if change.place is not None and change.place not in places:
        yield f"There is no place {change.place!r}; the places are {', '.join(sorted(places))}."
    if change.place is None and not change.room:
        yield "Name the new room, the new place, or both."


def _cannot_drop_out(change: DropOut, state: PlanState) -> Iterator[str]:
    if change.participant not in state.delegates:
        yield f"{change.participant} is not among the delegates."
    if change.substitute is None:
        return
    if change.substitute in state.delegates:
        yield f"{change.substitute} is a delegate already and cannot stand in for {change.participant}."
    ours, theirs = (state.organisations.get(one) for one in (change.participant, change.substitute))
    if ours is not None and theirs is not None and ours != theirs:
        yield f"{change.substitute} is from {theirs}; {change.participant} can only be replaced from {ours}."


def _cannot_add_slots(change: AddSlots, state: PlanState) -> Iterator[str]:
    host = next((one for one in state.hosts if one.id == change.host), None)
    rules = state.meeting_rules
    if rules is None:
        yield "This delegation has no one-to-one meetings."
    elif host is None:
        yield f"There is no host {change.host!r}."
    elif not host.meets:
        yield f"{host.organisation} takes no one-to-one meetings."
    else:
        held = len(state.of_host(host.id))
        if change.at_most < held:
            yield f"{host.organisation} has {held} meetings already; it cannot take at most {change.at_most}."
        yield from _wrong_slots(change, rules)


def _wrong_slots(change: AddSlots, rules: MeetingRules) -> Iterator[str]:
    known = {slot.id for slot in rules.slots}
    for slot in change.slots:
        if slot not in known:
            yield f"There is no meeting slot {slot!r}; the slots are {', '.join(sorted(known))}."
    new = [slot.id for slot in change.new_slots]
    for slot in new:
        if slot in known or new.count(slot) > 1:
            yield f"There is a meeting slot {slot!r} already; give the new one another id."
    yield from _said(lambda: with_slots(rules, change.new_slots))


def _cannot_swap(change: SwapMeetings, state: PlanState) -> Iterator[str]:
    one = state.schedule.at(change.one, change.one_slot)
    other = state.schedule.at(change.other, change.other_slot)
    if change.one == change.other:
        yield f"{change.one} cannot swap with themselves; move the meeting instead."
    if one is None:
        yield f"{change.one} has no meeting in slot {change.one_slot!r}."
    elif other is None:
        yield f"{change.other} has no meeting in slot {change.other_slot!r}."
    else:
        yield from _cannot_take(one, other, state)
        yield from _cannot_take(other, one, state)


def _cannot_take(own: Meeting, wanted: Meeting, state: PlanState) -> Iterator[str]:
    """Why the delegate of `own` cannot give it up for `wanted`."""
    for held in state.schedule.of(own.participant):
        if held == own:
            continue
        if held.slot == wanted.slot:
            yield f"{own.participant} has another meeting in slot {wanted.slot!r} already."
        if held.host == wanted.host:
            yield f"{own.participant} meets host {wanted.host} already."


def _said(check: Callable[[], object]) -> Iterator[str]:
    """What the check objects to, in its own words."""
    try:
        check()
    except ValidationError as error:
        yield error.errors()[0]["msg"].removeprefix("Value error, ")
    except ValueError as error:
        yield str(error)
