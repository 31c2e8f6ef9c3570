"""Hosts that take more, take fewer, or withdraw."""

from collections.abc import Sequence

from delegation.change import AddSlots, HostWithdraws, LimitHost
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Host, Meeting
from delegation.planning.changing.items import called_off
from delegation.planning.changing.regaining import remade
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.changing.visiting import refilled
from delegation.planning.pairing import Matchmaking
from delegation.planning.plan_state import (
    PlanState,
    changed,
    overridden,
    with_section,
    with_slots,
    without_meetings,
)
from delegation.planning.remaking import begun_slots, parties


def add_slots(change: AddSlots, state: PlanState, situation: Situation) -> Outcome:
    """The host gets more meetings; new slots are its own, so the other hosts stay away from them."""
    new = tuple(slot.id for slot in change.new_slots)
    opened = {*change.slots, *new}
    hosts = tuple(
        host.model_copy(
            update={
                "at_most": change.at_most,
                "unavailable": tuple(one for one in host.unavailable if one not in opened),
            }
        )
        if host.id == change.host
        else host.model_copy(update={"unavailable": (*host.unavailable, *new)})
        for host in state.hosts
    )
    after = changed(state, hosts=hosts)
    if (rules := state.section_of(change.host)) is not None:
        after = with_section(after, rules, with_slots(rules, change.new_slots))
    return remade(after, state.schedule.meetings, situation, hosts=(change.host,), fill=True)


def withdraw(change: HostWithdraws, state: PlanState, situation: Situation) -> Outcome:
    """Its meetings are freed, what it alone receives is cancelled, the rest goes on without it."""
    freed = _still_ahead(state.of_host(change.host), state, situation)
    after = without_meetings(state, freed)
    after = _with_host(after, change.host, meets=False)
    after = changed(after, withdrawn=(*after.withdrawn, change.host))
    for item in _received(change.host, state, situation):
        others = tuple(one for one in item.hosts if one != change.host)
        after = overridden(after, item.id, hosts=others) if others else called_off(after, item, situation)
    people = tuple(dict.fromkeys(one.participant for one in freed if one.participant in after.delegates))
    return remade(after, state.schedule.meetings, situation, people=people)


def _received(host: str, state: PlanState, situation: Situation) -> list[ItineraryItem]:
    """What the host still has before it, meetings left out."""
    return [
        item
        for item in state.itinerary.items
        if host in item.hosts
        and item.kind is not ItemKind.MEETING
        and not item.cancelled
        and not situation.has_begun(item)
    ]


def limit(change: LimitHost, state: PlanState, situation: Situation) -> Outcome:
    """Meetings beyond the limit are freed, the least wished first; guests beyond it go elsewhere."""
    slots = tuple(dict.fromkeys(change.unavailable))
    ahead = _still_ahead(state.of_host(change.host), state, situation)
    closed = tuple(one for one in ahead if one.slot in slots)
    beyond = _beyond(change, state, situation, [one for one in ahead if one not in closed])
    after = without_meetings(state, (*closed, *beyond))
    after = _limited(after, change, slots)
    after = _with_fewer_guests(after, change, situation)
    people = dict.fromkeys(one.participant for one in (*closed, *beyond))
    return remade(
        after,
        state.schedule.meetings,
        situation,
        hosts=(change.host,) if closed else (),
        people=tuple(one for one in people if one in after.delegates),
        freed=closed,
    )


def _limited(state: PlanState, change: LimitHost, slots: tuple[str, ...]) -> PlanState:
    host = state.host(change.host)
    if host is None:
        return state
    return _with_host(
        state,
        host.id,
        at_most=host.at_most if change.at_most is None else change.at_most,
        guests_at_most=change.guests_at_most or host.guests_at_most,
        unavailable=tuple(dict.fromkeys((*host.unavailable, *slots))),
    )


def _beyond(
    change: LimitHost, state: PlanState, situation: Situation, ahead: Sequence[Meeting]
) -> tuple[Meeting, ...]:
    """The meetings over the limit: least wished first, of equal ones the latest."""
    rules = state.section_of(change.host)
    if rules is None or change.at_most is None:
        return ()
    begun = begun_slots(state, situation.now)
    held = sum(one.slot in begun for one in state.of_host(change.host))
    room = max(0, change.at_most - held)
    worth = Matchmaking.of(
        rules, state.hosts, parties(state, situation.wishes), host_wishes=state.host_wishes
    )

    def least(one: Meeting) -> tuple[int, int, int, int]:
        pair = worth.pair(worth.delegate_numbers[one.participant], worth.host_numbers[one.host])
        return pair.must, pair.mutual, pair.points, -worth.slot_numbers[one.slot]

    return tuple(sorted(ahead, key=least)[: max(0, len(ahead) - room)])


def _with_fewer_guests(state: PlanState, change: LimitHost, situation: Situation) -> PlanState:
    """Who is beyond the limit of a parallel visit gets another with room: who asked for it most stays."""
    if change.guests_at_most is None:
        return state
    mine = [one for one in _received(change.host, state, situation) if one.block is not None]
    host = state.host(change.host)
    because = f"{host.organisation if host else change.host} can receive {change.guests_at_most} guests only."
    return refilled(state, situation, {one.block for one in mine if one.block}, because)


def _still_ahead(meetings: Sequence[Meeting], state: PlanState, situation: Situation) -> tuple[Meeting, ...]:
    begun = begun_slots(state, situation.now)
    return tuple(one for one in meetings if one.slot not in begun)


def _with_host(state: PlanState, host: str, **update: object) -> PlanState:
    hosts: tuple[Host, ...] = tuple(
        one.model_copy(update=update) if one.id == host else one for one in state.hosts
    )
    return changed(state, hosts=hosts)
