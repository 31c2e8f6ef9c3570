"""Delegates who stay away from some appointments, and come back to them."""

from delegation.change import ComeBack, StayAway
from delegation.itinerary import ItineraryItem
from delegation.meeting import Meeting
from delegation.planning.changing.encounters import met_again
from delegation.planning.changing.meetings import held_again
from delegation.planning.changing.regaining import remade, valued
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.changing.visiting import given_back, refilled, without_places
from delegation.planning.encounter_times import encounters_within
from delegation.planning.framing import meetings_within
from delegation.planning.plan_state import (
    Away,
    GivenUp,
    PlanState,
    changed,
    meeting_of,
    without_encounters,
    without_meetings,
)
from delegation.planning.remaking import begun_slots


def stay_away(change: StayAway, state: PlanState, situation: Situation) -> Outcome:
    """Their places and slots go to others; what has begun stays as it was."""
    items = (state.itinerary.item(name) for name in change.items)
    missed = [item for item in items if item is not None and not situation.has_begun(item)]
    after = state
    for item in missed:
        after = _without(after, change.participant, item, situation)
    blocks = {item.block for item in missed if item.block is not None}
    after = refilled(after, situation, blocks)
    freed = [one for one in state.schedule.meetings if one not in after.schedule.meetings]
    hosts = tuple(dict.fromkeys(one.host for one in freed))
    return remade(after, state.schedule.meetings, situation, hosts=hosts)


def _without(state: PlanState, participant: str, item: ItineraryItem, situation: Situation) -> PlanState:
    places = tuple(one for one in state.visits.of(participant) if one.item == item.id)
    meetings = _meetings_missed(state, participant, item, situation)
    within = encounters_within(item, state, situation.now)
    met = tuple(one for one in within if one.is_of(participant))
    freed = GivenUp(item=item.id, participant=participant, visits=places, meetings=meetings, encounters=met)
    after = without_places(without_meetings(without_encounters(state, met), meetings), places)
    return changed(
        after,
        away=(*after.away, Away(participant=participant, item=item.id)),
        given_up=(*after.given_up, freed),
    )


def _meetings_missed(
    state: PlanState, participant: str, item: ItineraryItem, situation: Situation
) -> tuple[Meeting, ...]:
    """The meeting itself, or all that they still have within the matchmaking."""
    if (meeting := meeting_of(state, item)) is not None:
        return (meeting,)
    begun, within = begun_slots(state, situation.now), meetings_within(item, state, situation.file)
    return tuple(one for one in within if one.participant == participant and one.slot not in begun)


def come_back(change: ComeBack, state: PlanState, situation: Situation) -> Outcome:
    """Their own place and slot where these are free; another visit with room, by wish, where not."""
    after = state
    for name in change.items:
        after = _back_at(after, change.participant, name, situation)
    return valued(after, state.schedule.meetings, situation)


def _back_at(state: PlanState, participant: str, name: str, situation: Situation) -> PlanState:
    freed = state.freed_with(name, participant) or GivenUp(item=name, participant=participant)
    after = changed(
        state,
        away=tuple(one for one in state.away if (one.participant, one.item) != (participant, name)),
        given_up=tuple(one for one in state.given_up if one != freed),
    )
    for meeting in freed.meetings:
        after = held_again(after, meeting)
    for encounter in freed.encounters:
        after = met_again(after, encounter, situation)
    item = state.itinerary.item(name)
    if item is None or item.block is None:
        return after
    seated = refilled(given_back(after, freed.visits), situation, (item.block,))
    return seated if _keeps_others(after, seated) else refilled(after, situation, (item.block,))


def _keeps_others(before: PlanState, after: PlanState) -> bool:
    """Whether everybody who had a place has it still."""
    now = {(one.participant, one.item) for one in after.visits.assignments}
    return all((one.participant, one.item) in now for one in before.visits.assignments)
