"""Places at parallel visits after a change: who has none gets what is free, everybody else keeps theirs."""

from collections.abc import Collection, Sequence

from delegation.itinerary import ItineraryItem
from delegation.planning.changing.queueing import moved_up, relisted
from delegation.planning.changing.situation import Situation
from delegation.planning.plan_state import PlanState, changed
from delegation.planning.reserve_lists import chosen_first
from delegation.planning.session_seats import attending_of, blocks_now, must_be
from delegation.planning.visits import VisitAssignment, VisitPlan, assign_visits


def refilled(
    state: PlanState, situation: Situation, blocks: Collection[str] | None = None, because: str = ""
) -> PlanState:
    """Free places of these blocks (None: all that have not begun) go to those without one, by wish.

    Who stays away from a visit, or has left, holds no place in its block. `because` stands before the
    reason of every new place. Before that, who waits on a reserve list moves up.
    """
    after = state
    for block, items in blocks_now(state, situation).items():
        if _is_open(items, situation) if blocks is None else block in blocks:
            after = _with_refilled(after, situation, block, items, because)
    return after


def _with_refilled(
    state: PlanState, situation: Situation, block: str, items: Sequence[ItineraryItem], because: str
) -> PlanState:
    attending = attending_of(state, items)
    must = must_be(state, situation, attending)
    after = moved_up(state, situation, items, attending, must)
    seated = _seated(after, situation, block, items)
    told = _with_block(after.visits, block, seated, because)
    return relisted(changed(after, visits=told), situation, items, attending, must, before=state.visits)


def with_reserve_lists(state: PlanState, situation: Situation) -> PlanState:
    """The state of a first plan with the lists of who would rather be elsewhere."""
    after = state
    for items in blocks_now(state, situation).values():
        attending = attending_of(after, items)
        after = relisted(after, situation, items, attending, must_be(after, situation, attending))
    return after


def _is_open(items: Sequence[ItineraryItem], situation: Situation) -> bool:
    return not any(situation.has_begun(item) for item in items)


def _seated(state: PlanState, situation: Situation, block: str, items: Sequence[ItineraryItem]) -> VisitPlan:
    attending = attending_of(state, items)
    kept = [one for one in state.visits.assignments if one.block == block]
    return assign_visits(
        items,
        attending,
        chosen_first(situation.wishes, state.choices),
        kept,
        ruled_out=situation.ruled_out,
        must=must_be(state, situation, attending),
        hosts=state.hosts,
        within=situation.file.itinerary_rules.visits_within,
    )


def _with_block(plan: VisitPlan, block: str, seated: VisitPlan, because: str) -> VisitPlan:
    before = {one.participant: one for one in plan.assignments if one.block == block}
    placed = tuple(_told(one, before.get(one.participant), because) for one in seated.assignments)
    return VisitPlan(
        assignments=(*(one for one in plan.assignments if one.block != block), *placed),
        gaps=(*(one for one in plan.gaps if one.block != block), *seated.gaps),
    )


def _told(place: VisitAssignment, before: VisitAssignment | None, because: str) -> VisitAssignment:
    if place == before or not because:
        return place
    return place.model_copy(update={"reason": f"{because} {place.reason}"})


def without_places(state: PlanState, gone: Collection[VisitAssignment]) -> PlanState:
    """The state without these places; nobody is seated anew."""
    kept = tuple(one for one in state.visits.assignments if one not in gone)
    return changed(state, visits=state.visits.model_copy(update={"assignments": kept}))


def given_back(state: PlanState, places: Sequence[VisitAssignment]) -> PlanState:
    """The state in which these delegates are where they were before, instead of where they are now."""
    back = {(one.participant, one.block) for one in places}
    kept = tuple(one for one in state.visits.assignments if (one.participant, one.block) not in back)
    gaps = tuple(one for one in state.visits.gaps if (one.participant, one.block) not in back)
    return changed(state, visits=VisitPlan(assignments=(*kept, *places), gaps=gaps))
