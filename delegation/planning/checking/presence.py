"""Nobody is in two places, no room is used twice, no host is wanted twice."""

from collections.abc import Iterator

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode, both
from delegation.planning.checking.programme import Programme

Problems = Iterator[ItineraryProblem]


def check_people(programme: Programme) -> Problems:
    """One problem per person; what is optional gives way to what is not, and clashes with nothing."""
    for one, other in programme.overlaps:
        if one.optional or other.optional:
            continue
        for who in _in_both(one, other):
            said = "Everybody" if who is None else who
            yield ItineraryProblem(
                code=ProblemCode.TWO_PLACES,
                items=(one.id, other.id),
                people=() if who is None else (who,),
                message=f"{said} is in two places: {both(one, other)}",
                remedy="move one of the two, or make it optional.",
            )


def _in_both(one: ItineraryItem, other: ItineraryItem) -> Iterator[str | None]:
    """The delegates who attend both; None for everybody."""
    if one.block is not None and one.block == other.block and one.attendees is None:
        return  # not assigned yet
    if one.attendees is None and other.attendees is None:
        yield None
        return
    for participant in one.attendees or other.attendees or ():
        if one.is_for(participant) and other.is_for(participant):
            yield participant


def check_hosts(programme: Programme) -> Problems:
    """Parallel visits of one block may share a host."""
    for one, other in programme.overlaps:
        if one.block is None or one.block != other.block:
            for host in sorted(set(one.hosts) & set(other.hosts)):
                yield ItineraryProblem(
                    code=ProblemCode.HOST_TWICE,
                    items=(one.id, other.id),
                    people=(host,),
                    message=f"Host {host} is wanted twice: {both(one, other)}",
                    remedy="move one of the two, or ask another host.",
                )


def check_rooms(programme: Programme) -> Problems:
    """Meetings share a room at different tables; everything else has its room to itself."""
    for one, other in programme.overlaps:
        if not one.room or one.place is None or (one.place, one.room) != (other.place, other.room):
            continue
        tables = one.kind is other.kind is ItemKind.MEETING
        if not tables or one.table == other.table:
            what = f"{one.table}, {one.room}" if tables else one.room
            yield ItineraryProblem(
                code=ProblemCode.ROOM_TWICE,
                items=(one.id, other.id),
                message=f"{what} ({programme.name(one.place)}) is used twice: {both(one, other)}",
                remedy="move one of the two, or give it another room.",
            )
