"""Where to write on a picture so that no label covers another, a mark or a line."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from delegation.papers.projection import Frame, Point, encloses

INK, QUIET, PALE = "#1d2b36", "#4a5a66", "#8a98a2"
NAME_SIZE, NOTE_SIZE, LINE_HEIGHT, GAP = 16.0, 12.0, 17.0, 7.0
COUNTRY_SIZE = 11.0


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of a name with a note under it, to be written beside a mark of a given radius."""

    point: Point
    radius: float
    lines: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """Text by row, and whether it is a name."""
        return [
            (text, is_name)
            for pair in self.lines
            for text, is_name in zip(pair, (True, False), strict=True)
            if text
        ]

    @property
    def width(self) -> float:
        return max(
            (0.6 * (NAME_SIZE if name else NOTE_SIZE) * len(text) for text, name in self.rows), default=0.0
        )

    @property
    def height(self) -> float:
        return LINE_HEIGHT * len(self.rows)

    def frames(self) -> list[tuple[Frame, str]]:
        """The places beside the mark in order of liking, each with the anchor of its text."""
        (x, y), reach = self.point, self.radius + GAP
        beside, middle = y - self.height / 2, x - self.width / 2
        above, below = y - reach - self.height, y + reach
        corners = ((beside, 0.0), (above + 8, -4.0), (below - 8, -4.0))
        right = [(self._at(x + reach + shift, top), "start") for top, shift in corners]
        left = [(self._at(x - reach - shift - self.width, top), "end") for top, shift in corners]
        upright = [(self._at(middle, above), "middle"), (self._at(middle, below), "middle")]
        return [right[0], left[0], *right[1:], *left[1:], *upright]

    def _at(self, left: float, top: float) -> Frame:
        return Frame(left, top, left + self.width, top + self.height)


@dataclass(frozen=True, slots=True)
class Written:
    """A label where it stands, as SVG text."""

    frame: Frame
    text: str


def place_labels(
    labels: Sequence[Label], *, taken: Sequence[Frame], lines: Sequence[Sequence[Point]], page: Frame
) -> list[Written]:
    """The labels as SVG texts, each where it covers least of what is `taken`, drawn or already written.

    Three rounds: a label may move away from one that was written after it.
    """
    places: dict[int, tuple[Frame, str]] = {}
    for _ in range(3):
        for number, label in enumerate(labels):
            others = [*taken, *(frame for other, (frame, _) in places.items() if other != number)]
            places[number] = _best(label, others, lines, page)
    return [Written(places[n][0], _text(label, *places[n])) for n, label in enumerate(labels)]


def _best(
    label: Label, taken: Sequence[Frame], lines: Sequence[Sequence[Point]], page: Frame
) -> tuple[Frame, str]:
    return min(label.frames(), key=lambda place: _cost(place[0], taken, lines, page))


def _cost(frame: Frame, taken: Sequence[Frame], lines: Sequence[Sequence[Point]], page: Frame) -> float:
    outside = 0.0 if page.grown(-8).contains(frame) else 100_000.0
    covered = sum(frame.grown(3).overlap(other) for other in taken)
    return outside + 20 * covered + 150 * sum(_crossed(frame.grown(2), line) for line in lines)


def _crossed(frame: Frame, line: Sequence[Point]) -> int:
    """How many of the line's points, made dense, lie inside the frame."""
    return sum(
        frame.left <= x <= frame.right and frame.top <= y <= frame.bottom
        for (x1, y1), (x2, y2) in itertools.pairwise(line)
        for x, y in (((1 - k / 8) * x1 + k / 8 * x2, (1 - k / 8) * y1 + k / 8 * y2) for k in range(9))
    )


def _text(label: Label, frame: Frame, anchor: str) -> str:
    x = {"start": frame.left, "end": frame.right, "middle": (frame.left + frame.right) / 2}[anchor]
    rows = []
    for index, (text, is_name) in enumerate(label.rows):
        y = frame.top + LINE_HEIGHT * (index + 1) - 4
        style = (
            f'font-size="{NAME_SIZE:g}" font-weight="700" fill="{INK}"'
            if is_name
            else (f'font-size="{NOTE_SIZE:g}" fill="{QUIET}"')
        )
        rows.append(f'<tspan x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</tspan>')
    halo = 'paint-order="stroke" stroke="#ffffff" stroke-width="4" stroke-linejoin="round"'
    return f'<text text-anchor="{anchor}" {halo}>{"".join(rows)}</text>'


def name_place(name: str, land: Sequence[Point], page: Frame, taken: Sequence[Frame]) -> Frame | None:
    """Where a country's name fits on its land clear of everything else, as near its middle as can be."""
    width, height = 0.86 * COUNTRY_SIZE * len(name), COUNTRY_SIZE + 6
    middle = (sum(x for x, _ in land) / len(land), sum(y for _, y in land) / len(land))
    step = 22
    tops = range(int(page.top) + 14, int(page.bottom - height) - 40, step)
    lefts = range(int(page.left) + 14, int(page.right - width) - 14, step)
    frames = [Frame(left, top, left + width, top + height) for top in tops for left in lefts]
    frames.sort(key=lambda frame: _distance(frame, middle))
    return next((frame for frame in frames if _is_free(frame, land, taken)), None)


def _distance(frame: Frame, point: Point) -> float:
    return abs((frame.left + frame.right) / 2 - point[0]) + abs((frame.top + frame.bottom) / 2 - point[1])


def _is_free(frame: Frame, land: Sequence[Point], taken: Sequence[Frame]) -> bool:
    if any(frame.grown(10).overlap(other.grown(1)) for other in taken):
        return False
    corners = [
        (x, y)
        for x in (frame.left, (frame.left + frame.right) / 2, frame.right)
        for y in (frame.top, frame.bottom)
    ]
    return all(encloses(land, corner) for corner in corners)


def name_text(name: str, frame: Frame) -> str:
    return (
        f'<text x="{(frame.left + frame.right) / 2:.1f}" y="{frame.bottom - 5:.1f}" text-anchor="middle" '
        f'font-size="{COUNTRY_SIZE:g}" letter-spacing="1.6" fill="{PALE}">{escape(name.upper())}</text>'
    )
