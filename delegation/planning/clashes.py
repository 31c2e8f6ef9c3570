"""What cannot be in an itinerary: people in two places, visits beyond their capacity, rooms used twice."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.planning.composing import surrounds
from delegation.zoned import stamp

Overlap = tuple[ItineraryItem, ItineraryItem]
"""Two items that take place at the same time, the earlier one first."""


def itinerary_problems(itinerary: Itinerary, file: DelegationFile) -> tuple[str, ...]:
    """One sentence per problem, in order of time; empty for an itinerary that can be travelled.

    The matchmaking session around the meetings is no clash with them, and parallel visits of one block may
    share a host.
    """
    taking_place = (one for one in itinerary.items if not one.cancelled and not one.all_day)
    items = sorted(taking_place, key=lambda one: (one.starts_at, one.id))
    for_all = frozenset(one.id for one in file.itinerary if one.attendees is None)
    pairs = [pair for pair in _overlapping(items) if not _is_matchmaking_with_meeting(*pair, items, for_all)]
    sentences = [
        *_double_booked(pairs),
        *_beyond_capacity([one for one in itinerary.items if not one.cancelled]),
        *_hosts_twice(pairs),
        *_rooms_twice(pairs, {place.id: place.name for place in file.places}),
    ]
    return tuple(dict.fromkeys(sentences))


def _is_matchmaking_with_meeting(
    one: ItineraryItem, other: ItineraryItem, items: Sequence[ItineraryItem], for_all: Collection[str]
) -> bool:
    """Whether one of the two is a meeting and the other the session within which meetings take place.

    A session of `for_all` counts as one for everybody although some stay away.
    """
    session, meeting = (other, one) if one.kind is ItemKind.MEETING else (one, other)
    if session.id in for_all:
        session = session.model_copy(update={"attendees": None})
    if meeting.kind is not ItemKind.MEETING or session.kind is not ItemKind.SESSION:
        return False
    times = [(each.starts_at, each.ends_at) for each in items if each.kind is ItemKind.MEETING]
    return surrounds(session, meeting.place, times)


def _double_booked(pairs: Sequence[Overlap]) -> Iterator[str]:
    for one, other in pairs:
        if one.block is not None and one.block == other.block and one.attendees is None:
            continue  # not assigned yet
        if one.attendees is None and other.attendees is None:
            yield f"Everybody is in two places: {_both(one, other)}."
        else:
            for participant in one.attendees or other.attendees or ():
                if one.is_for(participant) and other.is_for(participant):
                    yield f"{participant} is in two places: {_both(one, other)}."


def _beyond_capacity(items: Sequence[ItineraryItem]) -> Iterator[str]:
    for item in items:
        if item.capacity is not None and item.attendees is not None and len(item.attendees) > item.capacity:
            yield f"{item.title!r} has {item.capacity} places and {len(item.attendees)} delegates."


def _hosts_twice(pairs: Sequence[Overlap]) -> Iterator[str]:
    for one, other in pairs:
        if one.block is None or one.block != other.block:
            for host in sorted(set(one.hosts) & set(other.hosts)):
                yield f"Host {host} is wanted twice: {_both(one, other)}."


def _rooms_twice(pairs: Sequence[Overlap], names: Mapping[str, str]) -> Iterator[str]:
    """Meetings share a room at different tables; everything else has its room to itself."""
    for one, other in pairs:
        if not one.room or one.place is None or (one.place, one.room) != (other.place, other.room):
            continue
        tables = one.kind is other.kind is ItemKind.MEETING
        if not tables or one.table == other.table:
            what = f"{one.table}, {one.room}" if tables else one.room
            yield f"{what} ({names.get(one.place, one.place)}) is used twice: {_both(one, other)}."


def _overlapping(items: Sequence[ItineraryItem]) -> Iterator[Overlap]:
    """The pairs that overlap, of items in order of their start."""
    times = [(item, item.starts_at, item.ends_at) for item in items]
    for number, (one, _, ends) in enumerate(times):
        for other, starts, _ in times[number + 1 :]:
            if starts >= ends:
                break
            yield one, other


def _both(one: ItineraryItem, other: ItineraryItem) -> str:
    first, second = (f"{item.title!r} ({stamp(item.starts_at, item.zone)})" for item in (one, other))
    return f"{first} and {second}"
