from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.application import Applied, Facts
from delegation.evaluation import Criterion, Evaluation, Evaluator, Mark, Scoresheet
from delegation.selecting.assignment import Assignment, assign_evaluators, replacements, third_opinion

CRITERIA = (
    Criterion(id="fit", text="Strategic fit", weight=60),
    Criterion(id="follow-up", text="Capacity to follow up", weight=40),
)


def evaluator(name: str, country: str, organisation: str = "", *declared: str) -> Evaluator:
    return Evaluator(
        id=name, person=name, country=country, organisation=organisation, declared_conflicts=declared
    )


EVALUATORS = (
    evaluator("ada", "BE", "Ministry"),
    evaluator("ben", "DE", "biosaxony"),
    evaluator("cleo", "FR", "", "Fyn Clean"),
    evaluator("dora", "DK"),
    evaluator("emil", "AT"),
)


def evaluation(*evaluators: Evaluator, **more: object) -> Evaluation:
    return Evaluation(
        zone="Europe/Brussels",
        opens="2017-02-23 09:00",
        closes="2017-03-03 17:00",
        panel="2017-03-06 10:00",
        criteria=CRITERIA,
        evaluators=evaluators or EVALUATORS,
        **more,
    )


def application(name: str, organisation: str = "Somewhere", country: str = "PT") -> Applied:
    return Applied(
        participant=name,
        facts=Facts(organisation=organisation, country=country),
        received_at=datetime(2017, 2, 1, tzinfo=UTC),
    )


def sheet(application: str, evaluator: str, fit: int, follow_up: int) -> Scoresheet:
    marks = (Mark(criterion="fit", mark=fit), Mark(criterion="follow-up", mark=follow_up))
    return Scoresheet(application=application, evaluator=evaluator, marks=marks)


def test_nobody_scores_their_own_or_a_declared_organisation_nor_their_country():
    applications = (application("A-1", "Biosaxony ", "AT"), application("A-2", "Fyn Clean", "DK"))

    assignment = assign_evaluators(applications, evaluation())

    assert set(assignment.of("A-1").evaluators) <= {"ada", "cleo", "dora"}
    assert set(assignment.of("A-2").evaluators) <= {"ada", "ben", "emil"}
    assert assignment.of("A-2").conflicted == ("cleo",)
    assert assignment.notes == ()


def test_a_compatriot_is_asked_only_when_nobody_else_is_left_and_that_is_said():
    few = evaluation(evaluator("ada", "BE"), evaluator("ben", "DE"), evaluator("carl", "DE", "Cool Silicon"))

    assignment = assign_evaluators((application("A-1", "Cool Silicon", "DE"),), few)

    assert assignment.of("A-1").evaluators == ("ada", "ben")
    assert assignment.notes == (
        "A-1: too few evaluators from outside DE are free of conflicts, so one of the same country is asked: "
        "ben.",
    )


def test_too_few_evaluators_without_a_conflict_are_said_too():
    few = evaluation(evaluator("ada", "BE", "Cool Silicon"), evaluator("ben", "FR"))

    assignment = assign_evaluators((application("A-1", "Cool Silicon"),), few)

    assert assignment.of("A-1").evaluators == ("ben",)
    assert "1 of 2 evaluators found" in assignment.notes[0]


def test_work_given_out_too_early_is_handed_over_to_whoever_is_left_idle():
    three = evaluation(
        evaluator("ada", "BE"), evaluator("ben", "DE"), evaluator("cleo", "FR"), score_sheets=1
    )
    countries = ("DE", "BE", "FR", "FR")  # one after the other, ada and ben would get two each and cleo none
    applications = [application(f"A-{number}", country=country) for number, country in enumerate(countries)]

    load = assign_evaluators(applications, three).load()

    assert sorted(load.values()) == [1, 1, 2]


COUNTRIES = st.sampled_from(("BE", "DE", "FR", "DK", "AT"))
ORGANISATIONS = st.sampled_from(("biosaxony", "Fyn Clean", "Ministry", "Else"))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(ORGANISATIONS, COUNTRIES), min_size=1, max_size=12), st.randoms(use_true_random=False)
)
def test_loads_are_even_conflicts_kept_away_and_the_order_of_arrival_changes_nothing(drawn, chance):
    applications = [application(f"A-{n:02}", *answers) for n, answers in enumerate(drawn)]
    shuffled = list(applications)
    chance.shuffle(shuffled)

    assignment = assign_evaluators(applications, evaluation())

    assert assign_evaluators(shuffled, evaluation()) == assignment
    for one in assignment.assigned:
        assert not set(one.evaluators) & set(one.conflicted)
        assert len(set(one.evaluators)) == 2
    assert not has_relief(assignment, applications)


def has_relief(assignment: Assignment, applications: list[Applied]) -> bool:
    """Whether one handover between two evaluators would make their loads more equal."""
    load = assignment.load()
    by_id = {one.participant: one.facts for one in applications}
    return any(
        load[giver] - load[taker.id] >= 2
        for one in assignment.assigned
        for giver in one.evaluators
        for taker in EVALUATORS
        if taker.id not in (*one.evaluators, *one.conflicted)
        and taker.country != by_id[one.application].country
        and not one.note
    )


