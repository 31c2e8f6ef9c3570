"""Score sheets out of the cells of a workbook that an evaluator filled in: all of them, or all mistakes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from delegation.evaluation import ConflictOfInterest, Evaluation, Mark, Scoresheet
from delegation.papers.score_book import CONFLICT
from delegation.papers.workbook import Cell
from delegation.selecting.assignment import Assignment

SHEET = "Scores"
IDS_ROW = 3
"""Counted from 0: the row that names the columns; headings and rows follow."""
FIRST_ROW = 5
EVALUATOR_ROW, DELEGATION_ROW = 1, 2
APPLICATION, COMMENT = "application", "comment"
LONGEST_COMMENT = 2_000
LONGEST_REASON = 300
MOST_PROBLEMS = 60

STATES_CONFLICT = re.compile(rf"{CONFLICT}\b", re.IGNORECASE)
MARK = re.compile(r"[0-9]{1,6}")

Rows = Sequence[Sequence[Cell]]


class WorkbookRefused(ValueError):
    """Nothing was taken; the message says what is wrong with which cell."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)[:MOST_PROBLEMS]
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What an evaluator hands in with a workbook. Rows left empty are neither."""

    evaluator: str
    sheets: tuple[Scoresheet, ...] = ()
    conflicts: tuple[ConflictOfInterest, ...] = ()


def read_score_sheets(
    rows: Rows, delegation: str, evaluation: Evaluation, assignment: Assignment
) -> FilledIn:
    """The score sheets in the rows of the sheet `Scores`, which start at A1.

    Raises:
        WorkbookRefused: with every mistake at its cell.
    """
    evaluator = _text(_cell(rows, EVALUATOR_ROW, 1))
    _demand_ours(rows, evaluator, delegation, evaluation)
    columns = {_text(cell): place for place, cell in enumerate(_row(rows, IDS_ROW))}
    wanted = (APPLICATION, *(criterion.id for criterion in evaluation.criteria), COMMENT)
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise WorkbookRefused(
            [
                f"{SHEET}: row {IDS_ROW + 1} no longer names the column {name!r}; take a new workbook."
                for name in missing
            ]
        )
    reading = _Reading(evaluator, evaluation, assignment, columns)
    filled = [reading.row(number, _row(rows, number)) for number in range(FIRST_ROW, len(rows))]
    if reading.problems:
        raise WorkbookRefused(reading.problems)
    return FilledIn(
        evaluator=evaluator,
        sheets=tuple(one for one in filled if isinstance(one, Scoresheet)),
        conflicts=tuple(one for one in filled if isinstance(one, ConflictOfInterest)),
    )


def _demand_ours(rows: Rows, evaluator: str, delegation: str, evaluation: Evaluation) -> None:
    found = _text(_cell(rows, DELEGATION_ROW, 1))
    if found != delegation:
        whose = (
            f"this is a workbook of {found!r}, not of {delegation!r}" if found else "it names no delegation"
        )
        raise WorkbookRefused([f"{SHEET}!B{DELEGATION_ROW + 1}: {whose}; take a new workbook."])
    if evaluator not in {one.id for one in evaluation.evaluators}:
        whose = f"{evaluator!r} is no evaluator of {delegation!r}; take a new workbook."
        raise WorkbookRefused([f"{SHEET}!B{EVALUATOR_ROW + 1}: {whose}"])


class _Reading:
    """Reads row after row, and keeps what is wrong."""

    def __init__(
        self, evaluator: str, evaluation: Evaluation, assignment: Assignment, columns: Mapping[str, int]
    ) -> None:
        self._evaluator = evaluator
        self._evaluation = evaluation
        self._columns = columns
        self._assigned = [one.application for one in assignment.assigned if evaluator in one.evaluators]
        self._seen: dict[str, int] = {}
        self.problems: list[str] = []

    def row(self, number: int, row: Sequence[Cell]) -> Scoresheet | ConflictOfInterest | None:
        """What stands in one row; None where it is empty or wrong."""
        cells = {name: row[place] if place < len(row) else None for name, place in self._columns.items()}
        ids = [criterion.id for criterion in self._evaluation.criteria]
        comment = _text(cells[COMMENT])
        given = [name for name in ids if _text(cells[name])]
        if not given and not comment:
            return None
        before = len(self.problems)
        application = self._application(number, cells[APPLICATION])
        self._check_comment(number, comment)
        if STATES_CONFLICT.match(comment):
            return self._conflict(number, application, comment, given, before)
        marks = self._marks(number, cells, ids)
        if len(self.problems) > before:
            return None
        return Scoresheet(application=application, evaluator=self._evaluator, marks=marks, comment=comment)

    def _application(self, number: int, cell: Cell) -> str:
        application = _text(cell)
        if application not in self._assigned:
            theirs = f"it is not assigned to {self._evaluator}; leave its row empty"
            named = (
                f"{application!r}: {theirs}" if application else "the row has no application; leave it empty"
            )
            self._complain(number, APPLICATION, named + ".")
        elif application in self._seen:
            first = f"{_letters(self._columns[APPLICATION])}{self._seen[application] + 1}"
            self._complain(
                number, APPLICATION, f"{application} stands in {first} already; keep one of the rows."
            )
        self._seen.setdefault(application, number)
        return application

    def _check_comment(self, number: int, comment: str) -> None:
        if len(comment) > LONGEST_COMMENT:
            excess = f"the comment has {len(comment):,} characters; shorten it to {LONGEST_COMMENT:,}."
            self._complain(number, COMMENT, excess)

    def _conflict(
        self, number: int, application: str, comment: str, given: Sequence[str], before: int
    ) -> ConflictOfInterest | None:
        for name in given:
            self._complain(
                number, name, f"a mark beside {CONFLICT}; clear it, or take {CONFLICT} out of the comment."
            )
        if len(self.problems) > before:
            return None
        said = " ".join(comment[len(CONFLICT) :].strip(" .:,;-").split())[:LONGEST_REASON]
        reason = said if len(said) >= 3 else "Declared with the score sheets."
        return ConflictOfInterest(evaluator=self._evaluator, application=application, reason=reason)

    def _marks(self, number: int, cells: Mapping[str, Cell], ids: Sequence[str]) -> tuple[Mark, ...]:
        marks = [(name, self._mark(number, name, cells[name])) for name in ids]
        return tuple(Mark(criterion=name, mark=mark) for name, mark in marks if mark is not None)

    def _mark(self, number: int, criterion: str, cell: Cell) -> int | None:
        highest, text = self._evaluation.highest_mark, _text(cell)
        if not text:
            self._complain(number, criterion, "there is no mark; mark every criterion, or clear the row.")
            return None
        if isinstance(cell, bool | date) or not MARK.fullmatch(text) or int(text) > highest:
            self._complain(number, criterion, f"{text[:40]!r} is not a mark from 0 to {highest}.")
            return None
        return int(text)

    def _complain(self, number: int, column: str, what: str) -> None:
        self.problems.append(f"{SHEET}!{_letters(self._columns[column])}{number + 1}: {what}")


def _row(rows: Rows, number: int) -> Sequence[Cell]:
    return rows[number] if number < len(rows) else ()


def _cell(rows: Rows, number: int, place: int) -> Cell:
    row = _row(rows, number)
    return row[place] if place < len(row) else None


def _text(cell: Cell) -> str:
    """A cell as it is read by people: 4 for 4.0, as spreadsheet programs keep all numbers the same way."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


def _letters(place: int) -> str:
    """`A` of 0, `AB` of 27."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters
