"""How meetings are made elsewhere: for comparison on the same event, never for a schedule of ours."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

from delegation.matchmaking.chains import bits
from delegation.matchmaking.event import EventSchedule, MeetingEvent
from delegation.matchmaking.market import Pair
from delegation.matchmaking.numbered import Numbered
from delegation.matchmaking.scheduling import described
from delegation.matchmaking.seating import seated

Choose = Callable[[Sequence[int]], int]


def first_come(event: MeetingEvent) -> EventSchedule:
    """Requests as they arrive, each in the first slot that both have free and that has a table."""
    numbered = Numbered(event)
    return _booked(numbered, _arriving(numbered), lambda slots: slots[0])


def self_booking(event: MeetingEvent, *, seed: int = 0) -> EventSchedule:
    """Requests as they arrive, each in any slot that both have free: what people do by themselves."""
    numbered, random = Numbered(event), Random(seed)  # noqa: S311 - a seeded draw, no secret
    return _booked(numbered, _arriving(numbered), random.choice)


def best_first(event: MeetingEvent) -> EventSchedule:
    """Requests by worth, each in the first slot that both have free and that has a table."""
    numbered = Numbered(event)
    return _booked(
        numbered, sorted(numbered.market.candidates, key=numbered.market.importance), lambda slots: slots[0]
    )


def _arriving(numbered: Numbered) -> Iterator[Pair]:
    """The pairs in the order of their first request."""
    numbers = numbered.person_numbers
    pairs = {(pair.one, pair.other): pair for pair in numbered.market.candidates}
    for request in numbered.event.requests:
        one, other = sorted((numbers[request.asks], numbers[request.whom]))
        if (pair := pairs.pop((one, other), None)) is not None:
            yield pair
    yield from pairs.values()


def _booked(numbered: Numbered, pairs: Iterable[Pair], choose: Choose) -> EventSchedule:
    market = numbered.market
    used, tables, room = list(market.held), list(market.free_tables), list(market.room)
    held = [(one.pair.one, one.pair.other, one.slot) for one in market.pinned]
    for pair in pairs:
        common = _free(numbered, used, pair.one) & _free(numbered, used, pair.other)
        slots = [slot for slot in bits(common) if tables[slot]]
        if not (slots and room[pair.one] and room[pair.other]):
            continue
        slot = choose(slots)
        held.append((pair.one, pair.other, slot))
        tables[slot] -= 1
        for person in (pair.one, pair.other):
            used[person] |= 1 << slot
            room[person] -= 1
    return described(numbered, seated(numbered, held))


def _free(numbered: Numbered, used: Sequence[int], person: int) -> int:
    market = numbered.market
    free = market.open_slots[person] & ~used[person]
    if not market.per_day:
        return free
    most = market.per_day[person]
    return sum(free & day for day in market.days if (used[person] & day).bit_count() < most)
