"""Meetings at four sizes: ours beside what is done elsewhere, on the same generated events.

Run with `python -m bench.meetings [--seeds N] [--largest]`; `--largest` adds 5,000 people. For each event
the five figures of the score (best possible ones in the row "bound"), idle slots (and those unavoidable),
people below their fewest, seconds and memory; then one cancellation, replanned with nobody moved and with
at most three moves.
"""

import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import perf_counter

from delegation.matchmaking.baselines import best_first, first_come, self_booking
from delegation.matchmaking.event import (
    EventPerson,
    EventRoom,
    EventSchedule,
    EventScore,
    EventSlot,
    MeetingEvent,
    Request,
)
from delegation.matchmaking.rescheduling import proposals_after
from delegation.matchmaking.scheduling import schedule_event


@dataclass(frozen=True)
class Size:
    people: int
    slots: int
    minutes: int
    rooms: int
    tables: int
    """Per room."""
    requests: int
    two_sides: bool = True

    @property
    def name(self) -> str:
        sides = "two sides" if self.two_sides else "any to any"
        return (
            f"{self.people:,} people, {sides}, {self.slots} slots, {self.rooms * self.tables} tables, "
            f"{self.requests:,} pairs asked for"
        )


SIZES = (
    Size(75, 24, 20, 2, 10, 450),
    Size(75, 24, 20, 2, 10, 450, two_sides=False),
    Size(250, 16, 30, 2, 25, 1_250),
    Size(250, 16, 30, 2, 25, 1_250, two_sides=False),
    Size(1_000, 16, 30, 7, 40, 6_000),
)
LARGEST = Size(5_000, 16, 30, 28, 50, 30_000)


def generated(size: Size, seed: int) -> MeetingEvent:
    """Ratings 0 to 3 from both sides; a third of the people are away for some time."""
    random = Random(seed)
    slots = tuple(_slot(number, size) for number in range(size.slots))
    half = (size.people + 1) // 2
    people = tuple(
        EventPerson(
            id=f"P-{number:04}",
            group=("visitors" if number < half else "hosts") if size.two_sides else "",
            away=_away(random, [slot.id for slot in slots]),
        )
        for number in range(size.people)
    )
    return MeetingEvent(
        zone="Europe/Brussels",
        slots=slots,
        rooms=tuple(EventRoom(id=f"room {number + 1}", tables=size.tables) for number in range(size.rooms)),
        people=people,
        requests=_requests(random, size, half),
        at_least=3,
    )


def _slot(number: int, size: Size) -> EventSlot:
    day, place = divmod(number, size.slots // 2)
    starts = datetime.fromisoformat("2027-05-11 09:00") + timedelta(days=day, minutes=size.minutes * place)
    return EventSlot(id=f"s{number + 1:02}", starts=starts, minutes=size.minutes)


def _away(random: Random, slots: Sequence[str]) -> tuple[str, ...]:
    if random.random() >= 0.35:
        return ()
    match random.randrange(3):
        case 0:
            return tuple(slots[: len(slots) // 2] if random.random() < 0.5 else slots[len(slots) // 2 :])
        case 1:
            return tuple(one for one in slots if random.random() < 0.3)
        case _:
            first = random.randrange(len(slots) - 2)
            return tuple(slots[first : first + 3])


def _requests(random: Random, size: Size, half: int) -> tuple[Request, ...]:
    found: dict[tuple[int, int], tuple[int, int]] = {}
    while len(found) < size.requests:
        if size.two_sides:
            pair = random.randrange(half), random.randrange(half, size.people)
        else:
            one, other = random.sample(range(size.people), 2)
            pair = min(one, other), max(one, other)
        found.setdefault(pair, (random.randint(1, 3), random.randint(0, 3)))
    return tuple(
        Request.model_validate({"from": f"P-{asks:04}", "to": f"P-{whom:04}", "wish": wish})
        for (one, other), (there, back) in found.items()
        for asks, whom, wish in ((one, other, there), (other, one, back))
    )


WAYS: tuple[tuple[str, Callable[[MeetingEvent], EventSchedule]], ...] = (
    ("first come", first_come),
    ("self-booking", self_booking),
    ("best first", best_first),
)


def compare(size: Size, seed: int) -> None:
    event = generated(size, seed)
    print(f"\n{size.name}, seed {seed}")
    print(
        f"{'':14}{'musts':>7}{'mutual':>8}{'floor':>7}{'points':>8}{'gap %':>8}{'idle':>8}"
        f"{'worst':>7}{'few':>5}{'rooms':>7}{'seconds':>9}"
    )
    schedule, seconds = _timed(schedule_event, event)
    for name, way in WAYS:
        _row(name, *_timed(way, event), schedule.best_score)
    _row("ours", schedule, seconds, schedule.best_score)
    best = schedule.best_score
    print(
        f"{'bound':14}{best.musts:7}{best.mutual:8}{best.floor:7}{best.points:8}{'':8}"
        f"{schedule.idle_bound:8}   {'proven best' if schedule.proven else 'gap left'}"
    )
    print(f"value {schedule.value:,}  bound {schedule.bound:,}  memory {_peak_mib()} MiB")
    _cancel(event, schedule)


def _timed(way: Callable[[MeetingEvent], EventSchedule], event: MeetingEvent) -> tuple[EventSchedule, float]:
    started = perf_counter()
    schedule = way(event)
    return schedule, perf_counter() - started


def _row(name: str, schedule: EventSchedule, seconds: float, best: EventScore) -> None:
    score = schedule.score
    print(
        f"{name:14}{score.musts:7}{score.mutual:8}{score.floor:7}{score.points:8}"
        f"{_gap(score, best):8.3f}{schedule.idle_slots:8}{schedule.worst_idle:7}{schedule.below_floor:5}"
        f"{schedule.room_changes:7}{seconds:9.2f}"
    )


def _gap(score: EventScore, best: EventScore) -> float:
    """Percent of the best possible points that are missing: the one figure all ways aim at."""
    return 100 * (best.points - score.points) / best.points


def _cancel(event: MeetingEvent, schedule: EventSchedule) -> None:
    """The person with most meetings stays away."""
    gone = max((one.id for one in event.people), key=lambda one: (len(schedule.of(one)), one))
    after = event.model_copy(
        update={
            "people": tuple(one for one in event.people if one.id != gone),
            "requests": tuple(one for one in event.requests if gone not in (one.asks, one.whom)),
        }
    )
    started = perf_counter()
    for one in proposals_after(after, schedule.meetings, moves_at_most=3):
        scope = "whole event" if one.whole_event else "people nearby"
        print(
            f"one of {len(schedule.of(gone))} meetings cancels, at most {one.moves_at_most} moved: "
            f"{one.dropped} fell away, {one.regained} new (+{one.points_regained} points), "
            f"{one.moved} moved, {'proven' if one.proven else 'best found'}, {scope}, "
            f"idle {one.schedule.idle_slots}"
        )
    print(f"both proposals in {perf_counter() - started:.2f} s")


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: Sequence[str]) -> None:
    seeds = int(arguments[arguments.index("--seeds") + 1]) if "--seeds" in arguments else 1
    sizes = (*SIZES, LARGEST) if "--largest" in arguments else SIZES
    for size in sizes:
        for seed in range(1, 1 + seeds):
            compare(size, seed)


if __name__ == "__main__":
    main(sys.argv[1:])
