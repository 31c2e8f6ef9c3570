"""The route on a map: land, great-circle legs and numbered stops as one SVG picture."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from delegation.fact import Fact
from delegation.leg import Leg
from delegation.papers.atlas import Atlas, Position
from delegation.papers.labels import Label, name_place, name_text, place_labels
from delegation.papers.picture import ACCENT, QUIET, svg
from delegation.papers.projection import (
    Frame,
    Point,
    Projection,
    area,
    around,
    clipped,
    great_circle,
    middle,
    thinned,
)

SEA, LAND, BORDER, GRID = "#e6eef3", "#fbfaf5", "#b9c4cb", "#d3dfe6"
NEAREST_STOPS = 20.0
"""Stops closer than this many pixels share one mark."""
BOW = 0.05
"""How far a leg is bowed, as a share of its length."""
WIDEST_WITH_NAMES = 1.0
"""Radians across the page (6,400 km) up to which countries are named."""
SMALLEST_SPAN_KM = 260.0
"""A route within one city still shows the coast or border around it."""


class Stop(Fact):
    """One city of the route as the map names it: `note` is a second line, such as the dates."""

    name: str
    note: str = ""
    longitude: float
    latitude: float

    @property
    def position(self) -> Position:
        return (self.longitude, self.latitude)


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered circle on the map: one stop, or several too close to be told apart."""

    point: Point
    numbers: tuple[int, ...]
    stops: tuple[Stop, ...]

    @property
    def number(self) -> str:
        return "·".join(map(str, self.numbers))

    @property
    def radius(self) -> float:
        return 11.0 + 3.5 * (len(self.number) - 1)


def stops_of(legs: Sequence[Leg]) -> tuple[Stop, ...]:
    """The legs as stops, each with its dates."""
    return tuple(
        Stop(name=leg.city, note=_dates(leg), longitude=leg.longitude, latitude=leg.latitude) for leg in legs
    )


def _dates(leg: Leg) -> str:
    if leg.arrives == leg.leaves:
        return f"{leg.arrives:%-d %B}"
    first = f"{leg.arrives:%-d}" if leg.arrives.month == leg.leaves.month else f"{leg.arrives:%-d %B}"
    return f"{first}–{leg.leaves:%-d %B}"


def draw_route(
    stops: Sequence[Stop], atlas: Atlas, *, title: str, width: int = 760, height: int = 520
) -> str:
    """An SVG picture of the route, `width` x `height` pixels, with title and desc for screen readers.

    The view is zoomed on the stops; a route of one stop shows its surroundings.

    Raises ValueError: there are no stops.
    """
    if not stops:
        raise ValueError("A route map needs at least one stop.")
    page = Frame(0, 0, width, height)
    projection = fitted(stops, page)
    marks = gathered(stops, projection)
    legs = [_leg(one, other, projection) for one, other in itertools.pairwise(stops)]
    labels = place_labels(
        [_label(mark) for mark in marks], taken=[_disc(mark) for mark in marks], lines=legs, page=page
    )
    taken = [
        *(_disc(mark) for mark in marks),
        *(label.frame for label in labels),
        *map(around, _pieces(legs)),
    ]
    parts = (
        f'<rect width="{width}" height="{height}" fill="{SEA}"/>',
        _graticule(projection, page),
        _land(atlas, projection, page),
        *_names(atlas, projection, page, taken),
        *(_path(leg) for leg in legs),
        *(_circle(mark) for mark in marks),
        *(label.text for label in labels),
        _scale_bar(projection, page),
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" fill="none" stroke="{BORDER}"/>',
    )
    return svg("route", width, height, title=title, description=_description(stops), content="\n".join(parts))


