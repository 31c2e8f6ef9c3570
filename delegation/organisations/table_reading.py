"""A file of any of the three kinds as a table; which kind it is, its first bytes say."""

from collections.abc import Callable

from delegation.organisations.decoding import decoded
from delegation.organisations.json_records import read_json
from delegation.organisations.platform_mapping import PlatformMapping, TableFormat
from delegation.organisations.separated import read_separated, table_of
from delegation.organisations.table import LARGEST_FILE, Grid, Table, UnreadableTable

OpenBook = Callable[[bytes, str], Grid]
"""The cells of a sheet of a workbook; the first sheet where none is named. Raises UnreadableTable."""


def read_table(content: bytes, mapping: PlatformMapping, open_book: OpenBook) -> Table:
    """The rows of a file. Raises UnreadableTable, and nothing else, whatever the bytes."""
    if len(content) > LARGEST_FILE:
        raise UnreadableTable(f"The file has {len(content):,} bytes", f"Keep it under {LARGEST_FILE:,}.")
    if not content.strip():
        raise UnreadableTable("The file is empty", "Export it again.")
    if content.startswith(b"PK\x03\x04"):
        grid = open_book(content, mapping.sheet)
        table = table_of([(cells, "") for cells in grid.rows], mapping, TableFormat.XLSX)
        table.remarks[:0] = grid.remarks
        return table
    text = decoded(content, mapping.encoding)
    if text.text.lstrip()[:1] in ("[", "{"):
        return read_json(text, mapping)
    return read_separated(text, mapping)
