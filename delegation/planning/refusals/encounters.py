"""Why two delegates cannot meet each other in a slot, and when they can."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from delegation.change import Meet, MoveItem
from delegation.encounters import Encounter
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.matchmaking_rules import MeetingRound
from delegation.meeting import Slot
from delegation.planning.encounter_events import Gathering
from delegation.planning.encounter_times import gathering_of, rounds_framed_by
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals.said import said
from delegation.zoned import stamp


def cannot_meet(change: Meet, state: PlanState, file: DelegationFile, now: datetime | None) -> Iterator[str]:
    """Why the two cannot meet as wanted; where it is a matter of time, with the next they have free."""
    if change.who == change.whom:
        yield f"{change.who} cannot meet themselves; name another delegate."
        return
    for who in (change.who, change.whom):
        if who not in state.delegates:
            yield f"{who} is not among the delegates."
            return
    if not state.rounds:
        yield "This delegation has no rounds in which delegates meet each other."
        return
    gathering = gathering_of(state, file, now)
    yield from _ruled_out(change, state, gathering)
    yield from _no_time(change, state, gathering)


def _ruled_out(change: Meet, state: PlanState, gathering: Gathering) -> Iterator[str]:
    """Who said no is not told, nor is that the other did not."""
    one, other = sorted((change.who, change.whom))
    if any((held.one, held.other) == (one, other) for held in state.encounters.encounters):
        yield f"{one} and {other} meet already; move that meeting instead."
    elif (one, other) in gathering.cancelled:
        yield f"The meeting of {one} and {other} was called off; reinstate it, or take the absence back."
    elif (one, other) in gathering.never:
        yield f"A meeting of {one} and {other} is ruled out."


def _no_time(change: Meet, state: PlanState, gathering: Gathering) -> Iterator[str]:
    ahead = next_place(change, state, gathering)
    if change.slot is None:
        if ahead is None:
            yield f"{change.who} and {change.whom} have no time in common at a free table any more."
        return
    wanted = place_for(change, state, gathering)
    if isinstance(wanted, str):
        yield f"{wanted} {_next(ahead, state)}"


def _next(ahead: Encounter | None, state: PlanState) -> str:
    if ahead is None:
        return "There is no other time that both have free."
    of_round = next(one for one in state.rounds if one.id == ahead.round)
    slot = next(one for one in of_round.slots if one.id == ahead.slot)
    return f"Both are free at {stamp(of_round.hours(slot)[0], of_round.zone)} (slot {slot.id!r})."


def next_place(change: Meet, state: PlanState, gathering: Gathering) -> Encounter | None:
    """The first slot and table that both have free, whatever slot and table were asked for."""
    anywhere = change.model_copy(update={"slot": None, "room": None, "table": None})
    for _, slot in in_order(state.rounds):
        found = place_for(anywhere.model_copy(update={"slot": slot.id}), state, gathering)
        if slot.id not in gathering.closed and isinstance(found, Encounter):
            return found
    return None


def in_order(rounds: Sequence[MeetingRound]) -> list[tuple[MeetingRound, Slot]]:
    """Every slot with its round, in order of time."""
    every = [(one, slot) for one in rounds for slot in one.slots]
    return sorted(every, key=lambda pair: (pair[0].hours(pair[1])[0], pair[0].id, pair[1].id))


def place_for(change: Meet, state: PlanState, gathering: Gathering) -> Encounter | str:
    """The meeting in the slot that was asked for, or why there is none then."""
    of_round = next((one for one in state.rounds if one.slot(change.slot or "")), None)
    if of_round is None or change.slot is None:
        known = ", ".join(slot.id for _, slot in in_order(state.rounds))
        return f"There is no meeting slot {change.slot!r}; the slots are {known}."
    one, other = sorted((change.who, change.whom))
    reason = next(_cannot_be_there(one, other, of_round, change.slot, state, gathering), None)
    if reason is not None:
        return reason
    if change.room is not None and of_round.room(change.room) is None:
        return f"There is no room {change.room!r}; it is {_named([room.id for room in of_round.rooms])}."
    table = free_table(of_round, change.slot, state.encounters.encounters, change.room, change.table)
    if table is None:
        return "The table is taken then, or there is none." if change.table else "All tables are taken then."
    return Encounter(one=one, other=other, round=of_round.id, slot=change.slot, room=table[0], table=table[1])


def free_table(
    of_round: MeetingRound,
    slot: str,
    held: Sequence[Encounter],
    room: str | None = None,
    table: int | None = None,
) -> tuple[str, int] | None:
    """The first table that is free in the slot: of that room and number, where they are given."""
    taken = {(one.room, one.table) for one in held if one.slot == slot}
    every = ((one.id, number) for one in of_round.rooms for number in range(1, one.tables + 1))
    return next(
        (one for one in every if one not in taken and room in (None, one[0]) and table in (None, one[1])),
        None,
    )


def _cannot_be_there(
    one: str,
    other: str,
    of_round: MeetingRound,
    slot_id: str,
    state: PlanState,
    gathering: Gathering,
) -> Iterator[str]:
    """Why one of the two has no time for a meeting then, or may have no more of them."""
    slot = next(slot for slot in of_round.slots if slot.id == slot_id)
    at, together = f"{slot.starts:%H:%M}", gathering.at_once[slot_id]
    for who in (one, other):
        mine = state.encounters.of(who)
        if who in gathering.groups and gathering.groups[who] not in of_round.between:
            yield f"{who} is not of a group that meets in {of_round.title!r}."
        if sum(held.round == of_round.id for held in mine) >= of_round.at_most:
            yield f"{who} has the {of_round.at_most} meetings of {of_round.title!r} that one has at most."
        if any(held.slot in together for held in mine):
            yield f"{who} has another meeting at {at}."
        elif slot_id in gathering.busy.get(who, ()):
            yield f"{who} is elsewhere at {at}."
    if slot_id in gathering.closed:
        yield f"The slot at {at} has begun, or its session is cancelled."


def why_not_met_again(
    encounter: Encounter, state: PlanState, file: DelegationFile, *, is_cancelled: bool = False
) -> Iterator[str]:
    """Why a meeting that was given up cannot be held in its slot again.

    `is_cancelled`: it still counts as cancelled, which is what is to be taken back.
    """
    pair = (encounter.one, encounter.other)
    left = [who for who in pair if who not in state.delegates]
    if left:
        yield f"{left[0]} is not among the delegates any more; the meeting cannot be held again."
        return
    gathering = gathering_of(state, file)
    again = Meet(who=pair[0], whom=pair[1], slot=encounter.slot)
    for reason in _ruled_out(again, state, gathering):
        if not (is_cancelled and pair in gathering.cancelled):
            yield reason
    found = place_for(again, state, gathering)
    if isinstance(found, str):
        yield found


def cannot_move_encounter(
    change: MoveItem, encounter: Encounter, state: PlanState, file: DelegationFile
) -> Iterator[str]:
    """Why the meeting of two delegates cannot be held at the new time."""
    slot = slot_for(change, encounter, state)
    if slot is None:
        starts = ", ".join(f"{one.starts:%a %H:%M}" for _, one in in_order(state.rounds))
        yield f"Meetings take place in slots only; give it one that starts at {starts}."
        return
    if slot.id != encounter.slot:
        found = moved_encounter(encounter, slot, state, file)
        if isinstance(found, str):
            yield found


def slot_for(change: MoveItem, encounter: Encounter, state: PlanState) -> Slot | None:
    """The slot with exactly these local times, of the meeting's own round before those of others."""
    minutes = change.ends - change.starts
    ordered = sorted(in_order(state.rounds), key=lambda pair: pair[0].id != encounter.round)
    fits = (
        slot
        for _, slot in ordered
        if slot.starts == change.starts and timedelta(minutes=slot.minutes) == minutes
    )
    return next(fits, None)


