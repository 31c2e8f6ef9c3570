"""The selection: who is offered a place, who is on the reserve list, and why."""

from collections.abc import Collection, Mapping, Sequence

from delegation.application import ApplicationStatus
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.selecting.balance import RuleCheck, check_rules, demands, in_order
from delegation.selecting.clash import smallest_clash
from delegation.selecting.lot import lot_key
from delegation.selecting.reason import Reason
from delegation.selecting.reserve_list import reserve_list
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection_model import GroupModel
from delegation.selecting.selection_reasons import Reasons, why_not_in_pool
from delegation.selection_rules import SelectionRules


class Decision(Fact):
    """What was decided about one application, and why."""

    participant: ParticipantId
    status: ApplicationStatus
    """Selected, on the reserve list, or not selected."""
    score: int
    """Hundredths of a point."""
    rank: int | None = None
    """Position on the reserve list, from 1."""
    points_missing: int | None = None
    """Hundredths that the best permitted group with this application has less than the selected one.

    With so many points more and all other scores unchanged, the application would be level and the
    lot would decide; with one hundredth more it would be selected. None for those selected, and
    where no permitted group includes the application.
    """
    reasons: tuple[str, ...] = ()
    """Full sentences in English; they never name another applicant."""
    because: tuple[Reason, ...] = ()
    """The same as codes and figures, for letters in other languages."""


class Selection(Fact):
    """The group as solved, with its proof. Points in hundredths."""

    decisions: tuple[Decision, ...] = ()
    """Selected first, then the reserve list by rank, then the others; each by score and lot.

    Empty when no group keeps all rules.
    """
    objective: int = 0
    """Total score of those selected."""
    bound: int = 0
    """What no permitted group of as many people can exceed."""
    is_optimal: bool = False
    rules: tuple[RuleCheck, ...] = ()
    clash: tuple[ItemId, ...] = ()
    """Rules that cannot hold together, each needed for the contradiction; empty when the rules can be kept.

    `pinned` among them stands for the applications placed in the group by a recorded decision.
    """

    def of(self, participant: str) -> Decision | None:
        return next((one for one in self.decisions if one.participant == participant), None)

    def with_status(self, status: ApplicationStatus) -> tuple[ParticipantId, ...]:
        """Ids in the order of the decisions; for the reserve list that is the order of its ranks."""
        return tuple(one.participant for one in self.decisions if one.status is status)


def select(
    evaluated: Sequence[Evaluated],
    rules: SelectionRules,
    *,
    pinned: Collection[ParticipantId] = (),
    excluded: Collection[ParticipantId] = (),
) -> Selection:
    """Choose the group that fills most places with the highest total score and keeps every rule.

    Groups with equal totals are decided by the lot: the one whose members come first in the order
    of SHA-256(seed:id). So the result depends on no order of arrival, machine or solver.

    `pinned` are in and `excluded` are out by a recorded decision. Who does not reach the threshold
    is not in the pool, unless pinned. Raises SolverFailed only on a defect.
    """
    pool = _pool(evaluated, pinned, excluded)
    model = group_model(pool, rules, pinned)
    if model.best is None:
        return Selection(rules=check_rules((), rules), clash=smallest_clash(model))
    members = tuple(one for position, one in enumerate(pool) if position in model.best.group)
    return Selection(
        decisions=_decisions(in_order(evaluated), pool, model, rules, excluded),
        objective=model.best.total,
        bound=model.best.bound,
        is_optimal=model.best.bound == model.best.total,
        rules=check_rules(members, rules),
    )


def group_model(
    pool: Sequence[Evaluated], rules: SelectionRules, pinned: Collection[ParticipantId] = ()
) -> GroupModel:
    """The pool (sorted by id) and the rules as a problem to solve."""
    keys = [lot_key(rules.lot_seed, one.participant) for one in pool]
    return GroupModel(
        scores=tuple(one.score for one in pool),
        lot=tuple(sorted(range(len(pool)), key=keys.__getitem__)),
        places=rules.places,
        demands=demands(pool, rules),
        pinned=frozenset(position for position, one in enumerate(pool) if one.participant in pinned),
    )


def _pool(
    evaluated: Sequence[Evaluated], pinned: Collection[str], excluded: Collection[str]
) -> tuple[Evaluated, ...]:
    if both := sorted(set(pinned) & set(excluded)):
        raise ValueError(f"{', '.join(both)}: both placed in the group and left out; take one decision back.")
    return tuple(
        one
        for one in in_order(evaluated)
        if one.participant not in excluded and (one.passes_threshold or one.participant in pinned)
    )


def _decisions(
    everyone: Sequence[Evaluated],
    pool: Sequence[Evaluated],
    model: GroupModel,
    rules: SelectionRules,
    excluded: Collection[str],
) -> tuple[Decision, ...]:
    reasons = Reasons(pool, model)
    chosen = model.best.group if model.best else frozenset[int]()
    missing = {
        position: reasons.points_missing(position) for position in model.by_score if position not in chosen
    }
    reserve = reserve_list(model, missing, rules.reserve)
    inside = {one.participant for one in pool}
    outside = [one for one in everyone if one.participant not in inside]
    return (
        *(
            _selected(pool[position], reasons.of_selected(position))
            for position in model.by_score
            if position in chosen
        ),
        *(_waiting(position, pool, missing, reserve, reasons) for position in reserve),
        *(
            _waiting(position, pool, missing, reserve, reasons)
            for position in missing
            if position not in reserve
        ),
        *(_left_out(one, is_excluded=one.participant in excluded) for one in outside),
    )


def _selected(one: Evaluated, reasons: tuple[str, ...]) -> Decision:
    selected = ApplicationStatus.SELECTED
    return Decision(participant=one.participant, status=selected, score=one.score, reasons=reasons)


def _waiting(
    position: int,
    pool: Sequence[Evaluated],
    missing: Mapping[int, int | None],
    reserve: Sequence[int],
    reasons: Reasons,
) -> Decision:
    rank = reserve.index(position) + 1 if position in reserve else None
    return Decision(
        participant=pool[position].participant,
        status=ApplicationStatus.RESERVE if rank else ApplicationStatus.NOT_SELECTED,
        score=pool[position].score,
        rank=rank,
        points_missing=missing[position],
        reasons=reasons.of_waiting(position, missing[position], rank, len(reserve)),
    )


def _left_out(one: Evaluated, *, is_excluded: bool) -> Decision:
    return Decision(
        participant=one.participant,
        status=ApplicationStatus.NOT_SELECTED,
        score=one.score,
        reasons=(why_not_in_pool(one, is_excluded=is_excluded),),
    )
