"""A file as rows of text, whatever it was written with, and what was noticed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from delegation.organisations.platform_mapping import TableFormat

LARGEST_FILE = 40_000_000
"""Bytes."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100_000, 200, 32_767
"""Rows and columns of a file; characters of a cell."""
MOST_NAMED = 8

Cell = str | tuple[str, ...]
"""Text as it was written; in JSON also a list of texts."""


class UnreadableTable(ValueError):
    """Nothing can be made of a file; the message says why, the remedy what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}. {remedy}")
        self.message = f"{message}."
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by heading as it is compared."""

    number: int
    """As a spreadsheet program shows it; in JSON the place in the list, from 1."""
    cells: dict[str, Cell]
    problem: str = ""
    """Why it cannot be taken; empty: it can be read."""
    remedy: str = ""


@dataclass(slots=True)
class Table:
    """What a file holds."""

    format: TableFormat
    columns: tuple[str, ...] = ()
    """The headings as they were written."""
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What whoever imports the file should know of how it was read."""


def named(names: Sequence[object]) -> str:
    """`1, 2, 3 and 5 more`."""
    shown = ", ".join(str(one) for one in names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown


def shown(text: str) -> str:
    """A piece of somebody else's text for a message: short, and with nothing in it that acts."""
    clean = "".join(one if one.isprintable() else "\N{MIDDLE DOT}" for one in text[:60])
    return repr(clean + ("..." if len(text) > 60 else ""))


@dataclass(slots=True)
class Grid:
    """The cells of a sheet as text, row by row from its first, and what was noticed."""

    rows: list[list[str]]
    remarks: list[str] = field(default_factory=list)
