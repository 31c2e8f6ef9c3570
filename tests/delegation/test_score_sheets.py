from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.application import Applied, Facts
from delegation.evaluation import Criterion, Evaluation, Evaluator, Mark, Scoresheet, Scoresheets
from delegation.selecting.assignment import assign_evaluators
from delegation.selecting.score_sheets import owed, problem_with, with_sheets
from delegation.selecting.scoring import Evaluated, evaluate, in_points, rounded

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


SMALL = evaluation(evaluator("ada", "BE"), evaluator("ben", "DE"), evaluator("cleo", "FR", "Fyn Clean"))
ASSIGNMENT = assign_evaluators(
    (application("A-1", "Fyn Clean"), application("A-2", "Fyn Clean", "DK")), SMALL
)


def refused(*sheets: Scoresheet, by: str = "ada") -> str | None:
    return problem_with(Scoresheets(evaluator=by, sheets=sheets), ASSIGNMENT, SMALL)


def marks(*pairs: tuple[str, int]) -> Scoresheet:
    given = tuple(Mark(criterion=criterion, mark=mark) for criterion, mark in pairs)
    return Scoresheet(application="A-1", evaluator="ada", marks=given)


def test_a_complete_sheet_of_the_assigned_evaluator_is_taken():
    assert refused(sheet("A-1", "ada", 0, 5), sheet("A-2", "ada", 3, 3)) is None


@pytest.mark.parametrize(
    ("sheets", "by", "sentence"),
    [
        ([sheet("A-1", "zoe", 1, 1)], "zoe", "zoe is no evaluator of this delegation"),
        ([sheet("A-9", "ada", 1, 1)], "ada", "A-9 is not under evaluation"),
        (
            [sheet("A-1", "cleo", 1, 1)],
            "cleo",
            "cleo must not score A-1: it comes from their own organisation",
        ),
        ([sheet("A-1", "ben", 1, 1)], "ada", "The score sheet for A-1 is by ben, but ada hands it in"),
        ([sheet("A-1", "ada", 1, 1)] * 2, "ada", "There are 2 score sheets for A-1; hand in one."),
        ([marks(("fit", 3))], "ada", "has no mark for 'follow-up'; mark every criterion."),
        (
            [marks(("fit", 3), ("charm", 4), ("follow-up", 1))],
            "ada",
            "'charm', which is no criterion of fit, follow-up",
        ),
        ([marks(("fit", 6), ("follow-up", 1))], "ada", "gives 6 for 'fit'; marks go from 0 to 5."),
        ([marks(("fit", 3), ("fit", 4), ("follow-up", 1))], "ada", "marks 'fit' 2 times; give one mark."),
    ],
)
def test_a_sheet_that_cannot_be_taken_is_refused_with_a_sentence(sheets, by, sentence):
    assert sentence in refused(*sheets, by=by)


def test_all_mistakes_of_a_hand_in_are_told_at_once_each_of_them_once():
    told = refused(marks(("fit", 6), ("charm", 4)), sheet("A-9", "ada", 1, 1))

    assert told == (
        "The score sheet for A-1 gives 6 for 'fit'; marks go from 0 to 5. "
        "The score sheet for A-1 marks 'charm', which is no criterion of fit, follow-up. "
        "The score sheet for A-1 has no mark for 'follow-up'; mark every criterion. "
        "A-9 is not under evaluation; leave its score sheet out."
    )


def test_what_is_not_assigned_is_refused():
    many = evaluation()
    assignment = assign_evaluators((application("A-1"),), many)
    idle = next(one.id for one in EVALUATORS if one.id not in assignment.of("A-1").evaluators)

    hand_in = Scoresheets(evaluator=idle, sheets=(sheet("A-1", idle, 3, 3),))
    assert problem_with(hand_in, assignment, many) == (
        f"A-1 is not assigned to {idle}; leave its score sheet out."
    )


def test_each_evaluator_owes_what_has_no_sheet_yet_and_a_later_sheet_replaces_the_earlier():
    first = with_sheets((), Scoresheets(evaluator="ada", sheets=(sheet("A-1", "ada", 1, 1),)))
    corrected = with_sheets(first, Scoresheets(evaluator="ada", sheets=(sheet("A-1", "ada", 4, 4),)))

    assert owed(ASSIGNMENT, corrected) == {"ada": ("A-2",), "ben": ("A-1", "A-2")}
    assert corrected == (sheet("A-1", "ada", 4, 4),)


def test_the_score_is_the_weighted_mean_of_all_sheets_on_a_hundred_points():
    sheets = (sheet("A-1", "ada", 5, 4), sheet("A-1", "ben", 4, 3))  # 4.6 and 3.6

    (scored,) = evaluate((application("A-1"),), sheets, evaluation())

    assert (scored.score, scored.mean, scored.spread) == (8_200, 410, 100)
    assert scored.passes_threshold
    assert in_points(scored.score) == "82.00"


def test_a_mean_of_exactly_the_threshold_passes_and_a_third_sheet_counts_the_same():
    at = (sheet("A-1", "ada", 3, 3), sheet("A-1", "ben", 3, 3))
    below = (*at, sheet("A-1", "dora", 3, 2))

    assert evaluate((application("A-1"),), at, evaluation())[0].passes_threshold
    (scored,) = evaluate((application("A-1"),), below, evaluation())
    assert not scored.passes_threshold
    assert (scored.score, scored.mean) == (5_733, 287)  # 2.8666...


def test_an_application_without_a_sheet_scores_nothing_and_does_not_pass():
    (scored,) = evaluate((application("A-1"),), (), evaluation(threshold=0))

    assert (scored.score, scored.passes_threshold, scored.score_sheets) == (0, False, 0)


def test_marks_out_of_ten_are_brought_to_the_same_scale():
    (scored,) = evaluate((application("A-1"),), (sheet("A-1", "ada", 10, 5),), evaluation(highest_mark=10))

    assert (scored.score, scored.mean) == (8_000, 400)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=7))
def test_the_score_is_exact_to_half_a_hundredth_and_a_half_goes_up(drawn):
    sheets = [sheet("A-1", f"e-{number}", *given) for number, given in enumerate(drawn)]
    exact = sum(Fraction(60 * fit + 40 * follow_up, 500) * 10_000 for fit, follow_up in drawn) / len(drawn)

    (scored,) = evaluate((application("A-1"),), sheets, evaluation())

    assert -Fraction(1, 2) < scored.score - exact <= Fraction(1, 2)
    assert Evaluated.model_validate_json(scored.model_dump_json()) == scored


def test_halves_are_rounded_up():
    assert [rounded(Fraction(number, 2)) for number in (0, 1, 2, 3, 5)] == [0, 1, 1, 2, 3]