def moved_encounter(
    encounter: Encounter, slot: Slot, state: PlanState, file: DelegationFile
) -> Encounter | str:
    """The meeting in the other slot, at its table where that is free; or why it cannot be held then."""
    others = tuple(one for one in state.encounters.encounters if one != encounter)
    without = state.model_copy(
        update={"encounters": state.encounters.model_copy(update={"encounters": others})}
    )
    gathering = gathering_of(without, file)
    wanted = Meet(who=encounter.one, whom=encounter.other, slot=slot.id)
    same = wanted.model_copy(update={"room": encounter.room, "table": encounter.table})
    found = place_for(same, without, gathering)
    return found if isinstance(found, Encounter) else place_for(wanted, without, gathering)


def cannot_move_rounds(change: MoveItem, item: ItineraryItem, state: PlanState) -> Iterator[str]:
    """Why the rounds held within the session cannot be as much later or earlier."""
    for one in rounds_framed_by(item, state.rounds):
        yield from said(partial(later, one, change.starts - item.starts))


def later(of_round: MeetingRound, by: timedelta) -> MeetingRound:
    """The round with every slot that much later. Raises ValueError where a slot would not exist."""
    slots = tuple(slot.model_copy(update={"starts": slot.starts + by}) for slot in of_round.slots)
    return MeetingRound.model_validate({**of_round.model_dump(), "slots": slots})


def cannot_house_rounds(item: ItineraryItem, state: PlanState) -> Iterator[str]:
    """Meetings in several rooms stay where these are."""
    for one in rounds_framed_by(item, state.rounds):
        if len(one.rooms) > 1:
            rooms = _named([room.name for room in one.rooms])
            yield (
                f"The meetings of {one.title!r} are held in {rooms}, which one other room cannot replace; "
                "change the room of single meetings."
            )


def _named(names: Sequence[str]) -> str:
    return " or ".join(names) if len(names) < 3 else f"one of {', '.join(names)}"
