"""A table that somebody uploads, as rows of text, and carried by a form until it is confirmed."""

import base64
import binascii
import csv
import io
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from delegation.organisations.decoding import decoded
from delegation.organisations.table import Grid, UnreadableTable

OpenBook = Callable[[bytes, str], Grid]
LARGEST = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 2_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
HEADING_WITHIN = 20
"""Rows in which the headings are looked for: ours stand below a title."""
LARGEST_CARRIED = 40_000_000
"""Bytes of a carried table once it is unpacked."""
ZIP = b"PK\x03\x04"
SPLIT = "Split the file, and upload one part after the other."


class Line(NamedTuple):
    """One row below the headings."""

    number: int
    """As a spreadsheet program shows it."""
    cells: dict[str, str]
    """By the name of the column; empty cells are left out."""


class Uploaded(NamedTuple):
    """What a file holds, under the names we know."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = ()
    """Headings that mean nothing here."""


def read_upload(content: bytes, columns: Mapping[str, str], open_book: OpenBook) -> Uploaded:
    """The rows of a file, by column. `columns` are titles by name; either may stand in the heading.

    Raises UnreadableTable with a sentence and a remedy where nothing can be made of it.
    """
    if not content:
        raise UnreadableTable("No file was chosen, or it is empty", "Choose one with a heading and rows.")
    if len(content) > LARGEST:
        size = f"{len(content) / 1_000_000:.1f}"
        raise UnreadableTable(f"The file has {size} MB; at most {LARGEST // 1_000_000} are read", SPLIT)
    rows = open_book(content, "").rows if content.startswith(ZIP) else _separated(content)
    return _under_headings(rows, columns)


def carried(upload: Uploaded) -> str:
    """The rows as a hidden field of a form keeps them until they are confirmed: nothing of them is stored."""
    packed = zlib.compress(json.dumps(upload.lines, ensure_ascii=False).encode(), 6)
    return base64.b64encode(packed).decode()


def brought(field: str) -> Uploaded:
    """What `carried` made. Raises UnreadableTable for anything else."""
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(field, validate=True), LARGEST_CARRIED)
        lines = [Line(int(number), dict(cells)) for number, cells in json.loads(content)]
    except (ValueError, TypeError, zlib.error, binascii.Error, RecursionError):
        raise UnreadableTable("The table got lost on the way", "Upload the file again.") from None
    sound = (isinstance(one, str) for line in lines for pair in line.cells.items() for one in pair)
    if len(lines) > MOST_ROWS or not all(sound):
        raise UnreadableTable("The table got lost on the way", "Upload the file again.")
    return Uploaded(tuple(lines))


def _separated(content: bytes) -> list[list[str]]:
    text = decoded(content).text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = max((";", "\t", ","), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS + HEADING_WITHIN:
                break
    except csv.Error as error:
        raise UnreadableTable(
            f"Row {len(rows) + 1} cannot be read: {error}", "Save it anew as CSV."
        ) from None
    return rows


def _under_headings(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> Uploaded:
    known = {_folded(said): name for name, title in columns.items() for said in (name, title)}
    place = _heading(rows, known)
    names = [known.get(_folded(cell), "") for cell in rows[place]]
    doubled = next((one for one in names if one and names.count(one) > 1), None)
    if doubled:
        raise UnreadableTable(f"The column {columns[doubled]!r} is there twice", "Keep one of the two.")
    below = list(enumerate(rows[place + 1 :], start=place + 2))
    lines = [Line(number, _cells(names, row)) for number, row in below if any(cell.strip() for cell in row)]
    if len(lines) > MOST_ROWS:
        raise UnreadableTable(f"The file has more than {MOST_ROWS:,} rows", SPLIT)
    if not lines:
        raise UnreadableTable("There is no row below the headings", "Write one row for each.")
    ignored = (cell.strip() for cell, name in zip(rows[place], names, strict=True) if not name)
    return Uploaded(tuple(lines), tuple(one[:60] for one in ignored if one)[:MOST_COLUMNS])


def _heading(rows: Sequence[Sequence[str]], known: Mapping[str, str]) -> int:
    """The first row in which at least two columns are known, or the only one there is."""
    counts = [sum(_folded(cell) in known for cell in row) for row in rows[:HEADING_WITHIN]]
    enough = min(2, len(set(known.values())))
    place = next((number for number, count in enumerate(counts) if count >= enough), None)
    if place is None:
        raise UnreadableTable("No row has headings that are known here", "Take them from the template.")
    return place


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    told = zip(names, row, strict=False)
    return {name: cell.strip()[:LONGEST_CELL] for name, cell in told if name and cell.strip()}


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().replace("_", " ").split())
