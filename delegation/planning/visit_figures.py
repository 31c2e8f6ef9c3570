"""How good the places of parallel visits are, beside the best that is possible."""

from collections.abc import Mapping, Sequence

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.itinerary import ItineraryItem
from delegation.meeting import Host, Wishes
from delegation.planning.fair_places import best_places
from delegation.planning.visit_block import VisitBlock, blocks_of, divides_a_host, rankings, room_in
from delegation.planning.visits import NOBODY, Named, VisitPlan, preference


class VisitScore(Fact):
    """How well a block went. Earlier figures decide before later ones do; the fewer the better."""

    without_place: int = 0
    short: int = 0
    """Delegates with none of their first `within` wishes."""
    worst_rank: int = 1
    """The worst that anybody got; items that were not among one's wishes come after the last."""
    steps_back: int = 0
    """Ranks below the first wish, over all delegates."""


class VisitFigures(Fact):
    """One block of parallel visits in figures. `score` can never be better than `best`."""

    block: ItemId
    titles: tuple[str, ...]
    delegates: int
    first_wishes: int
    """Delegates who got their first possible wish."""
    first_wishes_at_most: int
    """More is not possible, even if nothing but first wishes counted."""
    within: int | None = None
    score: VisitScore
    best: VisitScore
    """If everybody were placed anew."""
    is_exact: bool = True
    """Whether `best` is proven: not if the limit of a host of several of the visits had to be divided."""

    @property
    def proven(self) -> bool:
        return self.is_exact and self.score == self.best

    @property
    def sentence(self) -> str:
        """For the organiser: what was reached, and who fell short."""
        what = " / ".join(self.titles)
        said = f"{what}: {self.first_wishes} of {self.delegates} get their first wish"
        said += (
            f" (at most {self.first_wishes_at_most} could), nobody worse than wish {self.score.worst_rank}"
        )
        said += ", proven best." if self.proven else "."
        if self.score.short:
            said += f" {self.score.short} get none of their first {self.within} wishes"
            said += ": there are too few places." if self.best.short == self.score.short else "."
        if self.score.without_place:
            said += f" {self.score.without_place} get no place."
        return said


def visit_figures(
    plan: VisitPlan,
    items: Sequence[ItineraryItem],
    delegates: Sequence[str],
    wishes: Mapping[str, Wishes],
    *,
    ruled_out: Named = NOBODY,
    hosts: Sequence[Host] = (),
    within: int | None = None,
) -> tuple[VisitFigures, ...]:
    """For each block of these items, in order of time. The arguments are those of `assign_visits`."""
    figures = []
    for name, parallel in blocks_of(items).items():
        block = VisitBlock(name, parallel, rankings(name, parallel, wishes), ruled_out)
        expected = {one.participant for one in plan.assignments if one.block == name}
        figures.append(_of_block(plan, block, block.going(delegates, expected), hosts, within))
    return tuple(figures)


def _of_block(
    plan: VisitPlan, block: VisitBlock, delegates: Sequence[str], hosts: Sequence[Host], within: int | None
) -> VisitFigures:
    room = room_in(block, hosts, len(delegates))
    given = {one.participant: one.item for one in plan.assignments if one.block == block.id}
    anew = best_places(
        [preference(block, one, within) for one in delegates], [room[one] for one in block.ids]
    )
    best = {who: block.ids[place] for who, place in zip(delegates, anew, strict=True) if place is not None}
    firsts = {who: block.ranking(who)[0] for who in delegates if block.ranking(who)}
    at_most = sum(min(room[item], sum(one == item for one in firsts.values())) for item in block.ids)
    return VisitFigures(
        block=block.id,
        titles=tuple(item.title for item in block.items),
        delegates=len(delegates),
        first_wishes=sum(given.get(who) == item for who, item in firsts.items()),
        first_wishes_at_most=at_most,
        within=within,
        score=score_of(block, delegates, given, within),
        best=score_of(block, delegates, best, within),
        is_exact=not divides_a_host(block, hosts),
    )


def score_of(
    block: VisitBlock, delegates: Sequence[str], given: Mapping[str, str], within: int | None
) -> VisitScore:
    """The figures of these places."""
    placed = [(who, given[who]) for who in delegates if who in given]
    costs = [block.cost(who, item) or 0 for who, item in placed]
    return VisitScore(
        without_place=len(delegates) - len(placed),
        short=sum(block.is_short(who, item, within) for who, item in placed),
        worst_rank=max(costs, default=0) + 1,
        steps_back=sum(costs),
    )
