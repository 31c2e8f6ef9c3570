"""What is drawn for a story of changes, and the change it is where things stand as they do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from delegation.change import (
    AddSlots,
    CancelItem,
    ChangeKind,
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
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Slot
from delegation.planning.plan_state import PlanState

DELEGATES, WAITING, SUBSTITUTE = ("A-1", "A-2", "A-3"), "A-4", "B-1"
EVERYBODY = (*DELEGATES, WAITING, SUBSTITUTE)
One = TypeVar("One")


class Do(StrEnum):
    CANCEL = "cancel"
    REINSTATE = "reinstate"
    MOVE = "move"
    ROOM = "room"
    AWAY = "stay away"
    BACK = "come back"
    JOIN = "join"
    HOST_WITHDRAWS = "host withdraws, says the organiser"
    LIMIT = "limit"
    DROP_OUT = "drop out"
    SLOTS = "more slots"
    SWAP = "swap"
    DECLINE = "decline an invite"
    HOST_DECLINES = "host declines an invite"
    HOST_ANSWERS = "host answers"
    HOST_LEAVES = "host withdraws"
    WITHDRAW = "delegate withdraws"
    RELEASE = "release a place"
    AGAIN = "the last change once more"
    SIGNAL_AGAIN = "a signal comes twice"


class Drawn(NamedTuple):
    """What somebody does; whom and what it concerns depends on how things stand."""

    do: Do
    one: int
    other: int
    moves: int
    is_urgent: bool


def one_of(many: Sequence[One], number: int) -> One:
    return many[number % len(many)]


def kind_of(drawn: Drawn, plan: PlanState, file: DelegationFile, number: int) -> ChangeKind | None:
    """The change that was drawn, about what there is; None where there is nothing of the kind."""
    items = [one for one in plan.itinerary.items if not one.cancelled]
    item = one_of(items or plan.itinerary.items, drawn.one)
    match drawn.do:
        case Do.CANCEL:
            return CancelItem(item=item.id)
        case Do.REINSTATE:
            return ReinstateItem(item=one_of(plan.cancelled or (item.id,), drawn.one))
        case Do.MOVE:
            return _moved(item, plan, file, drawn.other)
        case Do.ROOM:
            return ChangeRoom(item=item.id, room=f"Room {number}")
        case Do.HOST_WITHDRAWS | Do.LIMIT | Do.SLOTS:
            return _of_host(drawn, one_of(plan.hosts, drawn.other).id)
    return _of_delegate(drawn, plan)


def _of_delegate(drawn: Drawn, plan: PlanState) -> ChangeKind | None:
    who = one_of(plan.delegates or EVERYBODY, drawn.one)
    mine = [one.id for one in plan.itinerary.of(who)]
    kind: ChangeKind | None = None
    match drawn.do:
        case Do.AWAY if mine:
            kind = StayAway(participant=who, items=(one_of(mine, drawn.other),))
        case Do.BACK if plan.away:
            away = one_of(plan.away, drawn.one)
            kind = ComeBack(participant=away.participant, items=(away.item,))
        case Do.JOIN:
            kind = Join(participant=one_of((WAITING, WAITING, SUBSTITUTE, "A-1"), drawn.one))
        case Do.DROP_OUT:
            kind = DropOut(participant=who, substitute=SUBSTITUTE if drawn.other % 2 else None)
        case Do.SWAP:
            kind = _swapped(who, one_of(plan.delegates or EVERYBODY, drawn.other), drawn, plan)
    return kind


def _swapped(who: str, other: str, drawn: Drawn, plan: PlanState) -> ChangeKind | None:
    one, two = plan.schedule.of(who), plan.schedule.of(other)
    if not one or not two:
        return None
    mine, theirs = one_of(one, drawn.moves).slot, one_of(two, drawn.moves).slot
    return SwapMeetings(one=who, one_slot=mine, other=other, other_slot=theirs)


def _of_host(drawn: Drawn, host: str) -> ChangeKind:
    if drawn.do is Do.HOST_WITHDRAWS:
        return HostWithdraws(host=host)
    if drawn.do is Do.SLOTS:
        return _more(drawn, host)
    fewer = (
        LimitHost(host=host, at_most=drawn.moves),
        LimitHost(host=host, guests_at_most=1),
        LimitHost(host=host, unavailable=(f"s{drawn.moves + 1}",)),
    )
    return one_of(fewer, drawn.one)


def _more(drawn: Drawn, host: str) -> ChangeKind:
    new = Slot(id="s4", starts=datetime.fromisoformat("2027-05-13 15:30"), minutes=30)
    if drawn.one % 2:
        return AddSlots(host=host, slots=(f"s{drawn.moves + 1}",), at_most=3)
    return AddSlots(host=host, new_slots=(new,), at_most=3)


def _moved(item: ItineraryItem, plan: PlanState, file: DelegationFile, number: int) -> ChangeKind | None:
    """A meeting goes to another slot, everything else is up to an hour later than in the file."""
    if item.kind is ItemKind.MEETING and plan.meeting_rules is not None:
        slot = one_of(plan.meeting_rules.slots, number)
        return MoveItem(item=item.id, starts=slot.starts, ends=slot.starts + timedelta(minutes=slot.minutes))
    planned = next((one for one in file.itinerary if one.id == item.id), None)
    if planned is None:
        return None
    later = timedelta(minutes=30 * (number % 3))
    return MoveItem(item=item.id, starts=planned.starts + later, ends=planned.ends + later)
