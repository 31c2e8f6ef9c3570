"""Rounds in which delegates meet each other: groups, days, rooms and tables that fit together."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from delegation.file import DelegationFile
from delegation.matchmaking.event import OpenTo
from delegation.matchmaking_rules import MatchmakingRules, MeetingRound
from delegation.planning.encounter_times import rounds_framed_by
from delegation.reading.checks.finding import Finding, Findings, found
from delegation.reading.checks.names import MARKS
from delegation.reading.checks.sections import Where, meeting_sections
from delegation.reading.suggestion import suggestion
from delegation.registration import Group


def check_rounds(file: DelegationFile) -> Findings:
    """Everything a round names is described, and nobody is promised more than there is room for."""
    rules = file.matchmaking
    if rules is None:
        return
    yield from _dates(file, rules)
    yield from _ids(file, rules)
    for where, one in _rounds(rules):
        yield from _names(file, where, one)
        yield from _days(file, where, one)
        yield from _free(file, where, one)
        yield from _limits(where, one)
        yield from _seats(file, where, one)
    yield from _rooms_at_once(rules)


def _rounds(rules: MatchmakingRules) -> Iterator[tuple[Where, MeetingRound]]:
    for n, one in enumerate(rules.rounds):
        yield ("matchmaking", "rounds", n), one


def _dates(file: DelegationFile, rules: MatchmakingRules) -> Findings:
    if file.itinerary_dates is None:
        message, remedy = "the meetings are never scheduled", "add the phase and dates of the itinerary."
        yield found(("matchmaking", "rounds"), message, remedy)
    elif rules.answer_by_at >= file.itinerary_dates.preliminary_at:
        when = f"{file.itinerary_dates.preliminary_at:%Y-%m-%d %H:%M}"
        message = f"answers are due after the preliminary programme ({when}), which is made of them"
        yield found(("matchmaking", "answer_by"), message, "give an earlier date.")


def _ids(file: DelegationFile, rules: MatchmakingRules) -> Findings:
    """Of rounds, of their rooms, and of all slots in the file."""
    yield from _doubled((("matchmaking", "rounds", n), one.id) for n, one in enumerate(rules.rounds))
    slots = [
        ((*where, "slots", k), slot.id)
        for where, of in meeting_sections(file)
        for k, slot in enumerate(of.slots)
    ]
    for where, one in _rounds(rules):
        yield from _doubled(((*where, "rooms", k), room.id) for k, room in enumerate(one.rooms))
        slots += [((*where, "slots", k), slot.id) for k, slot in enumerate(one.slots)]
    of_rounds = [finding for finding in _doubled(slots) if finding.path[0] == "matchmaking"]
    yield from of_rounds


def _doubled(named: Iterator[tuple[Where, str]] | Sequence[tuple[Where, str]]) -> Iterator[Finding]:
    known: set[str] = set()
    for where, name in named:
        if name in known:
            yield found((*where, "id"), f"{name!r} is the id of another one already", "give each its own id.")
        known.add(name)


def _names(file: DelegationFile, where: Where, one: MeetingRound) -> Findings:
    """Groups, leg, place and mark."""
    groups = [group.id for group in file.registration.groups] if file.registration else []
    named = [("leg", one.leg, [leg.id for leg in file.legs], "leg")]
    named.append(("place", one.place, [place.id for place in file.places], "place"))
    for key, name, known, what in named:
        if name not in known:
            yield found((*where, key), f"{name!r} is no {what}", suggestion(name, known))
    for k, group in enumerate(one.between):
        if group not in groups:
            message = f"{group!r} is no group of the registration"
            yield found((*where, "between", k), message, suggestion(group, groups))
    if one.mark not in MARKS:
        yield found((*where, "mark"), f"{one.mark!r} is no mark", suggestion(one.mark, MARKS[1:]))
    if one.open_to is OpenTo.THEMES:
        message = "which themes delegates have is not known to the rounds"
        yield found((*where, "open_to"), message, "write 'asked' or 'anybody'.")


def _days(file: DelegationFile, where: Where, one: MeetingRound) -> Findings:
    leg = file.leg(one.leg)
    for k, slot in enumerate(one.slots):
        if leg is not None and not leg.arrives <= slot.starts.date() <= leg.leaves:
            stay = f"{leg.city} ({leg.arrives} to {leg.leaves})"
            message = f"slot {slot.id!r} is on {slot.starts:%Y-%m-%d}, outside {stay}"
            yield found((*where, "slots", k, "starts"), message, "correct the date, or name another leg.")


def _free(file: DelegationFile, where: Where, one: MeetingRound) -> Findings:
    """No item for everyone lies over a slot, except the session that is held for the meetings."""
    binding = (item for item in file.itinerary if not (item.cancelled or item.all_day or item.optional))
    for item in binding:
        if item.attendees is not None or rounds_framed_by(item, (one,)):
            continue
        for k, slot in enumerate(one.slots):
            starts, ends = one.hours(slot)
            if item.starts_at < ends and starts < item.ends_at:
                hours = f"{item.starts:%H:%M} to {item.ends:%H:%M}"
                message = f"slot {slot.id!r} lies inside {item.title!r} ({hours})"
                yield found((*where, "slots", k, "starts"), message, "move the slot or the item.")


def _limits(where: Where, one: MeetingRound) -> Findings:
    if one.at_least > one.at_most:
        message = f"at_least {one.at_least} is more than at_most {one.at_most}"
        yield found((*where, "at_least"), message, "swap the two.")
    if one.at_most > len(one.slots):
        message = f"nobody can have {one.at_most} meetings in {len(one.slots)} slots"
        yield found((*where, "at_most"), message, "lower it, or add slots.")


def _seats(file: DelegationFile, where: Where, one: MeetingRound) -> Findings:
    """Tables and slots are enough for the fewest meetings of everybody, two of whom sit at each."""
    groups = {group.id: group for group in file.registration.groups} if file.registration else {}
    known = [groups[name] for name in dict.fromkeys(one.between) if name in groups]
    counts = [places for group in known if (places := _places(file, group)) is not None]
    if not counts:
        return
    people = (counts[0] + 1) // 2 if len({*one.between}) == 1 else max(counts)
    seats = sum(room.tables for room in one.rooms) * len(one.slots)
    if seats < (wanted := one.at_least * people):
        message = f"tables and slots are enough for {seats} meetings, but {wanted} are promised"
        yield found((*where, "rooms"), message, "add tables or slots, or lower 'at_least'.")


def _places(file: DelegationFile, group: Group) -> int | None:
    """Of the group; where it has none of its own, all places only if there is no other group."""
    rules = file.registration
    alone = rules is not None and len(rules.groups) == 1
    return group.places or (file.capacity if alone else None)


def _rooms_at_once(rules: MatchmakingRules) -> Findings:
    """No two rounds sit at the tables of one room at the same time."""
    for (_, one), (where, other) in combinations(_rounds(rules), 2):
        shared = sorted({room.id for room in one.rooms} & {room.id for room in other.rooms})
        at_once = [
            slot
            for slot in other.slots
            for span in map(one.hours, one.slots)
            if span[0] < other.hours(slot)[1] and other.hours(slot)[0] < span[1]
        ]
        if one.place == other.place and shared and at_once:
            message = (
                f"room {shared[0]!r} is used by {one.title!r} at the same time ({at_once[0].starts:%H:%M})"
            )
            yield found((*where, "rooms"), message, "share out the tables as two rooms, or move a round.")
