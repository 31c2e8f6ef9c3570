"""A table as spreadsheets and panel tools write it: CSV with a header row."""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delegation.reading.problem import FileError, Problem
from delegation.reading.suggestion import suggestion

if TYPE_CHECKING:
    from _csv import Reader


DIVIDERS = {";": "semicolons", "\t": "tabs"}
"""What spreadsheets of some countries write instead of commas."""


@dataclass(frozen=True)
class Table:
    """Rows by column name, with the line each begins in."""

    source: str
    columns: tuple[str, ...]
    rows: Sequence[dict[str, str]]
    lines: Sequence[int]

    def problem(self, row: int, column: str, message: str, remedy: str) -> Problem:
        """A problem in one cell; rows count from 0."""
        path = f"row {row + 1}, column {column!r}" if column else f"row {row + 1}"
        return _problem(self.source, self.lines[row], path, message, remedy)

    def demand(self, columns: Collection[str]) -> None:
        """Raises FileError unless the table has all of `columns`."""
        missing = [
            _problem(self.source, 1, "", f"there is no column {name!r}", suggestion(name, self.columns))
            for name in columns
            if name not in self.columns
        ]
        if missing:
            raise FileError(missing)


def read_table(text: str, source: str) -> Table:
    """Cells without the blanks around them; empty lines do not count.

    Raises FileError: no header, a doubled column, a row with too few or too many cells, or no CSV at all.
    """
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        return _table(_rows(reader), source)
    except csv.Error as error:
        said = f"this is not CSV: {error}"
        raise FileError([_problem(source, max(1, reader.line_num), "", said, "check the quotes.")]) from None


def _rows(reader: "Reader") -> Iterator[tuple[int, list[str]]]:
    line = 1
    for cells in reader:
        if any(cells):
            yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _table(rows: Iterator[tuple[int, list[str]]], source: str) -> Table:
    _, header = next(rows, (1, []))
    problems = list(_problems_of_header(header, source))
    if problems:
        raise FileError(problems)
    found: list[dict[str, str]] = []
    lines: list[int] = []
    for line, cells in rows:
        if len(cells) != len(header):
            said = f"this row has {len(cells)} cells, the header has {len(header)}"
            remedy = "put text with a comma between double quotes, and leave no cell out."
            problems.append(_problem(source, line, f"row {len(found) + 1}", said, remedy))
            continue
        found.append(dict(zip(header, cells, strict=True)))
        lines.append(line)
    if problems:
        raise FileError(problems)
    return Table(source, tuple(header), found, lines)


def _problems_of_header(header: Sequence[str], source: str) -> Iterator[Problem]:
    if not header:
        yield _problem(source, 1, "", "the table is empty", "begin with a row of column names.")
    for divider, name in DIVIDERS.items():
        if len(header) == 1 and divider in header[0]:
            said, remedy = f"the columns are divided by {name}", "save the table with commas between them."
            yield _problem(source, 1, "", said, remedy)
    for position, name in enumerate(header):
        if not name:
            said = f"column {position + 1} has no name"
            yield _problem(source, 1, "", said, "name it in the first row, or delete it.")
        elif name in header[:position]:
            yield _problem(source, 1, "", f"two columns are named {name!r}", "keep one of the two.")


def _problem(source: str, line: int, path: str, message: str, remedy: str) -> Problem:
    return Problem(line=line, column=1, path=path, message=message, remedy=remedy, source=source)
