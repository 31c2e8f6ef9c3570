"""Reserve lists of parallel sessions: who waits for which, in what order, and who moves up."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.meeting import VisitWish, Wishes
from delegation.planning.visit_block import VisitBlock
from delegation.planning.visits import VisitAssignment


class Choice(Fact):
    """The last word of a delegate on one block, after the programme was published: their first wish."""

    participant: ParticipantId
    block: ItemId
    item: ItemId


class Waiting(Fact):
    """A delegate on the reserve list of a session; the order of these is the order of the list."""

    participant: ParticipantId
    block: ItemId
    item: ItemId
    rank: int = 1
    """Which wish of the delegate it is, of those possible."""


class MovedUp(Fact):
    """A place that became free and went to who waited first."""

    participant: ParticipantId
    block: ItemId
    item: ItemId
    came_from: ItemId | None = None
    """The session left for it; None: they had none."""
    at: AwareDatetime | None = None


@dataclass(frozen=True)
class Seats:
    """One block as it stands: who sits where, who waits for what, and what each session takes."""

    block: VisitBlock
    room: Mapping[str, int]
    seated: Mapping[str, str]
    """By delegate, the session they attend."""
    waiting: tuple[Waiting, ...] = ()

    def places_left(self, item: str) -> int:
        """Never below 0, also where a session has become too small."""
        taken = Counter(self.seated.values())[item]
        return max(0, self.room.get(item, 0) - taken)

    def wants(self, participant: str, item: str) -> bool:
        """Whether it is a wish of theirs, possible, and better than what they have."""
        rank = self.block.rank(participant, item)
        if rank is None:
            return False
        has = self.seated.get(participant)
        held = None if has is None else self.block.rank(participant, has)
        return has is None or (has != item and (held is None or rank < held))

    def moving(self, one: Waiting) -> "Seats":
        return replace(self, seated={**self.seated, one.participant: one.item})


def promoted(seats: Seats) -> tuple[Seats, tuple[Waiting, ...]]:
    """Every free place goes to who waits first for it, and the place they leave to who waits first there.

    Where one delegate is first on two lists, the better wish counts. Nobody gets a worse place, and who
    does not wait stays where they are.
    """
    moved: list[Waiting] = []
    while (one := _next(seats)) is not None:
        seats = seats.moving(one)
        moved.append(one)
    return seats, tuple(moved)


def _next(seats: Seats) -> Waiting | None:
    heads = [
        next(one for one in seats.waiting if one.item == item and seats.wants(one.participant, item))
        for item in seats.block.ids
        if seats.places_left(item) and any(_waits(seats, item))
    ]
    return min(heads, key=lambda one: (one.rank, seats.block.ids.index(one.item)), default=None)


def _waits(seats: Seats, item: str) -> Iterable[bool]:
    return (seats.wants(one.participant, item) for one in seats.waiting if one.item == item)


def listed(seats: Seats, order: Sequence[str], before: Mapping[str, str]) -> tuple[Waiting, ...]:
    """The reserve lists of the block, one session after the other.

    Who lost a place in a session that became too small (`before` says who sat where) waits first; who
    waited already keeps the order; then come others, the better wish first, equal wishes in `order`, which
    is that of registration. A list takes `reserve` people; nobody who is on it is dropped for that.
    """
    return tuple(
        one for item in seats.block.items if item.reserve for one in _list_of(seats, item.id, order, before)
    )


def _list_of(seats: Seats, item: str, order: Sequence[str], before: Mapping[str, str]) -> list[Waiting]:
    block = seats.block
    wanting = {who: block.rank(who, item) or 1 for who in order if seats.wants(who, item)}
    first = [who for who in wanting if before.get(who) == item]
    known = [one.participant for one in seats.waiting if one.item == item and one.participant in wanting]
    kept = list(dict.fromkeys((*first, *known)))
    new = sorted((who for who in wanting if who not in kept), key=lambda who: wanting[who])
    room = next(one.reserve for one in block.items if one.id == item) - len(kept)
    return [
        Waiting(participant=who, block=block.id, item=item, rank=wanting[who])
        for who in (*kept, *new[: max(0, room)])
    ]


def position(waiting: Iterable[Waiting], participant: str, item: str) -> int | None:
    """1 for who gets the next free place; None: not on the list."""
    line = [one.participant for one in waiting if one.item == item]
    return line.index(participant) + 1 if participant in line else None


def chosen_first(wishes: Mapping[str, Wishes], choices: Collection[Choice]) -> Mapping[str, Wishes]:
    """The wishes, with what delegates chose later as their first one of its block."""
    if not choices:
        return wishes
    found = dict(wishes)
    for one in choices:
        stated = found.get(one.participant, Wishes())
        others = tuple(wish for wish in stated.visits or () if wish.block != one.block)
        said = next((wish.ranking for wish in stated.visits or () if wish.block == one.block), ())
        ranking = (one.item, *(item for item in said if item != one.item))
        visits = (*others, VisitWish(block=one.block, ranking=ranking))
        found[one.participant] = stated.model_copy(update={"visits": visits})
    return found


def moved_assignment(block: VisitBlock, one: Waiting) -> VisitAssignment:
    """The new place of who moved up, with its reason."""
    title = block.title(one.item)
    return VisitAssignment(
        participant=one.participant,
        block=block.id,
        item=one.item,
        rank=block.rank(one.participant, one.item),
        reason=f"A place in {title!r} became free, and you were next on its reserve list.",
    )
