"""The schedule of an event: arranged, seated, and described by its figures."""

from collections.abc import Iterable, Sequence

from delegation.matchmaking.arranging import arrange
from delegation.matchmaking.event import EventMeeting, EventSchedule, EventScore, MeetingEvent
from delegation.matchmaking.market import Market, idle, least_idle
from delegation.matchmaking.numbered import Numbered
from delegation.matchmaking.reasons import unmet_musts
from delegation.matchmaking.seating import changes, seated

PER_PERSON, FEWEST, MOST = 4_000, 100_000, 6_000_000
"""Proposals to shorten waiting: a second for a small event, half a minute for a large one."""


def schedule_event(event: MeetingEvent, *, seed: int = 0, iterations: int | None = None) -> EventSchedule:
    """Give the people of an event their meetings.

    Nobody is in two meetings of a slot, no limit, availability or number of tables is exceeded, a `no` is
    never scheduled, kept meetings stay. Within that the best score in the event's order, then few idle
    slots and an even share of them, then few changes of room and table. The same event gives the same
    schedule, in whatever order it names people, slots and requests.
    """
    numbered = Numbered(event)
    steps = iterations if iterations is not None else proposals(len(event.people))
    arranged = arrange(numbered.market, seed=seed, iterations=steps)
    return described(numbered, seated(numbered, arranged.meetings), arranged.bound)


def proposals(people: int) -> int:
    return min(MOST, max(FEWEST, PER_PERSON * people))


def described(
    numbered: Numbered, meetings: Sequence[EventMeeting], bound: Sequence[int] | None = None
) -> EventSchedule:
    """The figures of these meetings. Without a bound nothing is claimed: the value itself stands for it."""
    market = numbered.market
    score = score_of(numbered, meetings)
    best = tuple(score if bound is None else bound)
    used = used_slots(numbered, meetings)
    rooms, tables = changes(numbered, meetings)
    waits = [idle(mask, market.days) for mask in used]
    return EventSchedule(
        meetings=tuple(meetings),
        score=as_score(market, score),
        best_score=as_score(market, best),
        value=as_number(market, score),
        bound=as_number(market, best),
        gap_percent=gap_percent(score, best),
        idle_slots=sum(waits),
        idle_bound=unavoidable(market, used),
        worst_idle=max(waits, default=0),
        below_floor=sum(mask.bit_count() < least for mask, least in zip(used, market.at_least, strict=True)),
        room_changes=rooms,
        table_changes=tables,
        unmet_musts=unmet_musts(numbered, meetings),
    )


def score_of(numbered: Numbered, meetings: Iterable[EventMeeting]) -> tuple[int, ...]:
    """The figures of these meetings, in the event's order."""
    pairs = [numbered.pinned(one).pair for one in meetings]
    return numbered.market.with_pinned(()).score(pairs)


def used_slots(numbered: Numbered, meetings: Iterable[EventMeeting]) -> list[int]:
    """For each person the slots they meet in."""
    used = [0] * len(numbered.people)
    for one in meetings:
        for person in (one.one, one.other):
            used[numbered.person_numbers[person]] |= 1 << numbered.slot_numbers[one.slot]
    return used


def unavoidable(market: Market, used: Sequence[int]) -> int:
    """The idle slots each person would have in their own best case, summed."""
    known: dict[tuple[int, int, int], int] = {}
    total = 0
    for person, mask in enumerate(used):
        most = market.per_day[person] if market.per_day else market.slots
        key = (market.open_slots[person], mask.bit_count(), most)
        if key not in known:
            known[key] = least_idle(key[0], key[1], market.days, most)
        total += known[key]
    return total


def as_score(market: Market, figures: Sequence[int]) -> EventScore:
    return EventScore(**{str(aim): figure for aim, figure in zip(market.aims, figures, strict=True)})


def as_number(market: Market, figures: Sequence[int]) -> int:
    """The figures written one after the other, as many digits each as the largest possible has."""
    most = 8 * max(1, len(market.pairs) + len(market.pinned)) + sum(market.at_least)
    radix, total = 10 ** len(str(most)), 0
    for figure in figures:
        total = total * radix + figure
    return int(total)


def gap_percent(score: Sequence[int], bound: Sequence[int]) -> float:
    """By how much the first figure that is below its bound falls short of it."""
    for reached, best in zip(score, bound, strict=True):
        if reached != best:
            return 100 * (best - reached) / best if best else 0.0
    return 0.0
