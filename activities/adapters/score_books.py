"""Score sheets as .xlsx: protected but for the cells to fill in; read whatever program saved them."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from activities.adapters.spreadsheet import ACCENT, CONTROL, INERT, LONGEST_TEXT, QUIET
from activities.ports import NotAWorkbook
from delegation.papers.score_book import ScoreBook, ScoreRow
from delegation.papers.workbook import Cell, is_formula_like
from delegation.selecting.score_sheet_reading import (
    APPLICATION,
    COMMENT,
    DELEGATION_ROW,
    EVALUATOR_ROW,
    FIRST_ROW,
    IDS_ROW,
    LONGEST_COMMENT,
    SHEET,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format

LARGEST_FILE, LARGEST_CONTENT = 5_000_000, 100_000_000
"""Bytes of a workbook, and of all that is packed into it."""
MOST_ROWS, MOST_COLUMNS = 5_000, 200
MAY = {"select_locked_cells": True, "format_rows": True, "format_columns": True}
"""What a protected sheet still allows. There is no password: it keeps from slips, not from intent."""


class XlsxScoreBooks:
    """A ScoreBooks with XlsxWriter and calamine. The same book at the same time gives the same bytes."""

    def xlsx(self, book: ScoreBook, *, made_at: datetime) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as written:
            created = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
            written.set_properties({"title": f"{book.title}: score sheets", "created": created})
            written.set_calc_mode("auto")
            styles = _Styles(written)
            _Scores(written.add_worksheet(SHEET), book, styles).write()
            _applications(written.add_worksheet("Applications"), book, styles)
            _guidance(written.add_worksheet("Guidance"), book, styles)
        return out.getvalue()

    def rows(self, content: bytes, sheet: str) -> tuple[tuple[Cell, ...], ...]:
        _demand_reasonable(content)
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            if sheet not in book.sheet_names:
                raise NotAWorkbook(f"There is no sheet {sheet!r} in it; take a new workbook.")
            found = book.get_sheet_by_name(sheet)
            if found.total_height > MOST_ROWS or found.total_width > MOST_COLUMNS:
                raise NotAWorkbook(f"The sheet {sheet!r} is far too large; take a new workbook.")
            rows = found.to_python(skip_empty_area=False)
        except CalamineError as error:
            raise NotAWorkbook(f"It cannot be read as a workbook: {error}. Save it as .xlsx.") from None
        return tuple(tuple(_cell(one) for one in row) for row in rows)


def _demand_reasonable(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise NotAWorkbook(f"It has {len(content):,} bytes; a workbook of ours has at most {LARGEST_FILE:,}.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError):
        raise NotAWorkbook("It is no .xlsx workbook; save it as one, without a password.") from None
    if size > LARGEST_CONTENT:
        raise NotAWorkbook("Far too much is packed into it; take a new workbook.")


def _cell(cell: object) -> Cell:
    return cell if isinstance(cell, int | float | bool | datetime | date | str) else str(cell)


def _text(text: str) -> str:
    return CONTROL.sub("", text)[:LONGEST_TEXT]


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        font = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        line = {"border": 1, "border_color": "#d8e0e6", "text_wrap": True}
        fill = {"bg_color": "#fff9e5", "locked": False}
        self.title = book.add_format({**font, "font_size": 16, "bold": True, "font_color": ACCENT})
        self.note = book.add_format({**font, "font_color": QUIET})
        self.id = book.add_format({**font, "font_color": QUIET, "font_size": 8})
        self.heading = book.add_format(
            {**font, "bold": True, "font_color": "#ffffff", "bg_color": ACCENT, "text_wrap": True}
        )
        self.line = book.add_format({**font, **line, "num_format": "@"})
        self.quoted = book.add_format({**font, **line, "num_format": "@", "quote_prefix": True})
        self.mark = book.add_format({**font, **line, **fill, "align": "center", "num_format": "0"})
        self.comment = book.add_format({**font, **line, **fill, "num_format": "@"})
        self.quoted_comment = book.add_format(
            {**font, **line, **fill, "num_format": "@", "quote_prefix": True}
        )
        self.total = book.add_format({**font, **line, "align": "center", "num_format": "0.00"})


def _write_text(page: Worksheet, row: int, column: int, text: str, plain: "Format", quoted: "Format") -> None:
    """Text is text, whatever it begins with."""
    if text:
        page.write_string(row, column, _text(text), quoted if is_formula_like(text) else plain)
    else:
        page.write_blank(row, column, None, plain)


class _Scores:
    """The sheet to fill in: a row for each application, a column for each criterion."""

    def __init__(self, page: Worksheet, book: ScoreBook, styles: _Styles) -> None:
        self._page, self._book, self._styles = page, book, styles
        self._names = [APPLICATION] if book.is_blind else [APPLICATION, "organisation"]
        self._first_mark = len(self._names)
        self._comment = self._first_mark + len(book.columns)
        self._total = self._comment + 1

    def write(self) -> None:
        page, book = self._page, self._book
        page.write_string(0, 0, _text(book.title), self._styles.title)
        for line, name, value in (
            (EVALUATOR_ROW, "Evaluator", book.evaluator),
            (DELEGATION_ROW, "Delegation", book.delegation),
        ):
            page.write_string(line, 0, name, self._styles.note)
            page.write_string(line, 1, value, self._styles.note)
        self._write_headings()
        for number, row in enumerate(book.rows, start=FIRST_ROW):
            self._write_row(number, row)
        self._validate()
        self._set_up()

    def _write_headings(self) -> None:
        page, book, styles = self._page, self._book, self._styles
        ids = [*self._names, *(one.criterion for one in book.columns), COMMENT, "total"]
        marks = (f"{one.text} ({one.weight} %), 0 to {book.highest_mark}" for one in book.columns)
        names = [name.capitalize() for name in self._names]
        for place, name in enumerate(ids):
            page.write_string(IDS_ROW, place, name, styles.id)
        for place, name in enumerate([*names, *marks, "Comment", f"Total, 0 to {book.highest_mark}"]):
            page.write_string(IDS_ROW + 1, place, _text(name), styles.heading)

    def _write_row(self, number: int, row: ScoreRow) -> None:
        page, styles = self._page, self._styles
        page.write_string(number, 0, row.application, styles.line)
        if not self._book.is_blind:
            _write_text(page, number, 1, row.organisation, styles.line, styles.quoted)
        for place, column in enumerate(self._book.columns, start=self._first_mark):
            mark = row.marks.get(column.criterion)
            if mark is None:
                page.write_blank(number, place, None, styles.mark)
            else:
                page.write_number(number, place, mark, styles.mark)
        _write_text(page, number, self._comment, row.comment, styles.comment, styles.quoted_comment)
        self._write_total(number, row)

    def _write_total(self, number: int, row: ScoreRow) -> None:
        """The weighted mean, once every mark is there."""
        columns = self._book.columns
        cells = [xl_rowcol_to_cell(number, self._first_mark + n) for n in range(len(columns))]
        weighted = "+".join(f"{cell}*{one.weight}" for cell, one in zip(cells, columns, strict=True))
        formula = f'=IF(COUNT({cells[0]}:{cells[-1]})={len(columns)},({weighted})/100,"")'
        is_complete = all(one.criterion in row.marks for one in columns)
        total = sum(row.marks.get(one.criterion, 0) * one.weight for one in columns) / 100
        self._page.write_formula(
            number, self._total, formula, self._styles.total, total if is_complete else ""
        )

    def _validate(self) -> None:
        if not self._book.rows:
            return
        last, highest = FIRST_ROW + len(self._book.rows) - 1, self._book.highest_mark
        rule = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": highest,
            "error_title": "Not a mark",
            "error_message": f"Give a whole number from 0 to {highest}.",
        }
        self._page.data_validation(FIRST_ROW, self._first_mark, last, self._comment - 1, rule)
        length = {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST_COMMENT,
            "error_message": f"At most {LONGEST_COMMENT:,} characters.",
        }
        self._page.data_validation(FIRST_ROW, self._comment, last, self._comment, length)

    def _set_up(self) -> None:
        page = self._page
        widths = [12, 28][: self._first_mark] + [14] * len(self._book.columns) + [60, 9]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.set_row(IDS_ROW + 1, 62)
        page.freeze_panes(FIRST_ROW, self._first_mark)
        page.protect("", MAY)
        _print_set_up(page, IDS_ROW + 1)


def _applications(page: Worksheet, book: ScoreBook, styles: _Styles) -> None:
    """What there is to read, answer by answer."""
    _heads(page, ("Application", "Question", "Answer"), (12, 36, 90), styles)
    for number, one in enumerate(book.answers, start=1):
        page.write_string(number, 0, one.application, styles.line)
        _write_text(page, number, 1, one.question, styles.line, styles.quoted)
        _write_text(page, number, 2, one.answer, styles.line, styles.quoted)
    page.autofilter(0, 0, max(1, len(book.answers)), 2)
    _print_set_up(page, 0)


def _guidance(page: Worksheet, book: ScoreBook, styles: _Styles) -> None:
    _heads(page, ("What", "How"), (40, 100), styles)
    for number, (heading, text) in enumerate(book.guidance, start=1):
        _write_text(page, number, 0, heading, styles.line, styles.quoted)
        _write_text(page, number, 1, text, styles.line, styles.quoted)
    _print_set_up(page, 0)


def _heads(page: Worksheet, names: tuple[str, ...], widths: tuple[int, ...], styles: _Styles) -> None:
    for place, (name, width) in enumerate(zip(names, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, name, styles.heading)
    page.freeze_panes(1, 0)


def _print_set_up(page: Worksheet, heading_row: int) -> None:
    """A4, landscape, as wide as a page, the headings on each."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading_row)
    page.set_footer("&L&8&A&R&8Page &P of &N")
