"""Parallel sessions of a plan as they stand: who attends, who must, who sits where, what each takes."""

from collections.abc import Collection, Mapping, Sequence

from delegation.itinerary import ItineraryItem
from delegation.planning.plan_state import PlanState
from delegation.planning.reserve_lists import Seats, chosen_first
from delegation.planning.situation import Situation
from delegation.planning.visit_block import VisitBlock, rankings, room_in
from delegation.planning.visits import must_attend

Must = Mapping[str, Sequence[str]]
"""By item, whom the organiser put down for it: they wait for nothing else."""


def has_lists(items: Sequence[ItineraryItem]) -> bool:
    return any(item.reserve for item in items)


def is_before_the_cut(situation: Situation) -> bool:
    """Whether places still go to who waits: until the first day begins. On the spot one just walks in."""
    return situation.now is None or situation.now < situation.file.starts_at


def blocks_now(state: PlanState, situation: Situation) -> dict[str, list[ItineraryItem]]:
    """The blocks with their items as they are to take place now."""
    gone = {*state.cancelled, *(item.id for item in situation.file.itinerary if item.cancelled)}
    found: dict[str, list[ItineraryItem]] = {}
    for item in state.itinerary.items:
        if item.block is not None:
            current = item.model_copy(update={"cancelled": item.id in gone})
            found.setdefault(item.block, []).append(current)
    return found


def attending_of(state: PlanState, items: Sequence[ItineraryItem]) -> list[str]:
    """The delegates who stay away from none of these parallel items."""
    return [who for who in state.delegates if not any(state.is_away(who, item.id) for item in items)]


def must_be(state: PlanState, situation: Situation, attending: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Whom the file names for a parallel item, or who came instead of them."""
    came = {one.left: one.came for one in state.stands_in}
    return {
        item: tuple(who for who in (came.get(one, one) for one in named) if who in attending)
        for item, named in must_attend(situation.file.itinerary).items()
    }


def seats_of(
    state: PlanState,
    situation: Situation,
    items: Sequence[ItineraryItem],
    attending: Sequence[str],
    must: Must,
) -> Seats:
    """The block of these parallel items as it stands; cancelled ones left out."""
    held = tuple(item for item in items if not item.cancelled)
    name = next((item.block for item in items if item.block), "")
    fixed = {who: item for item, people in must.items() for who in people if item in {one.id for one in held}}
    stated = rankings(name, held, chosen_first(situation.wishes, state.choices))
    wished = {who: ranking for who, ranking in stated.items() if who not in fixed}
    block = VisitBlock(name, held, wished, situation.ruled_out)
    seated = {
        one.participant: one.item
        for one in state.visits.assignments
        if one.block == name and one.item in block.ids and one.participant in attending
    }
    waiting = tuple(one for one in state.waiting if one.block == name and one.participant in attending)
    return Seats(block, room_in(block, state.hosts, len(attending)), seated, waiting)


def seats_in(state: PlanState, situation: Situation, block: str) -> Seats:
    """The block as it stands: who sits where, who waits, what each session takes."""
    items = blocks_now(state, situation).get(block, [])
    attending = attending_of(state, items)
    return seats_of(state, situation, items, attending, must_be(state, situation, attending))
