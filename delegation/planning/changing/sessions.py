"""Parallel sessions after publication: another choice, another capacity."""

from delegation.change import ChangeCapacity, Choose
from delegation.itinerary import ItineraryItem
from delegation.planning.changing.regaining import valued
from delegation.planning.changing.situation import Outcome, Situation, item_named
from delegation.planning.changing.visiting import refilled
from delegation.planning.plan_state import PlanState, changed, overridden
from delegation.planning.reserve_lists import Choice, Waiting
from delegation.planning.session_seats import has_lists, is_before_the_cut, seats_in
from delegation.planning.visits import VisitAssignment, VisitPlan


def choose(change: Choose, state: PlanState, situation: Situation) -> Outcome:
    """A free place at once, and the one that is left goes to who waits for it; else the reserve list.

    What they chose is their first wish of the block from now on. Whoever waited before stays before them.
    """
    item = item_named(state, change.item)
    block = item.block or ""
    others = tuple(
        one for one in state.choices if (one.participant, one.block) != (change.participant, block)
    )
    chosen = Choice(participant=change.participant, block=block, item=item.id)
    after = changed(state, choices=(*others, chosen))
    seats = seats_in(after, situation, block)
    if seats.seated.get(change.participant) == item.id:
        pass
    elif seats.places_left(item.id):
        after = _seated_by_choice(after, chosen, item)
    elif has_lists((item,)) and is_before_the_cut(situation):
        line = tuple(
            one for one in after.waiting if (one.participant, one.item) != (change.participant, item.id)
        )
        waiting = Waiting(participant=change.participant, block=block, item=item.id)
        after = changed(after, waiting=(*line, waiting))
    return valued(refilled(after, situation, (block,)), state.schedule.meetings, situation)


def _seated_by_choice(state: PlanState, chosen: Choice, item: ItineraryItem) -> PlanState:
    key = (chosen.participant, chosen.block)
    place = VisitAssignment(
        participant=chosen.participant,
        block=chosen.block,
        item=item.id,
        rank=1,
        reason=f"You chose {item.title!r}, which had a free place.",
    )
    assignments = tuple(one for one in state.visits.assignments if (one.participant, one.block) != key)
    gaps = tuple(one for one in state.visits.gaps if (one.participant, one.block) != key)
    return changed(state, visits=VisitPlan(assignments=(*assignments, place), gaps=gaps))


def change_capacity(change: ChangeCapacity, state: PlanState, situation: Situation) -> Outcome:
    """More places go to who waits; where there are fewer, who asked for it most stays."""
    item = item_named(state, change.item)
    after = overridden(state, item.id, capacity=change.capacity)
    now = tuple(
        one.model_copy(update={"capacity": change.capacity}) if one.id == item.id else one
        for one in after.itinerary.items
    )
    after = changed(after, itinerary=after.itinerary.model_copy(update={"items": now}))
    refilled_state = refilled(after, situation, (item.block or "",), because=_because(change, item))
    back = changed(refilled_state, itinerary=state.itinerary)
    return valued(back, state.schedule.meetings, situation)


def _because(change: ChangeCapacity, item: ItineraryItem) -> str:
    if item.capacity is not None and change.capacity >= item.capacity:
        return ""
    return f"{item.title!r} takes {change.capacity} now."
