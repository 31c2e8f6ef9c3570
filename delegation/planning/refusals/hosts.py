"""Why a host cannot take more, take fewer, or withdraw."""

from collections.abc import Iterator, Sequence

from delegation.change import AddSlots, LimitHost
from delegation.file import DelegationFile
from delegation.meeting import Host, MeetingRules
from delegation.planning.framing import cancelled_matchmaking
from delegation.planning.plan_state import PlanState, with_slots
from delegation.planning.refusals.said import said


def cannot_add_slots(change: AddSlots, state: PlanState, file: DelegationFile) -> Iterator[str]:
    host, rules = state.host(change.host), state.section_of(change.host)
    if not state.sections:
        yield "This delegation has no one-to-one meetings."
    elif host is None:
        yield from _no_host(change.host, state)
    elif not host.meets:
        yield from _withdrawn(host, state)
        yield f"{host.organisation} takes no one-to-one meetings."
    elif rules is not None:
        if (gone := cancelled_matchmaking(state, file, rules)) is not None:
            yield f"{gone.title!r} ({gone.id}) is cancelled, and its meetings with it; reinstate it first."
        held = len(state.of_host(host.id))
        if change.at_most < held:
            yield f"{host.organisation} has {held} meetings already; it cannot take at most {change.at_most}."
        yield from _wrong_slots(change, rules, state, file)


def _wrong_slots(
    change: AddSlots, rules: MeetingRules, state: PlanState, file: DelegationFile
) -> Iterator[str]:
    known = {slot.id for one in state.sections for slot in one.slots}
    yield from _unknown_slots(change.slots, rules)
    new = [slot.id for slot in change.new_slots]
    for slot in new:
        if slot in known or new.count(slot) > 1:
            yield f"There is a meeting slot {slot!r} already; give the new one another id."
    leg = file.leg(rules.leg)
    for one in change.new_slots:
        if leg is not None and not leg.arrives <= one.starts.date() <= leg.leaves:
            yield (
                f"The slot {one.id!r} is on {one.starts:%Y-%m-%d}, when the delegation is not in {leg.city}: "
                f"it is there from {leg.arrives} to {leg.leaves}."
            )
    yield from said(lambda: with_slots(rules, change.new_slots))


def _unknown_slots(slots: Sequence[str], rules: MeetingRules) -> Iterator[str]:
    known = {slot.id for slot in rules.slots}
    for slot in slots:
        if slot not in known:
            yield f"There is no meeting slot {slot!r}; the slots are {', '.join(sorted(known))}."


def _no_host(host_id: str, state: PlanState) -> Iterator[str]:
    if state.host(host_id) is None:
        yield f"There is no host {host_id!r}."


def _withdrawn(host: Host, state: PlanState) -> Iterator[str]:
    if host.id in state.withdrawn:
        yield f"{host.organisation} ({host.id}) withdrew already and receives nobody any more."


def cannot_withdraw(host_id: str, state: PlanState) -> Iterator[str]:
    yield from _no_host(host_id, state)
    host = state.host(host_id)
    if host is not None:
        yield from _withdrawn(host, state)


def cannot_limit(change: LimitHost, state: PlanState) -> Iterator[str]:
    host = state.host(change.host)
    if host is None:
        yield from _no_host(change.host, state)
        return
    yield from _withdrawn(host, state)
    if change.at_most is None and change.guests_at_most is None and not change.unavailable:
        yield "Say how many meetings or guests it takes at most, or which slots it can no longer take."
    yield from _not_fewer_meetings(change, host)
    fewest = host.guests_at_most
    if change.guests_at_most is not None and fewest is not None and change.guests_at_most >= fewest:
        yield f"{host.organisation} receives {fewest} guests at most as it is; that is no lower limit."
    if (rules := state.section_of(change.host)) is not None:
        yield from _unknown_slots(change.unavailable, rules)


def _not_fewer_meetings(change: LimitHost, host: Host) -> Iterator[str]:
    wants = change.at_most is not None or bool(change.unavailable)
    if wants and not host.meets:
        yield f"{host.organisation} takes no one-to-one meetings."
    if change.at_most is not None and change.at_most >= host.at_most:
        yield (
            f"{host.organisation} takes {host.at_most} meetings at most as it is; {change.at_most} is no "
            "lower limit. More are taken with 'add-slots'."
        )