def test_opinions_further_apart_than_published_bring_a_third_evaluator_once():
    applications = (application("A-1"), application("A-2"))
    assignment = assign_evaluators(applications, evaluation())
    (one, other), (third, fourth) = (assignment.of(name).evaluators for name in ("A-1", "A-2"))
    sheets = [
        sheet("A-1", one, 5, 5),
        sheet("A-1", other, 3, 4),
        sheet("A-2", third, 5, 5),
        sheet("A-2", fourth, 3, 5),
    ]

    further = third_opinion(applications, assignment, sheets, evaluation(third_opinion_spread=1.5))
    widened = assignment.with_third_opinions(further)

    assert [(asked.application, len(asked.evaluators)) for asked in further] == [("A-1", 1)]
    assert further[0].evaluators[0] not in (one, other)
    assert len(widened.of("A-1").evaluators) == 3
    assert (
        third_opinion(
            applications, widened, [*sheets, sheet("A-1", further[0].evaluators[0], 1, 1)], evaluation()
        )
        == ()
    )


def test_a_spread_of_exactly_the_limit_needs_no_third_opinion():
    applications = (application("A-1"),)
    assignment = assign_evaluators(applications, evaluation())
    one, other = assignment.of("A-1").evaluators
    sheets = [sheet("A-1", one, 5, 4), sheet("A-1", other, 3, 4)]  # 4.6 and 3.4: 1.2 apart

    assert third_opinion(applications, assignment, sheets, evaluation(third_opinion_spread=1.2)) == ()
    assert len(third_opinion(applications, assignment, sheets, evaluation(third_opinion_spread=1.1))) == 1


def test_no_third_opinion_before_both_sheets_are_there():
    applications = (application("A-1"),)
    assignment = assign_evaluators(applications, evaluation())
    one, _ = assignment.of("A-1").evaluators

    assert third_opinion(applications, assignment, [sheet("A-1", one, 5, 5)], evaluation()) == ()


def test_where_nobody_is_left_for_a_third_opinion_the_note_says_so():
    two = evaluation(evaluator("ada", "BE"), evaluator("ben", "DE"))
    applications = (application("A-1"),)
    assignment = assign_evaluators(applications, two)
    sheets = [sheet("A-1", "ada", 5, 5), sheet("A-1", "ben", 0, 0)]

    (further,) = third_opinion(applications, assignment, sheets, two)

    assert further.evaluators == ()
    assert further.note.endswith("Name another evaluator.")


def test_nobody_scores_an_application_of_a_region_of_theirs():
    saxon = evaluator("ada", "BE").model_copy(update={"regions": ("Saxony",)})
    rules = evaluation(saxon, evaluator("ben", "DE"), evaluator("cleo", "FR"), region_field="region")
    one = application("A-1")
    facts = one.facts.model_copy(update={"values": {"region": "saxony "}})

    (assigned,) = assign_evaluators((one.model_copy(update={"facts": facts}),), rules).assigned

    assert (assigned.conflicted, assigned.evaluators) == (("ada",), ("ben", "cleo"))


def test_what_an_evaluator_owes_is_shared_evenly_by_the_others_without_conflicts():
    applications = [application(f"A-{n}", "biosaxony" if n == 1 else "Somewhere") for n in range(1, 9)]
    before = assign_evaluators(applications, evaluation())
    theirs = [one for one in applications if "ada" in before.of(one.participant).evaluators]
    taken = before.without("ada", [one.participant for one in theirs])

    after = taken.with_further(replacements(theirs, taken, evaluation(), ("ada",)))

    load = after.load()
    assert {len(one.evaluators) for one in after.assigned} == {2}
    assert (load["ada"], sum(load.values())) == (0, 16)
    assert max(load.values()) - min(load[one.id] for one in EVALUATORS if one.id != "ada") <= 1
    assert "ben" not in after.of("A-1").evaluators


def test_where_nobody_is_left_to_take_over_the_note_says_so():
    two = evaluation(evaluator("ada", "BE"), evaluator("ben", "DE"))
    one = application("A-1")
    taken = assign_evaluators((one,), two).with_conflict("ada", "A-1")

    (found,) = replacements((one,), taken, two)

    assert (found.evaluators, taken.of("A-1").conflicted) == ((), ("ada",))
    assert found.note.startswith("A-1: 0 of 1 evaluators found")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["Ministry", "biosaxony", "Fyn Clean", "Elsewhere"]), min_size=1, max_size=9),
    st.lists(st.sampled_from([one.id for one in EVALUATORS]), max_size=3, unique=True),
)
def test_nobody_is_asked_twice_in_conflict_or_after_being_relieved(organisations, away):
    applications = [application(f"A-{n}", name) for n, name in enumerate(organisations)]
    taken = assign_evaluators(applications, evaluation())
    for name in away:
        taken = taken.without(name, [one.participant for one in applications])

    after = taken.with_further(replacements(applications, taken, evaluation(), away))

    for one in after.assigned:
        assert len(set(one.evaluators)) == len(one.evaluators) <= 2
        assert not set(one.evaluators) & {*one.conflicted, *away}
        free = {e.id for e in EVALUATORS} - {*one.conflicted, *away}
        assert len(one.evaluators) == min(2, len(free))
