"""Carrying one change through the plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from delegation.change import (
    AddSlots,
    Book,
    CancelItem,
    Change,
    ChangeCapacity,
    ChangeRoom,
    Choose,
    ComeBack,
    DropOut,
    GiveBack,
    HostWithdraws,
    Join,
    LimitHost,
    Meet,
    MoveItem,
    ReinstateItem,
    StayAway,
    SwapMeetings,
)
from delegation.file import DelegationFile
from delegation.meeting import Wishes
from delegation.planning.changing import (
    booking,
    encounters,
    hosts,
    items,
    joining,
    leaving,
    meetings,
    sessions,
    staying_away,
)
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.delegates_meeting import met_anew
from delegation.planning.plan_state import PlanState, recomposed

SOLVED = (AddSlots, HostWithdraws, Join, LimitHost, StayAway)
"""Changes that free meetings, or bring somebody to the tables."""


def solves(change: Change) -> bool:
    """Whether the change may lead to new meetings, which needs the solver (scipy) and so an activity.

    All other changes are worked out without it, in a moment, and may be previewed in workflow code.
    """
    match change.change:
        case DropOut(substitute=substitute):
            return substitute is None
        case CancelItem(item=item):
            return item.startswith("meeting-")
        case kind:
            return isinstance(kind, SOLVED)


def apply_change(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None = None,
) -> PlanState:
    """The plan after the change; see `carried_out`."""
    return carried_out(change, state, file, wishes, now).state


def carried_out(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None = None,
    *,
    ruled_out: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:
    """The plan after the change, its itinerary one version higher if anything in it differs.

    The change must be possible (`problem_with_change` returns None); `wishes` by participant decide where
    the people of a cancelled visit go and who takes a freed meeting. What has begun by `now` (the time in
    the change, unless given) stays as it was when somebody leaves, and no new meeting is put there. At most
    `change.moves_at_most` meetings of people the change does not name are held at another time.
    `ruled_out` names items that are not possible for a participant: nobody is newly sent there.
    """
    situation = Situation(file, wishes, now or change.at, change.moves_at_most, ruled_out or {})
    outcome = _with_encounters(change, state, _carried(change, state, situation), situation)
    return Outcome(recomposed(outcome.state, file), outcome.disturbance)


def _with_encounters(change: Change, before: PlanState, carried: Outcome, situation: Situation) -> Outcome:
    """And what follows for meetings of delegates with each other."""
    state, met = met_anew(
        before,
        carried.state,
        situation.file,
        situation.now,
        moves_at_most=situation.moves_at_most - carried.disturbance.moved,
        left_out=(change.change.participant,) if isinstance(change.change, StayAway) else (),
        newcomers=(change.change.participant,) if isinstance(change.change, Join) else (),
        may_solve=solves(change),
    )
    return Outcome(state, carried.disturbance.with_more(met))


def _carried(change: Change, state: PlanState, situation: Situation) -> Outcome:
    match change.change:
        case CancelItem() | ReinstateItem() | MoveItem() | ChangeRoom() | ChangeCapacity():
            return _of_item(change, state, situation)
        case HostWithdraws() as withdrawal:
            return hosts.withdraw(withdrawal, state, situation)
        case LimitHost() as fewer:
            return hosts.limit(fewer, state, situation)
        case AddSlots() as more:
            return hosts.add_slots(more, state, situation)
        case SwapMeetings() as swap:
            return meetings.swap(swap, state, situation)
        case _:
            return _of_delegate(change, state, situation)


def _of_item(change: Change, state: PlanState, situation: Situation) -> Outcome:
    match change.change:
        case CancelItem() as cancelled:
            return items.cancel(cancelled, state, situation)
        case ReinstateItem() as back:
            return items.reinstate(back, state, situation)
        case MoveItem() as move:
            return items.move(move, state, situation)
        case ChangeRoom() as room:
            return items.change_room(room, state, situation)
        case ChangeCapacity() as capacity:
            return sessions.change_capacity(capacity, state, situation)
    raise TypeError(f"{change.change.what} names no item.")


def _of_delegate(change: Change, state: PlanState, situation: Situation) -> Outcome:
    match change.change:
        case DropOut(substitute=None) as drop_out:
            return leaving.drop_out(drop_out, state, situation)
        case DropOut() as replacement:
            return leaving.replace(replacement, state, situation)
        case StayAway() as away:
            return staying_away.stay_away(away, state, situation)
        case ComeBack() as back:
            return staying_away.come_back(back, state, situation)
        case Join() as newcomer:
            return joining.join(newcomer, state, situation)
        case _:
            return _by_choice(change, state, situation)


def _by_choice(change: Change, state: PlanState, situation: Situation) -> Outcome:
    """What delegates ask for themselves once the programme is published."""
    match change.change:
        case Meet() as wanted:
            return encounters.meet(wanted, state, situation)
        case Choose() as choice:
            return sessions.choose(choice, state, situation)
        case Book() as booked:
            return booking.book(booked, state, situation)
        case GiveBack() as given:
            return booking.give_back(given, state, situation)
    raise TypeError(f"{change.change.what} names no delegate.")
