"""The selection: who is offered a place, who is on the reserve list, and why."""

from collections.abc import Collection, Mapping, Sequence

from delegation.application import ApplicationStatus
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.panel import Ruling
from delegation.selecting.balance import RuleCheck, check_rules, demands, in_order
from delegation.selecting.clash import smallest_clash
from delegation.selecting.lot import lot_key
from delegation.selecting.pairs import partner_of, units
from delegation.selecting.reason import Reason, ReasonCode
from delegation.selecting.reasons_in_english import in_english
from delegation.selecting.reserve_list import reserve_list
from delegation.selecting.scoring import Evaluated
from delegation.selecting.selection_model import GroupModel
from delegation.selecting.selection_reasons import Reasons, why_not_in_pool
from delegation.selecting.way_out import GivesWay, way_out
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
    where no permitted group includes the application. For a pair: of both together.
    """
    reasons: tuple[str, ...] = ()
    """Full sentences in English; they never name another applicant."""
    because: tuple[Reason, ...] = ()
    """The same as codes and figures, for letters in other languages."""


class Paid(Fact):
    """A wish that is not met, and what that costs."""

    rule: ItemId
    off: int
    """How many people or values too few or too many."""
    cost: int
    """Hundredths of a point."""


class Selection(Fact):
    """The group as solved, with its proof. Points in hundredths."""

    decisions: tuple[Decision, ...] = ()
    """Selected first, then the reserve list by rank, then the others; each by score and lot.

    Empty when no group keeps all rules.
    """
    objective: int = 0
    """Total score of those selected, less what wishes that are not met cost."""
    total: int = 0
    """Total score of those selected."""
    paid: tuple[Paid, ...] = ()
    """The wishes that are not met; none without a price."""
    bound: int = 0
    """What no permitted group of as many people can exceed."""
    is_optimal: bool = False
    """Whether that is proven: the objective reaches the bound."""
    rules: tuple[RuleCheck, ...] = ()
    clash: tuple[ItemId, ...] = ()
    """The fewest rules that cannot hold together; empty when the rules can be kept.

    `pinned` among them stands for the applications placed in the group by a recorded decision.
    """
    way_out: tuple[GivesWay, ...] = ()
    """With a clash: what would have to give way so that the rules can be kept, fewest people off in all."""

    @property
    def gap(self) -> int:
        """Hundredths that a better group could have at most; 0 when this one is proven the best."""
        return self.bound - self.objective

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
    rulings: Sequence[Ruling] = (),
) -> Selection:
    """Choose the group that fills most places with the highest objective and keeps every rule.

    The objective is the total score less what wishes cost that are not met. Groups with equal objectives
    are decided by the lot: the one whose members come first in the order of SHA-256(seed:id). So the
    result depends on no order of arrival, machine or solver.

    `pinned` are in and `excluded` are out by a recorded decision; `rulings` are the same with a reason,
    which is told. Who does not reach the threshold is not in the pool, unless pinned. Of a pair both are
    selected or neither; if one of them is not in the pool, neither is the other, unless pinned. If one is
    not even among `evaluated` (having withdrawn), the other stands alone.

    A search too large to be finished ends after a fixed number of steps with the best group found:
    `is_optimal` is then False, and `gap` says how far from proven it is. Raises SolverFailed on a defect.
    """
    notes = {one.participant: one.reason for one in rulings}
    taken = {*pinned, *(one.participant for one in rulings if one.taken)}
    left = {*excluded, *(one.participant for one in rulings if not one.taken)}
    pool = pool_of(evaluated, taken, left)
    model = group_model(pool, rules, taken)
    if model.best is None:
        return Selection(rules=check_rules((), rules), clash=smallest_clash(model), way_out=way_out(model))
    members = tuple(pool[position] for position in sorted(model.best.group))
    checks = check_rules(members, rules)
    return Selection(
        decisions=_Decisions(pool, model, notes).all(in_order(evaluated), rules.reserve, left),
        objective=model.best.total,
        total=sum(one.score for one in members),
        paid=paid(checks),
        bound=model.best.bound,
        is_optimal=model.best.bound == model.best.total,
        rules=checks,
    )


def paid(checks: Sequence[RuleCheck]) -> tuple[Paid, ...]:
    """The wishes that are not met, with their costs."""
    return tuple(Paid(rule=one.rule, off=one.off, cost=one.cost) for one in checks if one.cost)


def group_model(
    pool: Sequence[Evaluated], rules: SelectionRules, pinned: Collection[ParticipantId] = ()
) -> GroupModel:
    """The pool (sorted by id) and the rules as a problem to solve."""
    keys = [lot_key(rules.lot_seed, one.participant) for one in pool]
    placed = frozenset(pinned)
    return GroupModel(
        scores=tuple(one.score for one in pool),
        lot=tuple(sorted(range(len(pool)), key=keys.__getitem__)),
        places=rules.places,
        demands=demands(pool, rules),
        units=units(pool),
        pinned=frozenset(position for position, one in enumerate(pool) if one.participant in placed),
    )


def pool_of(
    evaluated: Sequence[Evaluated], pinned: Collection[str], excluded: Collection[str]
) -> tuple[Evaluated, ...]:
    """Who can be selected at all, sorted by id. Raises ValueError for who is both pinned and excluded."""
    if both := sorted(set(pinned) & set(excluded)):
        raise ValueError(f"{', '.join(both)}: both placed in the group and left out; take one decision back.")
    able = {
        one.participant
        for one in evaluated
        if one.participant not in excluded and (one.passes_threshold or one.participant in pinned)
    }
    known = {one.participant: one for one in evaluated}

    def is_complete(one: Evaluated) -> bool:
        other = known.get(one.together_with or "")
        paired = other is not None and partner_of(one, [other]) is not None
        return not paired or one.together_with in able or one.participant in pinned

    return tuple(one for one in in_order(evaluated) if one.participant in able and is_complete(one))


class _Decisions:
    """The decisions of one selection, with their reasons."""

    def __init__(self, pool: Sequence[Evaluated], model: GroupModel, notes: Mapping[str, str]) -> None:
        self._pool, self._model, self._notes = pool, model, notes
        self._reasons = Reasons(pool, model)
        self._group = model.best.group if model.best else frozenset[int]()

    def all(
        self, everyone: Sequence[Evaluated], reserve: int, excluded: Collection[str]
    ) -> tuple[Decision, ...]:
        by_score = self._model.by_score
        missing = {p: self._reasons.points_missing(p) for p in by_score if p not in self._group}
        ranks = {p: rank for rank, p in enumerate(reserve_list(self._model, missing, reserve), start=1)}
        waiting = [*ranks, *(p for p in missing if p not in ranks)]
        inside = {one.participant for one in self._pool}
        return (
            *(self._selected(p) for p in by_score if p in self._group),
            *(self._waiting(p, missing[p], ranks.get(p), len(ranks)) for p in waiting),
            *(self._outside(one, excluded) for one in everyone if one.participant not in inside),
        )

    def _selected(self, position: int) -> Decision:
        one = self._pool[position]
        because = self._reasons.of_selected(position)
        if position in self._model.pinned:
            because = (Reason(code=ReasonCode.PLACED, note=self._notes.get(one.participant, "")),)
        return _decision(one, ApplicationStatus.SELECTED, because)

    def _waiting(self, position: int, missing: int | None, rank: int | None, length: int) -> Decision:
        status = ApplicationStatus.RESERVE if rank else ApplicationStatus.NOT_SELECTED
        because = self._reasons.of_waiting(position, missing, rank, length)
        return _decision(self._pool[position], status, because, rank=rank, points_missing=missing)

    def _outside(self, one: Evaluated, excluded: Collection[str]) -> Decision:
        reason = why_not_in_pool(one)
        if one.participant in excluded:
            reason = Reason(code=ReasonCode.LEFT_OUT, note=self._notes.get(one.participant, ""))
        return _decision(one, ApplicationStatus.NOT_SELECTED, (reason,))


def _decision(
    one: Evaluated,
    status: ApplicationStatus,
    because: tuple[Reason, ...],
    rank: int | None = None,
    points_missing: int | None = None,
) -> Decision:
    return Decision(
        participant=one.participant,
        status=status,
        score=one.score,
        rank=rank,
        points_missing=points_missing,
        reasons=tuple(in_english(reason) for reason in because),
        because=because,
    )
