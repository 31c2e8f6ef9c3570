"""Writes what a selection was solved from as a selection file, so that anybody can solve it again."""

from collections.abc import Sequence

from delegation.panel import Ruling
from delegation.selecting.balance import in_order
from delegation.selecting.canonical import canonical
from delegation.selecting.scoring import Evaluated, in_points
from delegation.selecting.solve_file.candidates import PERSONAL
from delegation.selection_rules import BalanceRule, SelectionRules


def solve_file_of(
    evaluated: Sequence[Evaluated], rules: SelectionRules, rulings: Sequence[Ruling] = ()
) -> bytes:
    """The selection file of these inputs: scores, organisation, country, and what the rules look at."""
    fields = sorted({rule.field for rule in rules.rules} - set(PERSONAL))
    present = {one.participant for one in evaluated}
    return canonical(
        {
            "places": rules.places,
            "reserve": rules.reserve,
            "seed": rules.lot_seed,
            "quotas": [_quota(rule) for rule in rules.rules],
            "take": [_ruling(one) for one in rulings if one.taken],
            "leave": [_ruling(one) for one in rulings if not one.taken],
            "candidates": [_candidate(one, fields, present) for one in in_order(evaluated)],
        }
    )


def _quota(rule: BalanceRule) -> dict[str, object]:
    typed = rule.model_dump(mode="json", exclude={"mark"})
    return typed if rule.price is not None else {key: typed[key] for key in typed if key != "price"}


def _ruling(one: Ruling) -> dict[str, object]:
    return {"id": one.participant, "reason": one.reason, "author": one.author}


def _candidate(one: Evaluated, fields: Sequence[str], present: set[str]) -> dict[str, object]:
    found: dict[str, object] = {
        "id": one.participant,
        "score": in_points(one.score),
        "organisation": one.facts.organisation,
        "country": one.facts.country,
        "passes_threshold": one.passes_threshold,
        "mean": one.mean,
        "score_sheets": one.score_sheets,
        **{field: list(one.facts.values_of(field)) for field in fields},
    }
    if one.below is not None:
        found["below"] = one.below
    if one.together_with in present:
        found["together_with"] = one.together_with
    return found
