"""Workbooks as .xlsx, written so that nothing a person typed is ever run as a formula."""

import io
import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook, is_formula_like

if TYPE_CHECKING:
    from xlsxwriter.format import Format

ACCENT, PALE, QUIET = "#17507a", "#b7d0e2", "#5b6b77"
INERT = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
LONGEST_TEXT = 32_767
"""What a cell of Excel holds."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NUMBER_FORMATS = {
    Shown.TEXT: "@",
    Shown.NUMBER: "#,##0",
    Shown.BAR: "#,##0",
    Shown.SHARE: "0.0 %",
    Shown.DATE: "d mmm yyyy",
    Shown.TIME: "ddd d mmm yyyy  hh:mm",
}
LINE_HEIGHT = 15.0
"""Points of one line of 11 point text."""
HEADING_ROW = 3
"""Title, note and an empty row stand above the headings."""


class XlsxSpreadsheets:
    """A SpreadsheetWriter with XlsxWriter. The same workbook at the same time gives the same bytes."""

    def xlsx(self, workbook: Workbook, *, made_at: datetime) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as book:
            created = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
            book.set_properties({"title": workbook.title, "author": workbook.author, "created": created})
            styles = _Styles(book)
            for sheet in workbook.sheets:
                _write(book.add_worksheet(sheet.name), sheet, styles)
        return out.getvalue()


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        font = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.title = book.add_format({**font, "font_size": 16, "bold": True, "font_color": ACCENT})
        self.note = book.add_format({**font, "font_color": QUIET, "italic": True})
        heading = {"bold": True, "font_color": "#ffffff", "bg_color": ACCENT, "text_wrap": True, "border": 0}
        self.heading = book.add_format({**font, **heading, "valign": "vcenter"})
        line = {"bottom": 1, "bottom_color": "#d8e0e6", "text_wrap": True, "align": "left"}
        self.cells: dict[Shown, Format] = {
            shown: book.add_format({**font, **line, "num_format": written})
            for shown, written in NUMBER_FORMATS.items()
        }
        self.quoted = book.add_format({**font, **line, "num_format": "@", "quote_prefix": True})


def _write(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    page.set_row(0, 26)
    page.write_string(0, 0, _text(sheet.title), styles.title)
    page.write_string(1, 0, _text(sheet.note), styles.note)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(HEADING_ROW, index, _text(column.title), styles.heading)
    for number, row in enumerate(sheet.rows, start=HEADING_ROW + 1):
        page.set_row(number, LINE_HEIGHT * _lines(row, sheet.columns) + 1)
        for index, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, number, index, cell, column, styles)
    _set_up(page, sheet)


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """Lines the longest text of a row is wrapped into, as not every program works it out when opening."""
    texts = ((cell, column.width) for cell, column in zip(row, columns, strict=True) if isinstance(cell, str))
    return min(24, max((math.ceil(1.05 * len(text) / width) for text, width in texts), default=1) or 1)


def _write_cell(page: Worksheet, row: int, index: int, cell: Cell, column: Column, styles: _Styles) -> None:
    style = styles.cells[column.shown]
    match cell:
        case None:
            page.write_blank(row, index, None, style)
        case bool():
            page.write_boolean(row, index, cell, style)
        case int() | float():
            page.write_number(
                row, index, cell, styles.cells[Shown.NUMBER] if column.shown is Shown.TEXT else style
            )
        case datetime() | date():
            page.write_datetime(row, index, cell, style)
        case str():
            page.write_string(row, index, _text(cell), styles.quoted if is_formula_like(cell) else style)


def _text(text: str) -> str:
    return CONTROL.sub("", text)[:LONGEST_TEXT]


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """Headings that stay, a filter, bars, and a page to print."""
    last_row, last_column = HEADING_ROW + max(1, len(sheet.rows)), len(sheet.columns) - 1
    page.freeze_panes(HEADING_ROW + 1, 1)
    page.autofilter(HEADING_ROW, 0, last_row, last_column)
    for index, column in enumerate(sheet.columns):
        if column.shown is Shown.BAR and sheet.rows:
            bar = {
                "type": "data_bar",
                "bar_color": PALE,
                "bar_solid": True,
                "min_type": "num",
                "min_value": 0,
            }
            page.conditional_format(HEADING_ROW + 1, index, last_row, index, bar)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADING_ROW)
    page.set_footer("&L&8&A&R&8Page &P of &N")
