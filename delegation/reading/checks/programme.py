"""The route, the itinerary and the meetings: nobody in two places, and room for everyone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.leg import Leg
from delegation.meeting import Host, MeetingRules
from delegation.planning.composing import frames_meetings
from delegation.reading.checks.finding import Findings, found
from delegation.reading.checks.sections import Where, hosts_in, meeting_sections
from delegation.zoned import instant


def check_route(file: DelegationFile) -> Findings:
    """Legs follow one another without a hole."""
    for n, (before, leg) in enumerate(zip(file.legs, file.legs[1:], strict=False), start=1):
        if leg.arrives < before.leaves:
            message = (
                f"{leg.city} is reached on {leg.arrives}, before {before.city} is left on {before.leaves}"
            )
            yield found(("legs", n, "arrives"), message, "put the legs in order, or correct the dates.")
        elif leg.arrives > before.leaves + timedelta(days=1):
            message = (
                f"nothing is planned between {before.city} ({before.leaves}) and {leg.city} ({leg.arrives})"
            )
            yield found(("legs", n, "arrives"), message, "correct the dates, or add a leg between the two.")


def check_item_days(file: DelegationFile) -> Findings:
    """Each item lies within its leg."""
    for n, item in enumerate(file.itinerary):
        leg = file.leg(item.leg)
        if leg is not None and not leg.arrives <= item.starts.date() <= leg.leaves:
            message = f"{item.title!r} is on {item.starts:%Y-%m-%d}, outside {_days(leg)}"
            yield found(("itinerary", n, "starts"), message, "correct the date, or name another leg.")
    for where, rules in meeting_sections(file):
        yield from _slot_days(file, where, rules)


def _slot_days(file: DelegationFile, where: Where, rules: MeetingRules) -> Findings:
    leg = file.leg(rules.leg)
    for n, slot in enumerate(rules.slots):
        if leg is not None and not leg.arrives <= slot.starts.date() <= leg.leaves:
            message = f"slot {slot.id!r} is on {slot.starts:%Y-%m-%d}, outside {_days(leg)}"
            yield found((*where, "slots", n, "starts"), message, "correct the date, or name another leg.")


def _days(leg: Leg) -> str:
    return f"{leg.city} ({leg.arrives} to {leg.leaves})"


def check_overlaps(file: DelegationFile) -> Findings:
    """Nobody is in two places at once: items of one block are attended by choice, others by everyone."""
    live = [(n, item) for n, item in enumerate(file.itinerary) if not item.cancelled and not item.all_day]
    live.sort(key=lambda one: (one[1].starts_at, one[0]))
    for position, (n, item) in enumerate(live):
        for k, other in live[position + 1 :]:
            if other.starts_at >= item.ends_at:
                break
            if _same_people(item, other):
                message = f"{other.title!r} starts before {item.title!r} ends at {item.ends:%H:%M}"
                remedy = "move one of the two, or give both the same 'block' if each delegate attends one."
                yield found(("itinerary", max(n, k), "starts"), message, remedy)


def _same_people(one: ItineraryItem, other: ItineraryItem) -> bool:
    """Whether somebody has to be at both; what is optional gives way."""
    if one.optional or other.optional:
        return False
    if one.block is not None and one.block == other.block:
        return False
    if one.attendees is None or other.attendees is None:
        return True
    return any(participant in other.attendees for participant in one.attendees)


def check_slots_are_free(file: DelegationFile) -> Findings:
    """No item for everyone lies over a meeting slot, except the session that is held for the meetings."""
    for where, rules in meeting_sections(file):
        others = [item for item in file.itinerary if not frames_meetings(item, rules)]
        for n, slot in enumerate(rules.slots):
            starts = instant(slot.starts, rules.zone)
            yield from _taken((*where, "slots", n, "starts"), others, slot.id, starts, slot.minutes)


def _taken(
    where: Where, items: Sequence[ItineraryItem], slot: str, starts: datetime, minutes: int
) -> Findings:
    for item in items:
        if item.cancelled or item.all_day or item.optional:
            continue
        if item.starts_at < starts + timedelta(minutes=minutes) and starts < item.ends_at:
            message = f"slot {slot!r} lies inside {item.title!r} ({item.starts:%H:%M} to {item.ends:%H:%M})"
            yield found(where, message, "move the slot or the item.")


def check_capacities(file: DelegationFile) -> Findings:
    """Everyone finds a place, alone or in a block of parallel items."""
    places = file.capacity
    for block, members in _blocks(file).items():
        first = members[0][0]
        if len(members) == 1:
            message = f"block {block!r} has one item only"
            yield found(
                ("itinerary", first, "block"),
                message,
                "delete 'block', or give it to the parallel items too.",
            )
        room = _room([item for _, item in members])
        if room is not None and room < places:
            message = f"the items of block {block!r} have room for {room}, but {places} delegates travel"
            yield found(
                ("itinerary", first, "capacity"), message, "raise a capacity, or add an item to the block."
            )
    for n, item in enumerate(file.itinerary):
        if (
            item.block is None
            and item.attendees is None
            and not item.optional
            and item.capacity is not None
            and item.capacity < places
        ):
            message = f"{item.title!r} has room for {item.capacity}, but all {places} delegates attend it"
            yield found(
                ("itinerary", n, "capacity"),
                message,
                "raise it, or add a parallel item and a 'block'.",
            )


def _blocks(file: DelegationFile) -> dict[str, list[tuple[int, ItineraryItem]]]:
    blocks: dict[str, list[tuple[int, ItineraryItem]]] = {}
    for n, item in enumerate(file.itinerary):
        if item.block is not None and not item.cancelled:
            blocks.setdefault(item.block, []).append((n, item))
    return blocks


def _room(items: list[ItineraryItem]) -> int | None:
    """Places in all the items together; None without limit."""
    limits = [item.capacity for item in items if item.capacity is not None]
    return sum(limits) if len(limits) == len(items) else None


def check_meetings(file: DelegationFile) -> Findings:
    """There are tables, slots and hosts enough for the fewest meetings that were promised."""
    sections = list(meeting_sections(file))
    if not sections:
        yield from _hosts_without_meetings(file)
    for where, rules in sections:
        yield from _enough(where, rules, hosts_in(file, rules.leg), file.capacity)


def _enough(where: Where, rules: MeetingRules, hosts: Sequence[Host], delegates: int) -> Findings:
    yield from _limits(where, rules, hosts)
    wanted = rules.at_least * delegates
    own = [host for host in hosts if host.receives_at is not None]
    seats = rules.tables * len(rules.slots) + sum(_takes(host, rules) for host in own)
    if seats < wanted:
        message = f"tables and slots are enough for {seats} meetings, but {wanted} are promised"
        yield found((*where, "tables"), message, "add tables or slots, or lower 'at_least'.")
    if hosts and (taken := sum(_takes(host, rules) for host in hosts)) < wanted:
        message = f"the hosts take {taken} meetings together, but {wanted} are promised"
        remedy = "lower it, raise 'at_most' of hosts, or invite more hosts."
        yield found((*where, "at_least"), message, remedy)


def _hosts_without_meetings(file: DelegationFile) -> Findings:
    for n, host in enumerate(file.hosts):
        if host.meets:
            message = f"{host.organisation} takes meetings, but there is no section 'meetings'"
            yield found(("hosts", n, "meets"), message, "add the section, or delete 'meets'.")


def _limits(where: Where, rules: MeetingRules, hosts: Sequence[Host]) -> Findings:
    if rules.at_least > rules.at_most:
        message = f"at_least {rules.at_least} is more than at_most {rules.at_most}"
        yield found((*where, "at_least"), message, "swap the two.")
    if rules.at_most > len(rules.slots):
        message = f"nobody can have {rules.at_most} meetings in {len(rules.slots)} slots"
        yield found((*where, "at_most"), message, "lower it, or add slots.")
    if not hosts:
        yield found(where, "no host takes meetings", "write 'meets: true' at those hosts that do.")
    elif rules.at_least > len(hosts):
        message = f"{rules.at_least} meetings each are promised, but only {len(hosts)} hosts take any"
        yield found((*where, "at_least"), message, "lower it, or invite more hosts.")
    seated = sum(host.receives_at is None for host in hosts)
    if seated > rules.tables:
        message = f"{seated} hosts take meetings, but there are {rules.tables} tables"
        yield found((*where, "tables"), message, "give each host a table.")


def _takes(host: Host, rules: MeetingRules) -> int:
    free = sum(1 for slot in rules.slots if slot.id not in host.unavailable)
    return min(host.at_most, free)
