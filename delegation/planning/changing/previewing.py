"""What a change would do: effects, figures, and a second proposal where that wins something."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from delegation.change import Change, ChangePreview, Disturbance, Join, Proposal
from delegation.file import DelegationFile
from delegation.meeting import Wishes
from delegation.planning.changing.carrying import carried_out, solves
from delegation.planning.changing.situation import Outcome
from delegation.planning.clashes import itinerary_problems
from delegation.planning.differences import effects_between, moved_appointments
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change

MOVES_TRIED = 3
"""How many may be moved in the second proposal, unless the change says it."""


def preview(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None = None,
    *,
    ruled_out: Mapping[str, Sequence[str]] | None = None,
) -> ChangePreview:
    """Who would be told what, the problems the itinerary would then have that it has not now, and who would
    be left without a place at parallel visits.

    Like `apply_change`, it needs the solver where `solves` says so: then not for workflow code. Changes
    that free meetings come with proposals: nobody else moved, and at most `moves_at_most` (3 unless given)
    where that keeps or wins more.
    """
    if (refusal := problem_with_change(change, state, file, wishes, now)) is not None:
        return ChangePreview(problems=(refusal,))
    tried = {
        moves: carried_out(_moving(change, moves), state, file, wishes, now, ruled_out=ruled_out)
        for moves in _moves(change)
    }
    seen = tried[change.moves_at_most]
    people = tuple(dict.fromkeys((*state.delegates, *seen.state.delegates)))
    effects = effects_between(state, seen.state, file)
    before = itinerary_problems(state.itinerary, file)
    found = itinerary_problems(seen.state.itinerary, file)
    return ChangePreview(
        effects=effects,
        moved_appointments=moved_appointments(effects, people),
        problems=(*(one for one in found if one not in before), *_left_out(state, seen.state)),
        disturbance=seen.disturbance,
        proposals=_proposals(tried, state, file) if solves(change) else (),
    )


def _left_out(before: PlanState, after: PlanState) -> Iterator[str]:
    """Who had a place at parallel visits and would have none."""
    known = {(one.participant, one.block) for one in before.visits.gaps}
    for gap in after.visits.gaps:
        if (gap.participant, gap.block) not in known:
            yield f"{gap.participant} would have no place at the parallel visits of {gap.block!r}."


def _moves(change: Change) -> tuple[int, ...]:
    """How many moves are tried: what was asked for, none, and some. A newcomer never moves anybody."""
    if not solves(change) or isinstance(change.change, Join):
        return (change.moves_at_most,)
    return tuple(sorted({0, change.moves_at_most or MOVES_TRIED}))


def _moving(change: Change, moves: int) -> Change:
    return change.model_copy(update={"moves_at_most": moves})


def _proposals(tried: Mapping[int, Outcome], state: PlanState, file: DelegationFile) -> tuple[Proposal, ...]:
    proposals = [
        Proposal(
            moves_at_most=moves,
            disturbance=outcome.disturbance,
            effects=effects_between(state, outcome.state, file),
        )
        for moves, outcome in sorted(tried.items())
    ]
    first, others = proposals[0], proposals[1:]
    return (first, *(one for one in others if _wins(one.disturbance, first.disturbance)))


def _wins(one: Disturbance, other: Disturbance) -> bool:
    """Fewer meetings lost, or as many and more points held."""
    return (one.dropped, one.value_lost) < (other.dropped, other.value_lost)
