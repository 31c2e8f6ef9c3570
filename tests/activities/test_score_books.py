"""Score sheets as workbooks: what is filled in comes back as it was meant, or every mistake at its cell."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.adapters.score_books import XlsxScoreBooks
from activities.ports import NotAWorkbook
from delegation.application import Application
from delegation.evaluation import Evaluation, Mark, Scoresheet
from delegation.file import DelegationFile
from delegation.papers.score_book import ScoreBook, score_book
from delegation.papers.workbook import Cell
from delegation.person import Person
from delegation.reading.delegation_file import read_delegation
from delegation.selecting.assignment import Assigned, Assignment
from delegation.selecting.score_sheet_reading import (
    FilledIn,
    WorkbookRefused,
    read_score_sheets,
)

SMALL = Path(__file__).parents[1] / "workflows" / "small.yaml"
BOOKS = XlsxScoreBooks()
MADE_AT = datetime(2027, 2, 15, 9, tzinfo=UTC)
IDS = ("A-1", "A-2", "A-3")
ASSIGNMENT = Assignment(assigned=tuple(Assigned(application=one, evaluators=("e1", "e2")) for one in IDS))
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp")), max_size=60)


def the_file(**more: object) -> DelegationFile:
    file = read_delegation(SMALL.read_text(), str(SMALL))
    rules = Evaluation.model_validate({**file.evaluation.model_dump(), **more})
    return file.model_copy(update={"evaluation": rules})


def application(name: str, organisation: str = "=Cmd Water") -> Application:
    person = Person(id=name, name="Runa Velander", email="runa@velander.example", organisation=organisation)
    goal = "Runa Velander of Tejo Limpo seeks partners."
    return Application(id=name, person=person, answers={"country": "PT", "objectives": goal})


def sheet(name: str, marks: tuple[int, int], comment: str = "") -> Scoresheet:
    given = (Mark(criterion="objectives", mark=marks[0]), Mark(criterion="follow-up", mark=marks[1]))
    return Scoresheet(application=name, evaluator="e1", marks=given, comment=comment)


def book(*sheets: Scoresheet, **more: object) -> ScoreBook:
    return score_book(the_file(**more), "e1", [application(one) for one in IDS], sheets)


def rows_of(written: ScoreBook) -> list[list[Cell]]:
    return [list(row) for row in BOOKS.rows(BOOKS.xlsx(written, made_at=MADE_AT), "Scores")]


def read(rows: list[list[Cell]]) -> FilledIn:
    file = the_file()
    return read_score_sheets(rows, file.slug, file.evaluation, ASSIGNMENT)


def saved_by_another_program(rows: list[list[Cell]]) -> bytes:
    """The same cells without any of our formats; all numbers are kept as decimals, some as text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as written:
        page = written.add_worksheet("Scores")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell not in ("", None):
                    page.write(number, place, cell)
    return out.getvalue()


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(IDS), st.tuples(st.integers(0, 5), st.integers(0, 5), TEXT), min_size=0, max_size=3
    ),
    st.booleans(),
)
def test_what_is_written_and_filled_in_comes_back_as_the_same_sheets(filled, blind):
    sheets = [
        sheet(one, (first, second), comment.strip().removeprefix("CONFLICT").strip())
        for one, (first, second, comment) in filled.items()
    ]
    rows = rows_of(book(*sheets, blind=blind))

    assert read(rows).sheets == tuple(sorted(sheets, key=lambda one: one.application))
    again = [list(row) for row in BOOKS.rows(saved_by_another_program(rows), "Scores")]
    assert read(again) == read(rows)


def test_numbers_typed_as_text_count_and_empty_rows_are_still_owed():
    rows = rows_of(book())
    rows[5][2:4] = ["4", 5.0]

    assert read(rows).sheets == (sheet("A-1", (4, 5)),)


