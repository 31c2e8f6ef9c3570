"""What if: the selection solved again with a change, beside the one that stands. Nothing is recorded."""

from collections.abc import Sequence

from delegation.application import ApplicationStatus, Applied
from delegation.evaluation import Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.panel import Adjust, Adjustment, Settled, settled
from delegation.selecting.balance import RuleCheck
from delegation.selecting.inputs import SelectionInputs
from delegation.selecting.scoring import Evaluated, evaluate
from delegation.selecting.selection import Decision, Selection, select
from delegation.selection_rules import SelectionRules

TRIED_BY = "a trial"


class Move(Fact):
    """One application that would stand elsewhere. Points in hundredths; ranks on the reserve list."""

    participant: ParticipantId
    before: ApplicationStatus | None = None
    """None where no group was possible."""
    after: ApplicationStatus | None = None
    rank_before: int | None = None
    rank_after: int | None = None
    score_before: int | None = None
    score_after: int | None = None


class RuleChange(Fact):
    """A rule that would come out differently. None where there is no such rule, or no group."""

    rule: ItemId
    text: str
    before: RuleCheck | None = None
    after: RuleCheck | None = None


class WhatIf(Fact):
    """What a change would lead to. Points in hundredths."""

    before: Selection
    after: Selection
    came_in: tuple[ParticipantId, ...] = ()
    """Selected only after it."""
    went_out: tuple[ParticipantId, ...] = ()
    """Selected only before it."""
    moves: tuple[Move, ...] = ()
    """Everybody whose status or rank changes; those selected by it first."""
    rules: tuple[RuleChange, ...] = ()
    cost: int | None = None
    """How many points fewer the group has in total; negative if it gains, None where no group is possible."""

    @property
    def is_possible(self) -> bool:
        return not self.after.clash


def what_if(
    applications: Sequence[Applied],
    sheets: Sequence[Scoresheet],
    evaluation: Evaluation,
    rules: SelectionRules,
    adjustments_so_far: Sequence[Adjust],
    try_: Adjustment,
    *,
    earlier: Sequence[Evaluated] = (),
    holding: Sequence[ParticipantId] = (),
) -> WhatIf:
    """The selection as it stands and as it would be with `try_`, compared.

    `earlier` were evaluated for an earlier cut-off; those of them `holding` a place keep it. Ask
    `panel.why_not_adjust` first whether `try_` fits.
    """
    so_far = tuple(adjustments_so_far)
    before, after = (
        _solved(applications, sheets, settled(rules, evaluation, changes), earlier, holding)
        for changes in (so_far, (*so_far, *_tried(try_)))
    )
    return compared(before, after)


def _tried(try_: Adjustment) -> tuple[Adjust, ...]:
    nothing = try_ == Adjustment()
    return () if nothing else (Adjust(adjustment=try_, author=TRIED_BY, reason="Tried out."),)


def what_if_of(inputs: SelectionInputs, try_: Adjustment) -> WhatIf:
    """The same for the inputs of a delegation."""
    return what_if(
        inputs.applications,
        inputs.sheets,
        inputs.evaluation,
        inputs.rules,
        inputs.adjustments,
        try_,
        earlier=inputs.earlier,
        holding=inputs.holding,
    )


def compared(before: Selection, after: Selection) -> WhatIf:
    """Who moves between two selections of the same applications, and what it costs."""
    selected = ApplicationStatus.SELECTED
    was_in, is_in = before.with_status(selected), after.with_status(selected)
    possible = not before.clash and not after.clash
    return WhatIf(
        before=before,
        after=after,
        came_in=tuple(one for one in is_in if one not in was_in) if possible else (),
        went_out=tuple(one for one in was_in if one not in is_in) if possible else (),
        moves=_moves(before, after) if possible else (),
        rules=_rules(before, after) if possible else (),
        cost=before.objective - after.objective if possible else None,
    )


def _solved(
    applications: Sequence[Applied],
    sheets: Sequence[Scoresheet],
    after: Settled,
    earlier: Sequence[Evaluated],
    holding: Sequence[ParticipantId],
) -> Selection:
    evaluated = evaluate(applications, sheets, after.evaluation)
    return select((*earlier, *evaluated), after.rules, pinned=holding, rulings=after.rulings)


def _moves(before: Selection, after: Selection) -> tuple[Move, ...]:
    earlier = {one.participant: one for one in before.decisions}
    moves = (_move(earlier.get(one.participant), one) for one in after.decisions)
    return tuple(one for one in moves if (one.before, one.rank_before) != (one.after, one.rank_after))


def _move(before: Decision | None, after: Decision) -> Move:
    return Move(
        participant=after.participant,
        before=before.status if before else None,
        after=after.status,
        rank_before=before.rank if before else None,
        rank_after=after.rank,
        score_before=before.score if before else None,
        score_after=after.score,
    )


def _rules(before: Selection, after: Selection) -> tuple[RuleChange, ...]:
    earlier, later = ({one.rule: one for one in solved.rules} for solved in (before, after))
    names = dict.fromkeys((*earlier, *later))
    changes = (
        RuleChange(
            rule=name,
            text=(later.get(name) or earlier[name]).text,
            before=earlier.get(name),
            after=later.get(name),
        )
        for name in names
    )
    return tuple(one for one in changes if one.before != one.after)
