"""What if: who moves and what it costs, compared with what a plain second selection says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.application import ApplicationStatus, Applied, Facts
from delegation.evaluation import Criterion, Evaluation, Evaluator, Mark, Scoresheet
from delegation.panel import Adjust, Adjustment, settled
from delegation.selecting.inputs import SelectionInputs
from delegation.selecting.scoring import evaluate
from delegation.selecting.selection import select
from delegation.selecting.what_if import WhatIf, what_if, what_if_of
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

local = datetime.fromisoformat

EVALUATION = Evaluation(
    zone="Europe/Brussels",
    opens=local("2017-02-20T09:00"),
    closes=local("2017-03-03T18:00"),
    panel=local("2017-03-06T10:00"),
    criteria=(
        Criterion(id="objectives", text="Objectives", weight=60),
        Criterion(id="impact", text="Impact", weight=40),
    ),
    evaluators=(Evaluator(id="e1", person="eva"),),
    threshold=2.0,
)
RULES = SelectionRules(
    places=2,
    reserve=1,
    lot_seed="published",
    rules=(
        BalanceRule(
            id="per-country",
            text="At most 1 per country.",
            kind=RuleKind.AT_MOST_PER_VALUE,
            field="country",
            limit=1,
        ),
        BalanceRule(
            id="newcomers",
            text="At least 1 newcomer.",
            kind=RuleKind.AT_LEAST,
            field="first-time",
            limit=1,
            values=("yes",),
        ),
    ),
)
MARKS = {
    "A-01": ("DE", False, 5, 5),
    "A-02": ("DE", False, 5, 4),
    "A-03": ("FR", False, 4, 3),
    "A-04": ("ES", True, 2, 5),
    "A-05": ("IT", True, 2, 3),
}


def applications() -> tuple[Applied, ...]:
    return tuple(
        Applied(
            participant=name,
            facts=Facts(organisation=f"Org {name}", country=country, values={"first-time": first}),
            received_at=datetime(2017, 2, 1, tzinfo=UTC),
        )
        for name, (country, first, _, _) in MARKS.items()
    )


def sheets() -> tuple[Scoresheet, ...]:
    return tuple(
        Scoresheet(
            application=name,
            evaluator="e1",
            marks=(Mark(criterion="objectives", mark=one), Mark(criterion="impact", mark=other)),
        )
        for name, (_, _, one, other) in MARKS.items()
    )


def trying(try_: Adjustment, *before: Adjust) -> WhatIf:
    return what_if(applications(), sheets(), EVALUATION, RULES, before, try_)


def ordered(adjustment: Adjustment) -> Adjust:
    return Adjust(adjustment=adjustment, author="Panel", reason="So decided.")


def test_a_wider_limit_lets_the_second_of_a_country_in_only_where_the_rules_allow() -> None:
    tried = trying(Adjustment(limits={"per-country": 2}, dropped=("newcomers",)))

    assert (tried.came_in, tried.went_out) == (("A-02",), ("A-04",))
    assert tried.cost == -(9200 - 6400)
    moves = {one.participant: (one.before, one.after) for one in tried.moves}
    assert moves["A-02"][1] is ApplicationStatus.SELECTED
    assert moves["A-04"][0] is ApplicationStatus.SELECTED
    assert [one.rule for one in tried.rules] == ["per-country", "newcomers"]
    assert tried.rules[1].after is None


def test_taking_someone_costs_what_the_group_loses() -> None:
    tried = trying(Adjustment(take=("A-05",)))

    assert (tried.came_in, tried.went_out, tried.cost) == (("A-05",), ("A-04",), 6400 - 4800)


def test_other_weights_give_other_scores_on_both_sides_of_the_comparison() -> None:
    tried = trying(Adjustment(weights={"objectives": 10, "impact": 90}))

    changed = {one.participant: (one.score_before, one.score_after) for one in tried.moves}
    scores = {one.participant: one.score for one in tried.after.decisions}
    assert scores["A-04"] == 9400
    assert all(after == scores[name] for name, (_, after) in changed.items())


def test_a_try_stands_on_what_was_adjusted_before() -> None:
    first = ordered(Adjustment(take=("A-05",)))

    tried = trying(Adjustment(free=("A-05",)), first)

    assert (tried.came_in, tried.went_out) == (("A-04",), ("A-05",))
    assert tried.cost == 4800 - 6400


def test_a_try_that_changes_nothing_moves_nobody_and_costs_nothing() -> None:
    tried = trying(Adjustment(places=2))

    assert (tried.moves, tried.rules, tried.cost) == ((), (), 0)


def test_rules_that_would_clash_are_named_and_nobody_is_said_to_move() -> None:
    tried = trying(Adjustment(limits={"newcomers": 3}))

    assert not tried.is_possible
    assert "newcomers" in tried.after.clash
    assert (tried.moves, tried.cost) == ((), None)


def test_who_holds_a_place_of_an_earlier_cut_off_keeps_it() -> None:
    everyone = applications()
    earlier = evaluate(everyone[2:3], sheets(), EVALUATION)
    inputs = SelectionInputs(
        applications=(*everyone[:2], *everyone[3:]),
        sheets=sheets(),
        evaluation=EVALUATION,
        rules=RULES,
        earlier=earlier,
        holding=("A-03",),
    )

    tried = what_if_of(inputs, Adjustment(places=3))

    assert "A-03" in tried.before.with_status(ApplicationStatus.SELECTED)
    assert "A-03" in tried.after.with_status(ApplicationStatus.SELECTED)
    assert tried.came_in == ("A-01",)
    assert SelectionInputs.model_validate_json(inputs.model_dump_json()) == inputs


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        Adjustment,
        places=st.none() | st.integers(1, 5),
        limits=st.dictionaries(st.sampled_from(["per-country", "newcomers"]), st.integers(0, 3)),
        dropped=st.lists(st.sampled_from(["per-country", "newcomers"]), unique=True).map(tuple),
        threshold=st.none() | st.sampled_from([0.0, 2.5, 3.5]),
        take=st.lists(st.sampled_from(list(MARKS)), max_size=1).map(tuple),
    )
)
def test_what_is_said_of_a_try_is_what_the_order_then_brings(try_: Adjustment) -> None:
    tried = trying(try_)
    after = settled(RULES, EVALUATION, [] if try_ == Adjustment() else [ordered(try_)])
    then = select(evaluate(applications(), sheets(), after.evaluation), after.rules, rulings=after.rulings)

    assert [(one.participant, one.status, one.rank, one.score) for one in tried.after.decisions] == [
        (one.participant, one.status, one.rank, one.score) for one in then.decisions
    ]
    if tried.cost is not None:
        assert tried.after.objective + tried.cost == tried.before.objective
        was = set(tried.before.with_status(ApplicationStatus.SELECTED))
        assert was - set(tried.went_out) | set(tried.came_in) == set(
            tried.after.with_status(ApplicationStatus.SELECTED)
        )
    assert WhatIf.model_validate_json(tried.model_dump_json()) == tried


@pytest.mark.parametrize("try_", [Adjustment(places=3), Adjustment(leave=("A-01",))])
def test_trying_twice_says_the_same(try_: Adjustment) -> None:
    assert trying(try_) == trying(try_)