def test_every_mistake_is_named_at_its_cell_and_nothing_is_taken():
    rows = rows_of(book())
    rows[5][2:5] = ["four", 3.5, "x" * 2001]
    rows[6][2:4] = [6, ""]
    rows[7][0:4] = ["A-9", "", True, 3]

    with pytest.raises(WorkbookRefused) as refused:
        read(rows)
    assert refused.value.problems == (
        "Scores!E6: the comment has 2,001 characters; shorten it to 2,000.",
        "Scores!C6: 'four' is not a mark from 0 to 5.",
        "Scores!D6: '3.5' is not a mark from 0 to 5.",
        "Scores!C7: '6' is not a mark from 0 to 5.",
        "Scores!D7: there is no mark; mark every criterion, or clear the row.",
        "Scores!A8: 'A-9': it is not assigned to e1; leave its row empty.",
        "Scores!C8: 'TRUE' is not a mark from 0 to 5.",
    )


def test_the_same_application_twice_is_a_mistake():
    rows = rows_of(book(sheet("A-1", (1, 1)), sheet("A-2", (2, 2))))
    rows[6][0] = "A-1"

    with pytest.raises(WorkbookRefused, match="Scores!A7: A-1 stands in A6 already"):
        read(rows)


def test_conflict_in_the_comment_declares_a_conflict_of_interest():
    rows = rows_of(book(sheet("A-2", (2, 2), "Conflicting goals, well argued.")))
    rows[5][4] = "conflict: my sister works there"

    found = read(rows)
    assert [(one.application, one.reason) for one in found.conflicts] == [("A-1", "my sister works there")]
    assert [one.application for one in found.sheets] == ["A-2"]

    rows[5][2] = 4
    with pytest.raises(WorkbookRefused, match="Scores!C6: a mark beside CONFLICT"):
        read(rows)


def test_a_workbook_of_another_delegation_or_without_its_columns_is_refused():
    other = rows_of(book())
    other[2][1] = "rivers-2027"
    with pytest.raises(WorkbookRefused, match="Scores!B3: this is a workbook of 'rivers-2027'"):
        read(other)

    cut = [row[:2] for row in rows_of(book())]
    with pytest.raises(WorkbookRefused, match="row 4 no longer names the column 'objectives'"):
        read(cut)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken", b"x" * 5_000_001])
def test_what_is_no_workbook_is_refused_in_words(content):
    with pytest.raises(NotAWorkbook, match="workbook"):
        BOOKS.rows(content, "Scores")


def test_formulas_are_ours_only_and_marks_alone_are_unlocked():
    content = BOOKS.xlsx(book(sheet("A-1", (4, 2), "=HYPERLINK(1)")), made_at=MADE_AT)

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        scores = parts.read("xl/worksheets/sheet1.xml").decode()
        others = parts.read("xl/worksheets/sheet2.xml") + parts.read("xl/worksheets/sheet3.xml")
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
    assert scores.count("<f>") == 3
    assert b"<f>" not in others
    assert "<sheetProtection" in scores
    assert '<dataValidation type="whole"' in scores
    assert '<pageSetup paperSize="9"' in scores
    assert ">3.2</v>" in scores  # 60 % of 4 and 40 % of 2


def test_in_blind_mode_nothing_in_the_workbook_tells_who_applied():
    seen = score_book(the_file(blind=True), "e1", [application("A-1", "Tejo Limpo")])
    content = BOOKS.xlsx(seen, made_at=MADE_AT)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        everything = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))

    assert [one for one in ("Tejo", "Limpo", "Velander", "Runa") if one in everything] == []
    assert [one.answer for one in seen.answers] == ["PT", "[person] of [organisation] seeks partners."]


def test_hidden_and_personal_answers_are_not_in_the_workbook():
    file = the_file()
    fields = tuple(
        one.model_copy(
            update={"hidden_from_evaluators": one.id == "country", "personal": one.id == "objectives"}
        )
        for one in file.call.fields
    )
    hidden = file.model_copy(update={"call": file.call.model_copy(update={"fields": fields})})

    assert score_book(hidden, "e1", [application("A-1")]).answers == ()
