"""How the command line shows things: plain tables, times with their zone, colour only on a terminal."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from delegation.papers.wall_clock import zone_label
from delegation.zoned import zone_named

if TYPE_CHECKING:
    from delegation.fact import Fact
    from delegation.selecting.balance import RuleCheck

WIDTH_IN_PIPES = 240
"""Columns where nobody looks: wide enough that nothing is cut off before `grep` sees it."""
STYLES = {
    "ok": "green",
    "delegate": "green",
    "confirmed": "green",
    "selected": "green",
    "reserve": "yellow",
    "wish": "yellow",
    "offered": "yellow",
    "no": "red",
    "ineligible": "red",
}


def page() -> Console:
    """Standard output."""
    return _console(stderr=False)


def aside() -> Console:
    """Standard error, for progress and complaints."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_IN_PIPES
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=width)


def json_object(view: "Fact") -> None:
    """Exactly one JSON object on standard output."""
    sys.stdout.write(view.model_dump_json() + "\n")
    sys.stdout.flush()


def say(*lines: str) -> None:
    """Sentences on standard output."""
    console = page()
    for line in lines:
        console.print(Text(clean(line)), soft_wrap=not console.is_terminal)


def complain(text: str) -> None:
    """What went wrong, on standard error; positions and carets keep their columns."""
    console = aside()
    console.print(Text(clean(text), style="red" if console.is_terminal else ""), soft_wrap=True)


def put(shown: RenderableType) -> None:
    """Tables and cards on standard output; in a pipe without the blanks that fill their lines."""
    console = page()
    if console.is_terminal:
        console.print(shown)
        return
    with console.capture() as written:
        console.print(shown)
    lines = [line.rstrip() for line in written.get().splitlines()]
    sys.stdout.write("\n".join(lines).strip("\n") + "\n")


def headline(text: str) -> None:
    page().print(Text(clean(text), style="bold"), soft_wrap=True)


def rows(columns: Sequence[str], entries: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table; empty cells for None. Columns that begin with `#` hold figures and are set to the right."""
    put(table(columns, entries, title=title))


def table(columns: Sequence[str], entries: Iterable[Sequence[object]], *, title: str = "") -> Table:
    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in columns:
        figures = name.startswith("#")
        made.add_column(
            name.removeprefix("#"), justify="right" if figures else "left", overflow="fold", vertical="top"
        )
    for entry in entries:
        made.add_row(*(cell(value) for value in entry))
    return made


def pairs(entries: Iterable[tuple[str, object]]) -> None:
    """Names and values, one a line; what has no value is left out."""
    grid = Table.grid(padding=(0, 2))
    for name, value in entries:
        if value not in (None, ""):
            grid.add_row(Text(name, style="bold"), cell(value))
    put(grid)


def cell(value: object) -> Text:
    shown = "" if value is None else clean(str(value))
    return Text(shown, style=STYLES.get(shown, ""))


def clean(text: str) -> str:
    """Text from others cannot move the cursor or change colours of a terminal."""
    return "".join(one if one.isprintable() or one in "\n\t" else "\N{REPLACEMENT CHARACTER}" for one in text)


def moment(at: datetime, zone: str) -> str:
    """`Tue 14 Mar 2017 12:00 CET`."""
    local = at.astimezone(zone_named(zone))
    return f"{local:%a %-d %b %Y %H:%M} {zone_label(at, zone)}"


def rule_mark(check: "RuleCheck") -> str:
    """Whether a group keeps a rule: `ok`, `no`, or `wish` for a wish that is not met."""
    if check.satisfied:
        return "ok"
    return "no" if check.stands_in_the_way else "wish"


def points(hundredths: int | None) -> str | None:
    """`4.15` for 415."""
    return None if hundredths is None else f"{hundredths / 100:.2f}"


def amount(number: int, noun: str) -> str:
    """`1 letter`, `19 letters`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def word(status: str) -> str:
    """`not selected` for not_selected."""
    return status.replace("_", " ")
