"""Talks at contact points: which slots of a host a delegate could book now."""

from collections.abc import Iterator
from datetime import datetime

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Host, Meeting, MeetingRules, Slot, Wish
from delegation.planning.framing import is_matchmaking
from delegation.planning.plan_state import PlanState, changed
from delegation.planning.refusals.meetings import why_not_held
from delegation.planning.refusals.ways import no_way_to
from delegation.planning.remaking import begun_slots, slot_hours

LEAVES_NO_TIME = (ItemKind.SESSION, ItemKind.VISIT, ItemKind.TRANSFER, ItemKind.TRAVEL)
"""Talks are held beside breaks and meals, never beside these."""


def bookable(
    state: PlanState, file: DelegationFile, participant: str, host: Host, now: datetime | None = None
) -> tuple[Slot, ...]:
    """The slots of the host that nobody holds and that the delegate has free, in order of time."""
    rules = state.section_of(host.id)
    if rules is None:
        return ()
    ahead = begun_slots(state, now)
    slots = sorted(rules.slots, key=lambda slot: slot.starts)
    return tuple(
        slot
        for slot in slots
        if slot.id not in ahead
        and not is_refused(state, participant, host.id)
        and next(why_not_at(state, file, talk(state, rules, participant, host, slot)), None) is None
    )


def is_refused(state: PlanState, participant: str, host: str) -> bool:
    """Whether the host ruled the delegate out."""
    answers = (one.wish for one in state.host_wishes if (one.host, one.participant) == (host, participant))
    return Wish.NO in answers


def why_not_at(state: PlanState, file: DelegationFile, wanted: Meeting) -> Iterator[str]:
    """Why the talk cannot be held in its slot; of all delegates only this one is looked at."""
    if wanted.participant in state.delegates:
        state = changed(state, delegates=(wanted.participant,))
    host = state.host(wanted.host)
    rules = None if host is None else state.section_of(host.id)
    if rules is not None:
        slot = rules.slot(wanted.slot)
        for item in _elsewhere(state, file, wanted.participant, rules, slot):
            yield f"{wanted.participant} attends {item.title!r} at {slot.starts:%H:%M}."
    yield from why_not_held(wanted, state)
    yield from no_way_to([wanted], state, file)


def _elsewhere(
    state: PlanState, file: DelegationFile, participant: str, rules: MeetingRules, slot: Slot
) -> list[ItineraryItem]:
    starts, ends = slot_hours(slot, rules.zone)
    return [
        item
        for item in state.itinerary.of(participant)
        if item.kind in LEAVES_NO_TIME
        and not item.optional
        and not item.all_day
        and item.starts_at < ends
        and starts < item.ends_at
        and not is_matchmaking(item, state, file)
    ]


def talk(state: PlanState, rules: MeetingRules, participant: str, host: Host, slot: Slot) -> Meeting:
    """The talk in that slot, at the table where the host sits."""
    return Meeting(participant=participant, host=host.id, slot=slot.id, table=_table(state, rules, host))


def _table(state: PlanState, rules: MeetingRules, host: Host) -> int:
    """Where it has talks already, else its own in the order of hosts, as the schedule gives it."""
    if host.receives_at is not None:
        return 0
    usual = next((one.table for one in state.of_host(host.id)), None)
    order = [one.id for one in state.hosts if one.meets]
    return usual or order.index(host.id) % rules.tables + 1
