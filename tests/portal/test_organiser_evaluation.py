"""The evaluation by commands: conflicts, relief, and score sheets on paper."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from activities.adapters.score_books import XlsxScoreBooks
from delegation.application import Application
from delegation.papers.score_book import score_book
from delegation.person import Person
from tests.portal import stages
from tests.portal.commands_portal import Terminal

MADE_AT = datetime(2017, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def on_paper(at_panel: Terminal) -> Terminal:
    """Applications are registered with what was typed, as they are when they come in."""
    assert at_panel.legation is not None
    for one in at_panel.legation.state.applied:
        at_panel.legation.register.keep_application(stages.SLUG, application(one.participant))
    return at_panel


def application(name: str) -> Application:
    person = Person(id=name, name="Runa Velander", email="runa@velander.example", organisation=f"Org {name}")
    return Application(id=name, person=person, answers={"objectives": "Partners in Boston."})


def filled(path: Path, **marks: int) -> Path:
    """The workbook of e6, who owes A-34, with these marks in it."""
    file, _ = stages.example()
    book = score_book(file, "e6", [application("A-34")])
    row = book.rows[0].model_copy(update={"marks": marks, "comment": "Late."})
    content = XlsxScoreBooks().xlsx(book.model_copy(update={"rows": (row,)}), made_at=MADE_AT)
    path.write_bytes(content)
    return path


def test_a_conflict_of_interest_moves_an_application_to_another_evaluator(on_paper: Terminal) -> None:
    line = "evaluation conflict usa-2017 e6 A-34 --reason 'We share a project.'"
    tried = on_paper(f"{line} --dry-run")
    done, known = on_paper(line), on_paper(line)
    status = on_paper("evaluation status usa-2017")

    assert tried.out == "A-34 would go to another evaluator than e6.\nNothing was done.\n"
    assert done.out.startswith("A-34 is now with ")
    assert "e6" not in done.out
    assert known.code == 4
    assert "the conflict is known" in known.err
    assert "We share a project." in status.out


def test_an_evaluator_is_relieved_of_what_is_owed(on_paper: Terminal) -> None:
    line = "evaluation relieve usa-2017 e6 --author Jonas --reason 'No answer.'"
    tried, done = on_paper(f"{line} --dry-run"), on_paper(line)

    assert tried.out == "e6 owes A-34; the others would share it.\nNothing was done.\n"
    assert done.out.endswith("e6 is relieved.\n")
    assert "relieved" in on_paper("evaluation status usa-2017").out


def test_workbooks_are_written_for_evaluators_and_taken_back(on_paper: Terminal, tmp_path: Path) -> None:
    made = on_paper(f"evaluation sheets usa-2017 --save {tmp_path / 'sheets'}")

    assert "e6.xlsx" in made.out
    book = CalamineWorkbook.from_path(str(tmp_path / "sheets" / "e6.xlsx"))
    assert book.sheet_names == ["Scores", "Applications", "Guidance"]
    file, _ = stages.example()
    marks = {criterion.id: 3 for criterion in file.evaluation.criteria}
    path = filled(tmp_path / "e6.xlsx", **marks)
    assert "would be taken" in on_paper(f"evaluation hand-in usa-2017 {path} --dry-run").out
    assert on_paper(f"evaluation hand-in usa-2017 {path}").out == "1 score sheet of e6 taken; 0 still owed.\n"


def test_a_workbook_with_mistakes_is_refused_cell_by_cell(on_paper: Terminal, tmp_path: Path) -> None:
    file, _ = stages.example()
    first, *_ = file.evaluation.criteria
    said = on_paper(f"evaluation hand-in usa-2017 {filled(tmp_path / 'e6.xlsx', **{first.id: 9})}")

    assert said.code == 4
    assert "Scores!C6: '9' is not a mark from 0 to 5." in said.err
    assert "Nothing was taken" in said.err
    assert on_paper.legation is not None
    assert on_paper.legation.writes == []


def test_the_panel_gets_a_table_of_all_scores(on_paper: Terminal, tmp_path: Path) -> None:
    said = on_paper(f"evaluation table usa-2017 --save {tmp_path / 'panel.xlsx'}")
    rows = CalamineWorkbook.from_path(str(tmp_path / "panel.xlsx")).get_sheet_by_name("Totals").to_python()
    heading = next(row for row in rows if row[0] == "Rank")
    table = [dict(zip(heading, row, strict=True)) for row in rows[rows.index(heading) + 1 :]]

    assert "panel.xlsx" in said.out
    assert [row["Rank"] for row in table] == sorted(row["Rank"] for row in table)
    assert [row["Application"] for row in table if row["Still owed by"] == "e6"] == ["A-34"]
    assert len(table) == 31
