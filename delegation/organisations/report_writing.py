"""The report of an import, row by row, as a table for whoever decides."""

import csv
import io
from collections.abc import Iterator

from delegation.organisations.cell_text import harmless
from delegation.organisations.import_plan import ImportReport, RowOutcome
from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook

HEADINGS = (
    "row",
    "outcome",
    "done",
    "organisation",
    "name",
    "field",
    "known",
    "in the file",
    "said by",
    "reason",
    "what to do",
    "may be",
    "remarks",
)
WIDTHS = (7, 12, 8, 16, 36, 16, 40, 40, 14, 50, 50, 40, 40)


def lines_of(report: ImportReport) -> Iterator[tuple[Cell, ...]]:
    """A line for each row, and for each of its fields that differ."""
    for one in report.rows:
        changes = [(each.field, each.old, each.new, each.said_by) for each in one.changes]
        for change in changes or [("", "", "", "")]:
            yield (*_before(one), *change, *_after(one))


def _before(one: RowOutcome) -> tuple[Cell, ...]:
    return one.row, one.outcome.value, "yes" if one.applied else "no", one.organisation, one.name


def _after(one: RowOutcome) -> tuple[Cell, ...]:
    perhaps = "; ".join(f"{each.organisation} {each.name} ({each.alike} %)" for each in one.proposals)
    return one.reason, one.remedy, perhaps, " ".join(one.remarks)


def report_csv(report: ImportReport) -> bytes:
    """In UTF-8; no cell is run by a spreadsheet program."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    if report.problem:
        writer.writerow(["", "refused", "no", *[""] * 6, report.problem, report.remedy, "", ""])
    for line in lines_of(report):
        writer.writerow([harmless(one) if isinstance(one, str) else one for one in line])
    return out.getvalue().encode("utf-8-sig")


def report_workbook(report: ImportReport) -> Workbook:
    """One sheet; the file's own problem and how it was read stand above."""
    columns = tuple(
        Column(title=name, shown=Shown.NUMBER if name == "row" else Shown.TEXT, width=width)
        for name, width in zip(HEADINGS, WIDTHS, strict=True)
    )
    note = " ".join((report.problem, report.remedy, *report.remarks)).strip()
    title = f"Import from {report.platform}, file {report.sha256[:12]}"
    sheet = Sheet(name="Rows", title=title, note=note, columns=columns, rows=tuple(lines_of(report)))
    return Workbook(title=title, sheets=(sheet,))
