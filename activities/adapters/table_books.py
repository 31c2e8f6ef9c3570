"""Workbooks that others wrote, as tables of text; what is in them is never run."""

import io
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from activities.adapters.workbook_limits import AGAIN, looked_over
from delegation.organisations.table import Grid, UnreadableTable, named


class CalamineTables:
    """A TableBooks with calamine."""

    def grid(self, content: bytes, sheet: str) -> Grid:
        """See `activities.ports.TableBooks`."""
        remarks = looked_over(content)
        try:
            return Grid(_cells(content, sheet), remarks)
        except UnreadableTable:
            raise
        except CalamineError as error:
            raise UnreadableTable(f"It cannot be read as a workbook: {error}", AGAIN) from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise UnreadableTable("It cannot be read as a workbook: it is damaged", AGAIN) from None


def _cells(content: bytes, sheet: str) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = book.sheet_names
    if not names:
        raise UnreadableTable("There is no sheet in the workbook", AGAIN)
    if sheet and sheet not in names:
        raise UnreadableTable(f"There is no sheet {sheet!r}; it has {named(names)}", "Correct the mapping.")
    found = book.get_sheet_by_name(sheet or names[0])
    return [[_text(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]


def _text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
