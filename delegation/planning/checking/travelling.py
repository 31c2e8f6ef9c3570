"""Everybody has the time to get from one item to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode, Severity, at_its_time
from delegation.planning.checking.programme import ON_THE_WAY, Programme
from delegation.planning.travel import travel_minutes

Stage = Sequence[ItineraryItem]
"""What follows in one's day: one item, or parallel ones of which one is attended."""


@dataclass(frozen=True)
class _Position:
    """Where somebody is, and free to leave from then on."""

    place: str
    free_from: datetime
    after: ItineraryItem


@dataclass(frozen=True)
class _Way:
    """Too short a time between two items."""

    before: str
    after: str
    needed: int
    available: int
    is_given: bool


def check_travel(programme: Programme) -> Iterator[ItineraryProblem]:
    """Each way that takes longer than there is time, once, with those who would have to go it.

    A transfer or journey between two items brings people to its `ends_place`. If it names none, its own time
    counts as time on the way. Ways of unknown length are not guessed.
    """
    shared = dict.fromkeys(_too_short(programme, _stages(_of_everybody(programme))))
    late: dict[_Way, list[str]] = {way: [] for way in shared}
    for who in _named(programme):
        mine = _without_frames(programme, [one for one in programme.timed if _attends(who, one)])
        for way in dict.fromkeys(_too_short(programme, [[one] for one in mine])):
            if way not in shared:
                late.setdefault(way, []).append(who)
    items = {one.id: one for one in programme.timed}
    for way, people in late.items():
        yield _told(programme, way, items[way.before], items[way.after], people)


def _named(programme: Programme) -> list[str]:
    return sorted({who for one in programme.timed for who in one.attendees or ()})


def _without_frames(programme: Programme, mine: Sequence[ItineraryItem]) -> list[ItineraryItem]:
    """Where the way to meetings counts, they are held within no session: who has some, comes for them."""
    meets = any(one.kind is ItemKind.MEETING for one in mine)
    gives_way = programme.frames if meets and programme.ways_between_meetings else ()
    return [one for one in mine if one.id not in gives_way]


def _attends(who: str, item: ItineraryItem) -> bool:
    """Whether the delegate is known to be there. Parallel items without attendees are not assigned yet."""
    unassigned = item.block is not None and item.attendees is None
    return item.is_for(who) and not item.optional and not unassigned


def _of_everybody(programme: Programme) -> list[ItineraryItem]:
    return [one for one in programme.timed if one.attendees is None and not one.optional]


def _stages(items: Sequence[ItineraryItem]) -> list[Stage]:
    """Items in order, those of one block together."""
    stages: dict[str, list[ItineraryItem]] = {}
    for item in items:
        stages.setdefault(f"block {item.block}" if item.block else item.id, []).append(item)
    return list(stages.values())


def _too_short(programme: Programme, stages: Sequence[Stage]) -> Iterator[_Way]:
    """The ways of one day after another; behind parallel items every position is possible."""
    positions: list[_Position | None] = [None]
    for stage in stages:
        reached: list[_Position | None] = []
        for item in stage:
            for position in positions:
                if position is not None and (way := _way(programme, position, item)) is not None:
                    yield way
                reached.append(_moved(programme, position, item))
        positions = list(dict.fromkeys(reached))


def _way(programme: Programme, position: _Position, item: ItineraryItem) -> _Way | None:
    """The way to the item if it takes longer than there is; None also for what overlaps: that is a clash."""
    one, other = programme.place(position.place), programme.place(item.place)
    starts = programme.spans[item.id][0]
    needed = travel_minutes(one, other) if one and other else None
    if one is None or other is None or not needed or starts < position.free_from:
        return None
    available = int((starts - position.free_from).total_seconds() // 60)
    is_given = other.id in one.minutes_to or one.id in other.minutes_to
    return None if needed <= available else _Way(position.after.id, item.id, needed, available, is_given)


def _moved(programme: Programme, position: _Position | None, item: ItineraryItem) -> _Position | None:
    """Where the item leaves those who attend it."""
    starts, ends = programme.spans[item.id]
    if position is not None and ends <= position.free_from:
        return position
    if item.ends_place is not None:
        return _Position(item.ends_place, ends, item)
    if item.kind in ON_THE_WAY:
        return position if item.place is None else _Position(item.place, starts, item)
    return position if item.place is None else _Position(item.place, ends, item)


def _told(
    programme: Programme, way: _Way, before: ItineraryItem, after: ItineraryItem, people: Sequence[str]
) -> ItineraryProblem:
    start = programme.name(before.ends_place or before.place)
    who = f" ({', '.join(people)})" if people else ""
    how = "" if way.is_given else ", as worked out from the distance"
    return ItineraryProblem(
        code=ProblemCode.NO_TRAVEL_TIME,
        severity=Severity.PROBLEM,
        items=(before.id, after.id),
        people=tuple(people),
        message=(
            f"From {start} to {programme.name(after.place)} it takes {_minutes(way.needed)}{how}, but there "
            f"{'is' if way.available == 1 else 'are'} {way.available} between {at_its_time(before)} and "
            f"{at_its_time(after)}{who}"
        ),
        remedy="move one of the two, plan a transfer, or give the true time under 'minutes_to' of the place.",
    )


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
