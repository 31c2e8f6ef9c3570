"""What is wrong with an event although every entry of it is well formed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from delegation.matchmaking.event import MeetingEvent
from delegation.matchmaking.numbered import MOST_PAIRS, too_many_pairs
from delegation.reading.suggestion import suggestion
from delegation.zoned import demand_existing


class Mistake(NamedTuple):
    """Where, what and what to do: `path` as keys and positions from 0."""

    path: tuple[str | int, ...]
    message: str
    remedy: str


def mistakes(event: MeetingEvent) -> Iterator[Mistake]:
    """Every mistake of an event, in the order of its parts; references only where the ids are sound."""
    for part, entries in (("slots", event.slots), ("rooms", event.rooms), ("people", event.people)):
        if not entries:
            yield Mistake((part,), "the list is empty", "write at least one entry.")
    named = [
        *_doubled("slots", event.slots),
        *_doubled("rooms", event.rooms),
        *_doubled("people", event.people),
    ]
    yield from named
    yield from _slots(event)
    if not named:
        yield from _rooms(event)
        yield from _people(event)
        yield from _requests(event)
        yield from _kept(event)


def _doubled(part: str, entries: Sequence[object]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        name = str(getattr(entry, "id", ""))
        if name in seen:
            yield Mistake((part, number, "id"), f"{name!r} stands twice", "give each entry its own id.")
        seen.add(name)


def _slots(event: MeetingEvent) -> Iterator[Mistake]:
    for number, slot in enumerate(event.slots):
        try:
            demand_existing(slot.starts, event.zone, f"Slot {slot.id!r}")
        except ValueError as error:
            yield Mistake(("slots", number, "starts"), str(error).rstrip("."), "write a time that exists.")
        if event.days and slot.starts.date() not in event.days:
            days = ", ".join(f"{day}" for day in event.days)
            yield Mistake(
                ("slots", number, "starts"),
                f"slot {slot.id!r} is on {slot.starts:%Y-%m-%d}, outside the days of the event",
                f"use one of {days}, or add the day.",
            )
    ordered = sorted(enumerate(event.slots), key=lambda one: (one[1].starts, one[0]))
    for (_, one), (number, other) in pairwise(ordered):
        if one.starts + timedelta(minutes=one.minutes) > other.starts:
            message = f"slots {one.id!r} and {other.id!r} overlap"
            yield Mistake(("slots", number, "starts"), message, "move the later one, or shorten the first.")


def _rooms(event: MeetingEvent) -> Iterator[Mistake]:
    slots = [slot.id for slot in event.slots]
    for number, room in enumerate(event.rooms):
        yield from _unknown(("rooms", number, "closed"), room.closed, slots, "slot")


def _people(event: MeetingEvent) -> Iterator[Mistake]:
    slots = [slot.id for slot in event.slots]
    for number, one in enumerate(event.people):
        at: tuple[str | int, ...] = ("people", number)
        yield from _unknown((*at, "available"), one.available or (), slots, "slot")
        yield from _unknown((*at, "away"), one.away, slots, "slot")
        most = event.at_most if one.at_most is None else one.at_most
        if one.at_least is not None and most is not None and one.at_least > most:
            message = f"{one.id!r} should have at least {one.at_least} meetings and at most {most}"
            yield Mistake((*at, "at_least"), message, "lower the one or raise the other.")
    if too_many_pairs(event):
        message = f"{len(event.people):,} people are more than {MOST_PAIRS:,} pairs to look at one by one"
        yield Mistake(("open_to",), message, "write 'open_to: asked' and let people ask for each other.")


def _requests(event: MeetingEvent) -> Iterator[Mistake]:
    groups = {one.id: one.group for one in event.people}
    seen: dict[tuple[str, str], int] = {}
    for number, one in enumerate(event.requests):
        at: tuple[str | int, ...] = ("requests", number)
        strange = [*_unknown((*at, "from"), (one.asks,), groups, "participant", single=True)]
        strange += _unknown((*at, "to"), (one.whom,), groups, "participant", single=True)
        yield from strange
        if one.asks == one.whom:
            yield Mistake((*at, "to"), f"{one.asks!r} cannot wish to meet themselves", "name somebody else.")
        elif not strange and groups[one.asks] and groups[one.asks] == groups[one.whom]:
            message = f"{one.asks!r} and {one.whom!r} are both in group {groups[one.asks]!r}"
            yield Mistake((*at, "to"), message, "name somebody of another group, or leave the groups out.")
        if (one.asks, one.whom) in seen:
            message = (
                f"{one.asks!r} has a wish about {one.whom!r} already, in entry {seen[one.asks, one.whom]}"
            )
            yield Mistake((*at, "to"), message, "keep one of the two.")
        seen.setdefault((one.asks, one.whom), number)
        if one.at is not None and one.expires is not None and one.expires <= one.at:
            message = "the request expires before it is made"
            yield Mistake((*at, "expires"), message, "write a time after 'at'.")


def _kept(event: MeetingEvent) -> Iterator[Mistake]:
    slots, people = [one.id for one in event.slots], [one.id for one in event.people]
    tables = {room.id: room.tables for room in event.rooms}
    sound = True
    for number, one in enumerate(event.kept):
        at: tuple[str | int, ...] = ("kept", number)
        found = [
            *_unknown((*at, "one"), (one.one,), people, "participant", single=True),
            *_unknown((*at, "other"), (one.other,), people, "participant", single=True),
            *_unknown((*at, "slot"), (one.slot,), slots, "slot", single=True),
            *_unknown((*at, "room"), (one.room,) if one.room else (), tables, "room", single=True),
        ]
        if one.one == one.other:
            found.append(
                Mistake((*at, "other"), f"{one.one!r} cannot meet themselves", "name somebody else.")
            )
        if one.room in tables and not 0 <= one.table <= tables[one.room]:
            message = f"room {one.room!r} has no table {one.table}"
            found.append(Mistake((*at, "table"), message, f"use 1 to {tables[one.room]}."))
        yield from found
        sound = sound and not found
    if sound:
        yield from _clashes(event, tables)


def _clashes(event: MeetingEvent, tables: dict[str, int]) -> Iterator[Mistake]:
    """Kept meetings that cannot all be: somebody in two of a slot, a pair twice, more than tables."""
    busy: dict[tuple[str, str], int] = {}
    pairs: dict[frozenset[str], int] = {}
    for number, one in enumerate(event.kept):
        for key, person in (("one", one.one), ("other", one.other)):
            if (person, one.slot) in busy:
                message = f"{person!r} is in another kept meeting in slot {one.slot!r}"
                yield Mistake(("kept", number, key), message, "keep one of the two.")
            busy[person, one.slot] = number
        if frozenset((one.one, one.other)) in pairs:
            message = f"{one.one!r} and {one.other!r} meet twice"
            yield Mistake(("kept", number, "other"), message, "keep one of the two.")
        pairs[frozenset((one.one, one.other))] = number
    for slot, count in sorted(Counter(one.slot for one in event.kept).items()):
        open_tables = sum(tables[room.id] for room in event.rooms if slot not in room.closed)
        if count > open_tables:
            message = f"{count} meetings are kept in slot {slot!r}, which has {open_tables} tables"
            last = max(number for number, one in enumerate(event.kept) if one.slot == slot)
            yield Mistake(("kept", last, "slot"), message, "open a room then, or keep fewer.")


def _unknown(
    path: tuple[str | int, ...],
    names: Iterable[str],
    known: Iterable[str],
    what: str,
    *,
    single: bool = False,
) -> Iterator[Mistake]:
    options = known if isinstance(known, dict) else dict.fromkeys(known)
    for number, name in enumerate(names):
        if name not in options:
            at = path if single else (*path, number)
            yield Mistake(at, f"there is no {what} {name!r}", suggestion(name, options))
