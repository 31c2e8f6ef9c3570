"""An event by position: people by id, slots by time, pairs with what their requests make them worth."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from delegation.matchmaking.event import EventMeeting, EventPerson, EventSlot, MeetingEvent, OpenTo
from delegation.matchmaking.market import Market, Pair, Pinned

MOST_PAIRS = 60_000
"""Most pairs looked at beyond those that asked: all pairs of a large event are too many."""


@dataclass(frozen=True)
class Numbered:
    """The event, with the positions of its people and slots."""

    event: MeetingEvent

    @cached_property
    def people(self) -> tuple[EventPerson, ...]:
        return tuple(sorted(self.event.people, key=lambda one: one.id))

    @cached_property
    def slots(self) -> tuple[EventSlot, ...]:
        return tuple(sorted(self.event.slots, key=lambda one: (one.starts, one.id)))

    @cached_property
    def person_numbers(self) -> dict[str, int]:
        return {one.id: number for number, one in enumerate(self.people)}

    @cached_property
    def slot_numbers(self) -> dict[str, int]:
        return {one.id: number for number, one in enumerate(self.slots)}

    @cached_property
    def days(self) -> tuple[int, ...]:
        masks: dict[str, int] = {}
        for number, slot in enumerate(self.slots):
            day = f"{slot.starts:%Y-%m-%d}"
            masks[day] = masks.get(day, 0) | 1 << number
        return tuple(masks.values())

    @cached_property
    def tables(self) -> tuple[int, ...]:
        return tuple(
            sum(room.tables for room in self.event.rooms if slot.id not in room.closed) for slot in self.slots
        )

    @cached_property
    def ratings(self) -> dict[tuple[int, int], int]:
        """What each person (first) thinks of another (second), where they said so."""
        numbers = self.person_numbers
        return {(numbers[one.asks], numbers[one.whom]): one.rating for one in self.event.requests}

    @cached_property
    def market(self) -> Market:
        event, everything = self.event, len(self.slots)
        return Market(
            days=self.days,
            tables=self.tables,
            open_slots=self._open_slots,
            at_most=tuple(_first(one.at_most, event.at_most, everything) for one in self.people),
            at_least=tuple(_first(one.at_least, event.at_least) for one in self.people),
            pairs=tuple(self.pair(one, other) for one, other in self._pairs()),
            pinned=tuple(self.pinned(one) for one in event.kept),
            per_day=self._per_day,
            aims=event.order,
        )

    @cached_property
    def _open_slots(self) -> tuple[int, ...]:
        kept: defaultdict[str, int] = defaultdict(int)
        for meeting in self.event.kept:
            for person in (meeting.one, meeting.other):
                kept[person] |= 1 << self.slot_numbers[meeting.slot]
        return tuple(self._available(one) | kept[one.id] for one in self.people)

    def _available(self, person: EventPerson) -> int:
        every = (1 << len(self.slots)) - 1
        named = every if person.available is None else self._mask(person.available)
        return named & ~self._mask(person.away)

    def _mask(self, slots: Iterable[str]) -> int:
        mask = 0
        for slot in slots:
            mask |= 1 << self.slot_numbers[slot]
        return mask

    @cached_property
    def _per_day(self) -> tuple[int, ...]:
        event, everything = self.event, len(self.slots)
        limited = event.at_most_per_day is not None or any(
            one.at_most_per_day is not None for one in self.people
        )
        every = (_first(one.at_most_per_day, event.at_most_per_day, everything) for one in self.people)
        return tuple(every) if limited else ()

    def pair(self, one: int, other: int) -> Pair:
        """What a meeting of the two is worth."""
        stated = [self.ratings.get((one, other), 0), self.ratings.get((other, one), 0)]
        mutual = int(min(stated) >= 2)
        rated = max(stated) > 0
        return Pair(
            one,
            other,
            musts=stated.count(3),
            mutual=mutual,
            points=sum(stated) + 2 * mutual,
            themes=0 if rated else len(self._themes[one] & self._themes[other]),
            asked=rated,
        )

    def pinned(self, meeting: EventMeeting) -> Pinned:
        numbers = sorted((self.person_numbers[meeting.one], self.person_numbers[meeting.other]))
        return Pinned(self.pair(*numbers), self.slot_numbers[meeting.slot])

    @cached_property
    def _themes(self) -> tuple[frozenset[str], ...]:
        return tuple(
            frozenset(" ".join(name.casefold().split()) for name in one.themes) for one in self.people
        )

    def _pairs(self) -> list[tuple[int, int]]:
        """Pairs that may meet: asked for by one side, or open to all; never a `no`, never within a group."""
        no = {frozenset(pair) for pair, rating in self.ratings.items() if rating < 0}
        asked = {(min(pair), max(pair)) for pair, rating in self.ratings.items() if rating > 0}
        held = {(one.pair.one, one.pair.other) for one in map(self.pinned, self.event.kept)}
        return sorted(
            pair for pair in asked | {*self._others()} | held if frozenset(pair) not in no or pair in held
        )

    def _others(self) -> Iterator[tuple[int, int]]:
        if self.event.open_to is OpenTo.ASKED:
            return
        for one, other in combinations(range(len(self.people)), 2):
            side = self.people[one].group
            apart = not side or side != self.people[other].group
            alike = self.event.open_to is OpenTo.ANYBODY or bool(self._themes[one] & self._themes[other])
            if apart and alike:
                yield one, other


def too_many_pairs(event: MeetingEvent) -> bool:
    """Whether the event opens more pairs than can be looked at one by one."""
    return event.open_to is not OpenTo.ASKED and len(event.people) * (len(event.people) - 1) // 2 > MOST_PAIRS


def _first(*values: int | None) -> int:
    """The first that is given; 0 if none is."""
    return next((one for one in values if one is not None), 0)
