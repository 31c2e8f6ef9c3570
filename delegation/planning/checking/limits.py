"""Nothing takes more guests, or meetings, than it has room for."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Host
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode, at_its_time
from delegation.planning.checking.programme import Programme

Problems = Iterator[ItineraryProblem]


def check_capacities(programme: Programme) -> Problems:
    for item in programme.all:
        guests = programme.guests(item)
        if item.capacity is not None and guests is not None and guests > item.capacity:
            yield ItineraryProblem(
                code=ProblemCode.OVER_CAPACITY,
                items=(item.id,),
                message=f"{item.title!r} has {item.capacity} places and {guests} delegates",
                remedy="raise its capacity, or send some of them to a parallel item.",
            )


def check_host_limits(programme: Programme) -> Problems:
    """Guests at once, and meetings in all."""
    for host in sorted(programme.hosts.values(), key=lambda one: one.id):
        received = [one for one in programme.timed if host.id in one.hosts]
        yield from _guests_at_once(programme, host, received)
        yield from _meetings(host, [one for one in received if one.kind is ItemKind.MEETING])


def _guests_at_once(programme: Programme, host: Host, received: Sequence[ItineraryItem]) -> Problems:
    """Parallel items of one block count together, if they share the host."""
    limit = host.guests_at_most
    if limit is None:
        return
    for _, together in groupby(
        sorted(received, key=lambda one: one.block or one.id), key=lambda one: one.block or one.id
    ):
        items = sorted(together, key=lambda one: (one.starts_at, one.id))
        guests = [programme.guests(one) for one in items]
        known = sum(one for one in guests if one is not None)
        if known > limit:
            yield ItineraryProblem(
                code=ProblemCode.HOST_OVER_LIMIT,
                items=tuple(one.id for one in items),
                people=(host.id,),
                message=(
                    f"{host.organisation} receives {limit} guests at most, but {known} come to "
                    f"{' and '.join(at_its_time(one) for one in items)}"
                ),
                remedy="ask the host for more, lower the capacity of the item, or plan a parallel one.",
            )


def _meetings(host: Host, meetings: Sequence[ItineraryItem]) -> Problems:
    if len(meetings) > host.at_most:
        yield ItineraryProblem(
            code=ProblemCode.HOST_OVER_LIMIT,
            items=tuple(one.id for one in meetings),
            people=(host.id,),
            message=f"{host.organisation} takes {host.at_most} meetings and has {len(meetings)}",
            remedy="cancel some, or ask the host for more.",
        )
