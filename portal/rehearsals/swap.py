"""Steps of a change script as changes: a swap by role is given its slots when it happens."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from delegation.change import Change, SwapMeetings
from delegation.file import DelegationFile
from delegation.meeting import MeetingWish, Wishes
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change
from delegation.reading.story import ChangeStep, SwapFirstMeetings
from portal.errors import Refused


def change_of(
    step: ChangeStep,
    plan: PlanState,
    file: DelegationFile,
    at: datetime,
    wished: Mapping[str, Sequence[MeetingWish]],
) -> Change:
    """The step as a change that happens at `at`; `wished` is by participant.

    Raises Refused when two delegates are to swap meetings but have none whose exchange is possible.
    """
    if not isinstance(step.change, SwapFirstMeetings):
        return _change(step, step.change, at)
    wishes = {who: Wishes(meetings=tuple(theirs)) for who, theirs in wished.items()}
    for swap in _swaps(step.change, plan):
        change = _change(step, swap, at)
        if problem_with_change(change, plan, file, wishes) is None:
            return change
    raise Refused(f"{step.change.one} and {step.change.other} have no meetings that they could exchange.")


def _swaps(swap: SwapFirstMeetings, plan: PlanState) -> list[SwapMeetings]:
    """Every exchange of one meeting each, the earliest first."""
    one, other = plan.schedule.of(swap.one), plan.schedule.of(swap.other)
    return [
        SwapMeetings(one=swap.one, one_slot=mine.slot, other=swap.other, other_slot=theirs.slot)
        for mine in sorted(one, key=lambda meeting: meeting.slot)
        for theirs in sorted(other, key=lambda meeting: meeting.slot)
    ]


def _change(step: ChangeStep, change: object, at: datetime) -> Change:
    return Change.model_validate(
        {
            "at": at,
            "id": step.id,
            "change": change,
            "author": step.author,
            "reason": step.reason,
            "urgency": step.urgency,
            "moves_at_most": step.moves_at_most,
        }
    )
