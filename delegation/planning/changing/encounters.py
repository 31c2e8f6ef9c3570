"""Meetings of two delegates with each other: booked on the spot, moved, held again, taken over."""

from collections.abc import Mapping
from typing import NamedTuple

from delegation.change import ChangeRoom, Meet, MoveItem
from delegation.encounters import Encounter, MeetingRequest
from delegation.itinerary import ItineraryItem
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.composing import encounter_item_id
from delegation.planning.encounter_times import gathering_of, rounds_framed_by
from delegation.planning.plan_state import PlanState, changed, with_encounters, without_encounters
from delegation.planning.refusals.encounters import (
    later,
    moved_encounter,
    next_place,
    place_for,
    slot_for,
    why_not_met_again,
)


def meet(change: Meet, state: PlanState, situation: Situation) -> Outcome:
    """A meeting in the slot named, or the next both have free; nobody else is moved."""
    gathering = gathering_of(state, situation.file, situation.now)
    found = next_place(change, state, gathering) if change.slot is None else None
    place = place_for(change, state, gathering) if change.slot is not None else found
    if not isinstance(place, Encounter):  # the time has passed since it was asked whether they can
        return Outcome(state)
    return Outcome(with_encounters(state, (*state.encounters.encounters, place)))


def move_encounter(change: MoveItem, encounter: Encounter, state: PlanState, situation: Situation) -> Outcome:
    """The meeting in another slot, at its table where that is free then."""
    slot = slot_for(change, encounter, state)
    if slot is None or slot.id == encounter.slot:
        return Outcome(state)
    moved = moved_encounter(encounter, slot, state, situation.file)
    if not isinstance(moved, Encounter):
        raise LookupError(moved)
    others = without_encounters(state, [encounter])
    return Outcome(with_encounters(others, (*others.encounters.encounters, moved)))


def move_rounds(change: MoveItem, item: ItineraryItem, state: PlanState) -> PlanState:
    """The rounds held within the session are as much later as the session."""
    framed = rounds_framed_by(item, state.rounds)
    by = change.starts - item.starts
    return changed(state, rounds=tuple(later(one, by) if one in framed else one for one in state.rounds))


def house_rounds(change: ChangeRoom, item: ItineraryItem, state: PlanState) -> PlanState:
    """The rounds held within the session go along to its new place and room."""
    framed = rounds_framed_by(item, state.rounds)
    rounds = []
    for one in state.rounds:
        if one in framed:
            (room,) = one.rooms
            named = room.model_copy(update={"name": change.room or room.name})
            one = one.model_copy(update={"place": change.place or one.place, "rooms": (named,)})  # noqa: PLW2901
        rounds.append(one)
    return changed(state, rounds=tuple(rounds))


def met_again(state: PlanState, encounter: Encounter, situation: Situation) -> PlanState:
    """The state with a meeting that was given up, if its slot is still free for both; else as it is."""
    if next(why_not_met_again(encounter, state, situation.file), None) is not None:
        return state
    again = Meet(who=encounter.one, whom=encounter.other, slot=encounter.slot)
    same = again.model_copy(update={"room": encounter.room, "table": encounter.table})
    gathering = gathering_of(state, situation.file)
    places = (place_for(one, state, gathering) for one in (same, again))
    found = next(one for one in places if isinstance(one, Encounter))
    return with_encounters(state, (*state.encounters.encounters, found))


def taken_over(encounter: Encounter, left: str, came: str) -> Encounter:
    """The meeting with `came` in the place of `left`."""
    if not encounter.is_of(left):
        return encounter
    one, other = sorted((came, encounter.other_than(left)))
    return encounter.model_copy(update={"one": one, "other": other})


class TakenOver(NamedTuple):
    """The plan in which one delegate meets in the place of another, and the new ids of those meetings."""

    state: PlanState
    items: dict[str, str]


def encounters_taken_over(state: PlanState, left: str, came: str) -> TakenOver:
    """Meetings, requests and group of `left` are those of `came` now."""
    given_up = (one for freed in state.given_up for one in freed.encounters)
    every = [one for one in (*state.encounters.encounters, *given_up) if one.is_of(left)]
    held = tuple(taken_over(one, left, came) for one in state.encounters.encounters)
    groups = {came if one == left else one: group for one, group in state.groups.items()}
    asked = tuple(_asked_over(one, {left: came}) for one in state.requests)
    items = {
        encounter_item_id(one.one, one.other): encounter_item_id(came, one.other_than(left)) for one in every
    }
    return TakenOver(changed(with_encounters(state, held), groups=groups, requests=asked), items)


def _asked_over(request: MeetingRequest, names: Mapping[str, str]) -> MeetingRequest:
    asks, whom = (names.get(one, one) for one in (request.asks, request.whom))
    return request.model_copy(update={"asks": asks, "whom": whom})
