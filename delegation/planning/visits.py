"""Parallel visits: who goes where, by wish, within the places there are."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import ItineraryItem
from delegation.meeting import Wishes
from delegation.planning.fair_places import Preference, best_places


class VisitAssignment(Fact):
    """A delegate's place in one block of parallel visits."""

    participant: ParticipantId
    block: ItemId
    item: ItemId
    rank: int | None = None
    """1 for the first wish. None: no wish was stated, or this item was not among the wishes."""
    reason: str = ""


class VisitGap(Fact):
    """A delegate for whom a block of parallel visits has no place left."""

    participant: ParticipantId
    block: ItemId
    reason: str = ""


class VisitPlan(Fact):
    """Who attends which of the parallel visits, and who found no place."""

    assignments: tuple[VisitAssignment, ...] = ()
    gaps: tuple[VisitGap, ...] = ()

    def attendees(self, item: str) -> tuple[str, ...]:
        return tuple(sorted(one.participant for one in self.assignments if one.item == item))

    def of(self, participant: str) -> tuple[VisitAssignment, ...]:
        return tuple(one for one in self.assignments if one.participant == participant)


@dataclass(frozen=True)
class _Block:
    """One block with the wishes for it, while it is being filled."""

    id: str
    items: tuple[ItineraryItem, ...]
    rankings: Mapping[str, tuple[str, ...]]

    def rank(self, participant: str, item: str) -> int | None:
        ranking = self.rankings.get(participant, ())
        return ranking.index(item) + 1 if item in ranking else None

    def cost(self, participant: str, item: str) -> int:
        """0 for the first wish, 1 for the second; unnamed items come after the last; no wish: always 0."""
        rank = self.rank(participant, item)
        return len(self.rankings.get(participant, ())) if rank is None else rank - 1

    def title(self, item: str) -> str:
        return next(one.title for one in self.items if one.id == item)


def blocks_of(items: Sequence[ItineraryItem]) -> dict[str, tuple[ItineraryItem, ...]]:
    """The blocks of parallel items that still take place, in order of time, each in the file's order."""
    blocks: dict[str, tuple[ItineraryItem, ...]] = {}
    for item in sorted(items, key=lambda one: one.starts_at):
        if item.block is not None and not item.cancelled:
            blocks[item.block] = (*blocks.get(item.block, ()), item)
    order = [item.id for item in items]
    return {name: tuple(sorted(some, key=lambda one: order.index(one.id))) for name, some in blocks.items()}


def assign_visits(
    items: Sequence[ItineraryItem],
    delegates: Sequence[str],
    wishes: Mapping[str, Wishes],
    kept: Sequence[VisitAssignment] = (),
) -> VisitPlan:
    """Give every delegate one item of every block.

    As many as possible get a place; then the worst rank anybody gets is as good as possible; then the
    sum of ranks is smallest. What is still equal goes to those served worse in earlier blocks, then by lot
    (a hash of block and participant), so the result does not depend on the order of `delegates`.
    `kept` assignments stay as they are as long as their item takes place and their delegate travels.
    """
    plan = VisitPlan()
    for name, parallel in blocks_of(items).items():
        block = _Block(name, parallel, _rankings(name, parallel, wishes))
        plan = _filled(plan, block, sorted(set(delegates)), kept)
    return plan


def _rankings(
    name: str, parallel: Sequence[ItineraryItem], wishes: Mapping[str, Wishes]
) -> dict[str, tuple[str, ...]]:
    """For each delegate with a wish for this block, its items best first; items that fell away left out."""
    known = {item.id for item in parallel}
    return {
        participant: tuple(dict.fromkeys(item for item in wish.ranking if item in known))
        for participant, stated in wishes.items()
        for wish in stated.visits or ()
        if wish.block == name
    }


def _filled(
    plan: VisitPlan, block: _Block, delegates: Sequence[str], kept: Sequence[VisitAssignment]
) -> VisitPlan:
    ids = [item.id for item in block.items]
    stays = [
        one for one in kept if one.block == block.id and one.item in ids and one.participant in delegates
    ]
    taken = [sum(one.item == item for one in stays) for item in ids]
    seated = {one.participant for one in stays}
    waiting = sorted(
        (one for one in delegates if one not in seated), key=lambda one: _turn(plan, block.id, one)
    )
    room = [
        len(delegates) if item.capacity is None else max(0, item.capacity - used)
        for item, used in zip(block.items, taken, strict=True)
    ]
    places = best_places([Preference(tuple(block.cost(one, item) for item in ids)) for one in waiting], room)
    new, gaps = _told(block, dict(zip(waiting, places, strict=True)))
    return VisitPlan(
        assignments=(*plan.assignments, *sorted([*stays, *new], key=lambda one: one.participant)),
        gaps=(*plan.gaps, *gaps),
    )


def _turn(plan: VisitPlan, block: str, participant: str) -> tuple[int, str]:
    """Who comes first when wishes are equal: those served worse so far, then by lot."""
    served_worse = sum((one.rank or 1) - 1 for one in plan.of(participant))
    return -served_worse, hashlib.sha256(f"{block}|{participant}".encode()).hexdigest()


def _told(block: _Block, places: Mapping[str, int | None]) -> tuple[list[VisitAssignment], list[VisitGap]]:
    items = {who: None if place is None else block.items[place].id for who, place in places.items()}
    worst = max((block.cost(who, item) for who, item in items.items() if item is not None), default=0) + 1
    new = [
        VisitAssignment(
            participant=who,
            block=block.id,
            item=item,
            rank=block.rank(who, item),
            reason=_reason(block, who, item, worst),
        )
        for who, item in items.items()
        if item is not None
    ]
    gone = "All places of the parallel visits are taken; this time is free for you."
    gaps = [
        VisitGap(participant=who, block=block.id, reason=gone)
        for who, item in sorted(items.items())
        if item is None
    ]
    return new, gaps


def _reason(block: _Block, participant: str, item: str, worst: int) -> str:
    title, rank = block.title(item), block.rank(participant, item)
    if not block.rankings.get(participant):
        return f"You stated no wish for these visits; {title!r} had a free place."
    if rank == 1:
        return f"{title!r} is your first wish."
    first = block.title(block.rankings[participant][0])
    yours = "not among your wishes" if rank is None else f"your {ordinal(rank)} wish"
    return (
        f"{title!r} is {yours}: more delegates asked for {first!r} than it can take. Places were given "
        f"so that nobody gets worse than a {ordinal(worst)} wish; what was still equal was decided by lot."
    )


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"
