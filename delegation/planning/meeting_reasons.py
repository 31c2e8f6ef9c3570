"""Why a delegate has a meeting or has it not, without telling what anybody else wished."""

from collections.abc import Sequence
from enum import StrEnum

from delegation.fact import Fact
from delegation.meeting import Host, MeetingParty, MeetingRules, MeetingSchedule, Wish
from delegation.meeting_sections import OWN_PREMISES, receives_at_home


class MeetingCode(StrEnum):
    """What a reason says, to translate by."""

    UNKNOWN_HOST = "unknown-host"
    HELD_MUST = "held-must"
    HELD_ASKED = "held-asked"
    HELD_FREE = "held-free"
    OWN_NO = "own-no"
    HOST_TAKES_NONE = "host-takes-none"
    HOST_FULL = "host-full"
    SELF_FULL = "self-full"
    HOST_HAS_NO_SLOT = "host-has-no-slot"
    NO_COMMON_SLOT = "no-common-slot"
    TABLES_FULL = "tables-full"
    NOT_PLANNED = "not-planned"


class MeetingReason(Fact):
    """Why a meeting is held or missing. It never looks at what the host wished."""

    code: MeetingCode
    sentence: str
    host: str = ""
    """Name of the organisation."""
    count: int = 0
    """Meetings or tables the sentence counts."""


def why(
    schedule: MeetingSchedule,
    rules: MeetingRules,
    hosts: Sequence[Host],
    party: MeetingParty,
    host_id: str,
) -> str:
    """One sentence for the delegate `party` about the meeting with that host, held or missing."""
    return reason(schedule, rules, hosts, party, host_id).sentence


def reason(
    schedule: MeetingSchedule,
    rules: MeetingRules,
    hosts: Sequence[Host],
    party: MeetingParty,
    host_id: str,
) -> MeetingReason:
    """Why the delegate `party` has the meeting with that host, or has it not; `rules` of the host's city."""
    host = next((one for one in hosts if one.id == host_id), None)
    if host is None:
        sentence = f"There is no host {host_id!r} at this matchmaking."
        return MeetingReason(code=MeetingCode.UNKNOWN_HOST, sentence=sentence)
    if any(one.host == host_id for one in schedule.of(party.participant)):
        return _held(host, party.wish_for(host_id))
    return _missing(schedule, rules, host, party)


def _held(host: Host, wish: Wish | None) -> MeetingReason:
    name, code = host.organisation, MeetingCode
    match wish:
        case Wish.MUST:
            return _told(code.HELD_MUST, host, f"You meet {name} because you called this meeting a must.")
        case Wish.NICE:
            sentence = f"You meet {name} because you asked for it and both of you had a slot free."
            return _told(code.HELD_ASKED, host, sentence)
        case _:
            sentence = f"You meet {name} because you both had a slot free and you did not rule it out."
            return _told(code.HELD_FREE, host, sentence)


def _missing(
    schedule: MeetingSchedule, rules: MeetingRules, host: Host, party: MeetingParty
) -> MeetingReason:
    """The first reason that applies, from the most personal to the most general."""
    name, code = host.organisation, MeetingCode
    if party.wish_for(host.id) is Wish.NO:
        return _told(code.OWN_NO, host, f"You asked not to meet {name}.")
    if not host.meets:
        return _told(code.HOST_TAKES_NONE, host, f"{name} takes no one-to-one meetings.")
    sentence = f"A meeting with {name} is not planned; ask the organiser whether it can be added."
    return _full(schedule, rules, host, party) or _told(code.NOT_PLANNED, host, sentence)


def _full(
    schedule: MeetingSchedule, rules: MeetingRules, host: Host, party: MeetingParty
) -> MeetingReason | None:
    name, code, slots = host.organisation, MeetingCode, {slot.id for slot in rules.slots}
    everywhere = schedule.of(party.participant)
    own = [one for one in everywhere if one.slot in slots]
    theirs = [one for one in schedule.meetings if one.host == host.id]
    if len(theirs) >= host.at_most:
        sentence = f"{name} takes no more meetings than the {len(theirs)} it has."
        return _told(code.HOST_FULL, host, sentence, len(theirs))
    if len(own) >= rules.at_most:
        there = "you have" if len(own) == len(everywhere) else "you have in that city"
        sentence = f"You may have no more meetings than the {len(own)} {there}; {name} is not among them."
        return _told(code.SELF_FULL, host, sentence, len(own))
    closed = {*host.unavailable, *(one.slot for one in theirs)}
    open_slots = [slot.id for slot in rules.slots if slot.id not in closed]
    common = [slot for slot in open_slots if slot not in {one.slot for one in own}]
    if not open_slots:
        sentence = f"{name} has no slot left in which it can receive anybody."
        return _told(code.HOST_HAS_NO_SLOT, host, sentence)
    if not common:
        sentence = f"In every slot that {name} still has free you are in another meeting."
        return _told(code.NO_COMMON_SLOT, host, sentence)
    seated = [one.slot for one in schedule.meetings if one.table != OWN_PREMISES]
    at_table = not receives_at_home((rules,), host)
    if at_table and all(seated.count(slot) >= rules.tables for slot in common):
        sentence = f"In every slot that {name} and you have free, all {rules.tables} tables are taken."
        return _told(code.TABLES_FULL, host, sentence, rules.tables)
    return None


def _told(code: MeetingCode, host: Host, sentence: str, count: int = 0) -> MeetingReason:
    return MeetingReason(code=code, sentence=sentence, host=host.organisation, count=count)
