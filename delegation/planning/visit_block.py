"""One block of parallel visits with the wishes for it, and the room there is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from delegation.itinerary import ItineraryItem
from delegation.meeting import Host, Wishes


@dataclass(frozen=True)
class VisitBlock:
    """Parallel items, of which everybody attends one."""

    id: str
    items: tuple[ItineraryItem, ...]
    rankings: Mapping[str, tuple[str, ...]]
    """By delegate, best first, as they were stated."""
    ruled_out: Mapping[str, Sequence[str]]
    """By delegate, items that are not possible for them."""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    @property
    def is_optional(self) -> bool:
        return all(item.optional for item in self.items)

    def wants(self, participant: str) -> bool:
        return bool(self.rankings.get(participant))

    def going(self, delegates: Sequence[str], expected: Collection[str] = ()) -> list[str]:
        """Who needs a place: everybody, or of optional visits who asked for one or is `expected` there."""
        free = self.is_optional
        return sorted(one for one in set(delegates) if not free or one in expected or self.wants(one))

    def is_possible(self, participant: str, item: str) -> bool:
        return item not in self.ruled_out.get(participant, ())

    def has_choice(self, participant: str) -> bool:
        """Whether more than one item is possible for them."""
        return sum(self.is_possible(participant, item) for item in self.ids) > 1

    def ranking(self, participant: str) -> tuple[str, ...]:
        """The wishes that are possible, best first: what is not possible is not held against anybody."""
        stated = self.rankings.get(participant, ())
        return tuple(item for item in stated if self.is_possible(participant, item))

    def rank(self, participant: str, item: str) -> int | None:
        ranking = self.ranking(participant)
        return ranking.index(item) + 1 if item in ranking else None

    def cost(self, participant: str, item: str) -> int | None:
        """0 for the first wish, 1 for the second; unnamed items come after the last; no wish: always 0.

        None: not possible.
        """
        if not self.is_possible(participant, item):
            return None
        rank = self.rank(participant, item)
        return len(self.ranking(participant)) if rank is None else rank - 1

    def is_short(self, participant: str, item: str, within: int | None) -> bool:
        """Whether it is none of the first `within` wishes of somebody who stated some."""
        if within is None or not self.ranking(participant):
            return False
        rank = self.rank(participant, item)
        return rank is None or rank > within

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


def rankings(
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


def room_in(block: VisitBlock, hosts: Sequence[Host], delegates: int) -> dict[str, int]:
    """How many each item takes: its capacity, and what its hosts receive at once.

    A host of several of these items receives all their guests at the same time. Its limit is divided by how
    many asked for each first, larger remainders first: never too much, though not always the best division.
    """
    room = {item.id: delegates if item.capacity is None else item.capacity for item in block.items}
    for host in sorted(hosts, key=lambda one: one.id):
        mine = [item.id for item in block.items if host.id in item.hosts]
        if host.guests_at_most is not None and mine:
            shares = _divided(host.guests_at_most, [_first_wishes(block, item) for item in mine])
            for item, share in zip(mine, shares, strict=True):
                room[item] = min(room[item], share)
    return room


def divides_a_host(block: VisitBlock, hosts: Sequence[Host]) -> bool:
    """Whether a limit had to be divided, so that the places need not be the best possible ones."""
    return any(
        host.guests_at_most is not None and sum(host.id in item.hosts for item in block.items) > 1
        for host in hosts
    )


def _first_wishes(block: VisitBlock, item: str) -> int:
    return sum(block.ranking(who)[:1] == (item,) for who in block.rankings)


def _divided(limit: int, weights: Sequence[int]) -> list[int]:
    """`limit` in whole parts in proportion to the weights; equal parts if all are 0."""
    total = sum(weights)
    shares = [limit * (one if total else 1) for one in weights]
    whole = total or len(weights)
    parts = [share // whole for share in shares]
    rest = sorted(range(len(shares)), key=lambda n: (-(shares[n] % whole), n))
    for n in rest[: limit - sum(parts)]:
        parts[n] += 1
    return parts
