"""What single applicants are told about a selection."""

from datetime import UTC, datetime

import pytest

from delegation.application import ApplicationStatus, Facts
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Selection, select
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

RECEIVED = datetime(2017, 2, 1, tzinfo=UTC)
FIRST_TIMER = BalanceRule(
    id="first", text="A first-timer.", kind=RuleKind.AT_LEAST, field="first-time", limit=1, values=("yes",)
)


def selected(selection: Selection) -> list[str]:
    return sorted(selection.with_status(ApplicationStatus.SELECTED))


def applicant(name: str, score: int, organisation: str = "", **more: object) -> Evaluated:
    facts = Facts(organisation=organisation or f"Cluster {name}", country="DE", values={"first-time": False})
    return Evaluated(participant=name, facts=facts, score=score, received_at=RECEIVED, **more)


def test_who_is_below_the_threshold_is_told_the_mean():
    pool = (applicant("A", 9_000), applicant("B", 5_700, mean=285, passes_threshold=False, score_sheets=2))

    decision = select(pool, SelectionRules(places=2, reserve=1)).of("B")

    assert decision.status is ApplicationStatus.NOT_SELECTED
    assert decision.reasons == (
        "The weighted mean of the marks, 2.85 of 5, is below the published threshold.",
    )


def test_who_simply_has_fewer_points_is_told_the_number_in_the_order_of_points():
    pool = tuple(applicant(name, 9_000 - 100 * number) for number, name in enumerate("ABC"))

    decision = select(pool, SelectionRules(places=2, reserve=1)).of("C")

    assert decision.reasons == (
        "On the reserve list, in place 1 of 1. A place that becomes free goes to the first on the list with "
        "whom all published rules hold.",
        "1.00 points were missing: with more than 89.00 points and all other scores unchanged it would have "
        "been selected.",
        "By points it is number 3 of 3, for 2 places.",
    )


def test_two_applications_of_one_organisation_take_one_place():
    pool = (applicant("A", 9_000, "Fyn Clean"), applicant("B", 8_900, "fyn  clean"), applicant("C", 7_000))

    selection = select(pool, SelectionRules(places=2))

    assert selected(selection) == ["A", "C"]
    assert selection.of("B").reasons[-1] == (
        'Displaced by the rule "At most one place per organisation.": without that it would be in the group, '
        "number 2 of 2 by points."
    )


def test_equal_scores_are_decided_by_the_published_lot_and_the_letter_says_so():
    pool = tuple(applicant(name, 8_000) for name in "ABC")

    by_seed = {seed: selected(select(pool, SelectionRules(places=1, lot_seed=seed))) for seed in ("x", "z")}
    loser = next(
        one
        for one in select(pool, SelectionRules(places=1, lot_seed="x")).decisions
        if one.points_missing == 0
    )

    assert len(set(map(tuple, by_seed.values()))) == 2
    assert "the published lot decided (number" in loser.reasons[0]


def test_a_recorded_decision_places_one_and_leaves_out_another():
    pool = tuple(applicant(name, 9_000 - 100 * number) for number, name in enumerate("ABCD"))

    selection = select(pool, SelectionRules(places=2), pinned=("D",), excluded=("A",))

    assert selected(selection) == ["B", "D"]
    assert selection.of("D").reasons == ("Selected by a recorded decision of the organiser.",)
    assert selection.of("A").reasons == ("Left out by a recorded decision of the organiser.",)


def test_one_cannot_be_placed_and_left_out_at_once():
    with pytest.raises(ValueError, match="take one decision back"):
        select((applicant("A", 9_000),), SelectionRules(places=2), pinned=("A",), excluded=("A",))


def test_more_decisions_than_places_clash():
    pool = (applicant("A", 9_000), applicant("B", 8_000))

    assert select(pool, SelectionRules(places=1), pinned=("A", "B")).clash == ("pinned",)


def test_a_call_nobody_answered_gives_an_empty_group_if_the_rules_allow_it():
    assert select((), SelectionRules(places=3)).is_optimal
    at_least_one = SelectionRules(places=3, rules=(FIRST_TIMER,))
    assert select((), at_least_one).clash == ("first",)


def test_a_selection_is_the_same_after_its_journey_as_json():
    pool = tuple(applicant(name, 9_000 - 50 * number) for number, name in enumerate("ABCDE"))
    selection = select(pool, SelectionRules(places=2, reserve=2))

    assert Selection.model_validate_json(selection.model_dump_json()) == selection
