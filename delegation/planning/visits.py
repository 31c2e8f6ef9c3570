"""Parallel visits: who goes where, by wish, within the places there are."""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import ItineraryItem
from delegation.meeting import Host, Wishes
from delegation.planning.fair_places import Preference, best_places
from delegation.planning.visit_block import VisitBlock, blocks_of, rankings, room_in
from delegation.planning.visit_reasons import ordinal, reason, reason_for_nothing

__all__ = ("VisitAssignment", "VisitGap", "VisitPlan", "assign_visits", "blocks_of", "must_attend", "ordinal")

Named = Mapping[str, Sequence[str]]
NOBODY: Named = MappingProxyType({})


class VisitAssignment(Fact):
    """A delegate's place in one block of parallel visits."""

    participant: ParticipantId
    block: ItemId
    item: ItemId
    rank: int | None = None
    """1 for the first wish, of those possible. None: no wish was stated, or this item was not among them."""
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


def must_attend(items: Sequence[ItineraryItem]) -> dict[str, tuple[str, ...]]:
    """Parallel items whose attendees the organiser wrote into the file; not for items of a plan."""
    return {item.id: item.attendees for item in items if item.block is not None and item.attendees}


def assign_visits(
    items: Sequence[ItineraryItem],
    delegates: Sequence[str],
    wishes: Mapping[str, Wishes],
    kept: Sequence[VisitAssignment] = (),
    *,
    ruled_out: Named = NOBODY,
    must: Named = NOBODY,
    hosts: Sequence[Host] = (),
    within: int | None = None,
) -> VisitPlan:
    """Give every delegate one item of every block.

    As many as possible get a place; then as few as possible get none of their first `within` wishes; then
    the worst rank anybody gets is as good as possible; then the sum of ranks is smallest. What is still equal
    goes to those served worse in earlier blocks, then by lot (a hash of block and participant), so the result
    does not depend on the order of `delegates`.

    `kept` assignments stay as long as their item takes place, has room, is not ruled out, and their delegate
    travels. `ruled_out` names items by delegate, `must` delegates by item: they attend it first of all.
    Of `hosts` the most guests at once count. Nobody needs a place in what is optional; who stated no
    wish for it gets none.
    """
    plan = VisitPlan()
    for name, parallel in blocks_of(items).items():
        block = VisitBlock(name, parallel, rankings(name, parallel, wishes), ruled_out)
        expected = {who for item in block.ids for who in must.get(item, ())}
        expected |= {one.participant for one in kept if one.block == name}
        plan = _filled(plan, block, block.going(delegates, expected), kept, must, hosts, within)
    return plan


def _filled(
    plan: VisitPlan,
    block: VisitBlock,
    delegates: Sequence[str],
    kept: Sequence[VisitAssignment],
    must: Named,
    hosts: Sequence[Host],
    within: int | None,
) -> VisitPlan:
    room = room_in(block, hosts, len(delegates))
    stays = _staying(plan, block, delegates, kept, must, room)
    taken = {item: sum(one.item == item for one in stays) for item in block.ids}
    seated = {one.participant for one in stays}
    waiting = sorted(
        (one for one in delegates if one not in seated), key=lambda one: _turn(plan, block.id, one)
    )
    left = [max(0, room[item] - taken[item]) for item in block.ids]
    places = best_places([preference(block, one, within) for one in waiting], left)
    items = {
        who: None if place is None else block.ids[place] for who, place in zip(waiting, places, strict=True)
    }
    new, gaps = _told(block, items, within)
    return VisitPlan(
        assignments=(*plan.assignments, *sorted([*stays, *new], key=lambda one: one.participant)),
        gaps=(*plan.gaps, *gaps),
    )


def preference(block: VisitBlock, participant: str, within: int | None) -> Preference:
    """What each item of the block costs the delegate, and which are none of the first `within` wishes."""
    costs = tuple(block.cost(participant, item) for item in block.ids)
    return Preference(costs, tuple(block.is_short(participant, item, within) for item in block.ids))


def _staying(
    plan: VisitPlan,
    block: VisitBlock,
    delegates: Sequence[str],
    kept: Sequence[VisitAssignment],
    must: Named,
    room: Mapping[str, int],
) -> list[VisitAssignment]:
    """Who must be somewhere, then who is somewhere already, as far as that is possible.

    If an item has become too small, those stay who can go nowhere else, then those who asked for it most,
    then those served worse so far.
    """
    before = {one.participant: one for one in kept if one.block == block.id and one.item in block.ids}
    named = [(who, item) for item in block.ids for who in must.get(item, ())]
    fixed = {who: item for who, item in named if who in delegates and block.is_possible(who, item)}
    stays = [before.get(who, _assigned(block, who, item)) for who, item in sorted(fixed.items())]
    stays = [
        one
        if one.item == fixed[one.participant]
        else _assigned(block, one.participant, fixed[one.participant])
        for one in stays
    ]
    for item in block.ids:
        mine = [
            one
            for who, one in before.items()
            if one.item == item and who in delegates and who not in fixed and block.is_possible(who, item)
        ]
        mine.sort(
            key=lambda one: (
                block.has_choice(one.participant),
                block.cost(one.participant, item),
                _turn(plan, block.id, one.participant),
            )
        )
        stays += mine[: max(0, room[item] - sum(one.item == item for one in stays))]
    return stays


def _assigned(block: VisitBlock, participant: str, item: str) -> VisitAssignment:
    return VisitAssignment(
        participant=participant,
        block=block.id,
        item=item,
        rank=block.rank(participant, item),
        reason=f"The organiser put you down for {block.title(item)!r}.",
    )


def _turn(plan: VisitPlan, block: str, participant: str) -> tuple[int, str]:
    """Who comes first when wishes are equal: those served worse so far, then by lot."""
    served_worse = sum((one.rank or 1) - 1 for one in plan.of(participant))
    return -served_worse, hashlib.sha256(f"{block}|{participant}".encode()).hexdigest()


def _told(
    block: VisitBlock, items: Mapping[str, str | None], within: int | None
) -> tuple[list[VisitAssignment], list[VisitGap]]:
    costs = [block.cost(who, item) for who, item in items.items() if item is not None]
    worst = max((cost for cost in costs if cost is not None), default=0) + 1
    new = [
        VisitAssignment(
            participant=who,
            block=block.id,
            item=item,
            rank=block.rank(who, item),
            reason=reason(block, who, item, worst, within),
        )
        for who, item in items.items()
        if item is not None
    ]
    gaps = [
        VisitGap(participant=who, block=block.id, reason=reason_for_nothing(block, who))
        for who, item in sorted(items.items())
        if item is None
    ]
    return new, gaps