def fitted(stops: Sequence[Stop], page: Frame) -> Projection:
    """The projection that shows all stops with room around them for labels."""
    width, height = page.right - page.left, page.bottom - page.top
    flat = Projection(middle(stop.position for stop in stops))
    box = around([flat(point) for point in _way(stops)])
    least = SMALLEST_SPAN_KM * flat.pixels_per_km
    spans = (max(box.right - box.left, least), max(box.bottom - box.top, least))
    scale = min(0.62 * width / spans[0], 0.66 * height / spans[1])
    centre = ((box.left + box.right) / 2 * scale, (box.top + box.bottom) / 2 * scale)
    return Projection(
        flat.centre, scale, (page.left + width / 2 - centre[0], page.top + height / 2 - centre[1])
    )


def _way(stops: Sequence[Stop]) -> list[Position]:
    way = [stop.position for stop in stops]
    for one, other in itertools.pairwise(stops):
        way.extend(great_circle(one.position, other.position))
    return way


def gathered(stops: Sequence[Stop], projection: Projection) -> tuple[Mark, ...]:
    """The stops as marks; one that lies on an earlier mark joins it."""
    marks: list[Mark] = []
    for number, stop in enumerate(stops, start=1):
        point = projection(stop.position)
        for index, mark in enumerate(marks):
            if math.dist(mark.point, point) < NEAREST_STOPS:
                marks[index] = Mark(mark.point, (*mark.numbers, number), (*mark.stops, stop))
                break
        else:
            marks.append(Mark(point, (number,), (stop,)))
    return tuple(marks)


def _leg(start: Stop, end: Stop, projection: Projection) -> list[Point]:
    """The great circle, bowed a little to the right of travel, so that there and back are two lines."""
    way = [projection(position) for position in great_circle(start.position, end.position)]
    (x1, y1), (x2, y2) = way[0], way[-1]
    last = len(way) - 1
    bows = [BOW * math.sin(math.pi * index / last) for index in range(len(way))]
    return [(x + bow * (y1 - y2), y + bow * (x2 - x1)) for (x, y), bow in zip(way, bows, strict=True)]


def _label(mark: Mark) -> Label:
    return Label(mark.point, mark.radius, tuple((stop.name, stop.note) for stop in mark.stops))


def _disc(mark: Mark) -> Frame:
    x, y = mark.point
    return Frame(x, y, x, y).grown(mark.radius)


def _land(atlas: Atlas, projection: Projection, page: Frame) -> str:
    shapes = []
    for country in atlas.countries:
        outline = "".join(
            _outline(ring, projection, page) for ring in country.rings if projection.shows(ring)
        )
        if outline:
            shapes.append(f'<path d="{outline}"/>')
    style = f'fill="{LAND}" fill-rule="evenodd" stroke="{BORDER}" stroke-width=".8" stroke-linejoin="round"'
    return f"<g {style}>{''.join(shapes)}</g>"


def _names(atlas: Atlas, projection: Projection, page: Frame, taken: list[Frame]) -> list[str]:
    """The names of the countries that cover a good part of the page, where nothing else stands."""
    if (page.right - page.left) / projection.scale > WIDEST_WITH_NAMES:
        return []
    names = []
    for country in atlas.countries:
        shapes = [
            clipped([projection(one) for one in ring], page)
            for ring in country.rings
            if projection.shows(ring)
        ]
        land = max(shapes, key=area, default=[])
        if area(land) > 0.015 * page.area and (place := name_place(country.name, land, page, taken)):
            taken.append(place)
            names.append(name_text(country.name, place))
    return names


def _pieces(legs: Sequence[Sequence[Point]]) -> list[tuple[Point, Point]]:
    return [piece for leg in legs for piece in itertools.pairwise(leg)]


def _outline(ring: Sequence[Position], projection: Projection, page: Frame) -> str:
    points = thinned(clipped([projection(position) for position in ring], page.grown(8)))
    return f"M{_points(points)}Z" if len(points) > 2 else ""


