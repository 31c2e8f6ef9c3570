"""Steps of a change script as changes: what depends on who meets whom is looked up when it happens."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from delegation.change import Change, StayAway, SwapMeetings
from delegation.file import DelegationFile
from delegation.meeting import MeetingWish, Wishes
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change
from delegation.reading.story import ChangeStep, MissTheRest, SwapFirstMeetings
from delegation.zoned import instant
from portal.errors import Refused


def change_of(
    step: ChangeStep,
    plan: PlanState,
    file: DelegationFile,
    at: datetime,
    wished: Mapping[str, Sequence[MeetingWish]],
) -> Change:
    """The step as a change that happens at `at`; `wished` is by participant.

    Raises Refused when two delegates are to swap meetings but have none whose exchange is possible, or
    nothing is left that somebody could miss.
    """
    if isinstance(step.change, MissTheRest):
        return _change(step, _missed(step, step.change, plan, at), at)
    if not isinstance(step.change, SwapFirstMeetings):
        return _change(step, step.change, at)
    wishes = {who: Wishes(meetings=tuple(theirs)) for who, theirs in wished.items()}
    for swap in _swaps(step.change, plan):
        change = _change(step, swap, at)
        if problem_with_change(change, plan, file, wishes) is None:
            return change
    raise Refused(f"{step.change.one} and {step.change.other} have no meetings that they could exchange.")


def _missed(step: ChangeStep, missing: MissTheRest, plan: PlanState, at: datetime) -> StayAway:
    """All of theirs that begins from now on, and before the hour they are back."""
    who, until = missing.participant, instant(missing.until, step.zone)
    items = tuple(one.id for one in plan.itinerary.of(who) if at < one.starts_at < until)
    if not items:
        raise Refused(f"{who} has nothing left that they could miss until {missing.until:%d %B, %H:%M}.")
    return StayAway(participant=who, items=items)


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
