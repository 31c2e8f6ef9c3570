"""Items that are cancelled, reinstated, moved, or held in another room."""

from delegation.change import CancelItem, ChangeRoom, MoveItem, ReinstateItem
from delegation.itinerary import ItineraryItem
from delegation.meeting import Meeting
from delegation.meeting_sections import section_with
from delegation.planning.changing.encounters import (
    house_rounds,
    met_again,
    move_encounter,
    move_rounds,
)
from delegation.planning.changing.meetings import held_again, moved_to_slot
from delegation.planning.changing.regaining import remade, valued
from delegation.planning.changing.situation import Outcome, Situation, item_named
from delegation.planning.changing.visiting import given_back, refilled
from delegation.planning.encounter_times import encounters_within
from delegation.planning.framing import framed_by, meetings_within
from delegation.planning.plan_state import (
    GivenUp,
    PlanState,
    changed,
    encounter_of,
    meeting_of,
    overridden,
    shifted,
    slot_at,
    with_section,
    without_encounters,
    without_meetings,
)
from delegation.planning.remaking import begun_slots


def cancel(change: CancelItem, state: PlanState, situation: Situation) -> Outcome:
    """A cancelled meeting frees both sides; the people of a visit go where there is room, by wish."""
    item = item_named(state, change.item)
    meeting = meeting_of(state, item)
    after = called_off(state, item, situation)
    if meeting is None:
        return valued(after, state.schedule.meetings, situation)
    return remade(
        after, state.schedule.meetings, situation, hosts=(meeting.host,), people=(meeting.participant,)
    )


def called_off(state: PlanState, item: ItineraryItem, situation: Situation) -> PlanState:
    """The state without the item; what belonged to it is remembered."""
    meetings = _meetings_within(item, state, situation)
    places = tuple(one for one in state.visits.assignments if one.item == item.id)
    met = encounters_within(item, state, situation.now)
    freed = GivenUp(item=item.id, visits=places, meetings=meetings, encounters=met)
    after = changed(
        without_encounters(without_meetings(state, meetings), met),
        cancelled=(*state.cancelled, item.id),
        given_up=(*state.given_up, freed),
    )
    if item.block is None:
        return after
    return refilled(after, situation, (item.block,), because=f"{item.title!r} was cancelled.")


def _meetings_within(item: ItineraryItem, state: PlanState, situation: Situation) -> tuple[Meeting, ...]:
    """The meeting itself, or all that the matchmaking still has before it."""
    if (meeting := meeting_of(state, item)) is not None:
        return (meeting,)
    begun = begun_slots(state, situation.now)
    within = meetings_within(item, state, situation.file)
    return tuple(one for one in within if one.slot not in begun)


def reinstate(change: ReinstateItem, state: PlanState, situation: Situation) -> Outcome:
    """The item takes place after all; those who were moved from it return, as far as they still can."""
    freed = state.freed_with(change.item) or GivenUp(item=change.item)
    after = changed(
        state,
        cancelled=tuple(one for one in state.cancelled if one != change.item),
        given_up=tuple(one for one in state.given_up if one != freed),
    )
    for meeting in freed.meetings:
        after = held_again(after, meeting)
    for encounter in freed.encounters:
        after = met_again(after, encounter, situation)
    item = state.itinerary.item(change.item)
    if item is not None and item.block is not None:
        after = _returned(after, item, freed, situation)
    return valued(after, state.schedule.meetings, situation)


def _returned(state: PlanState, item: ItineraryItem, freed: GivenUp, situation: Situation) -> PlanState:
    """Everybody who was there and can be; if it has become too small, those who asked for it most."""
    able = [
        one
        for one in freed.visits
        if one.participant in state.delegates and not _is_away(one.participant, item, state)
    ]
    return refilled(given_back(state, able), situation, (item.block or "",))


def _is_away(participant: str, item: ItineraryItem, state: PlanState) -> bool:
    """Whether they stay away from one of the parallel visits, and so from the block."""
    block = [one for one in state.itinerary.items if one.block == item.block]
    return any(state.is_away(participant, one.id) for one in block)


def move(change: MoveItem, state: PlanState, situation: Situation) -> Outcome:
    """New times for an item. A meeting changes its slot; the matchmaking itself takes its slots along."""
    item = item_named(state, change.item)
    meeting = meeting_of(state, item)
    if meeting is not None:
        rules = section_with(state.sections, meeting.slot)
        slot = None if rules is None else slot_at(rules, change.starts, change.ends)
        after = moved_to_slot(state, meeting, slot)
        return valued(after, after.schedule.meetings, situation)
    if (encounter := encounter_of(state, item)) is not None:
        return move_encounter(change, encounter, state, situation)
    after = move_rounds(change, item, state)
    after = overridden(after, item.id, starts=change.starts, ends=change.ends)
    framed = framed_by(item, state, situation.file)
    if framed is None:
        return Outcome(after)
    return Outcome(with_section(after, framed, shifted(framed, change.starts - item.starts)))


def change_room(change: ChangeRoom, state: PlanState, situation: Situation) -> Outcome:
    """Another room for an item; the matchmaking itself takes its meetings along."""
    item = item_named(state, change.item)
    place = {} if change.place is None else {"place": change.place}
    after = overridden(house_rounds(change, item, state), item.id, room=change.room, **place)
    framed = framed_by(item, state, situation.file)
    if framed is None:
        return Outcome(after)
    moved = framed.model_copy(update={"room": change.room, **place})
    return Outcome(with_section(after, framed, moved))