def _points(points: Sequence[Point]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _graticule(projection: Projection, page: Frame) -> str:
    """Meridians and parallels, about four to a page."""
    width_degrees = math.degrees((page.right - page.left) / projection.scale)
    step = next((one for one in (1, 2, 5, 10, 15) if width_degrees / one <= 8), 30)
    north, west, reach = (
        round(projection.centre[1]),
        round(projection.centre[0]),
        round(width_degrees) + 2 * step,
    )
    low, high = max(-84, north - reach), min(84, north + reach)
    across = min(180, math.ceil(reach / math.cos(math.radians(max(abs(low), abs(high))))))
    meridians = range((west - across) // step * step, west + across, step)
    parallels = range(low // step * step, high + 1, step)
    lines = [[(float(x), low + (high - low) * k / 60) for k in range(61)] for x in meridians]
    lines += [[(west - across + 2 * across * k / 60, float(y)) for k in range(61)] for y in parallels]
    paths = "".join(_visible(line, projection, page.grown(8)) for line in lines)
    return f'<path d="{paths}" fill="none" stroke="{GRID}" stroke-width=".7"/>'


def _visible(line: Sequence[Position], projection: Projection, page: Frame) -> str:
    """The parts of a line on the page; leaving it lifts the pen."""
    path, drawing = "", False
    for position in line:
        on_page = projection.shows((position,)) and _inside(point := projection(position), page)
        if on_page:
            path += f"{'L' if drawing else 'M'}{point[0]:.1f} {point[1]:.1f}"
        drawing = on_page
    return path


def _inside(point: Point, page: Frame) -> bool:
    return page.left <= point[0] <= page.right and page.top <= point[1] <= page.bottom


def _path(leg: Sequence[Point]) -> str:
    way = f"M{_points(leg)}"
    (x1, y1), (x, y), (x2, y2) = (leg[max(0, min(len(leg) - 1, len(leg) // 2 + step))] for step in (-1, 0, 1))
    turn = math.degrees(math.atan2(y2 - y1, x2 - x1))
    arrow = f'transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})"'
    line = f'<path d="{way}" fill="none" stroke-linecap="round"'
    return (
        f'{line} stroke="#ffffff" stroke-width="6" opacity=".85"/>'
        f'{line} stroke="{ACCENT}" stroke-width="2.6"/>'
        f'<path d="M-5 -6L8 0L-5 6L-2 0Z" fill="{ACCENT}" {arrow}/>'
    )


def _circle(mark: Mark) -> str:
    (x, y), size = mark.point, mark.radius
    return (
        f'<rect x="{x - size:.1f}" y="{y - 11:.1f}" width="{2 * size:.1f}" height="22" rx="11" '
        f'fill="{ACCENT}" stroke="#ffffff" stroke-width="2"/>'
        f'<text x="{x:.1f}" y="{y + 4.6:.1f}" text-anchor="middle" font-size="13" font-weight="700" '
        f'fill="#ffffff">{mark.number}</text>'
    )


def _scale_bar(projection: Projection, page: Frame) -> str:
    longest = (page.right - page.left) / 5 / projection.pixels_per_km
    km = max((n * 10**power for power in range(5) for n in (1, 2, 5) if n * 10**power <= longest), default=1)
    left, bottom, length = page.left + 18, page.bottom - 18, km * projection.pixels_per_km
    return (
        f'<path d="M{left} {bottom - 4}v4h{length:.1f}v-4" fill="none" stroke="{QUIET}" stroke-width="1.2"/>'
        f'<text x="{left + length / 2:.1f}" y="{bottom - 7}" text-anchor="middle" font-size="11" '
        f'fill="{QUIET}">{km} km</text>'
    )


def _description(stops: Sequence[Stop]) -> str:
    named = (
        f"{number}. {stop.name}" + (f", {stop.note}" if stop.note else "")
        for number, stop in enumerate(stops, 1)
    )
    return "Route with numbered stops: " + "; ".join(named) + "."
