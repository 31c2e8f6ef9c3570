"""Score sheets on paper: workbooks for evaluators and for the panel, and workbooks that come back."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from delegation.application import Applied, Facts
from delegation.evaluation import Scoresheets
from delegation.papers.score_book import ScoreBook, score_book
from delegation.papers.score_table import score_table
from delegation.papers.workbook import Workbook
from delegation.selecting.assignment import Assignment
from delegation.selecting.score_sheet_reading import SHEET, FilledIn, WorkbookRefused, read_score_sheets
from portal.document_files import make_private, write_private
from portal.errors import NotFound, Refused

if TYPE_CHECKING:
    from activities.ports import ScoreBooks, SpreadsheetWriter
    from delegation.application import Application
    from delegation.evaluation_state import SheetsHeld
    from delegation.file import DelegationFile
    from portal.client import Legation


async def score_books(
    legation: "Legation", file: "DelegationFile", held: "SheetsHeld", evaluator: str | None
) -> tuple[ScoreBook, ...]:
    """A book for the evaluator, or for each who was asked, with what they handed in before.

    Raises NotFound when that evaluator was asked for nothing.
    """
    asked = sorted(held.assignment.load())
    if evaluator is not None and evaluator not in asked:
        raise NotFound(f"{evaluator} was asked for no score sheets; asked were {', '.join(asked) or 'none'}.")
    chosen = asked if evaluator is None else [evaluator]
    return tuple([await asyncio.to_thread(_book, legation, file, held, one) for one in chosen])


def _book(legation: "Legation", file: "DelegationFile", held: "SheetsHeld", evaluator: str) -> ScoreBook:
    theirs = [one.application for one in held.assignment.assigned if evaluator in one.evaluators]
    kept = [_application(legation, file.slug, one) for one in theirs]
    applications = [one for one in kept if one is not None]
    return score_book(file, evaluator, applications, held.sheets)


def _application(legation: "Legation", slug: str, participant: str) -> "Application | None":
    """None once the applicant was erased."""
    from activities.ports import Erased

    try:
        return legation.register.application(slug, participant)
    except Erased:
        return None


def write_books(
    books: tuple[ScoreBook, ...], writer: "ScoreBooks", directory: Path, made_at: datetime
) -> list[str]:
    """One file for each evaluator, readable by its owner alone. Returns the names of the files."""
    make_private(directory)
    for book in books:
        write_private(directory / f"{book.evaluator}.xlsx", writer.xlsx(book, made_at=made_at))
    return [f"{book.evaluator}.xlsx" for book in books]


async def panel_table(legation: "Legation", file: "DelegationFile", held: "SheetsHeld") -> Workbook:
    """All totals, for a panel that meets over paper."""
    entries = {one.participant: one for one in (await legation.roster(file.slug)).entries}
    applications = [
        Applied(
            participant=one.participant,
            facts=Facts(organisation=one.organisation, country=one.country),
            received_at=one.received_at,
        )
        for name in (assigned.application for assigned in held.assignment.assigned)
        if (one := entries.get(name)) is not None
    ]
    return score_table(file, applications, held.assignment, held.sheets)


def write_table(table: Workbook, writer: "SpreadsheetWriter", path: Path, made_at: datetime) -> None:
    make_private(path.parent)
    write_private(path, writer.xlsx(table, made_at=made_at))


def read_book(path: Path, reader: "ScoreBooks", file: "DelegationFile", assignment: Assignment) -> FilledIn:
    """What an evaluator filled in.

    Raises Refused with every mistake at its cell, or when nothing was filled in: nothing is taken.
    """
    from activities.ports import NotAWorkbook

    try:
        rows = reader.rows(path.read_bytes(), SHEET)
        filled = read_score_sheets(rows, file.slug, file.evaluation_rules, assignment)
    except NotAWorkbook as error:
        raise Refused(f"{path}: {error}") from None
    except WorkbookRefused as error:
        raise Refused(f"{error}\nNothing was taken from {path}; correct it and hand it in again.") from None
    if not filled.sheets and not filled.conflicts:
        raise Refused(f"Every row of {path} is empty; fill in what you can and hand it in again.")
    return filled


def handed_in(filled: FilledIn) -> Scoresheets | None:
    """The sheets among it; None if it only declares conflicts."""
    if not filled.sheets:
        return None
    return Scoresheets(evaluator=filled.evaluator, sheets=filled.sheets)
