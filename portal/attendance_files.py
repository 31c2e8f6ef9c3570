"""Filled-in attendance lists as they lie on a disk: a workbook, or a table in CSV."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from delegation.reading.attendance_rows import MarkedRows, read_attendance
from portal.errors import Refused

if TYPE_CHECKING:
    from activities.ports import TableBooks

LARGEST = 2_000_000
"""Bytes of a list that is read."""


def read_list(path: Path, books: "TableBooks") -> MarkedRows:
    """Who is marked how in a list. Raises Refused, with every row that cannot be read."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise Refused(
            f"{path.name} is larger than {LARGEST // 1_000_000} MB; it cannot be an attendance list."
        )
    marked = read_attendance(_rows(path, content, books))
    if marked.problems:
        raise Refused("\n".join(marked.problems[:10]))
    return marked


def _rows(path: Path, content: bytes, books: "TableBooks") -> list[list[str]]:
    if path.suffix.lower() == ".xlsx":
        return [list(row) for row in books.grid(content, "").rows]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is not written in UTF-8; save it as CSV in UTF-8.") from None
    separator = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    return list(csv.reader(io.StringIO(text), delimiter=separator))
