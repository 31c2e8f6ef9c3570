"""The selection without its explanations: who is in, and the proof."""

from collections.abc import Sequence

from delegation.application import ApplicationStatus
from delegation.panel import Ruling
from delegation.selecting.balance import check_rules, in_order
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Decision, Selection, group_model, paid, pool_of, select
from delegation.selection_rules import SelectionRules


def select_only(
    evaluated: Sequence[Evaluated],
    rules: SelectionRules,
    *,
    rulings: Sequence[Ruling] = (),
) -> Selection:
    """The same group as `select` chooses, without reserve list and reasons; a clash is answered as there."""
    pinned = frozenset(one.participant for one in rulings if one.taken)
    excluded = frozenset(one.participant for one in rulings if not one.taken)
    pool = pool_of(evaluated, pinned, excluded)
    model = group_model(pool, rules, pinned)
    best = model.best
    if best is None:
        return select(evaluated, rules, rulings=rulings)
    chosen = [pool[position] for position in model.by_score if position in best.group]
    checks = check_rules(chosen, rules)
    inside = {one.participant for one in chosen}
    others = [one for one in in_order(evaluated) if one.participant not in inside]
    return Selection(
        decisions=(
            *(_decided(one, ApplicationStatus.SELECTED) for one in chosen),
            *(_decided(one, ApplicationStatus.NOT_SELECTED) for one in others),
        ),
        objective=best.total,
        total=sum(one.score for one in chosen),
        paid=paid(checks),
        bound=best.bound,
        is_optimal=best.bound == best.total,
        rules=checks,
    )


def _decided(one: Evaluated, status: ApplicationStatus) -> Decision:
    return Decision.model_construct(participant=one.participant, status=status, score=one.score)
