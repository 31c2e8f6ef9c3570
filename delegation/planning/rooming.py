"""Hotel nights: who sleeps where in each leg, and what a person has to settle.

Two share a room only if both named each other, or if the organiser lets the rest be paired. Whoever has a
room keeps its number for as long as they stay.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.leg import Leg
from delegation.rooming import Room, Rooming, RoomKind, RoomWish
from delegation.zoned import Day

Guests = tuple[str, ...]
"""One or two delegates, in order of their ids."""


class Stay(Fact):
    """When one delegate comes later or leaves earlier than the group, or the other way round."""

    arrives: Day | None = None
    leaves: Day | None = None


AS_THE_GROUP: Mapping[str, Stay] = MappingProxyType({})


def rooms(
    file: DelegationFile,
    delegates: Sequence[str],
    wishes: Mapping[str, RoomWish],
    *,
    before: Rooming | None = None,
    pair_the_rest: bool = False,
    stays: Mapping[str, Stay] = AS_THE_GROUP,
) -> Rooming:
    """One room of every leg for every delegate who needs one there, and sentences about what is open.

    Who said nothing gets a single. Wishes to share that are not mutual are left open and get a single too,
    unless `pair_the_rest`: then they share two by two, those who shared in `before` first. Nobody is put
    together who did not ask to share. Numbers of `before` stay with who stays.
    """
    people = sorted(set(delegates))
    groups = _groups(people, wishes, before or Rooming(), pair_the_rest)
    legs = [_of_leg(leg, file, groups, before or Rooming(), stays) for leg in file.legs]
    found = tuple(room for of_leg in legs for room in of_leg)
    sentences = (*_open(people, wishes, groups, found, file), *_apart(found, stays, file))
    sentences += tuple(_left_alone(found, groups, file))
    return Rooming(rooms=found, open=sentences)


def _groups(
    people: Sequence[str], wishes: Mapping[str, RoomWish], before: Rooming, pair_the_rest: bool
) -> list[Guests]:
    """Who shares with whom on this trip; the others alone. Who needs no room is in none."""
    pairs = [(who, other) for who in people if (other := _mutual(who, people, wishes)) and who < other]
    paired = {who for pair in pairs for who in pair}
    rest = [who for who in people if who not in paired]
    if pair_the_rest:
        willing = [who for who in rest if _kind(who, wishes) is RoomKind.SHARED]
        pairs += list(_two_by_two(willing, before))
        paired = {who for pair in pairs for who in pair}
    alone = [(who,) for who in rest if who not in paired and _kind(who, wishes) is not RoomKind.NONE]
    return sorted([*pairs, *alone])


def _kind(who: str, wishes: Mapping[str, RoomWish]) -> RoomKind:
    return wishes[who].kind if who in wishes else RoomKind.SINGLE


def _named(who: str, wishes: Mapping[str, RoomWish]) -> str | None:
    wish = wishes.get(who)
    return wish.with_participant if wish is not None and wish.kind is RoomKind.SHARED else None


def _mutual(who: str, people: Sequence[str], wishes: Mapping[str, RoomWish]) -> str | None:
    """Whom they share with: each named the other, and both travel."""
    other = _named(who, wishes)
    if other is None or other == who or other not in people:
        return None
    return other if _named(other, wishes) == who else None


def _two_by_two(willing: Sequence[str], before: Rooming) -> Iterator[tuple[str, str]]:
    """Those who shared before stay together; the others in order of their ids."""
    together = dict.fromkeys(
        (one, other)
        for room in before.rooms
        if len(room.guests) == 2
        for one, other in [tuple(sorted(room.guests))]
        if one in willing and other in willing
    )
    taken: set[str] = set()
    for pair in together:
        if taken.isdisjoint(pair):
            taken.update(pair)
            yield pair
    left = [who for who in willing if who not in taken]
    yield from zip(left[::2], left[1::2], strict=False)


def _of_leg(
    leg: Leg, file: DelegationFile, groups: Sequence[Guests], before: Rooming, stays: Mapping[str, Stay]
) -> list[Room]:
    """The rooms of one leg, in order of their numbers; none if nobody stays the night."""
    there = [
        _Party(guests, min(one[0] for one in nights), max(one[1] for one in nights))
        for group in groups
        if (guests := tuple(who for who in group if _nights(who, leg, file, stays) is not None))
        and (nights := [one for who in guests if (one := _nights(who, leg, file, stays)) is not None])
    ]
    numbers = _numbers([one.guests for one in there], [room for room in before.rooms if room.leg == leg.id])
    found = [
        Room(
            leg=leg.id,
            number=number,
            kind=RoomKind.SHARED if len(one.guests) == 2 else RoomKind.SINGLE,
            guests=one.guests,
            arrives=one.arrives,
            leaves=one.leaves,
        )
        for one, number in zip(there, numbers, strict=True)
    ]
    return sorted(found, key=lambda room: room.number)


@dataclass(frozen=True)
class _Party:
    """Who shares a room of one leg, and from when to when there is somebody in it."""

    guests: Guests
    arrives: Day
    leaves: Day


def _nights(who: str, leg: Leg, file: DelegationFile, stays: Mapping[str, Stay]) -> tuple[Day, Day] | None:
    """From when to when they sleep there; None: not a night. Only the ends of the trip can be extended."""
    stay = stays.get(who, Stay())
    arrives, leaves = leg.arrives, leg.leaves
    if stay.arrives is not None:
        is_first = leg.id == file.legs[0].id
        arrives = stay.arrives if is_first else max(arrives, stay.arrives)
    if stay.leaves is not None:
        is_last = leg.id == file.legs[-1].id
        leaves = stay.leaves if is_last else min(leaves, stay.leaves)
    return (arrives, leaves) if arrives < leaves else None


def _numbers(parties: Sequence[Guests], before: Sequence[Room]) -> list[int]:
    """A number for each: what the same guests had, then what one of them had, then a free one."""
    given: dict[int, int] = {}
    for same in (True, False):
        for room in sorted(before, key=lambda one: one.number):
            if room.number in given.values():
                continue
            for place, guests in enumerate(parties):
                fits = set(guests) == set(room.guests) if same else not set(guests).isdisjoint(room.guests)
                if place not in given and fits:
                    given[place] = room.number
                    break
    free = iter(number for number in range(1, len(parties) + len(before) + 1))
    taken = set(given.values())
    for place in range(len(parties)):
        if place not in given:
            given[place] = next(number for number in free if number not in taken)
    return [given[place] for place in range(len(parties))]


def _open(
    people: Sequence[str],
    wishes: Mapping[str, RoomWish],
    groups: Sequence[Guests],
    found: Sequence[Room],
    file: DelegationFile,
) -> Iterator[str]:
    """What to ask whom. Said anew every time, from the wishes alone, so that nothing settled stays open."""
    paired = {who for group in groups if len(group) == 2 for who in group}
    for who in people:
        if who not in wishes:
            yield f"{who} has not said which room; a single is planned{_where(who, found, file)}. Ask {who}."
        elif who not in paired and _kind(who, wishes) is RoomKind.SHARED:
            yield f"{_why_alone(who, people, wishes)}, and is alone{_where(who, found, file)}. Ask {who}."


def _why_alone(who: str, people: Sequence[str], wishes: Mapping[str, RoomWish]) -> str:
    other = _named(who, wishes)
    if other is None or other == who:
        return f"{who} asked to share a room and named nobody"
    if other not in people:
        return f"{who} asked to share a room with {other}, who does not travel"
    if _kind(other, wishes) is not RoomKind.SHARED:
        return f"{who} asked to share a room with {other}, who did not ask to share"
    if _named(other, wishes) is None:
        return f"{who} asked to share a room with {other}, who named nobody"
    return f"{who} asked to share a room with {other}, who named somebody else"


def _where(who: str, found: Sequence[Room], file: DelegationFile) -> str:
    """` (Philadelphia room 3, Boston room 4)`."""
    cities = {leg.id: leg.city for leg in file.legs}
    mine = [f"{cities[room.leg]} room {room.number}" for room in found if who in room.guests]
    return f" ({', '.join(mine)})" if mine else ""


def _apart(found: Sequence[Room], stays: Mapping[str, Stay], file: DelegationFile) -> Iterator[str]:
    """Rooms whose guests do not come or go together."""
    cities = {leg.id: leg.city for leg in file.legs}
    legs = {leg.id: leg for leg in file.legs}
    for room in found:
        nights = [(who, _nights(who, legs[room.leg], file, stays)) for who in room.guests]
        if len({dates for _, dates in nights}) > 1:
            said = " and ".join(f"{who} from {dates[0]} to {dates[1]}" for who, dates in nights if dates)
            yield (f"{cities[room.leg]} room {room.number} is shared by {said}; tell the hotel.")


def _left_alone(found: Sequence[Room], groups: Sequence[Guests], file: DelegationFile) -> Iterator[str]:
    """Rooms of two in which only one of them sleeps."""
    cities = {leg.id: leg.city for leg in file.legs}
    for room in found:
        pair = next(group for group in groups if room.guests[0] in group)
        for missing in (who for who in pair if who not in room.guests):
            yield (
                f"{room.guests[0]} has {cities[room.leg]} room {room.number} alone, because {missing} "
                "does not sleep there; tell the hotel."
            )
