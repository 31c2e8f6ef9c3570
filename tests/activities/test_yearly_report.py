"""The yearly report as it is set and written: everything traceable, the same bytes each time."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from temporalio.testing import ActivityEnvironment

from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.typesetting import TypstTypesetter
from activities.register import Register
from activities.yearly_reports import YearlyReportActivities, YearlyReportOrder
from delegation.agreement import AgreementKind, AgreementRecord, EvidenceKept, MetIn, Party, Stage
from delegation.agreement_figures import YearlyFigures
from delegation.document import DocumentSet
from delegation.papers.yearly_report import yearly_report_paper
from portal.story_files import read_delegation_file
from tests.fakes import MemoryStore
from tests.usa import TEMPLATES

SINCE, UNTIL = datetime(2016, 12, 15, 9, tzinfo=UTC), datetime(2017, 12, 15, 9, tzinfo=UTC)
PROOF = EvidenceKept(
    id="e1", key="delegations/x/agreements/minho/evidence/ab.pdf", sha256="ab" * 32, received_at=SINCE
)


def record(name: str, stage: Stage, **more: object) -> AgreementRecord:
    usual = {
        "number": 3,
        "parties": (
            Party(organisation="Minho Têxtil #Técnico", country="PT"),
            Party(organisation="=Piedmont *Council*", country="US"),
        ),
        "owner": "desk-materials",
        "themes": ("textiles",),
        "kind": AgreementKind.SUPPLY,
        "met_in": (MetIn(delegation="usa-2017"),),
        "first_contact_on": date(2017, 5, 16),
        "opened_at": datetime(2017, 6, 1, 9, tzinfo=UTC),
    }
    return AgreementRecord.model_validate({"id": name, "stage": stage, **usual, **more})


SIGNED = {"signed_on": date(2017, 9, 1), "signed_at": datetime(2017, 9, 4, 9, tzinfo=UTC)}
RECORDS = (
    record("minho", Stage.EVIDENCED, **SIGNED, evidenced_at=UNTIL, evidence=(PROOF,), value_cents=2_450_050),
    record("alpes", Stage.SIGNATURE, **SIGNED),
    record("later", Stage.FIRST_CONTACT, opened_at=UNTIL),
)


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    kept = MemoryStore()
    file = read_delegation_file(Path("examples/cooperation-arrangement"))
    Register(kept).keep_file(file)
    return kept


def made(store: MemoryStore) -> DocumentSet:
    typesetter, spreadsheets = TypstTypesetter(TEMPLATES), XlsxSpreadsheets()
    reports = YearlyReportActivities(store, Register(store), typesetter=typesetter, spreadsheets=spreadsheets)
    order = YearlyReportOrder(
        delegation="cooperation-arrangement", since=SINCE, until=UNTIL, made_at=UNTIL, records=RECORDS
    )
    return ActivityEnvironment().run(reports.make_yearly_report, order)


def test_the_report_is_made_in_three_forms_once(store: MemoryStore):
    first, second = made(store), made(store)

    assert first == second
    assert [one.key.rsplit(".", 1)[-1] for one in first.documents] == ["pdf", "xlsx", "json"]
    assert {one.about for one in first.documents} == {"2017-12-15"}
    assert store.read(first.documents[0].key).startswith(b"%PDF-1.")


def test_the_workbook_has_a_row_for_every_figure_and_piece_of_evidence(store: MemoryStore):
    documents = made(store).documents
    book = CalamineWorkbook.from_filelike(io.BytesIO(store.read(documents[1].key)))
    figures = YearlyFigures.model_validate(json.loads(store.read(documents[2].key)))

    assert book.sheet_names == ["Figures", "Evidence", "Agreements"]
    rows = [row for row in book.get_sheet_by_name("Evidence").to_python() if row[1] in ("minho", "alpes")]
    assert len(rows) == sum(len(one.basis) for one in figures.figures)
    proven = {row[0] for row in rows if row[5] == "ab" * 32}
    assert {"agreements", "signed", "theme-textiles", "met-in-usa-2017", "countries-pt-us"} <= proven
    assert not any(row[1] == "minho" and row[5] == "" for row in rows)


def test_the_paper_sets_claimed_agreements_apart_and_says_money_in_words(store: MemoryStore):
    documents = made(store).documents
    figures = YearlyFigures.model_validate(json.loads(store.read(documents[2].key)))
    file = read_delegation_file(Path("examples/cooperation-arrangement"))

    paper = yearly_report_paper(file, figures, RECORDS, UNTIL)

    told = {row.id: row.value for table in paper.tables for row in table.rows}
    assert [[one.id for one in rows] for rows in (paper.evidenced, paper.claimed, paper.others)] == [
        ["minho"],
        ["alpes"],
        [],
    ]
    assert paper.evidenced[0].evidence == ("e1: abababababab",)
    assert (told["value-eur"], told["median-days"], told["median-days-signed"]) == (
        "24 500.50 EUR",
        "108 days",
        "108 days",
    )
    assert (told["theme-textiles"], told["theme-textiles-claimed"], told["claimed"]) == ("1", "1", "1")
