"""The change that takes another one back, where there is one."""

from collections.abc import Mapping
from datetime import datetime

from delegation.change import (
    AddSlots,
    Book,
    CancelItem,
    Change,
    ChangeCapacity,
    ChangeKind,
    ChangeRoom,
    Choose,
    ComeBack,
    DropOut,
    GiveBack,
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
from delegation.planning.changing.carrying import apply_change
from delegation.planning.composing import encounter_item_id
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change


def inverse(
    change: Change,
    before: PlanState,
    after: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None = None,
) -> Change | None:
    """The change that brings the itinerary back to what it was before.

    None where there is none: a host withdrew, or what was freed went to somebody else meanwhile, who is
    not to lose it again.
    """
    kind = _opposite(change.change, before)
    if kind is None:
        return None
    back = change.model_copy(
        update={"id": f"{change.id[:50]}-back", "change": kind, "reason": f"Taken back: {change.reason}"}
    )
    if problem_with_change(back, after, file, wishes, now) is not None:
        return None
    restored = apply_change(back, after, file, wishes, now)
    return back if restored.itinerary.items == before.itinerary.items else None


def _opposite(kind: ChangeKind, before: PlanState) -> ChangeKind | None:
    opposite: ChangeKind | None = None
    match kind:
        case CancelItem(item=item):
            opposite = ReinstateItem(item=item)
        case Meet(who=one, whom=other):
            opposite = CancelItem(item=encounter_item_id(one, other))
        case ReinstateItem(item=item):
            opposite = CancelItem(item=item)
        case StayAway(participant=who, items=items):
            opposite = ComeBack(participant=who, items=items)
        case ComeBack(participant=who, items=items):
            opposite = StayAway(participant=who, items=items)
        case SwapMeetings(one=one, one_slot=first, other=other, other_slot=second):
            opposite = SwapMeetings(one=one, one_slot=second, other=other, other_slot=first)
        case MoveItem() | ChangeRoom():
            opposite = _where_it_was(kind, before)
        case AddSlots() | LimitHost():
            opposite = _as_many(kind, before)
        case DropOut(participant=left, substitute=None):
            opposite = Join(participant=left, organisation=before.organisations.get(left, ""))
        case DropOut(participant=left, substitute=came):
            opposite = DropOut(participant=came or left, substitute=left)
        case Join(participant=who):
            opposite = DropOut(participant=who)
        case Choose() | ChangeCapacity() | Book() | GiveBack():
            opposite = _place_before(kind, before)
    return opposite


def _place_before(kind: Choose | ChangeCapacity | Book | GiveBack, before: PlanState) -> ChangeKind | None:
    """The session, capacity or talk there was; None where there was none."""
    match kind:
        case Choose(participant=who, item=item):
            block = next((one.block for one in before.itinerary.items if one.id == item), None)
            had = next((one.item for one in before.visits.of(who) if one.block == block), None)
            return None if had is None else Choose(participant=who, item=had)
        case ChangeCapacity(item=item):
            was = before.itinerary.item(item)
            return ChangeCapacity(item=item, capacity=was.capacity) if was and was.capacity else None
        case Book(participant=who, host=host):
            return GiveBack(participant=who, host=host)
        case GiveBack(participant=who, host=host):
            held = next((one.slot for one in before.schedule.of(who) if one.host == host), None)
            return Book(participant=who, host=host, slot=held)


def _where_it_was(kind: MoveItem | ChangeRoom, before: PlanState) -> ChangeKind | None:
    item = before.itinerary.item(kind.item)
    if item is None:
        return None
    if isinstance(kind, MoveItem):
        return MoveItem(item=item.id, starts=item.starts, ends=item.ends)
    return ChangeRoom(item=item.id, place=item.place, room=item.room)


def _as_many(kind: AddSlots | LimitHost, before: PlanState) -> ChangeKind | None:
    host = before.host(kind.host)
    if host is None:
        return None
    if isinstance(kind, LimitHost):
        opened = tuple(one for one in kind.unavailable if one not in host.unavailable)
        return AddSlots(host=host.id, slots=opened, at_most=host.at_most) if host.at_most else None
    closed = (*(one for one in kind.slots if one in host.unavailable), *(one.id for one in kind.new_slots))
    at_most = host.at_most if host.at_most < kind.at_most else None
    return LimitHost(host=host.id, at_most=at_most, unavailable=closed)
