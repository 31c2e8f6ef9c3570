"""One-to-one meetings: which are held, when, and at which table.

Which is decided first, as a matching within everybody's limits whose score nothing can exceed; when is
decided next, by colouring with chains; then idle slots are removed by moving meetings in time only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from random import Random

from delegation.meeting import Host, HostWish, Meeting, MeetingParty, MeetingRules, MeetingSchedule
from delegation.planning.colouring import Timetable
from delegation.planning.matching_bound import Choice, chosen_pairs, chosen_seats
from delegation.planning.pairing import Matchmaking, Pair
from delegation.planning.waiting import shorten_waiting

ITERATIONS = 400_000
"""Proposals to shorten waiting: about a second at twenty delegates as at two hundred."""

ATTEMPTS = 20
"""How often meetings that found no slot are tried again from another timetable of equal worth."""


def schedule_meetings(
    rules: MeetingRules,
    hosts: Sequence[Host],
    delegates: Sequence[MeetingParty],
    *,
    kept: Sequence[Meeting] = (),
    only: Collection[str] | None = None,
    fill: bool = True,
    host_wishes: Sequence[HostWish] = (),
    busy: Mapping[str, Collection[str]] | None = None,
    seed: int = 0,
    iterations: int = ITERATIONS,
) -> MeetingSchedule:
    """Give delegates and hosts their meetings.

    Nobody is in two meetings of a slot, no limit of a delegate, host or slot is exceeded, a `no` is never
    scheduled, and `kept` meetings stay in slot and table. Within that: most musts, then most meetings that
    both sides asked for, then most meetings towards everybody's fewest, then most points (see
    `MeetingScore`), then few idle slots. The same input gives the same schedule.

    `only` restricts new meetings to these hosts. Without `fill` nobody gets a meeting that neither side
    asked for, except to reach the fewest they should have. What a host answered to a request counts before
    the organisations it named; its `no` rules the meeting out. `busy` names the slots in which a
    participant (or host) is elsewhere.
    """
    matchmaking = Matchmaking.of(rules, hosts, delegates, kept, only, fill, host_wishes, busy)
    choice = chosen_pairs(matchmaking)
    timetable, left = _timetabled(matchmaking, choice, seed)
    if left and (seats := chosen_seats(matchmaking)) is not None:
        choice, timetable = seats, _seated(matchmaking, seats)
    elif left:
        _use_what_is_free(matchmaking, timetable, choice, left)
    shorten_waiting(
        timetable, len(matchmaking.parties), matchmaking.day_masks, seed=seed, iterations=iterations
    )
    return _schedule(matchmaking, timetable, choice, hosts)


def _empty(matchmaking: Matchmaking) -> Timetable:
    """The timetable with the kept meetings only, pinned."""
    everybody = [*matchmaking.delegate_slots, *matchmaking.host_slots]
    timetable = Timetable(everybody, matchmaking.rules.tables, len(matchmaking.slots))
    for one in matchmaking.kept:
        delegate, host = matchmaking.delegate_numbers[one.participant], matchmaking.host_numbers[one.host]
        slot = matchmaking.slot_numbers[one.slot]
        timetable.put(delegate, host + len(matchmaking.parties), slot, pinned=True)
    return timetable


def _seated(matchmaking: Matchmaking, choice: Choice) -> Timetable:
    timetable = _empty(matchmaking)
    for pair, slot in zip(choice.pairs, choice.slots, strict=True):
        timetable.put(pair.delegate, pair.host + len(matchmaking.parties), slot)
    return timetable


def _timetabled(matchmaking: Matchmaking, choice: Choice, seed: int) -> tuple[Timetable, list[Pair]]:
    """Find a slot for every chosen pair; returns those that found none after all attempts."""
    timetable, random = _empty(matchmaking), Random(seed)  # noqa: S311 - a seeded search, no secret
    left = _placed(matchmaking, timetable, choice.pairs, choice.pairs)
    for _ in range(ATTEMPTS):
        if not left:
            break
        timetable.shake(random, 4 * len(choice.pairs))
        left = _placed(matchmaking, timetable, left, choice.pairs)
    return timetable, left


def _placed(
    matchmaking: Matchmaking, timetable: Timetable, pairs: Iterable[Pair], chosen: Sequence[Pair]
) -> list[Pair]:
    """Place the pairs, tightest host first; returns those without a slot, taken out again ones included."""
    shift = len(matchmaking.parties)
    order = sorted(pairs, key=lambda pair: (_slack(matchmaking, timetable, pair), pair.host, pair.delegate))
    left = [pair for pair in order if not timetable.place(pair.delegate, pair.host + shift)]
    removed = set(timetable.level())
    return left + [pair for pair in chosen if (pair.delegate, pair.host + shift) in removed]


def _slack(matchmaking: Matchmaking, timetable: Timetable, pair: Pair) -> int:
    return int(timetable.open_slots[pair.host + len(matchmaking.parties)]).bit_count()


def _use_what_is_free(
    matchmaking: Matchmaking, timetable: Timetable, choice: Choice, left: Sequence[Pair]
) -> None:
    """Give seats that stay empty to the next best pairs that fit, within everybody's limits."""
    shift, held = len(matchmaking.parties), set(choice.pairs) - set(left)
    room = [*matchmaking.delegate_room, *matchmaking.host_room]
    for pair in held:
        room[pair.delegate] -= 1
        room[pair.host + shift] -= 1
    for pair in sorted(set(matchmaking.candidates) - held, key=_importance):
        one, other = pair.delegate, pair.host + shift
        if room[one] and room[other] and (matchmaking.fill or pair.rated) and timetable.place(one, other):
            for person, change in (
                (one, -1),
                (other, -1),
                *((who, 1) for out in timetable.level() for who in out),
            ):
                room[person] += change


