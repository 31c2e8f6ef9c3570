"""The meetings of a trip after a change: as few published ones touched as possible, stated in figures."""

from collections.abc import Collection, Mapping, Sequence

from delegation.change import Disturbance
from delegation.meeting import Host, HostWish, Meeting, MeetingParty, MeetingRules, MeetingSchedule
from delegation.planning.matchmaking import schedule_meetings
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
    schedule = schedule_meetings(
        rules, hosts, parties, kept=kept, only=only, fill=fill, host_wishes=host_wishes, busy=busy
    )
    worth = Matchmaking.of(rules, hosts, (*parties, *gone), host_wishes=host_wishes)
    return schedule, disturbance(worth, before, schedule)


def disturbance(worth: Matchmaking, published: Sequence[Meeting], schedule: MeetingSchedule) -> Disturbance:
    """What lies between the published meetings and the new schedule, pair by pair."""
    old = {(one.participant, one.host): one.slot for one in published}
    new = {(one.participant, one.host): one.slot for one in schedule.meetings}
    return Disturbance(
        dropped=sum(pair not in new for pair in old),
        regained=sum(pair not in old for pair in new),
        moved=sum(pair in new and new[pair] != slot for pair, slot in old.items()),
        value_lost=_points(worth, old) - _points(worth, new),
        proven=schedule.proven,
    )


def _points(worth: Matchmaking, pairs: Collection[tuple[str, str]]) -> int:
    """What the meetings of these pairs are worth; of people nobody knows any more, nothing."""
    people, hosts = worth.delegate_numbers, worth.host_numbers
    known = [(people[one], hosts[host]) for one, host in sorted(pairs) if one in people and host in hosts]
    return sum(worth.pair(delegate, host).points for delegate, host in known)
