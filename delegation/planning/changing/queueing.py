"""Reserve lists within a plan: who waits moves up, and the lists are made anew after every change."""

from collections.abc import Sequence

from delegation.itinerary import ItineraryItem
from delegation.planning.plan_state import PlanState, changed
from delegation.planning.reserve_lists import MovedUp, Waiting, listed, moved_assignment, promoted
from delegation.planning.session_seats import Must, has_lists, is_before_the_cut, seats_of
from delegation.planning.situation import Situation
from delegation.planning.visit_block import VisitBlock
from delegation.planning.visits import VisitPlan


def moved_up(
    state: PlanState,
    situation: Situation,
    items: Sequence[ItineraryItem],
    attending: Sequence[str],
    must: Must,
) -> PlanState:
    """Free places go to who waits, in order; the places they leave go to the next, and so on."""
    if not (has_lists(items) and is_before_the_cut(situation)):
        return state
    seats = seats_of(state, situation, items, attending, must)
    after = state
    for one in promoted(seats)[1]:
        after = _moved(after, situation, seats.block, one)
    return after


def _moved(state: PlanState, situation: Situation, block: VisitBlock, one: Waiting) -> PlanState:
    key = (one.participant, block.id)
    left = next((had.item for had in state.visits.assignments if (had.participant, had.block) == key), None)
    others = tuple(had for had in state.visits.assignments if (had.participant, had.block) != key)
    gaps = tuple(gap for gap in state.visits.gaps if (gap.participant, gap.block) != key)
    moved = MovedUp(
        participant=one.participant, block=block.id, item=one.item, came_from=left, at=situation.now
    )
    return changed(
        state,
        visits=VisitPlan(assignments=(*others, moved_assignment(block, one)), gaps=gaps),
        moved_up=(*state.moved_up, moved),
    )


def relisted(
    state: PlanState,
    situation: Situation,
    items: Sequence[ItineraryItem],
    attending: Sequence[str],
    must: Must,
    *,
    before: VisitPlan | None = None,
) -> PlanState:
    """The reserve lists of the block as its places now are; `before` says who sat where before the change."""
    if not has_lists(items):
        return state
    seats = seats_of(state, situation, items, attending, must)
    sat = {
        one.participant: one.item
        for one in (before.assignments if before else ())
        if one.block == seats.block.id
    }
    others = tuple(one for one in state.waiting if one.block != seats.block.id)
    return changed(state, waiting=(*others, *listed(seats, attending, sat)))
