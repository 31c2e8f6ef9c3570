"""The published example of a selection: ten applications, five places, results verified by enumeration."""

from datetime import UTC, datetime

import pytest

from delegation.application import ApplicationStatus, Facts
from delegation.selecting.promotion import promote
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import select
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

TABLE = """
A 88 DE ict  no  m yes
B 86 DE ict  yes m no
C 85 DE ict  no  m no
D 82 FR ict  no  f no
E 79 IT med  yes m yes
F 77 FR med  no  m no
G 74 ES med  yes f no
H 74 FR med  yes f yes
J 70 PL ict  yes f no
K 61 IT med  yes f no
"""


def at_least(rule: str, text: str, field: str, value: str, limit: int) -> BalanceRule:
    return BalanceRule(id=rule, text=text, kind=RuleKind.AT_LEAST, field=field, values=(value,), limit=limit)


RULES = SelectionRules(
    places=5,
    reserve=5,
    lot_seed="usa-2017",  # draws H before G, which tie when the rule on previous participants is dropped
    rules=(
        BalanceRule(
            id="country",
            text="At most 2 per country.",
            kind=RuleKind.AT_MOST_PER_VALUE,
            field="country",
            limit=2,
        ),
        at_least("ict", "At least 1 from ICT.", "sector", "ict", 1),
        at_least("med", "At least 2 from medicine.", "sector", "med", 2),
        at_least("sme", "At least 2 SMEs.", "sme", "yes", 2),
        at_least("women", "At least 2 women.", "gender", "f", 2),
        BalanceRule(
            id="previous",
            text="At most 1 previous participant.",
            kind=RuleKind.AT_MOST,
            field="previous",
            values=("yes",),
            limit=1,
        ),
    ),
)


def row(line: str) -> Evaluated:
    name, score, country, sector, sme, gender, previous = line.split()
    values = {"sector": sector, "sme": sme == "yes", "gender": gender, "previous": previous == "yes"}
    facts = Facts(organisation=f"Cluster {name}", country=country, values=values)
    return Evaluated(
        participant=name, facts=facts, score=int(score) * 100, received_at=datetime(2017, 2, 1, tzinfo=UTC)
    )


POOL = tuple(row(line) for line in TABLE.strip().splitlines())


def test_the_five_best_together_are_selected_and_proven():
    selection = select(POOL, RULES)

    assert selection.with_status(ApplicationStatus.SELECTED) == ("A", "B", "D", "F", "G")
    assert (selection.objective, selection.bound, selection.is_optimal) == (40_700, 40_700, True)
    assert all(check.satisfied for check in selection.rules)
    assert selection.clash == ()


def test_everyone_not_selected_learns_the_points_that_were_missing():
    selection = select(POOL, RULES)

    missing = {
        one.participant: one.points_missing for one in selection.decisions if one.points_missing is not None
    }
    assert missing == {"C": 100, "E": 100, "H": 600, "J": 1_200, "K": 1_300}


def test_everyone_not_selected_learns_which_rules_decided():
    selection = select(POOL, RULES)

    assert selection.of("C").reasons[1:] == (
        "1.00 points were missing: with more than 86.00 points and all other scores unchanged it would have "
        "been selected.",
        'Displaced by the rule "At least 2 women.": without that it would be in the group, number 2 of 5 by '
        "points.",
    )
    assert decisive(selection.of("E").reasons) == ["At least 2 women.", "At most 1 previous participant."]
    assert decisive(selection.of("H").reasons) == ["At most 1 previous participant."]


def decisive(reasons: tuple[str, ...]) -> list[str]:
    return [reason.split('"')[1] for reason in reasons if reason.startswith("Displaced by")]


def test_without_two_rules_each_the_total_would_be_two_points_higher():
    prices = {}
    for rule in RULES.rules:
        others = tuple(other for other in RULES.rules if other is not rule)
        prices[rule.id] = select(POOL, RULES.model_copy(update={"rules": others})).objective - 40_700

    assert prices == {"country": 0, "ict": 0, "med": 0, "sme": 0, "women": 200, "previous": 200}


@pytest.mark.parametrize(
    ("leaves", "takes_the_place"), [("A", "C"), ("B", "J"), ("D", "J"), ("F", "K"), ("G", "K")]
)
def test_a_place_that_becomes_free_goes_to_the_one_with_whom_the_rules_hold(leaves, takes_the_place):
    selection = select(POOL, RULES)
    holding = [one for one in selection.with_status(ApplicationStatus.SELECTED) if one != leaves]

    promotion = promote(
        POOL, RULES, holding=holding, out=[leaves], reserve=selection.with_status(ApplicationStatus.RESERVE)
    )

    assert promotion.participant == takes_the_place
    assert all(check.satisfied for check in promotion.rules)


def test_a_short_reserve_list_holds_those_who_can_replace_the_most():
    selection = select(POOL, RULES.model_copy(update={"reserve": 2}))

    assert selection.with_status(ApplicationStatus.RESERVE) == ("J", "K")
    assert selection.of("J").rank == 1
    assert selection.of("C").reasons[-1].startswith("The reserve list went to")


def test_no_reason_names_another_applicant():
    for decision in select(POOL, RULES).decisions:
        assert "Cluster" not in " ".join(decision.reasons)
