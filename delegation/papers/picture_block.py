"""A block of a programme picture: something that takes part of a day, and its lane among parallel ones."""

from collections.abc import Callable, Sequence
from html import escape

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.itinerary import ItemKind
from delegation.papers.picture import PAPER, QUIET, TINTS, words
from delegation.papers.typeface import shortened, text_width, wrapped

TINT = {
    ItemKind.SESSION: TINTS[0],
    ItemKind.VISIT: TINTS[1],
    ItemKind.MEETING: TINTS[2],
    ItemKind.MEAL: TINTS[3],
    ItemKind.RECEPTION: TINTS[3],
    ItemKind.TRANSFER: TINTS[6],
    ItemKind.TRAVEL: TINTS[5],
}
CLASH = "#b3261e"
LOWEST, LINE_HEIGHT, SIZE, SMALLEST = 13.0, 12.6, 10.5, 7.5
MOST_BESIDE = 6
"""More parallel blocks than these become one that counts them."""


class Block(Fact):
    """What is written into a block, and from where to where it goes, in pixels from the top."""

    items: tuple[ItemId, ...]
    kind: ItemKind
    title: str
    clock: str
    """`14:10`: where there is one line only, it begins with this."""
    below: tuple[str, ...] = ()
    """Hours, place: smaller, where there is room."""
    said: str
    """All of it, for those who point at it or listen."""
    top: float
    bottom: float
    lane: int = 0
    lanes: int = 1
    cancelled: bool = False
    clashes: bool = False


def in_lanes(
    blocks: Sequence[Block], together: Callable[[Sequence[Block]], Block] | None = None
) -> list[Block]:
    """The blocks, each in a lane where it overlaps none. Groups that would take more than MOST_BESIDE
    lanes become the one block that `together` makes of them."""
    laid: list[Block] = []
    for group in _overlapping(blocks):
        lanes = _lanes(group)
        count = max(lanes) + 1
        if together is not None and count > MOST_BESIDE:
            laid.append(together(group))
            continue
        laid += [
            one.model_copy(update={"lane": lane, "lanes": count})
            for one, lane in zip(group, lanes, strict=True)
        ]
    return laid


def _overlapping(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    lowest = 0.0
    for one in sorted(blocks, key=lambda block: (block.top, block.title, block.items)):
        if not groups or one.top >= lowest:
            groups.append([])
        groups[-1].append(one)
        lowest = max(lowest, one.bottom) if len(groups[-1]) > 1 else one.bottom
    return groups


def _lanes(group: Sequence[Block]) -> list[int]:
    """For each block, in order of its top, the first lane that is free."""
    free_from: list[float] = []
    lanes = []
    for one in group:
        lane = next((n for n, bottom in enumerate(free_from) if bottom <= one.top), len(free_from))
        free_from[lane : lane + 1] = [one.bottom]
        lanes.append(lane)
    return lanes


def draw_block(block: Block, left: float, width: float) -> str:
    """The block in its lane of a column; what is longer than it is shortened, and nothing leaves it."""
    lane = width / block.lanes
    x, own = left + block.lane * lane, lane - (2 if block.lanes > 1 else 0)
    height = block.bottom - block.top - 1.5
    tint, edge = TINT[block.kind], CLASH if block.clashes else TINT[block.kind]
    outline = (
        f'stroke="{CLASH}" stroke-width="2"' if block.clashes else f'stroke="{tint}" stroke-opacity=".4"'
    )
    shape = f'<rect x=".5" y=".5" width="{own - 1:.1f}" height="{height - 1:.1f}" rx="2.5"'
    faint = ' stroke-dasharray="3 2"' if block.cancelled else ""
    inside = (
        f'{shape} fill="{PAPER}"/>{shape} fill="{tint}" fill-opacity=".14" {outline}{faint}/>'
        f'<rect width="3.5" height="{height:.1f}" fill="{edge}"/>{_text(block, own - 11, height)}'
    )
    return (
        f'<g data-items="{" ".join(block.items)}"><title>{escape(block.said)}</title>'
        f'<svg x="{x:.1f}" y="{block.top:.1f}" width="{own:.1f}" height="{height:.1f}">{inside}</svg></g>\n'
    )


def _text(block: Block, width: float, height: float) -> str:
    room = int((height - 3) / LINE_HEIGHT)
    if room < 2:
        return _one_line(block, width, height)
    size = SIZE if width > 70 else SIZE - 1.5
    below = block.below[: max(0, room - 2)] or block.below[:1] * (
        text_width(block.title, size, bold=True) <= width
    )
    title = wrapped(block.title, width, size, room - len(below), bold=True)
    struck = block.cancelled
    lines = [
        words(one, 8, _base(n), size=size, weight=700, struck=struck, fixed=True)
        for n, one in enumerate(title)
    ]
    for one in below:
        for part in wrapped(one, width, size - 1, max(1, room - len(lines) - len(below) + 1)):
            if len(lines) < room:
                lines.append(words(part, 8, _base(len(lines)), size=size - 1, fill=QUIET, fixed=True))
    return "".join(lines)


def _base(line: int) -> float:
    return 12 + LINE_HEIGHT * line


def _one_line(block: Block, width: float, height: float) -> str:
    size = max(SMALLEST, min(SIZE, height - 3.5))
    y = height / 2 + size * 0.36
    taken = text_width(f"{block.clock} ", size - 0.5)
    if taken > width / 2:
        taken = 0.0
    shown = shortened(block.title, width - taken, size, bold=True)
    clock = words(block.clock, 8, y, size=size - 0.5, fill=QUIET, fixed=True) if taken else ""
    return clock + words(shown, 8 + taken, y, size=size, weight=700, struck=block.cancelled, fixed=True)
