"""The first reason to refuse a change, whatever its kind."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

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
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import bookings, delegates, encounters, hosts, items, meetings, sessions

NOTHING_WISHED: Mapping[str, Wishes] = MappingProxyType({})


def problem_with_change(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes] = NOTHING_WISHED,
    now: datetime | None = None,
) -> str | None:
    """The first reason to refuse the change, or None where it can be applied.

    `wishes` by participant say whom a delegate ruled out, and which sessions they asked for. By `now` (None:
    not known) sessions and talks that have begun are neither chosen nor booked, nor meetings put there;
    whether other changes come too late is not asked here.
    """
    return next(_problems(change, state, file, wishes, now or change.at), None)


def _problems(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None,
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
        case Choose() | ChangeCapacity() | Book() | GiveBack() | Meet():
            problems = _of_places(change, state, file, wishes, now)
        case _:
            problems = _of_delegate(change, state, file)
    return problems


def _of_places(
    change: Change,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None,
) -> Iterator[str]:
    match change.change:
        case Meet() as wanted:
            return encounters.cannot_meet(wanted, state, file, now)
        case Choose() as choice:
            return sessions.cannot_choose(choice, state, file, wishes, now)
        case ChangeCapacity() as capacity:
            return sessions.cannot_change_capacity(capacity, state, now)
        case Book() as booked:
            return bookings.cannot_book(booked, state, file, now)
        case GiveBack() as given:
            return bookings.cannot_give_back(given, state, now)
    raise TypeError(f"{change.change.what} is about no place.")


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
