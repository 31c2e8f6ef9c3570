"""Pictures on pages of their own: the route with its cities, and the whole programme."""

from datetime import datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.leg import Leg
from delegation.papers.paper import Imprint
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import span


class RouteStop(Fact):
    number: int
    city: str
    dates: str
    hotel: str = ""


class RoutePage(Fact):
    imprint: Imprint
    stops: tuple[RouteStop, ...]


class PicturePage(Fact):
    imprint: Imprint
    title: str
    description: str
    """What the picture shows, for who cannot see it."""


def route_page(file: DelegationFile, made_at: datetime) -> RoutePage:
    """The route as one page; the map itself is drawn from the same legs."""
    return RoutePage(
        imprint=imprinted(file, made_at),
        stops=tuple(_stop(number, leg) for number, leg in enumerate(file.legs, start=1)),
    )


def _stop(number: int, leg: Leg) -> RouteStop:
    return RouteStop(number=number, city=leg.city, dates=span(leg.arrives, leg.leaves), hotel=leg.hotel)


def programme_page(file: DelegationFile, programme: Programme, made_at: datetime) -> PicturePage:
    days = dict.fromkeys(item.starts.date() for item in programme.items)
    items = len([item for item in programme.items if not item.all_day])
    return PicturePage(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        title="The programme at a glance",
        description=f"{items} items on {len(days)} days, hour by hour; the booklet says the same in words.",
    )
