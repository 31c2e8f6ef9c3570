"""Parallel visits: promises to everybody, what is not possible for somebody, hosts, and figures."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Host, VisitWish, Wishes
from delegation.planning.checking.accessible import places_ruled_out
from delegation.planning.visit_figures import visit_figures
from delegation.planning.visits import assign_visits, must_attend
from portal.story_files import read_story_folder
from tests.usa import ROOT

ITEMS = ("wistar", "singh", "penn")


def visit(item: str, capacity: int | None, **more: object) -> ItineraryItem:
    return ItineraryItem.model_validate(
        {
            "id": item, "kind": ItemKind.VISIT, "title": item.title(), "leg": "philadelphia",
            "zone": "America/New_York", "starts": "2017-05-15 14:00", "ends": "2017-05-15 15:00",
            "block": "mon-14", "capacity": capacity, **more,
        }
    )  # fmt: skip


def wish(*ranking: str) -> Wishes:
    return Wishes(visits=(VisitWish(block="mon-14", ranking=ranking),))


def host(name: str, guests: int) -> Host:
    return Host(id=name, organisation=name.title(), person="desk", guests_at_most=guests)


def places(plan) -> dict[str, str]:
    return {one.participant: one.item for one in plan.assignments}


def test_as_few_as_possible_fall_short_of_what_everybody_was_promised():
    """Two third wishes would be 'nobody worse than third'; the promise of a first wish saves more people."""
    items = [visit("wistar", 2), visit("singh", 1), visit("penn", 1)]
    wishes = {f"A-{n}": wish("wistar", "singh", "penn") for n in range(4)}

    plan = assign_visits(items, tuple(wishes), wishes, within=1)

    (figures,) = visit_figures(plan, items, tuple(wishes), wishes, within=1)
    assert (figures.first_wishes, figures.score.short, figures.best.short) == (2, 2, 2)
    assert figures.proven
    assert figures.sentence == (
        "Wistar / Singh / Penn: 2 of 4 get their first wish (at most 2 could), nobody worse than wish 3, "
        "proven best. 2 get none of their first 1 wishes: there are too few places."
    )
    short = [one.reason for one in plan.assignments if one.rank != 1]
    assert all("not enough places for everybody to get one of the first 1 wishes" in one for one in short)


def test_what_is_ruled_out_is_never_given_and_not_held_against_anybody():
    items = [visit("wistar", 5), visit("singh", 1), visit("penn", 5)]
    wishes = {"A-1": wish("wistar", "singh", "penn"), "A-2": wish("singh", "penn", "wistar")}

    plan = assign_visits(items, ("A-1", "A-2"), wishes, ruled_out={"A-1": ("wistar",)})

    mine = next(one for one in plan.assignments if one.participant == "A-1")
    assert mine.item in ("singh", "penn")
    assert mine.reason.startswith("'Wistar' is not possible for you. ")
    assert not any("not possible" in one.reason for one in plan.assignments if one.participant == "A-2")


def test_nobody_learns_from_a_reason_why_a_place_was_ruled_out():
    items = [visit("wistar", 5), visit("singh", 5)]
    plan = assign_visits(items, ("A-1",), {"A-1": wish("wistar", "singh")}, ruled_out={"A-1": ("wistar",)})

    (only,) = plan.assignments
    assert only.reason == "'Wistar' is not possible for you. 'Singh' is the first of your other wishes."
    assert only.rank == 1


def test_for_whom_nothing_is_possible_the_time_is_free():
    plan = assign_visits([visit("wistar", 5)], ("A-1",), {}, ruled_out={"A-1": ("wistar",)})

    (gap,) = plan.gaps
    assert gap.reason.startswith("None of the parallel visits is possible for you")


def test_a_host_receives_no_more_than_it_can_at_once_even_at_two_visits():
    items = [visit("wistar", 10, hosts=["penn"]), visit("singh", 10, hosts=["penn"]), visit("penn", None)]
    wishes = {f"A-{n}": wish("wistar" if n % 2 else "singh", "penn") for n in range(8)}

    plan = assign_visits(items, tuple(wishes), wishes, hosts=(host("penn", 5),))

    assert len(plan.attendees("wistar")) + len(plan.attendees("singh")) == 5
    (figures,) = visit_figures(plan, items, tuple(wishes), wishes, hosts=(host("penn", 5),))
    assert not figures.is_exact
    assert not figures.proven


def test_who_is_kept_leaves_only_what_has_become_impossible():
    items = [visit("wistar", 2), visit("singh", 5)]
    wishes = {one: wish("wistar", "singh") for one in ("A-1", "A-2", "A-3")}
    kept = assign_visits(items, ("A-1", "A-2"), wishes).assignments

    smaller = [visit("wistar", 1), visit("singh", 5)]
    after = assign_visits(smaller, ("A-1", "A-2", "A-3"), wishes, kept)
    barred = assign_visits(items, ("A-1", "A-2"), wishes, kept, ruled_out={"A-1": ("wistar",)})

    assert len(after.attendees("wistar")) == 1
    assert set(after.attendees("wistar")) < {"A-1", "A-2"}
    assert places(barred) == {"A-1": "singh", "A-2": "wistar"}


def test_what_stands_below_the_wish_that_was_met_is_not_spoken_of():
    wishes = {"A-1": wish("wistar", "singh")}

    plan = assign_visits(
        [visit("wistar", 2), visit("singh", 5)], ("A-1",), wishes, ruled_out={"A-1": ("singh",)}
    )

    assert plan.assignments[0].reason == "'Wistar' is your first wish."


def test_who_can_go_nowhere_else_stays_when_a_visit_becomes_too_small():
    wishes = {"A-1": wish("wistar", "singh"), "A-2": wish("wistar", "singh")}
    kept = assign_visits([visit("wistar", 2), visit("singh", 5)], tuple(wishes), wishes).assignments
    smaller = [visit("wistar", 1), visit("singh", 5)]

    for who, other in (("A-1", "A-2"), ("A-2", "A-1")):
        after = assign_visits(smaller, tuple(wishes), wishes, kept, ruled_out={who: ("singh",)})
        assert places(after) == {who: "wistar", other: "singh"}


def test_whom_the_organiser_wrote_into_the_file_is_there_first_of_all():
    items = [visit("wistar", 1, attendees=["A-3"]), visit("singh", 5)]
    wishes = {one: wish("wistar", "singh") for one in ("A-1", "A-2", "A-3")}

    plan = assign_visits(items, tuple(wishes), wishes, must=must_attend(items))

    assert plan.attendees("wistar") == ("A-3",)
    assert next(one.reason for one in plan.assignments if one.participant == "A-3") == (
        "The organiser put you down for 'Wistar'."
    )


def test_optional_visits_are_for_those_who_asked():
    items = [visit("wistar", 5, optional=True), visit("singh", 5, optional=True)]

    plan = assign_visits(items, ("A-1", "A-2"), {"A-2": wish("singh")})

    assert places(plan) == {"A-2": "singh"}
    assert plan.gaps == ()


def test_the_example_gives_everybody_one_of_two_first_wishes_and_nobody_what_they_cannot_get_into():
    file, story = read_story_folder(ROOT / "examples" / "usa-2017")
    wishes = {one.participant: one.visit_wishes() for one in story.wishes}
    ruled_out = {
        one.participant: places_ruled_out(one.access_needs, file.itinerary, file.places)
        for one in story.answers.checklist
    }
    within = file.itinerary_dates.visits_within

    plan = assign_visits(
        file.itinerary, tuple(wishes), wishes, ruled_out=ruled_out, hosts=file.hosts, within=within
    )

    figures = visit_figures(
        plan, file.itinerary, tuple(wishes), wishes, ruled_out=ruled_out, hosts=file.hosts, within=within
    )
    assert [(one.block, one.score.short, one.score.without_place, one.proven) for one in figures] == [
        ("monday-afternoon", 0, 0, True),
        ("friday-morning", 0, 0, True),
    ]
    assert [who for who, out in ruled_out.items() if out] == ["A-14"]
    assert [one.item for one in plan.of("A-14")] == ["visit-wistar", "visit-nanofab"]


STORIES = st.tuples(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(ITEMS), unique=True, max_size=3),
            st.lists(st.sampled_from(ITEMS), unique=True, max_size=2),
        ),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.integers(1, 3), min_size=3, max_size=3),
    st.sampled_from([None, 1, 2]),
)


@settings(max_examples=50, deadline=None)
@given(STORIES)
def test_no_way_of_giving_the_places_is_better(story):
    people, rooms, within = story
    names = [f"A-{n}" for n in range(len(people))]
    wishes = {who: wish(*ranking) for who, (ranking, _) in zip(names, people, strict=True)}
    ruled_out = {who: tuple(out) for who, (_, out) in zip(names, people, strict=True)}
    items = [visit(name, room) for name, room in zip(ITEMS, rooms, strict=True)]

    plan = assign_visits(items, names, wishes, ruled_out=ruled_out, within=within)

    found = places(plan)
    assert all(item not in ruled_out[who] for who, item in found.items())
    assert all(list(found.values()).count(name) <= room for name, room in zip(ITEMS, rooms, strict=True))
    assert {gap.participant for gap in plan.gaps} == set(names) - set(found)
    assert goodness([found.get(who) for who in names], people, within) == min(
        goodness(chosen, people, within)
        for chosen in product((*ITEMS, None), repeat=len(people))
        if all(chosen.count(name) <= room for name, room in zip(ITEMS, rooms, strict=True))
        and not any(item in out for item, (_, out) in zip(chosen, people, strict=True))
    )
    (figures,) = visit_figures(plan, items, names, wishes, ruled_out=ruled_out, within=within)
    assert figures.proven
    assert figures.first_wishes <= figures.first_wishes_at_most


@settings(max_examples=30, deadline=None)
@given(STORIES)
def test_assigning_again_moves_nobody(story):
    people, rooms, within = story
    names = [f"A-{n}" for n in range(len(people))]
    wishes = {who: wish(*ranking) for who, (ranking, _) in zip(names, people, strict=True)}
    ruled_out = {who: tuple(out) for who, (_, out) in zip(names, people, strict=True)}
    items = [visit(name, room) for name, room in zip(ITEMS, rooms, strict=True)]
    plan = assign_visits(items, names, wishes, ruled_out=ruled_out, within=within)

    again = assign_visits(
        items, list(reversed(names)), wishes, plan.assignments, ruled_out=ruled_out, within=within
    )

    assert again == plan


def goodness(chosen, people, within) -> tuple[int, int, int, int]:
    """Unplaced, short, worst cost, sum of costs."""
    costs, short = [], 0
    for item, (stated, out) in zip(chosen, people, strict=True):
        ranking = [one for one in stated if one not in out]
        if item is None:
            continue
        place = ranking.index(item) if item in ranking else len(ranking)
        costs.append(place if ranking else 0)
        short += bool(within and ranking and (item not in ranking or place >= within))
    return list(chosen).count(None), short, max(costs, default=0), sum(costs)
