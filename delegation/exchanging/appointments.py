"""What an exchange puts into the calendars of both: the days of the stay, and its small itinerary."""

from datetime import timedelta
from typing import Protocol

from delegation.exchange import Stay, StayItem, Taker, local_midnight
from delegation.itinerary import ItemKind, ItineraryItem


class Between(Protocol):
    """What is known of an exchange, as it begins and at any time."""

    @property
    def exchange(self) -> str: ...
    @property
    def visitor(self) -> Taker: ...
    @property
    def host(self) -> Taker: ...


LEG = "stay"
"""A stay is no city of a route; its items name this one, which no file has."""


def appointments(stay: Stay, start: Between) -> tuple[ItineraryItem, ...]:
    """The whole days first, then each point, in order of time. Ids begin with that of the exchange."""
    points = (_point(item, stay, start) for item in stay.items)
    return (_days(stay, start), *sorted(points, key=lambda item: (item.starts, item.id)))


def _days(stay: Stay, start: Between) -> ItineraryItem:
    return ItineraryItem(
        id=f"{start.exchange}-stay",
        kind=ItemKind.VISIT,
        title=f"{start.visitor.organisation} – {start.host.organisation}",
        leg=LEG,
        zone=stay.zone,
        starts=local_midnight(stay.starts),
        ends=local_midnight(stay.ends + timedelta(days=1)),
        all_day=True,
        room=stay.place,
    )


def _point(item: StayItem, stay: Stay, start: Between) -> ItineraryItem:
    return ItineraryItem(
        id=f"{start.exchange}-{item.id}",
        kind=ItemKind.SESSION,
        title=item.title,
        leg=LEG,
        zone=stay.zone,
        starts=item.starts,
        ends=item.ends,
        room=item.room or stay.place,
        link=item.link,
    )
