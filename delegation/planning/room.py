"""How many each of the parallel visits can take, its hosts' own limits included."""

from collections.abc import Mapping, Sequence

from delegation.itinerary import ItineraryItem
from delegation.meeting import Host


def with_room(items: Sequence[ItineraryItem], hosts: Sequence[Host]) -> tuple[ItineraryItem, ...]:
    """The items, each parallel one with no more places than the smallest limit of its hosts."""
    limits = {host.id: host.guests_at_most for host in hosts if host.guests_at_most is not None}
    return tuple(_limited(item, limits) for item in items)


def _limited(item: ItineraryItem, limits: Mapping[str, int]) -> ItineraryItem:
    if item.block is None:
        return item
    places = [limits[host] for host in item.hosts if host in limits]
    places += [] if item.capacity is None else [item.capacity]
    return item.model_copy(update={"capacity": min(places, default=None)})
