"""Meetings at three sizes: ours beside what is done by hand, on the same generated events.

Run with `python -m bench.meetings [seeds]`. For each event: the score (musts, mutual, towards the floor,
points), the bound nothing can exceed, idle slots of delegates, and the seconds it took. "First come" books
wishes in the order they arrive into the first slot both have free; "best first" does so in order of worth.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import perf_counter

from delegation.meeting import (
    Host,
    Meeting,
    MeetingParty,
    MeetingRules,
    MeetingScore,
    MeetingWish,
    Slot,
    Wish,
)
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.pairing import Matchmaking, Pair


@dataclass(frozen=True)
class Size:
    name: str
    delegates: int
    hosts: int
    slots: int
    tables: int
    at_most: int
    host_at_most: int


SIZES = (
    Size("19 x 13, 8 slots", 19, 13, 8, 13, 6, 8),
    Size("38 x 37, 24 slots", 38, 37, 24, 20, 14, 14),
    Size("125 x 125, 16 slots", 125, 125, 16, 50, 8, 8),
)


@dataclass(frozen=True)
class Event:
    rules: MeetingRules
    hosts: tuple[Host, ...]
    parties: tuple[MeetingParty, ...]


def generated(size: Size, seed: int) -> Event:
    """An event with 2 musts, 4 nice, 1 no per delegate, 5 wishes per host, a third of hosts partly away."""
    random = Random(seed)
    slots = tuple(_slot(number, size.slots) for number in range(size.slots))
    hosts = tuple(
        Host(
            id=f"h{number:03}",
            organisation=f"Host {number}",
            person=f"p{number:03}",
            meets=True,
            at_most=size.host_at_most,
            wishes=tuple(f"Cluster {one}" for one in random.sample(range(size.delegates), 5)),
            unavailable=tuple(slot.id for slot in random.sample(slots, size.slots // 4))
            if number % 3 == 0
            else (),
        )
        for number in range(size.hosts)
    )
    rules = MeetingRules(
        leg="washington", zone="America/New_York", place="hall", tables=size.tables, slots=slots, at_least=4,
        at_most=size.at_most, wishes_open="2017-04-18 09:00", wishes_close="2017-05-03 17:00",
        wishes_zone="Europe/Brussels",
    )  # fmt: skip
    return Event(rules, hosts, tuple(_party(number, size, random) for number in range(size.delegates)))


def _slot(number: int, slots: int) -> Slot:
    """Half of more than twelve slots are on the second day."""
    half = slots if slots <= 12 else slots // 2
    starts = datetime.fromisoformat("2017-05-16 09:00") + timedelta(
        days=number // half, minutes=20 * (number % half)
    )
    return Slot(id=f"s{number:02}", starts=starts, minutes=20)


def _party(number: int, size: Size, random: Random) -> MeetingParty:
    named = random.sample(range(size.hosts), 7)
    kinds = [Wish.MUST] * 2 + [Wish.NICE] * 4 + [Wish.NO]
    wishes = tuple(MeetingWish(host=f"h{one:03}", wish=kind) for one, kind in zip(named, kinds, strict=True))
    return MeetingParty(participant=f"D-{number:03}", organisation=f"Cluster {number}", wishes=wishes)


def first_fit(event: Event, order: Iterable[Pair]) -> tuple[MeetingScore, int, int]:
    """Book pair after pair into the first slot free for both: score, number of meetings, idle slots."""
    market = Matchmaking.of(event.rules, event.hosts, event.parties)
    delegate_free, host_free = list(market.free_of_delegate), list(market.free_of_host)
    tables, room = list(market.free_tables), [list(market.delegate_room), list(market.host_room)]
    held, meetings = [], []
    for pair in order:
        common = delegate_free[pair.delegate] & host_free[pair.host]
        slot = next((one for one in range(len(tables)) if common >> one & 1 and tables[one]), None)
        if slot is None or not (room[0][pair.delegate] and room[1][pair.host]):
            continue
        held.append(pair)
        meetings.append(_meeting(market, pair, slot))
        delegate_free[pair.delegate] &= ~(1 << slot)
        host_free[pair.host] &= ~(1 << slot)
        tables[slot] -= 1
        room[0][pair.delegate] -= 1
        room[1][pair.host] -= 1
    return market.score(held), len(held), market.idle_slots(meetings)


def _meeting(market: Matchmaking, pair: Pair, slot: int) -> Meeting:
    return Meeting(
        participant=market.parties[pair.delegate].participant,
        host=market.hosts[pair.host].id,
        slot=market.slots[slot].id,
        table=1,
    )


def compare(size: Size, seed: int) -> None:
    event = generated(size, seed)
    candidates = Matchmaking.of(event.rules, event.hosts, event.parties).candidates
    arrival = sorted(candidates, key=lambda pair: (not pair.rated, Random(f"{seed}{pair}").random()))
    worth = sorted(arrival, key=lambda pair: (-pair.must, -pair.mutual, -pair.points))
    print(f"\n{size.name}, {size.tables} tables, seed {seed}")
    print(
        f"{'':14}{'musts':>7}{'mutual':>8}{'floor':>7}{'points':>8}{'meetings':>10}{'idle':>6}{'seconds':>9}"
    )
    for name, order in (("first come", arrival), ("best first", worth)):
        started = perf_counter()
        score, count, idle = first_fit(event, order)
        _row(name, score, count, idle, perf_counter() - started)
    started = perf_counter()
    schedule = schedule_meetings(event.rules, event.hosts, event.parties)
    _row("ours", schedule.score, len(schedule.meetings), schedule.idle_slots, perf_counter() - started)
    _row("bound", schedule.best_score, None, None, None)
    verdict = "proven best" if schedule.proven else "gap left"
    print(f"value {schedule.value:,}  bound {schedule.bound:,}  {verdict}")


def _row(
    name: str, score: MeetingScore, meetings: int | None, idle: int | None, seconds: float | None
) -> None:
    rest = [("", 10) if meetings is None else (str(meetings), 10), ("" if idle is None else str(idle), 6)]
    rest.append(("" if seconds is None else f"{seconds:.2f}", 9))
    figures = f"{score.musts:7}{score.mutual:8}{score.floor:7}{score.points:8}"
    print(f"{name:14}{figures}" + "".join(f"{text:>{width}}" for text, width in rest))


def main(arguments: Sequence[str]) -> None:
    for size in SIZES:
        for seed in range(1, 1 + int(arguments[0] if arguments else 1)):
            compare(size, seed)


if __name__ == "__main__":
    main(sys.argv[1:])
