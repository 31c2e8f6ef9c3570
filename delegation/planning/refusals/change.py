"""The first reason to refuse a change, whatever its kind."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from delegation.change import (
    AddSlots,
    CancelItem,
    Change,
    ChangeRoom,
    ComeBack,
    DropOut,
    HostWithdraws,
    Join,
    LimitHost,
    MoveItem,
    ReinstateItem,
    StayAway,
    SwapMeetings,
)
from delegation.file import DelegationFile
from delegation.meeting import Wishes
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import delegates, hosts, items, meetings

NOTHING_WISHED: Mapping[str, Wishes] = MappingProxyType({})


def problem_with_change(
    change: Change, state: PlanState, file: DelegationFile, wishes: Mapping[str, Wishes] = NOTHING_WISHED
) -> str | None:
    """The first reason to refuse the change, or None where it can be applied.

    `wishes` by participant say whom a delegate ruled out. Whether it comes too late is not asked here: there
    is no clock in this place.
    """
    return next(_problems(change, state, file, wishes), None)


def _problems(
    change: Change, state: PlanState, file: DelegationFile, wishes: Mapping[str, Wishes]
) -> Iterator[str]:
    match change.change:
        case CancelItem(item=item):
            problems = items.no_such_item(item, state)
        case ReinstateItem(item=item):
            problems = items.cannot_reinstate(item, state, file)
        case MoveItem() as move:
            problems = items.cannot_move(move, state, file)
        case ChangeRoom() as room:
            problems = items.cannot_change_room(room, state, file)
        case AddSlots() as more:
            problems = hosts.cannot_add_slots(more, state, file)
        case LimitHost() as fewer:
            problems = hosts.cannot_limit(fewer, state)
        case HostWithdraws(host=host):
            problems = hosts.cannot_withdraw(host, state)
        case SwapMeetings() as swap:
            problems = meetings.cannot_swap(swap, state, file, wishes)
        case _:
            problems = _of_delegate(change, state, file)
    return problems


def _of_delegate(change: Change, state: PlanState, file: DelegationFile) -> Iterator[str]:
    match change.change:
        case DropOut() as drop_out:
            return delegates.cannot_drop_out(drop_out, state)
        case StayAway() as away:
            return delegates.cannot_stay_away(away, state)
        case ComeBack() as back:
            return delegates.cannot_come_back(back, state, file)
        case Join(participant=newcomer):
            return delegates.cannot_join(newcomer, state)
    raise TypeError(f"{change.change.what} names no delegate.")
