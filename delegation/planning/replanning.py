"""The meetings of a trip after a change: as few published ones touched as possible, stated in figures."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from delegation.change import Disturbance
from delegation.matchmaking.market import Market, Pinned
from delegation.matchmaking.replanning import Disrupted, replan
from delegation.meeting import Host, HostWish, Meeting, MeetingParty, MeetingRules, MeetingSchedule
from delegation.planning.matchmaking import described, schedule_meetings
from delegation.planning.pairing import Matchmaking


def replanned(
    rules: MeetingRules,
    hosts: Sequence[Host],
    parties: Sequence[MeetingParty],
    kept: Sequence[Meeting],
    *,
    published: Sequence[Meeting] | None = None,
    freed: Sequence[Meeting] = (),
    only: Collection[str] | None = None,
    fill: bool = False,
    moves_at_most: int = 0,
    pinned: Collection[Meeting] = (),
    gone: Sequence[MeetingParty] = (),
    host_wishes: Sequence[HostWish] = (),
    busy: Mapping[str, Collection[str]] | None = None,
) -> tuple[MeetingSchedule, Disturbance]:
    """The schedule with the fewest published meetings lost, then the best score, then the fewest moved.

    `kept` are the published meetings the change leaves possible where they are: each is held, and at most
    `moves_at_most` of them in another slot, never one of `pinned` (begun, confirmed). `freed` are published
    meetings that cannot stay in their slot but may be held in another (a room is lost, a slot falls away);
    held elsewhere they count as moved, and need a move each. New meetings go to `only` these hosts (None:
    all); without `fill` only where one side asked, or to reach the fewest. `published` is what was
    published before the change (default: kept and freed) and `gone` who left, for the figures only.
    """
    before = tuple(published if published is not None else (*kept, *freed))
    worth = Matchmaking.of(rules, hosts, (*parties, *gone), host_wishes=host_wishes)
    matchmaking = Matchmaking.of(rules, hosts, parties, kept, only, fill, host_wishes, busy)
    contested = _contested(matchmaking)
    if not (moves_at_most or contested or freed):
        schedule = schedule_meetings(
            rules, hosts, parties, kept=kept, only=only, fill=fill, host_wishes=host_wishes, busy=busy
        )
        return schedule, disturbance(worth, before, schedule)
    disrupted = Disrupted(
        market=_market(matchmaking),
        moves_at_most=moves_at_most,
        homeless=tuple(_numbered(matchmaking, one).pair for one in freed if _is_known(matchmaking, one)),
        fixed=frozenset(_key(matchmaking, one) for one in pinned if _is_known(matchmaking, one)),
        contested=frozenset(_key(matchmaking, one) for one in contested),
        affected=_affected(matchmaking, before, kept),
    )
    found = replan(disrupted)
    schedule = described(matchmaking, found.arrangement, hosts)
    return schedule, disturbance(worth, before, schedule).model_copy(update={"proven": found.proven})


def _contested(matchmaking: Matchmaking) -> tuple[Meeting, ...]:
    """Kept meetings of which some have to go: more in a slot than tables, or more than a host's limit."""
    by_slot = Counter(one.slot for one in matchmaking.kept)
    by_host = Counter(one.host for one in matchmaking.kept)
    full = {host.id for host in matchmaking.hosts if by_host[host.id] > host.at_most}
    crowded = {slot for slot, count in by_slot.items() if count > matchmaking.rules.tables}
    return tuple(one for one in matchmaking.kept if one.host in full or one.slot in crowded)


def _market(matchmaking: Matchmaking) -> Market:
    """The market in which kept meetings may move: all pairs, those too that only fit once one has moved."""
    known, market = {(pair.one, pair.other) for pair in matchmaking.market.pairs}, matchmaking.market
    loose = replace(matchmaking, kept=())
    more = (matchmaking.numbered(pair) for pair in loose.candidates)
    pairs = [*market.pairs, *(pair for pair in more if (pair.one, pair.other) not in known)]
    return replace(market, pairs=tuple(sorted(pairs, key=lambda pair: (pair.one, pair.other))))


def _numbered(matchmaking: Matchmaking, meeting: Meeting) -> Pinned:
    delegate = matchmaking.delegate_numbers[meeting.participant]
    pair = matchmaking.pair(delegate, matchmaking.host_numbers[meeting.host])
    return Pinned(matchmaking.numbered(pair), matchmaking.slot_numbers.get(meeting.slot, 0))


def _key(matchmaking: Matchmaking, meeting: Meeting) -> tuple[int, int]:
    pair = _numbered(matchmaking, meeting).pair
    return pair.one, pair.other


def _is_known(matchmaking: Matchmaking, meeting: Meeting) -> bool:
    known = meeting.participant in matchmaking.delegate_numbers
    return known and meeting.host in matchmaking.host_numbers


def _affected(
    matchmaking: Matchmaking, before: Sequence[Meeting], kept: Sequence[Meeting]
) -> tuple[int, ...]:
    """Delegates who lose a meeting by the change."""
    lost = {one.participant for one in before} & {one.participant for one in {*before} - {*kept}}
    return tuple(
        sorted(matchmaking.delegate_numbers[one] for one in lost if one in matchmaking.delegate_numbers)
    )


def disturbance(worth: Matchmaking, published: Sequence[Meeting], schedule: MeetingSchedule) -> Disturbance:
    """What lies between the published meetings and the new schedule, pair by pair."""
    return differing(published, schedule, lambda pairs: _points(worth, pairs))


def differing(
    published: Sequence[Meeting],
    schedule: MeetingSchedule,
    points: Callable[[Collection[tuple[str, str]]], int],
) -> Disturbance:
    """As `disturbance`; `points` says what the meetings of these pairs are worth."""
    old = {(one.participant, one.host): one.slot for one in published}
    new = {(one.participant, one.host): one.slot for one in schedule.meetings}
    return Disturbance(
        dropped=sum(pair not in new for pair in old),
        regained=sum(pair not in old for pair in new),
        moved=sum(pair in new and new[pair] != slot for pair, slot in old.items()),
        value_lost=points(old) - points(new),
        proven=schedule.proven,
    )


def _points(worth: Matchmaking, pairs: Collection[tuple[str, str]]) -> int:
    """What the meetings of these pairs are worth; of people nobody knows any more, nothing."""
    people, hosts = worth.delegate_numbers, worth.host_numbers
    known = [(people[one], hosts[host]) for one, host in sorted(pairs) if one in people and host in hosts]
    return sum(worth.pair(delegate, host).points for delegate, host in known)
