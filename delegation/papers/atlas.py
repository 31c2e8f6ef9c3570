"""Land and borders: reading a TopoJSON file into rings of longitude and latitude."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

Position = tuple[float, float]
"""Longitude and latitude in degrees, east and north positive."""
Ring = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name and the outlines of its land, holes included."""

    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    countries: tuple[Country, ...] = ()


def read_atlas(topology: dict[str, Any]) -> Atlas:
    """The countries of a TopoJSON topology with an object `countries`. Raises ValueError if it has none."""
    try:
        arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
        geometries = topology["objects"]["countries"]["geometries"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"This is no TopoJSON file of countries: {error} is missing.") from None
    return Atlas(tuple(Country(_name(one), tuple(_rings(one, arcs))) for one in geometries))


def _decoded(arc: list[list[int]], transform: dict[str, Any]) -> list[Position]:
    """Arcs are stored as differences on a grid; the transform takes the grid to degrees."""
    (x_scale, y_scale), (x_shift, y_shift) = transform["scale"], transform["translate"]
    xs = accumulate(point[0] for point in arc)
    ys = accumulate(point[1] for point in arc)
    return [(x * x_scale + x_shift, y * y_scale + y_shift) for x, y in zip(xs, ys, strict=True)]


def _name(geometry: dict[str, Any]) -> str:
    return str(geometry.get("properties", {}).get("name", ""))


def _rings(geometry: dict[str, Any], arcs: list[list[Position]]) -> Iterator[Ring]:
    match geometry["type"]:
        case "Polygon":
            polygons = [geometry["arcs"]]
        case "MultiPolygon":
            polygons = geometry["arcs"]
        case _:
            polygons = []
    for polygon in polygons:
        for ring in polygon:
            yield _stitched(ring, arcs)


def _stitched(ring: list[int], arcs: list[list[Position]]) -> Ring:
    """Join a ring's arcs; `~n` means arc n backwards, and neighbours share their end point."""
    points: list[Position] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)
