"""From the globe to paper: Lambert's azimuthal equal-area projection, great circles, clipping."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delegation.papers.atlas import Position

Point = tuple[float, float]
"""On paper: x to the right and y down, in pixels."""
Vector = tuple[float, float, float]

EARTH_RADIUS_KM = 6371.0088
BEYOND_THE_PAGE = math.cos(math.radians(100))
"""Land over 100 degrees from the centre is not drawn: the projection turns the antipode inside out."""


def to_vector(position: Position) -> Vector:
    longitude, latitude = math.radians(position[0]), math.radians(position[1])
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


def to_position(vector: Vector) -> Position:
    x, y, z = vector
    return (math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))


def middle(positions: Iterable[Position]) -> Position:
    """The point in the middle of all, also across the antimeridian. (0, 0) if they cancel out."""
    vectors = [to_vector(position) for position in positions]
    x, y, z = (sum(vector[axis] for vector in vectors) for axis in range(3))
    return to_position((x, y, z)) if math.hypot(x, y, z) > 1e-9 else (0.0, 0.0)


def great_circle(start: Position, end: Position, steps: int = 24) -> tuple[Position, ...]:
    """The shortest way over the globe, as `steps` + 1 positions. Opposite points give both ends only."""
    one, other = to_vector(start), to_vector(end)
    angle = math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True)))))
    if math.sin(angle) < 1e-9:
        return (start, end)

    def at(share: float) -> Position:
        near, far = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
        x, y, z = (near * a + far * b for a, b in zip(one, other, strict=True))
        return to_position((x, y, z))

    return tuple(at(step / steps) for step in range(steps + 1))


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert azimuthal equal-area: `centre` lies at `origin`, `scale` is in pixels per radian."""

    centre: Position
    scale: float = 1.0
    origin: Point = (0.0, 0.0)

    def __call__(self, position: Position) -> Point:
        longitude = math.radians(position[0] - self.centre[0])
        latitude, middle_latitude = math.radians(position[1]), math.radians(self.centre[1])
        toward = math.sin(middle_latitude) * math.sin(latitude) + math.cos(middle_latitude) * math.cos(
            latitude
        ) * math.cos(longitude)
        stretch = self.scale * math.sqrt(2 / max(1e-9, 1 + toward))
        x = stretch * math.cos(latitude) * math.sin(longitude)
        y = stretch * (
            math.cos(middle_latitude) * math.sin(latitude)
            - math.sin(middle_latitude) * math.cos(latitude) * math.cos(longitude)
        )
        return (self.origin[0] + x, self.origin[1] - y)

    def shows(self, ring: Sequence[Position]) -> bool:
        """Whether any of the ring lies on this side of the globe."""
        x, y, z = to_vector(self.centre)
        return any(
            x * a + y * b + z * c > BEYOND_THE_PAGE
            for a, b, c in map(to_vector, ring[:: len(ring) // 40 + 1])
        )

    @property
    def pixels_per_km(self) -> float:
        return self.scale / EARTH_RADIUS_KM


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on paper."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def grown(self, by: float) -> "Frame":
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def contains(self, other: "Frame") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def overlap(self, other: "Frame") -> float:
        """The area both share, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)


def around(points: Sequence[Point]) -> Frame:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Frame(min(xs), min(ys), max(xs), max(ys))


def area(ring: Sequence[Point]) -> float:
    """The area a polygon encloses, in square pixels."""
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True)))
        / 2
    )


def encloses(ring: Sequence[Point], point: Point) -> bool:
    """Whether the point lies inside the polygon (odd number of edges to its right)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def clipped(ring: Sequence[Point], frame: Frame) -> list[Point]:
    """The part of a polygon inside the frame (Sutherland and Hodgman); empty if it lies outside."""
    points = list(ring)
    for axis, limit, sign in (
        (0, frame.left, 1),
        (0, frame.right, -1),
        (1, frame.top, 1),
        (1, frame.bottom, -1),
    ):
        points = _cut(points, axis, limit, sign)
    return points


def _cut(points: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """What lies on the side of `limit` that `sign` points to."""
    kept: list[Point] = []
    for index, point in enumerate(points):
        before = points[index - 1]
        inside, was_inside = (sign * (p[axis] - limit) >= 0 for p in (point, before))
        if inside != was_inside:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append(
                (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
            )
        if inside:
            kept.append(point)
    return kept


def thinned(points: Sequence[Point], nearest: float = 0.5) -> list[Point]:
    """Without points closer than `nearest` pixels to the one before: nobody sees them, the file halves."""
    kept: list[Point] = []
    for point in points:
        if not kept or math.dist(kept[-1], point) >= nearest:
            kept.append(point)
    return kept
