"""Why a talk cannot be booked or given back, with the times that are free instead."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from delegation.change import Book, GiveBack
from delegation.file import DelegationFile
from delegation.meeting import Host, MeetingRules, Slot
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals.talks import bookable, is_refused, talk, why_not_at
from delegation.planning.remaking import begun_slots

OFFERED = 3
"""How many other times a refusal names."""


def cannot_book(change: Book, state: PlanState, file: DelegationFile, now: datetime | None) -> Iterator[str]:
    who, host = change.participant, state.host(change.host)
    rules = None if host is None else state.section_of(host.id)
    if who not in state.delegates:
        yield f"{who} is not among the delegates."
    elif host is None:
        names = ", ".join(one.id for one in state.hosts if one.meets)
        yield f"There is no contact point {change.host!r}; there are {names or 'none'}."
    elif not host.meets or rules is None:
        yield f"{host.organisation} takes no talks."
    else:
        yield from _no_talk(change, host, rules, state, file, now)


def _no_talk(
    change: Book,
    host: Host,
    rules: MeetingRules,
    state: PlanState,
    file: DelegationFile,
    now: datetime | None,
) -> Iterator[str]:
    who = change.participant
    if is_refused(state, who, host.id):
        yield f"{host.organisation} takes no talk with {who}; book one with another contact point."
    held = next((one for one in state.schedule.of(who) if one.host == host.id), None)
    if held is not None:
        yield (
            f"{who} has a talk with {host.organisation} at {rules.slot(held.slot).starts:%H:%M} already; "
            "give it back first to have another time."
        )
    free = bookable(state, file, who, host, now)
    if change.slot is None:
        if not free:
            yield from _none_left(who, host, rules, state, file, now)
        return
    slot = next((one for one in rules.slots if one.id == change.slot), None)
    if slot is None:
        yield f"There is no slot {change.slot!r}. {_instead(free, who)}"
    elif slot not in free:
        yield f"{_why_not(slot, who, host, rules, state, file, now)} {_instead(free, who)}"


def _none_left(
    who: str, host: Host, rules: MeetingRules, state: PlanState, file: DelegationFile, now: datetime | None
) -> Iterator[str]:
    """One reason where it is the same for every slot, else that none fits."""
    begun = begun_slots(state, now)
    ahead = [slot for slot in rules.slots if slot.id not in begun]
    reasons = {_why_not(slot, who, host, rules, state, file, now) for slot in ahead}
    if len(reasons) == 1:
        yield reasons.pop()
    yield f"{host.organisation} has no free talk left at a time that {who} has free."


def _why_not(
    slot: Slot,
    who: str,
    host: Host,
    rules: MeetingRules,
    state: PlanState,
    file: DelegationFile,
    now: datetime | None,
) -> str:
    if slot.id in begun_slots(state, now):
        return f"The talk at {slot.starts:%H:%M} has begun already."
    if any(one.slot == slot.id for one in state.of_host(host.id)):
        return f"The talk with {host.organisation} at {slot.starts:%H:%M} is taken."
    reasons = why_not_at(state, file, talk(state, rules, who, host, slot))
    return next(reasons, f"The talk at {slot.starts:%H:%M} cannot be booked.")


def _instead(free: Sequence[Slot], who: str) -> str:
    """`Free for A-17 are 12:30, 12:45 and 13:00 (slots t4, t5, t6).`"""
    if not free:
        return f"No other time is free for {who}."
    shown = [f"{slot.starts:%H:%M} (slot {slot.id})" for slot in free[:OFFERED]]
    said = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"The next times free for {who}: {said}."


def cannot_give_back(change: GiveBack, state: PlanState, now: datetime | None) -> Iterator[str]:
    held = next((one for one in state.schedule.of(change.participant) if one.host == change.host), None)
    if held is None:
        yield f"{change.participant} has no talk with {change.host!r} to give back."
    elif held.slot in begun_slots(state, now):
        yield f"The talk of {change.participant} with {change.host!r} has begun; it cannot be given back."
