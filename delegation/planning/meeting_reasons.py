"""Why a delegate has a meeting or has it not, without telling what anybody else wished."""

from collections.abc import Sequence

from delegation.meeting import Host, MeetingParty, MeetingRules, MeetingSchedule, Wish


def why(
    schedule: MeetingSchedule,
    rules: MeetingRules,
    hosts: Sequence[Host],
    party: MeetingParty,
    host_id: str,
) -> str:
    """One sentence for the delegate `party` about the meeting with that host, held or missing."""
    host = next((one for one in hosts if one.id == host_id), None)
    if host is None:
        return f"There is no host {host_id!r} at this matchmaking."
    if any(one.host == host_id for one in schedule.of(party.participant)):
        return _held(host, party.wish_for(host_id))
    return _missing(schedule, rules, host, party)


def _held(host: Host, wish: Wish | None) -> str:
    match wish:
        case Wish.MUST:
            return f"You meet {host.organisation} because you called this meeting a must."
        case Wish.NICE:
            return f"You meet {host.organisation} because you asked for it and both of you had a slot free."
        case _:
            return (
                f"You meet {host.organisation} because you both had a slot free and you did not rule it out."
            )


def _missing(schedule: MeetingSchedule, rules: MeetingRules, host: Host, party: MeetingParty) -> str:
    """The first reason that applies, from the most personal to the most general."""
    name = host.organisation
    if party.wish_for(host.id) is Wish.NO:
        return f"You asked not to meet {name}."
    if not host.meets:
        return f"{name} takes no one-to-one meetings."
    full = _full(schedule, rules, host, party)
    return full or f"A meeting with {name} would still fit; ask the organiser to add it."


def _full(schedule: MeetingSchedule, rules: MeetingRules, host: Host, party: MeetingParty) -> str:
    name, own = host.organisation, schedule.of(party.participant)
    theirs = [one for one in schedule.meetings if one.host == host.id]
    if len(theirs) >= host.at_most:
        return f"{name} takes no more meetings than the {len(theirs)} it has."
    if len(own) >= rules.at_most:
        return f"You may have no more meetings than the {len(own)} you have; {name} is not among them."
    closed = {*host.unavailable, *(one.slot for one in theirs)}
    open_slots = [slot.id for slot in rules.slots if slot.id not in closed]
    common = [slot for slot in open_slots if slot not in {one.slot for one in own}]
    if not open_slots:
        return f"{name} has no slot left in which it can receive anybody."
    if not common:
        return f"In every slot that {name} still has free you are in another meeting."
    if all(sum(one.slot == slot for one in schedule.meetings) >= rules.tables for slot in common):
        return f"In every slot that {name} and you have free, all {rules.tables} tables are taken."
    return ""
