"""Which table: people stay in their room, and at their table, from one meeting to the next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from delegation.matchmaking.event import EventMeeting
from delegation.matchmaking.numbered import Numbered

Table = tuple[str, int]
"""A room and a table's number in it, from 1."""

Held = tuple[int, int, int]


def seated(numbered: Numbered, held: Iterable[Held]) -> tuple[EventMeeting, ...]:
    """The meetings with room and table, in order of time. Kept ones stay where they are said to be."""
    kept = {(one.one, one.other): (one.room, one.table) for one in map(in_order, numbered.event.kept)}
    by_slot: defaultdict[int, list[Held]] = defaultdict(list)
    for meeting in sorted(held):
        by_slot[meeting[2]].append(meeting)
    found: list[EventMeeting] = []
    last: dict[int, Table] = {}
    for slot in sorted(by_slot):
        for pair, table in _tables(numbered, by_slot[slot], kept, last).items():
            one, other = (numbered.people[person].id for person in pair[:2])
            room, number = table
            found.append(
                EventMeeting(one=one, other=other, slot=numbered.slots[slot].id, room=room, table=number)
            )
            last[pair[0]] = last[pair[1]] = table
    return tuple(found)


def in_order(meeting: EventMeeting) -> EventMeeting:
    """The meeting with the smaller id first."""
    if meeting.one <= meeting.other:
        return meeting
    return meeting.model_copy(update={"one": meeting.other, "other": meeting.one})


def _tables(
    numbered: Numbered,
    meetings: Sequence[Held],
    kept: dict[tuple[str, str], Table],
    last: dict[int, Table],
) -> dict[Held, Table]:
    """Kept tables first, then those where both sat, where one sat, where one's room is, then any."""
    slot = numbered.slots[meetings[0][2]].id
    rooms = [room for room in numbered.event.rooms if slot not in room.closed]
    free = {(room.id, number): None for room in rooms for number in range(1, room.tables + 1)}
    ids = [one.id for one in numbered.people]
    found: dict[Held, Table] = {}
    for one in meetings:
        table = kept.get((ids[one[0]], ids[one[1]]), ("", 0))
        if table in free:
            found[one] = table
            del free[table]
    for choice in (_both_sat, _one_sat, _same_room, _any):
        for one in meetings:
            if one not in found and (at := choice(one, last, free)) is not None:
                found[one] = at
                del free[at]
    return {one: found[one] for one in meetings}


def _both_sat(one: Held, last: dict[int, Table], free: dict[Table, None]) -> Table | None:
    table = last.get(one[0])
    return table if table is not None and table == last.get(one[1]) and table in free else None


def _one_sat(one: Held, last: dict[int, Table], free: dict[Table, None]) -> Table | None:
    return next((table for person in one[:2] if (table := last.get(person)) in free and table), None)


def _same_room(one: Held, last: dict[int, Table], free: dict[Table, None]) -> Table | None:
    rooms = {table[0] for person in one[:2] if (table := last.get(person)) is not None}
    if not rooms or next(iter(free))[0] in rooms:
        return next(iter(free))
    return next((table for table in free if table[0] in rooms), None)


def _any(_one: Held, _last: dict[int, Table], free: dict[Table, None]) -> Table | None:
    return next(iter(free))


def changes(numbered: Numbered, meetings: Sequence[EventMeeting]) -> tuple[int, int]:
    """How often people change room, and table, between two meetings of a day."""
    rooms = tables = 0
    last: dict[tuple[str, str], Table] = {}
    days = {slot.id: f"{slot.starts:%Y-%m-%d}" for slot in numbered.slots}
    for meeting in sorted(meetings, key=lambda one: numbered.slot_numbers[one.slot]):
        for person in (meeting.one, meeting.other):
            key, now = (person, days[meeting.slot]), (meeting.room, meeting.table)
            before = last.get(key, now)
            rooms += before[0] != now[0]
            tables += before != now
            last[key] = now
    return rooms, tables
