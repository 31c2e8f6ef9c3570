"""Why an item cannot be cancelled, reinstated, moved, or held in another room."""

from collections.abc import Iterator

from delegation.change import ChangeRoom, MoveItem
from delegation.cities.from_file import problem_of
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem, demand_whole_days
from delegation.meeting_sections import section_with
from delegation.planning.framing import framed_by
from delegation.planning.plan_state import (
    PlanState,
    encounter_of,
    meeting_of,
    overridden,
    shifted,
    with_section,
)
from delegation.planning.refusals.encounters import (
    cannot_house_rounds,
    cannot_move_encounter,
    cannot_move_rounds,
    why_not_met_again,
)
from delegation.planning.refusals.meetings import why_not_held, why_not_moved
from delegation.planning.refusals.said import said
from delegation.planning.refusals.ways import no_way_between, no_way_to
from delegation.zoned import demand_existing, instant


def no_such_item(item_id: str, state: PlanState) -> Iterator[str]:
    """Why the item does not take place anyway."""
    item = state.itinerary.item(item_id)
    if item is None:
        yield f"There is no item {item_id!r} in version {state.itinerary.version} of the itinerary."
    elif item.cancelled:
        yield f"{item.title!r} ({item_id}) is cancelled already."


def cannot_reinstate(item_id: str, state: PlanState, file: DelegationFile) -> Iterator[str]:
    item = state.itinerary.item(item_id)
    if item_id not in state.cancelled:
        yield from _never_cancelled(item_id, item, state)
    elif item is None:
        yield from _meeting_gone(item_id, state, file)
    else:
        gone = [host for host in item.hosts if host in state.withdrawn]
        if item.hosts and len(gone) == len(item.hosts):
            yield (
                f"{item.title!r} ({item_id}) cannot take place: {_named(gone[0], state)} receives nobody any "
                "more. Find another host, and move another item of the block there."
            )


def _never_cancelled(item_id: str, item: ItineraryItem | None, state: PlanState) -> Iterator[str]:
    if item is None:
        yield (
            f"No item {item_id!r} was cancelled in version {state.itinerary.version} or before; "
            f"cancelled are {', '.join(state.cancelled) or 'none'}."
        )
    elif item.cancelled:
        yield f"{item.title!r} ({item_id}) is cancelled in the delegation file, not by a change."
    else:
        yield f"{item.title!r} ({item_id}) takes place; there is nothing to reinstate."


def _meeting_gone(item_id: str, state: PlanState, file: DelegationFile) -> Iterator[str]:
    freed = state.freed_with(item_id)
    if freed is None or not (freed.meetings or freed.encounters):
        yield f"What {item_id!r} was before it was cancelled is not known any more; make it anew."
        return
    for meeting in freed.meetings:
        yield from why_not_held(meeting, state, is_cancelled=True)
        yield from no_way_to([meeting], state, file)
    for encounter in freed.encounters:
        yield from why_not_met_again(encounter, state, file, is_cancelled=True)


def _named(host_id: str, state: PlanState) -> str:
    host = state.host(host_id)
    return host.organisation if host else host_id


def cannot_move(change: MoveItem, state: PlanState, file: DelegationFile) -> Iterator[str]:
    yield from no_such_item(change.item, state)
    item = state.itinerary.item(change.item)
    if item is None:
        return
    yield from _impossible_times(change, item)
    yield from _outside_leg(change, item, file)
    if (encounter := encounter_of(state, item)) is not None:
        yield from cannot_move_encounter(change, encounter, state, file)
        return
    yield from cannot_move_rounds(change, item, state)
    meeting, framed = meeting_of(state, item), framed_by(item, state, file)
    rules = framed if meeting is None else section_with(state.sections, meeting.slot)
    if rules is not None and meeting is not None:
        yield from why_not_moved(change, rules, meeting, state, file)
    elif rules is not None:
        later = change.starts - item.starts
        yield from said(lambda: shifted(rules, later))
        moved = overridden(state, item.id, starts=change.starts, ends=change.ends)
        yield from no_way_between(with_section(moved, rules, shifted(rules, later)), state, file)


def _impossible_times(change: MoveItem, item: ItineraryItem) -> Iterator[str]:
    if item.all_day:
        yield from said(lambda: demand_whole_days(change.starts, change.ends, item.title))
        return
    ends_zone = item.ends_zone or item.zone
    yield from said(lambda: demand_existing(change.starts, item.zone, f"The new start of {item.title!r}"))
    yield from said(lambda: demand_existing(change.ends, ends_zone, f"The new end of {item.title!r}"))
    if instant(change.ends, ends_zone) <= instant(change.starts, item.zone):
        yield (
            f"{item.title!r} would end at {change.ends:%Y-%m-%d %H:%M} ({ends_zone}), not after it starts at "
            f"{change.starts:%Y-%m-%d %H:%M} ({item.zone})."
        )


def _outside_leg(change: MoveItem, item: ItineraryItem, file: DelegationFile) -> Iterator[str]:
    """A journey may leave late at night; everything else starts while the delegation is in the city."""
    leg = file.leg(item.leg)
    if leg is None or item.kind in (ItemKind.TRAVEL, ItemKind.TRANSFER):
        return
    if not leg.arrives <= change.starts.date() <= leg.leaves:
        yield (
            f"{item.title!r} would start on {change.starts:%Y-%m-%d}, when the delegation is not in "
            f"{leg.city}: it is there from {leg.arrives} to {leg.leaves}."
        )


def cannot_change_room(change: ChangeRoom, state: PlanState, file: DelegationFile) -> Iterator[str]:
    yield from no_such_item(change.item, state)
    places = {place.id for place in file.places}
    if change.place is not None and change.place not in places:
        yield f"There is no place {change.place!r}; the places are {', '.join(sorted(places))}."
    if change.place is None and not change.room:
        yield "Name the new room, the new place, or both."
    item = state.itinerary.item(change.item)
    if item is not None:
        yield from cannot_house_rounds(item, state)
    if item is not None and change.place in places and state.plans_cities:
        yield from _elsewhere(change, item, state, file)


def _elsewhere(
    change: ChangeRoom, item: ItineraryItem, state: PlanState, file: DelegationFile
) -> Iterator[str]:
    """Where the way counts, meetings are held where their host receives."""
    framed = framed_by(item, state, file)
    if meeting_of(state, item) is not None and change.place != item.place:
        yield (
            f"The way to each meeting is planned from where its host receives, so {item.title!r} stays at "
            f"{item.place!r}; change the room only, or cancel the meeting."
        )
    elif framed is not None and change.place != framed.place:
        at_home = {host.receives_at for host in state.hosts if host.meets}
        if at_home & {change.place, framed.place}:
            yield (
                f"A host receives at its own premises in {change.place!r} or {framed.place!r}; "
                "the tables can be moved to or from another place only."
            )
        moved = overridden(state, item.id, place=change.place, room=change.room)
        moved = with_section(moved, framed, framed.model_copy(update={"place": change.place}))
        yield from said(lambda: problem_of(file, (), state.hosts, {}, sections=moved.sections))
        yield from no_way_between(moved, state, file)
