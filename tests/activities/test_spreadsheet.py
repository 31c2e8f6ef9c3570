"""Workbooks: read back as they were meant, and inert."""

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from activities.adapters.spreadsheet import XlsxSpreadsheets
from delegation.application import ApplicationStatus, Applied, Facts
from delegation.follow_up import DelegateOutcome, Outcome, OutcomeKind
from delegation.papers.funder_report import (
    FunderReportFacts,
    RuleFinding,
    TravelledFacts,
    figures_by_country,
    funder_report,
)
from delegation.papers.workbook import Column, Sheet, Shown, Workbook
from tests.usa import MADE_AT, usa_2017, with_meetings

WRITER = XlsxSpreadsheets()


def applied(participant: str, country: str, status: ApplicationStatus) -> Applied:
    facts = Facts(organisation=participant, country=country)
    return Applied(participant=participant, facts=facts, received_at=MADE_AT, status=status)


def the_report() -> Workbook:
    facts = FunderReportFacts(
        countries=figures_by_country(
            (
                applied("A-1", "PL", ApplicationStatus.SELECTED),
                applied("A-2", "PL", ApplicationStatus.RESERVE),
                applied("A-3", "FR", ApplicationStatus.INELIGIBLE),
            ),
            ("A-1",),
        ),
        rules=(RuleFinding(rule="per-country", satisfied=True, found="At most 1."),),
        delegates=(TravelledFacts(participant="A-1", organisation="Lubelska Medycyna", country="PL"),),
        offers={"confirmed": 1},
        outcomes=(
            DelegateOutcome(
                participant="A-1",
                day=90,
                outcome=Outcome(
                    kind=OutcomeKind.AGREEMENT, partner="=HYPERLINK(1)", evidence="agreement.pdf"
                ),
            ),
            DelegateOutcome(
                participant="A-1", day=30, outcome=Outcome(kind=OutcomeKind.LEAD, partner="+Lab")
            ),
        ),
        mails={"offer": 2},
    )
    return funder_report(usa_2017(), facts, with_meetings("A-1"), MADE_AT)


def read(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def rows(book: CalamineWorkbook, sheet: str) -> list[list[object]]:
    """The rows under the headings."""
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[4:]


def formulas_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        return [name for name in sheets if b"<f>" in parts.read(name)]


def test_the_report_has_a_sheet_for_everything_the_funder_asks():
    book = read(WRITER.xlsx(the_report(), made_at=MADE_AT))
    assert book.sheet_names == [
        "Summary",
        "Applications by country",
        "Selection rules",
        "Delegates",
        "Programme",
        "Meetings",
        "Outcomes",
        "Mails sent",
    ]


def test_the_summary_counts_what_the_other_sheets_show():
    book = read(WRITER.xlsx(the_report(), made_at=MADE_AT))
    summary = {row[0]: row[1] for row in rows(book, "Summary")}

    assert summary["Applications received"] == 3
    assert summary["Delegates who travelled"] == 1
    assert summary["One-to-one meetings"] == 1
    assert (summary["Outcomes reported"], summary["Outcomes with evidence"]) == (2, 1)
    assert (summary["With evidence: agreement"], summary["With evidence: lead"]) == (1, 0)
    assert rows(book, "Applications by country") == [
        ["France", 1, 1, 0, 0, 0, 0, 0],
        ["Poland", 2, 0, 1, 1, 0, 0, 1],
    ]
    assert [row[4] for row in rows(book, "Outcomes")] == ["claimed", "evidenced"]


def test_times_are_dates_with_their_zone_beside_them():
    book = read(WRITER.xlsx(the_report(), made_at=MADE_AT))
    starts, zone = rows(book, "Meetings")[0][:2]
    assert (starts, zone) == (datetime(2017, 5, 16, 13, 30), "America/New_York")  # noqa: DTZ001 - the zone stands beside it


def test_the_same_report_is_the_same_file():
    assert WRITER.xlsx(the_report(), made_at=MADE_AT) == WRITER.xlsx(the_report(), made_at=MADE_AT)


def test_text_that_looks_like_a_formula_stays_text():
    content = WRITER.xlsx(the_report(), made_at=MADE_AT)

    assert formulas_in(content) == []
    partners = [row[3] for row in rows(read(content), "Outcomes")]
    assert partners == ["+Lab", "=HYPERLINK(1)"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=40))
def test_any_text_comes_back_as_it_was(text):
    sheet = Sheet(name="One", title="One", columns=(Column(title="Text"),), rows=((text,), ("end",)))

    content = WRITER.xlsx(Workbook(title="Book", sheets=(sheet,)), made_at=MADE_AT)

    assert rows(read(content), "One")[0] == [text]
    assert formulas_in(content) == []


def test_control_characters_and_endless_texts_do_not_break_the_file():
    sheet = Sheet(
        name="One", title="One", columns=(Column(title="Text"),), rows=(("a\x00b\x0b",), ("x" * 40_000,))
    )
    first, second = rows(read(WRITER.xlsx(Workbook(title="B", sheets=(sheet,)), made_at=MADE_AT)), "One")
    assert first == ["ab"]
    assert len(str(second[0])) == 32_767


def test_empty_cells_numbers_and_truths_are_kept():
    columns = (Column(title="A", shown=Shown.NUMBER), Column(title="B"), Column(title="C"))
    sheet = Sheet(name="One", title="One", columns=columns, rows=((1.5, None, True),))
    assert rows(read(WRITER.xlsx(Workbook(title="B", sheets=(sheet,)), made_at=MADE_AT)), "One") == [
        [1.5, "", True]
    ]


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="A row of sheet 'One' has 2 cells for 1 columns"):
        Sheet(name="One", title="One", columns=(Column(title="A"),), rows=((1, 2),))
