"""One-to-one meetings: which are held, when, and at which table.

Which is decided first, as a matching within everybody's limits whose score nothing can exceed; when is
decided next, by colouring with chains; then idle slots are removed by moving meetings in time only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from delegation.matchmaking.arranging import Arrangement, arrange
from delegation.meeting import (
    Host,
    HostWish,
    Meeting,
    MeetingParty,
    MeetingRules,
    MeetingSchedule,
    MeetingScore,
)
from delegation.planning.pairing import Matchmaking

ITERATIONS = 400_000
"""Proposals to shorten waiting: about a second at twenty delegates as at two hundred."""


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
    arranged = arrange(matchmaking.market, seed=seed, iterations=iterations)
    return described(matchmaking, arranged, hosts)


def described(
    matchmaking: Matchmaking,
    arranged: Arrangement,
    hosts: Sequence[Host],
    usual: Mapping[str, int] | None = None,
) -> MeetingSchedule:
    """The schedule of an arrangement, with tables and figures; hosts at their `usual` tables, if given."""
    shift = len(matchmaking.parties)
    held = [(delegate, host - shift, slot) for delegate, host, slot in arranged.meetings]
    meetings = _with_tables(matchmaking, held, [host.id for host in hosts if host.meets], usual or {})
    score, best = as_score(arranged.score), as_score(arranged.bound)
    return MeetingSchedule(
        meetings=meetings,
        value=score.as_number(matchmaking.radix),
        bound=best.as_number(matchmaking.radix),
        idle_slots=matchmaking.idle_slots(meetings),
        unmet_musts=matchmaking.unmet_musts(meetings),
        score=score,
        best_score=best,
    )


def as_score(figures: Sequence[int]) -> MeetingScore:
    musts, mutual, floor, points = figures
    return MeetingScore(musts=musts, mutual=mutual, floor=floor, points=points)


def _with_tables(
    matchmaking: Matchmaking,
    held: Iterable[tuple[int, int, int]],
    order: Sequence[str],
    before: Mapping[str, int],
) -> tuple[Meeting, ...]:
    """Every host at its own table where there are enough; else at the same one as far as possible."""
    numbers, held = matchmaking.delegate_numbers, sorted(held, key=lambda one: (one[2], one[1]))
    places = {(one, slot): host for one, host, slot in held}
    kept = {
        (one.participant, one.slot): one
        for one in matchmaking.kept
        if places.get((numbers[one.participant], matchmaking.slot_numbers[one.slot]))
        == matchmaking.host_numbers[one.host]
    }
    usual = {host: number % matchmaking.rules.tables + 1 for number, host in enumerate(order)}
    usual |= {**before, **{one.host: one.table for one in matchmaking.kept}}
    taken = {(one.slot, one.table) for one in kept.values()}
    meetings = list(kept.values())
    for delegate, host, number in held:
        slot = matchmaking.slots[number].id
        participant, at = matchmaking.parties[delegate].participant, matchmaking.hosts[host].id
        if (participant, slot) in kept:
            continue
        free = (table for table in range(1, matchmaking.rules.tables + 1) if (slot, table) not in taken)
        table = usual[at] if (slot, usual[at]) not in taken else next(free)
        taken.add((slot, table))
        meetings.append(Meeting(participant=participant, host=at, slot=slot, table=table))
    return tuple(sorted(meetings, key=lambda one: (matchmaking.slot_numbers[one.slot], one.table)))
