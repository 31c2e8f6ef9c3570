"""The selection without its explanations: who is in, and the proof."""

from collections.abc import Collection, Sequence

from delegation.application import ApplicationStatus
from delegation.ids import ParticipantId
from delegation.selecting.balance import check_rules, in_order
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection import Decision, Selection, group_model, select
from delegation.selection_rules import SelectionRules


def select_only(
    evaluated: Sequence[Evaluated],
    rules: SelectionRules,
    *,
    pinned: Collection[ParticipantId] = (),
    excluded: Collection[ParticipantId] = (),
) -> Selection:
    """The same group as `select` chooses, without reserve list and reasons; a clash is answered as there."""
    out = frozenset(excluded)
    pool = [
        one
        for one in in_order(evaluated)
        if one.participant not in out and (one.passes_threshold or one.participant in pinned)
    ]
    model = group_model(pool, rules, pinned)
    best = model.best
    if best is None:
        return select(evaluated, rules, pinned=pinned, excluded=excluded)
    chosen = [pool[position] for position in model.by_score if position in best.group]
    inside = {one.participant for one in chosen}
    others = [one for one in in_order(evaluated) if one.participant not in inside]
    return Selection(
        decisions=(
            *(_decided(one, ApplicationStatus.SELECTED) for one in chosen),
            *(_decided(one, ApplicationStatus.NOT_SELECTED) for one in others),
        ),
        objective=best.total,
        bound=best.bound,
        is_optimal=best.bound == best.total,
        rules=check_rules(chosen, rules),
    )


def _decided(one: Evaluated, status: ApplicationStatus) -> Decision:
    return Decision.model_construct(participant=one.participant, status=status, score=one.score)
