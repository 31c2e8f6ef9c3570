"""Rounds of meetings between delegates as events of the matchmaking engine.

Rounds between the same groups under the same limits, each on a day of its own, are one event: which pairs
meet on which day is decided together. All others are events of their own, in the order of their first slot.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from delegation.encounters import Encounter, MeetingRequest
from delegation.matchmaking.event import (
    EventMeeting,
    EventPerson,
    EventRoom,
    EventSlot,
    MeetingEvent,
    OpenTo,
    Request,
)
from delegation.matchmaking.market import Aim
from delegation.matchmaking_rules import MeetingRound
from delegation.meeting import Wish
from delegation.planning.encounter_requests import Said, ruled_out, said_of_each_other

Rounds = tuple[MeetingRound, ...]
Pair = tuple[str, str]
"""Two delegates, the smaller id first."""

ORDER = (Aim.MUSTS, Aim.MUTUAL, Aim.FLOOR, Aim.POINTS)


@dataclass(frozen=True)
class Gathering:
    """Who can meet whom and when; everything the rounds are solved from."""

    rounds: Rounds
    delegates: tuple[str, ...]
    groups: Mapping[str, str]
    requests: tuple[MeetingRequest, ...] = ()
    organisations: Mapping[str, str] = field(default_factory=dict)
    busy: Mapping[str, Collection[str]] = field(default_factory=dict)
    """For each delegate the slots in which they are elsewhere."""
    cancelled: frozenset[Pair] = frozenset()
    """Pairs whose meeting was called off and is not to come back."""
    closed: frozenset[str] = frozenset()
    """Slots in which nothing new is put: they have begun, or their session was cancelled."""

    @cached_property
    def events(self) -> tuple[Rounds, ...]:
        """The rounds that are solved together."""
        found: dict[tuple[object, ...], list[MeetingRound]] = {}
        for one in sorted(self.rounds, key=_starts):
            found.setdefault(_alike(one), []).append(one)
        together = (each for rounds in found.values() for each in _apart_by_day(rounds))
        return tuple(sorted(together, key=lambda rounds: _starts(rounds[0])))

    @cached_property
    def said(self) -> Said:
        return said_of_each_other(self.requests)

    @cached_property
    def never(self) -> frozenset[Pair]:
        """The pairs that are not to meet."""
        return ruled_out(self.said) | self.cancelled

    @cached_property
    def at_once(self) -> Mapping[str, frozenset[str]]:
        """For each slot those of all rounds at the same time, itself included."""
        hours = {slot.id: one.hours(slot) for one in self.rounds for slot in one.slots}
        return {
            name: frozenset(
                other for other, (start, end) in hours.items() if start < span[1] and span[0] < end
            )
            for name, span in hours.items()
        }

    def may_meet_in(self, rounds: Rounds, one: str, other: str) -> bool:
        """Whether the round is between the groups of the two; where there are none, it is for everybody."""
        if not self.groups:
            return True
        mine = (self.groups.get(one, ""), self.groups.get(other, ""))
        return mine in (rounds[0].between, rounds[0].between[::-1])


def _starts(one: MeetingRound) -> tuple[object, ...]:
    return min(one.hours(slot)[0] for slot in one.slots), one.id


def _alike(one: MeetingRound) -> tuple[object, ...]:
    return tuple(sorted(one.between)), one.zone, one.at_least, one.at_most, one.open_to


def _apart_by_day(rounds: Sequence[MeetingRound]) -> list[Rounds]:
    """All of them where no two are on the same day and none lasts several, else each by itself."""
    days = [{slot.starts.date() for slot in one.slots} for one in rounds]
    single = all(len(each) == 1 for each in days)
    if len(rounds) == 1 or (single and not any(one & other for one, other in combinations(days, 2))):
        return [tuple(rounds)]
    return [(one,) for one in rounds]


def event_of(
    gathering: Gathering,
    rounds: Rounds,
    kept: Sequence[Encounter],
    others: Sequence[Encounter],
    only: Collection[str] | None = None,
) -> MeetingEvent:
    """These rounds, where `kept` stay; `others` are meetings in other rounds.

    Nobody is elsewhere in the slot of a meeting that is kept. With `only` no meeting is new but of these
    people.
    """
    people = _people(gathering, rounds, kept)
    return MeetingEvent(
        zone=rounds[0].zone,
        slots=tuple(
            EventSlot(id=s.id, starts=s.starts, minutes=s.minutes) for one in rounds for s in one.slots
        ),
        rooms=tuple(_rooms(rounds)),
        people=tuple(_person(gathering, rounds, one, kept, others) for one in people),
        requests=tuple(_requests(gathering, rounds, people, kept, others, only)),
        kept=tuple(as_meeting(one) for one in kept),
        at_least=sum(one.at_least for one in rounds),
        at_most=sum(one.at_most for one in rounds),
        at_most_per_day=rounds[0].at_most if len(rounds) > 1 else None,
        open_to=rounds[0].open_to,
        order=ORDER,
    )


def room_name(of_round: MeetingRound, room: str) -> str:
    """The room of one round; another round may use it with other tables."""
    return f"{of_round.id}/{room}"


def as_meeting(one: Encounter) -> EventMeeting:
    room = f"{one.round}/{one.room}"
    return EventMeeting(one=one.one, other=one.other, slot=one.slot, room=room, table=one.table)


def as_encounter(one: EventMeeting) -> Encounter:
    of_round, room = one.room.split("/")
    return Encounter(one=one.one, other=one.other, round=of_round, slot=one.slot, room=room, table=one.table)


def _people(gathering: Gathering, rounds: Rounds, kept: Sequence[Encounter]) -> tuple[str, ...]:
    """Members of the groups, and who meets somebody there anyway, also if they left since."""
    groups, between = gathering.groups, rounds[0].between
    members = {one for one in gathering.delegates if not groups or groups.get(one) in between}
    return tuple(sorted(members | {who for one in kept for who in (one.one, one.other)}))


def _person(
    gathering: Gathering,
    rounds: Rounds,
    who: str,
    kept: Sequence[Encounter],
    others: Sequence[Encounter],
) -> EventPerson:
    slots = [slot.id for one in rounds for slot in one.slots]
    mine = {one.slot for one in kept if one.is_of(who)}
    elsewhere = {*gathering.busy.get(who, ()), *gathering.closed}
    if who not in gathering.delegates:
        elsewhere = {*slots}
    for one in others:
        if one.is_of(who):
            elsewhere |= gathering.at_once.get(one.slot, frozenset())
    away = tuple(one for one in slots if one in elsewhere and one not in mine)
    return EventPerson(id=who, group=_side(gathering, rounds, who), away=away)


def _side(gathering: Gathering, rounds: Rounds, who: str) -> str:
    """Between two groups nobody meets their own; within one only colleagues are not brought together."""
    first, second = rounds[0].between
    if first != second:
        return gathering.groups.get(who, "")
    return "" if rounds[0].open_to is OpenTo.ASKED else gathering.organisations.get(who, "")


def _rooms(rounds: Rounds) -> Iterator[EventRoom]:
    for one in rounds:
        closed = tuple(slot.id for other in rounds if other != one for slot in other.slots)
        for room in one.rooms:
            yield EventRoom(id=room_name(one, room.id), tables=room.tables, closed=closed)


def _requests(
    gathering: Gathering,
    rounds: Rounds,
    people: Sequence[str],
    kept: Sequence[Encounter],
    others: Sequence[Encounter],
    only: Collection[str] | None,
) -> Iterator[Request]:
    """What counts in these rounds; a `no` also for who meets elsewhere, and where nothing new is wanted."""
    met = {(one.one, one.other) for one in others}
    held = {(one.one, one.other) for one in kept}
    known = frozenset(people)
    closed = {*_unaffected(people, only), *met, *gathering.never} - held
    for one, other in sorted(closed):
        if one in known and other in known:
            yield Request(asks=one, whom=other, wish=Wish.NO)
    for (who, of), wish in sorted(gathering.said.items()):
        pair = (who, of) if who < of else (of, who)
        inside = pair in held or gathering.may_meet_in(rounds, who, of)
        if wish is not Wish.NO and inside and pair not in closed and {who, of} <= known:
            yield Request(asks=who, whom=of, wish=wish)


def _unaffected(people: Sequence[str], only: Collection[str] | None) -> Iterator[Pair]:
    if only is not None:
        yield from combinations(sorted(one for one in people if one not in only), 2)
