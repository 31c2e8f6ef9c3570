"""How wide text is in Noto Sans, so that it is broken or shortened before it leaves its box."""

from functools import lru_cache
from unicodedata import normalize

REGULAR = (
    "260 269 408 646 572 831 732 225 300 300 551 572 268 322 268 372 572 572 572 572 572 572 572 572 572 572 "
    "268 268 572 572 572 434 899 639 650 632 730 556 519 728 741 339 273 619 524 907 760 781 605 781 622 549 "
    "556 731 600 930 586 566 572 329 372 329 572 444 281 561 615 480 615 564 344 615 618 258 258 534 258 935 "
    "618 605 615 615 413 479 361 618 508 786 529 510 470 380 551 380 572"
)
BOLD = (
    "260 282 479 646 572 902 750 266 339 339 542 572 285 320 281 415 572 572 572 572 572 572 572 572 572 572 "
    "281 285 572 572 572 477 898 692 665 642 732 560 549 724 765 389 331 664 559 943 813 791 621 791 656 551 "
    "577 756 650 967 670 626 579 331 415 331 572 411 365 599 632 516 632 597 387 632 650 299 298 620 298 975 "
    "650 625 632 632 447 502 434 650 571 856 578 571 493 394 551 394 572"
)
"""Advance widths of the characters from space to tilde, in thousandths of the size."""
OTHER, WIDE, FIRST_WIDE = 860, 1000, 0x1100
"""Of letters beyond ASCII without a base letter in it; from Hangul on they fill a square."""
ROOM = 1.04
"""A little more than the letters take: other programs use fonts of their own."""
ELLIPSIS = "…"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels, with a little room."""
    return ROOM * size * sum(_advance(one, bold) for one in text) / 1000


def natural_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels in Noto Sans itself."""
    return text_width(text, size, bold=bold) / ROOM


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text cut to `width` pixels, with an ellipsis where something is missing; at least a letter."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for end in range(len(text) - 1, 0, -1):
        cut = text[:end].rstrip() + ELLIPSIS
        if text_width(cut, size, bold=bold) <= width:
            return cut
    return text[:1]


def wrapped(text: str, width: float, size: float, most_lines: int, *, bold: bool = False) -> list[str]:
    """The text in lines of at most `width` pixels; what does not fit into `most_lines` is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], " ".join(lines[most_lines - 1 :])] if most_lines > 0 else []
    return [shortened(line, width, size, bold=bold) for line in lines]


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> int:
    """An accented letter is as wide as the plain one."""
    code, widths = ord(normalize("NFD", character)[0]), _widths(bold)
    if 32 <= code < 32 + len(widths):
        return widths[code - 32]
    return WIDE if code >= FIRST_WIDE and not 0x1E00 <= code < 0x2E80 else OTHER


@lru_cache(maxsize=2)
def _widths(bold: bool) -> tuple[int, ...]:
    return tuple(int(one) for one in (BOLD if bold else REGULAR).split())
