"""Tables with a character between the columns: CSV as every program writes it."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from delegation.organisations.cell_text import as_meant
from delegation.organisations.decoding import Decoded
from delegation.organisations.platform_mapping import PlatformMapping, TableFormat, heading
from delegation.organisations.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Table,
    UnreadableTable,
    named,
    shown,
)

SEPARATORS = (",", ";", "\t", "|")
FIRST_ROWS = 20
"""Among these stand the headings."""
UNCLOSED = "a quote is opened in it and never closed, so the rest of the file cannot be told apart"

Cells = Sequence[str]


def read_separated(decoded: Decoded, mapping: PlatformMapping) -> Table:
    """The rows of a CSV file. Raises UnreadableTable where it has no headings that the mapping knows."""
    separator = mapping.column_separator or _separator(decoded.text, mapping)
    rows = Lines(decoded.text, separator)
    table = table_of(rows, mapping, TableFormat.CSV)
    if decoded.remark:
        table.remarks.insert(0, decoded.remark)
    return table


class Lines:
    """The rows of a text, one after the other; what cannot be told apart is said and left out."""

    def __init__(self, text: str, separator: str) -> None:
        self._lines = _lines(text.replace("\0", ""))
        self._separator = separator
        self._taken: list[str] = []
        self.has_zeros = "\0" in text

    def __iter__(self) -> Iterator[tuple[Cells, str]]:
        """Cells and what is wrong with the row."""
        reader = csv.reader(self._fed(), delimiter=self._separator)
        while True:
            self._taken = []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield (), "a cell in it is far too long; perhaps a quote is not closed"
                continue
            yield [as_meant(one) for one in cells], UNCLOSED if self._is_open() else ""

    def _fed(self) -> Iterator[str]:
        for line in self._lines:
            self._taken.append(line)
            yield line

    def _is_open(self) -> bool:
        """Whether the row only ended because the file did."""
        if sum(line.count('"') for line in self._taken) % 2 == 0:
            return False
        try:
            list(csv.reader(self._taken, delimiter=self._separator, strict=True))
        except csv.Error as error:
            return "unexpected end of data" in str(error)
        return False


def _lines(text: str) -> io.StringIO:
    """Lines as CSV counts them: other signs that end lines elsewhere belong to the text."""
    return io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="\n")


def _separator(text: str, mapping: PlatformMapping) -> str:
    """The one with which most of the mapping's columns are found."""
    known = {heading(one.column) for one in mapping.columns}

    def hits(separator: str) -> int:
        first = islice(Lines(text[:200_000], separator), FIRST_ROWS)
        return max((len(known & {heading(one) for one in cells}) for cells, _ in first), default=0)

    return max(SEPARATORS, key=lambda one: (hits(one), -SEPARATORS.index(one)))


def table_of(
    rows: "Lines | Sequence[tuple[Cells, str]]", mapping: PlatformMapping, written: TableFormat
) -> Table:
    """Rows under their headings. Raises UnreadableTable."""
    opened = iter(rows)
    first = list(islice(opened, FIRST_ROWS))
    at = _heading_row([cells for cells, _ in first], mapping)
    table = Table(written, tuple(" ".join(one.split()) for one in first[at][0]))
    names = tuple(heading(one) for one in table.columns)
    _demand_usable(table.columns, names, mapping)
    empty = 0
    for number, (cells, problem) in enumerate((*first[at + 1 :], *opened), start=at + 2):
        if not problem and not any(one.strip() for one in cells):
            empty += 1
            continue
        if len(table.rows) >= MOST_ROWS:
            raise UnreadableTable(
                f"The file has more than {MOST_ROWS:,} rows", "Split it into several files."
            )
        table.rows.append(_row(number, cells, names, problem))
    if empty:
        table.remarks.append(f"Empty rows: {empty}.")
    _remark(table, names, mapping)
    if isinstance(rows, Lines) and rows.has_zeros:
        table.remarks.append("There are zero bytes in the file; they were left out.")
    return table


def _heading_row(first: Sequence[Cells], mapping: PlatformMapping) -> int:
    """The place of the first row with most of the columns."""
    known = {heading(one.column) for one in mapping.columns}
    hits = [len(known & {heading(one) for one in cells}) for cells in first]
    if not hits or max(hits) == 0:
        wanted = named([one.column for one in mapping.columns])
        raise UnreadableTable(
            "No row at the beginning of the file has the headings of the mapping",
            f"It needs columns such as {wanted}; check that mapping and file belong together.",
        )
    return hits.index(max(hits))


def _demand_usable(columns: Sequence[str], names: Sequence[str], mapping: PlatformMapping) -> None:
    if len(names) > MOST_COLUMNS:
        raise UnreadableTable(f"The file has {len(names):,} columns", f"Keep it under {MOST_COLUMNS}.")
    for one in mapping.columns:
        found = names.count(heading(one.column))
        if found > 1:
            raise UnreadableTable(f"The column {one.column!r} is there {found} times", "Keep one of them.")
        if one.required and not found:
            there = named([shown(name) for name in columns if name])
            raise UnreadableTable(
                f"The column {one.column!r} is missing; the file has {there}",
                "Add it to the file, or correct its name in the mapping.",
            )


def _row(number: int, cells: Cells, names: Sequence[str], problem: str) -> Row:
    extra = [one for one in cells[len(names) :] if one.strip()]
    if problem:
        return Row(number, {}, f"Row {number} cannot be read: {problem}.", "Correct the quotes in this row.")
    found = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
    if extra:
        said = f"It has {len(cells)} cells for {len(names)} columns; what is beyond is {shown(extra[0])}."
        return Row(number, dict(found), said, "Put cells with the separator in them in quotes.")
    return Row(number, dict(found))


def _remark(table: Table, names: Sequence[str], mapping: PlatformMapping) -> None:
    """Which columns are not there, not known, or doubled."""
    missing = [one.column for one in mapping.columns if heading(one.column) not in names]
    known = {heading(one) for one in (*mapping.ignored, *(column.column for column in mapping.columns))}
    others = [
        shown(column) for column, name in zip(table.columns, names, strict=True) if name and name not in known
    ]
    if missing:
        table.remarks.append(f"Columns that are not there: {named(missing)}.")
    if others:
        table.remarks.append(f"Columns that were not taken over: {named(others)}.")
