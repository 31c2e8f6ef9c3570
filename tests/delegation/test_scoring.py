"""Scores: thresholds of single criteria, and pairs."""

from datetime import UTC, datetime

import pytest

from delegation.application import Applied, Facts
from delegation.evaluation import Criterion, Evaluation, Evaluator, Mark, Scoresheet
from delegation.selecting.scoring import evaluate

RULES = Evaluation(
    zone="Europe/Brussels",
    opens="2017-02-23 09:00",
    closes="2017-03-03 17:00",
    panel="2017-03-06 10:00",
    criteria=(
        Criterion(id="fit", text="Strategic fit", weight=80),
        Criterion(id="follow-up", text="Capacity to follow up", weight=20, threshold=2.5),
    ),
    evaluators=(Evaluator(id="ada", person="ada"), Evaluator(id="ben", person="ben")),
    threshold=3,
)


def applied(name: str, together_with: str | None = None) -> Applied:
    return Applied(
        participant=name,
        facts=Facts(organisation="Fyn Clean", country="DK"),
        received_at=datetime(2017, 2, 1, tzinfo=UTC),
        together_with=together_with,
    )


def sheet(evaluator: str, fit: int, follow_up: int) -> Scoresheet:
    marks = (Mark(criterion="fit", mark=fit), Mark(criterion="follow-up", mark=follow_up))
    return Scoresheet(application="A-1", evaluator=evaluator, marks=marks)


@pytest.mark.parametrize(
    ("first", "second", "below", "passes"),
    [
        ((5, 3), (5, 2), None, True),  # the mean of exactly 2.5 is enough
        ((5, 2), (5, 2), "follow-up", False),
        ((1, 5), (1, 5), None, False),  # below as a whole, not in a criterion
        ((0, 0), (0, 0), "follow-up", False),
    ],
)
def test_a_criterion_may_have_a_threshold_of_its_own(first, second, below, passes):
    (one,) = evaluate((applied("A-1"),), (sheet("ada", *first), sheet("ben", *second)), RULES)

    assert (one.below, one.passes_threshold) == (below, passes)


def test_without_a_sheet_no_criterion_is_below_its_threshold():
    (one,) = evaluate((applied("A-1"),), (), RULES)
    assert (one.below, one.passes_threshold, one.criterion_means) == (None, False, {})


def test_the_means_of_the_criteria_are_kept():
    (one,) = evaluate((applied("A-1"),), (sheet("ada", 5, 3), sheet("ben", 4, 2)), RULES)
    assert one.criterion_means == {"fit": 450, "follow-up": 250}


def test_two_applications_that_name_each_other_are_a_pair():
    both = (applied("A-1", "A-2"), applied("A-2", "A-1"), applied("A-3", "A-1"))
    assert [one.together_with for one in evaluate(both, (), RULES)] == ["A-2", "A-1", None]
