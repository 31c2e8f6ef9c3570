"""Parallel visits: capacity, fairness, ties, and what people are told."""

from datetime import datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import VisitWish, Wishes
from delegation.planning.visits import VisitPlan, assign_visits


def visit(item: str, capacity: int | None, *, block: str = "mon-14", hour: int = 14) -> ItineraryItem:
    starts = datetime.fromisoformat(f"2017-05-15 {hour}:00")
    return ItineraryItem(
        id=item, kind=ItemKind.VISIT, title=item.title(), leg="philadelphia", zone="America/New_York",
        starts=starts, ends=starts + timedelta(hours=1), block=block, capacity=capacity,
    )  # fmt: skip


def wish(*ranking: str, block: str = "mon-14") -> Wishes:
    return Wishes(visits=(VisitWish(block=block, ranking=ranking),))


def places(plan: VisitPlan) -> dict[str, str]:
    return {one.participant: one.item for one in plan.assignments}


def test_everyone_gets_the_first_wish_when_there_is_room():
    items = [visit("wistar", 2), visit("singh", 1), visit("penn", None)]
    wishes = {"A-1": wish("wistar"), "A-2": wish("singh", "penn"), "A-3": wish("penn")}

    plan = assign_visits(items, ("A-1", "A-2", "A-3"), wishes)

    assert places(plan) == {"A-1": "wistar", "A-2": "singh", "A-3": "penn"}
    assert {one.rank for one in plan.assignments} == {1}
    assert plan.assignments[0].reason == "'Wistar' is your first wish."


def test_nobody_gets_a_third_wish_so_that_another_keeps_the_first():
    items = [visit("wistar", 1), visit("singh", 1), visit("penn", 1)]
    wishes = {
        "A-1": wish("wistar", "singh", "penn"),
        "A-2": wish("wistar", "penn", "singh"),
        "A-3": wish("singh", "wistar", "penn"),
    }

    plan = assign_visits(items, ("A-1", "A-2", "A-3"), wishes)

    assert max(one.rank or 0 for one in plan.assignments) == 2


def test_who_had_to_step_back_in_one_block_comes_first_in_the_next():
    items = [visit(name, 1) for name in ("wistar", "singh")]
    items += [visit(name, 1, block="fri-10", hour=16) for name in ("mit", "fraunhofer")]
    both = Wishes(
        visits=(
            VisitWish(block="mon-14", ranking=("wistar", "singh")),
            VisitWish(block="fri-10", ranking=("mit", "fraunhofer")),
        )
    )

    plan = assign_visits(items, ("A-1", "A-2"), {"A-1": both, "A-2": both})

    ranks = {who: [one.rank for one in plan.of(who)] for who in ("A-1", "A-2")}
    assert sorted(ranks.values()) == [[1, 2], [2, 1]]


def test_when_places_run_out_the_delegate_is_told_that_the_time_is_free():
    plan = assign_visits([visit("wistar", 1)], ("A-1", "A-2"), {"A-2": wish("wistar")})

    assert places(plan) == {"A-2": "wistar"}
    assert [gap.participant for gap in plan.gaps] == ["A-1"]
    assert "free for you" in plan.gaps[0].reason


def test_kept_places_stay_and_count():
    items = [visit("wistar", 1), visit("singh", None)]
    kept = assign_visits(items, ("A-1",), {"A-1": wish("wistar")}).assignments

    plan = assign_visits(items, ("A-1", "A-2"), {"A-2": wish("wistar", "singh")}, kept)

    assert places(plan) == {"A-1": "wistar", "A-2": "singh"}
    assert plan.assignments[0] == kept[0]


def test_the_reason_for_a_second_wish_says_what_decided():
    items = [visit("wistar", 1), visit("singh", 5)]
    wishes = {"A-1": wish("wistar", "singh"), "A-2": wish("wistar", "singh")}

    (second,) = [one for one in assign_visits(items, tuple(wishes), wishes).assignments if one.rank == 2]

    assert second.reason == (
        "'Singh' is your 2nd wish: more delegates asked for 'Wistar' than it can take. Places were given "
        "so that nobody gets worse than a 2nd wish; what was still equal was decided by lot."
    )


ITEMS = ("wistar", "singh", "penn")
STORIES = st.tuples(
    st.lists(st.lists(st.sampled_from(ITEMS), unique=True, max_size=3), min_size=1, max_size=5),
    st.lists(st.integers(1, 3) | st.none(), min_size=3, max_size=3),
)


@settings(max_examples=50, deadline=None)
@given(STORIES)
def test_places_are_as_fair_as_trying_every_possibility(story):
    rankings, rooms = story
    items = [visit(name, room) for name, room in zip(ITEMS, rooms, strict=True)]
    wishes = {f"A-{number}": wish(*ranking) for number, ranking in enumerate(rankings)}

    plan = assign_visits(items, tuple(wishes), wishes)

    found = places(plan)
    assert goodness([found.get(who) for who in wishes], rankings) == best_by_trying(rankings, rooms)
    assert all(
        list(found.values()).count(name) <= (room or 99) for name, room in zip(ITEMS, rooms, strict=True)
    )
    assert assign_visits(items, tuple(reversed(wishes)), wishes) == plan
    assert assign_visits(items, tuple(wishes), wishes, plan.assignments).assignments == plan.assignments


def goodness(chosen, rankings) -> tuple[int, int, int]:
    """Unplaced, worst cost, sum of costs."""
    costs = [
        0 if not ranking else ranking.index(item) if item in ranking else len(ranking)
        for item, ranking in zip(chosen, rankings, strict=True)
        if item is not None
    ]
    return chosen.count(None), max(costs, default=0), sum(costs)


def best_by_trying(rankings, rooms) -> tuple[int, int, int]:
    return min(
        goodness(list(chosen), rankings)
        for chosen in product((*ITEMS, None), repeat=len(rankings))
        if all(chosen.count(name) <= (room or 99) for name, room in zip(ITEMS, rooms, strict=True))
    )
