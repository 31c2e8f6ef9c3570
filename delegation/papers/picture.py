"""What our SVG pictures share: colours, and a frame that a screen reader can read."""

from html import escape

from delegation.papers.typeface import natural_width

ACCENT, INK, QUIET, LINE, PAPER = "#17507a", "#1d2b36", "#5b6b77", "#d3dde4", "#ffffff"
TINTS = ("#17507a", "#2f7a8c", "#6a9a5b", "#b98a2f", "#a3563f", "#6b5b95", "#8a98a2")
"""Hues that stay apart in print and for the colour-blind; text beside them says the same."""
BOLD_FROM = 600


def svg(
    name: str,
    width: float,
    height: float,
    *,
    title: str,
    description: str,
    content: str,
    on_paper: bool = False,
) -> str:
    """A picture of `width` x `height` pixels; `name` keeps its ids apart from other pictures of a page.

    One `on_paper` has a white ground, so that it can be read on a dark page as well.
    """
    ground = f'<rect width="{width:g}" height="{height:g}" rx="6" fill="{PAPER}"/>' if on_paper else ""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    labelled = f'aria-labelledby="{name}-title {name}-description"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {labelled} '
        f'font-family="Noto Sans, sans-serif">\n'
        f'<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-description">{escape(description)}</desc>\n{ground}{content}\n</svg>\n'
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
    struck: bool = False,
    fixed: bool = False,
) -> str:
    """A line of text whose baseline is at `y`; `halo` keeps it readable over lines.

    A `fixed` one takes the same width in every font, so that it stays in its box where ours is missing.
    """
    style = f'font-size="{size:g}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}"'
    if halo:
        style += f' paint-order="stroke" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round"'
    if struck:
        style += ' text-decoration="line-through"'
    if fixed and text:
        length = natural_width(text, size, bold=weight >= BOLD_FROM)
        style += f' textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