def _importance(pair: Pair) -> tuple[int, int, int, int, int]:
    """Best pairs first; equal ones in their fixed order."""
    return -pair.must, -pair.mutual, -pair.points, pair.delegate, pair.host


def _schedule(
    matchmaking: Matchmaking, timetable: Timetable, choice: Choice, hosts: Sequence[Host]
) -> MeetingSchedule:
    shift = len(matchmaking.parties)
    held = [(delegate, host - shift, slot) for delegate, host, slot in timetable.meetings()]
    meetings = _with_tables(matchmaking, held, [host.id for host in hosts if host.meets])
    kept = {(one.participant, one.host) for one in matchmaking.kept}
    new = [one for one in meetings if (one.participant, one.host) not in kept]
    places = matchmaking.delegate_numbers, matchmaking.host_numbers
    score = matchmaking.score(
        [matchmaking.pair(places[0][one.participant], places[1][one.host]) for one in new]
    )
    return MeetingSchedule(
        meetings=meetings,
        value=score.as_number(matchmaking.radix),
        bound=choice.score.as_number(matchmaking.radix),
        idle_slots=matchmaking.idle_slots(meetings),
        unmet_musts=matchmaking.unmet_musts(meetings),
        score=score,
        best_score=choice.score,
    )


def _with_tables(
    matchmaking: Matchmaking, held: Iterable[tuple[int, int, int]], order: Sequence[str]
) -> tuple[Meeting, ...]:
    """Every host at its own table where there are enough; else at the same one as far as possible."""
    kept = {(one.participant, one.slot): one for one in matchmaking.kept}
    usual = {host: number % matchmaking.rules.tables + 1 for number, host in enumerate(order)}
    usual |= {one.host: one.table for one in matchmaking.kept}
    taken = {(one.slot, one.table) for one in matchmaking.kept}
    meetings = list(kept.values())
    for delegate, host, number in sorted(held, key=lambda one: (one[2], one[1])):
        slot = matchmaking.slots[number].id
        participant, at = matchmaking.parties[delegate].participant, matchmaking.hosts[host].id
        if (participant, slot) in kept:
            continue
        free = (table for table in range(1, matchmaking.rules.tables + 1) if (slot, table) not in taken)
        table = usual[at] if (slot, usual[at]) not in taken else next(free)
        taken.add((slot, table))
        meetings.append(Meeting(participant=participant, host=at, slot=slot, table=table))
    return tuple(sorted(meetings, key=lambda one: (matchmaking.slot_numbers[one.slot], one.table)))
