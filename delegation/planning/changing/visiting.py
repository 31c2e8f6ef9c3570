"""Places at parallel visits after a change: who has none gets what is free, everybody else keeps theirs."""

from collections.abc import Collection, Sequence

from delegation.itinerary import ItineraryItem
from delegation.planning.changing.situation import Situation
from delegation.planning.plan_state import PlanState, changed
from delegation.planning.visits import VisitAssignment, VisitPlan, assign_visits, must_attend


def refilled(
    state: PlanState, situation: Situation, blocks: Collection[str] | None = None, because: str = ""
) -> PlanState:
    """Free places of these blocks (None: all that have not begun) go to those without one, by wish.

    Who stays away from a visit, or has left, holds no place in its block. `because` stands before the
    reason of every new place.
    """
    plan = state.visits
    for block, items in _blocks(state, situation).items():
        if _is_open(items, situation) if blocks is None else block in blocks:
            plan = _with_block(plan, block, _seated(state, situation, block, items), because)
    return changed(state, visits=plan)


def _blocks(state: PlanState, situation: Situation) -> dict[str, list[ItineraryItem]]:
    """The blocks with their items as they are to take place now."""
    gone = {*state.cancelled, *(item.id for item in situation.file.itinerary if item.cancelled)}
    found: dict[str, list[ItineraryItem]] = {}
    for item in state.itinerary.items:
        if item.block is not None:
            current = item.model_copy(update={"cancelled": item.id in gone})
            found.setdefault(item.block, []).append(current)
    return found


def _is_open(items: Sequence[ItineraryItem], situation: Situation) -> bool:
    return not any(situation.has_begun(item) for item in items)


def _seated(state: PlanState, situation: Situation, block: str, items: Sequence[ItineraryItem]) -> VisitPlan:
    attending = [who for who in state.delegates if not any(state.is_away(who, item.id) for item in items)]
    kept = [one for one in state.visits.assignments if one.block == block]
    return assign_visits(
        items,
        attending,
        situation.wishes,
        kept,
        ruled_out=situation.ruled_out,
        must=_must(state, situation, attending),
        hosts=state.hosts,
        within=situation.file.itinerary_rules.visits_within,
    )


def _must(state: PlanState, situation: Situation, attending: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Whom the file names for a parallel item, or who came instead of them."""
    came = {one.left: one.came for one in state.stands_in}
    return {
        item: tuple(who for who in (came.get(one, one) for one in named) if who in attending)
        for item, named in must_attend(situation.file.itinerary).items()
    }


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
