"""Why a delegate cannot choose a session, or a session take another number."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from delegation.change import ChangeCapacity, Choose
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.meeting import Wishes
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals.items import no_such_item
from delegation.planning.reserve_lists import position
from delegation.planning.session_seats import attending_of, blocks_now, is_before_the_cut, must_be, seats_in
from delegation.planning.situation import Situation


def cannot_choose(
    change: Choose,
    state: PlanState,
    file: DelegationFile,
    wishes: Mapping[str, Wishes],
    now: datetime | None,
) -> Iterator[str]:
    who, item = change.participant, state.itinerary.item(change.item)
    if who not in state.delegates:
        yield f"{who} is not among the delegates."
    yield from no_such_item(change.item, state)
    if item is None or item.cancelled:
        return
    if item.block is None:
        yield f"{item.title!r} ({item.id}) is not one of several at once; there is nothing to choose."
    elif now is not None and item.starts_at <= now:
        yield f"{item.title!r} has begun already."
    else:
        yield from _no_place(who, item, state, Situation(file, wishes, now))


def _no_place(who: str, item: ItineraryItem, state: PlanState, situation: Situation) -> Iterator[str]:
    block = item.block or ""
    items = blocks_now(state, situation)[block]
    attending = attending_of(state, items)
    away = next((one for one in items if state.is_away(who, one.id)), None)
    if away is not None:
        yield f"{who} stays away from {away.title!r} at that time; let them come back first."
    must = must_be(state, situation, attending)
    fixed = next((one.title for one in items if who in must.get(one.id, ()) and one.id != item.id), None)
    if fixed is not None:
        yield f"The organiser put {who} down for {fixed!r}."
    seats = seats_in(state, situation, block)
    if seats.seated.get(who) == item.id or seats.places_left(item.id):
        return
    yield from _full(who, item, state, situation)


def _full(who: str, item: ItineraryItem, state: PlanState, situation: Situation) -> Iterator[str]:
    seats = seats_in(state, situation, item.block or "")
    open_still = [one.title for one in seats.block.items if seats.places_left(one.id)]
    instead = f" There are places in {', '.join(map(repr, open_still))}." if open_still else ""
    line = [one for one in state.waiting if one.item == item.id]
    if not item.reserve:
        yield f"All places of {item.title!r} are taken, and it has no reserve list.{instead}"
    elif not is_before_the_cut(situation):
        yield f"All places of {item.title!r} are taken, and its reserve list is closed.{instead}"
    elif position(line, who, item.id) is None and len(line) >= item.reserve:
        yield f"All places of {item.title!r} are taken, and {len(line)} wait already.{instead}"


def cannot_change_capacity(change: ChangeCapacity, state: PlanState, now: datetime | None) -> Iterator[str]:
    yield from no_such_item(change.item, state)
    item = state.itinerary.item(change.item)
    if item is None:
        return
    if item.block is None:
        yield f"Everybody attends {item.title!r} ({item.id}); only parallel sessions have a capacity."
    elif item.capacity == change.capacity:
        yield f"{item.title!r} ({item.id}) takes {change.capacity} as it is."
    elif now is not None and item.starts_at <= now:
        yield f"{item.title!r} has begun already."
