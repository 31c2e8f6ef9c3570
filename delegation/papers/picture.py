"""What our SVG pictures share: colours, and a frame that a screen reader can read."""

from html import escape

ACCENT, INK, QUIET, LINE, PAPER = "#17507a", "#1d2b36", "#5b6b77", "#d3dde4", "#ffffff"
TINTS = ("#17507a", "#2f7a8c", "#6a9a5b", "#b98a2f", "#a3563f", "#6b5b95", "#8a98a2")
"""Hues that stay apart in print and for the colour-blind; text beside them says the same."""


def svg(name: str, width: float, height: float, *, title: str, description: str, content: str) -> str:
    """A picture of `width` x `height` pixels; `name` keeps its ids apart from other pictures of a page."""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    labelled = f'aria-labelledby="{name}-title {name}-description"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {labelled} '
        f'font-family="Noto Sans, sans-serif">\n'
        f'<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-description">{escape(description)}</desc>\n{content}\n</svg>\n'
    )


def words(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 12,
    fill: str = INK,
    anchor: str = "start",
    weight: int = 400,
    halo: bool = False,
) -> str:
    """A line of text whose baseline is at `y`; `halo` keeps it readable over lines."""
    style = f'font-size="{size:g}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}"'
    if halo:
        style += f' paint-order="stroke" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'


def shortened(text: str, width: float, size: float) -> str:
    """The text cut to about `width` pixels, with an ellipsis where something is missing."""
    most = max(1, int(width / (0.53 * size)))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wrapped(text: str, width: float, size: float, most_lines: int) -> list[str]:
    """The text in lines of about `width` pixels; what does not fit into `most_lines` is cut."""
    most = max(1, int(width / (0.53 * size)))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], f"{lines[most_lines - 1]} …"] if most_lines else []
    return [shortened(line, width, size) for line in lines]
