"""Tables that no spreadsheet program runs, keys that lead nowhere else, and pages that stay as written."""

import ast
import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.keys import demand_key
from activities.ports import Missing
from activities.register import Register
from delegation.exchanging.accounts import Account
from delegation.exchanging.payment_file import Payment, PaymentSheet, payments_csv, payments_xml
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.organisations.cell_text import one_line
from delegation.organisations.import_plan import ImportReport, Outcome, RowOutcome
from delegation.organisations.platform_mapping import OWN
from delegation.organisations.profile import Known, OrganisationProfile
from delegation.organisations.report_writing import report_csv, report_workbook
from delegation.organisations.table_writing import as_csv, records_of
from delegation.papers.workbook import Column, Sheet, Shown, Workbook
from portal.files_beside import content_beside
from portal.web.pages import Pages
from tests.fakes import MemoryStore
from tests.injection.mails_read import PageParts
from tests.organisations_read import AT, plan

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CORPUS = yaml.safe_load((HERE / "values.yaml").read_text(encoding="utf-8"))
VALUES = [value for values in CORPUS.values() for value in values]
RUN = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell must not begin with; spaces before it are no help."""


def runs(cell: str) -> bool:
    return cell.startswith(RUN) or cell.lstrip().startswith(RUN)


def cells_of(content: bytes, encoding: str = "utf-8-sig", separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=separator))


def organisations() -> list[Known]:
    """One for each value that a name may be, with the value in every text."""
    found = []
    for number, value in enumerate(VALUES):
        text = one_line(value)[:180]
        if not text or not text.isprintable():
            continue
        profile = OrganisationProfile.model_construct(
            **{
                **OrganisationProfile(
                    id=f"o-{number:010d}", name="x", country="DE", version=1, at=AT
                ).__dict__,
                "name": text,
                "other_names": (text,),
                "region": text,
                "website": text,
                "offers": (text,),
            }
        )
        found.append(Known(profile=profile))
    return found


def test_exported_organisations_run_nowhere_and_come_back_as_they_were():
    records, _ = records_of(organisations(), OWN, ())
    table = cells_of(as_csv(records, OWN))

    assert len(table) > 250
    assert [cell for row in table for cell in row if runs(cell)] == []
    again = plan(as_csv(records, OWN), mapping=OWN).report
    assert again.problem == ""
    names = {row.row: row.name for row in again.rows}
    written = {number: one.profile.name for number, one in enumerate(organisations(), start=2)}
    assert {row: name for row, name in names.items() if name} == {
        row: name for row, name in written.items() if names.get(row)
    }
    assert sum(bool(name) for name in names.values()) > 240


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_writer_of_tables_writes_a_cell_that_runs(value: str):
    row = RowOutcome(
        row=1, outcome=Outcome.REFUSED, name=value, organisation=value, reason=value, remedy=value
    )
    report = ImportReport(
        delegation="d", platform="eccp", sha256="0" * 64, at=AT, rows=(row,), remarks=(value,)
    )
    sheet = PaymentSheet(
        delegation="d",
        title="Exchanges",
        run=1,
        ordered_at=AT,
        zone="Europe/Brussels",
        currency="EUR",
        payer=Account(holder="Payer", iban="BE68539007547034"),
        payments=(
            Payment(
                exchange="x-aaaaaa01",
                participant="V-1",
                cents=1,
                account=Account.model_construct(holder=value, iban="SE4550000000058398257466"),
            ),
        ),
    )

    for content in (report_csv(report), payments_csv(sheet)):
        assert [cell for line in cells_of(content) for cell in line if runs(cell)] == []
    book = Workbook(
        title="Title",
        sheets=(
            Sheet.model_construct(
                name="One",
                title=value,
                note=value,
                columns=(Column.model_construct(title=value, shown=Shown.TEXT, width=20),),
                rows=((value,), (value,)),
            ),
        ),
    )
    for one in (book, report_workbook(report)):
        content = XlsxSpreadsheets().xlsx(one, made_at=AT)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
            assert not any(b"<f>" in part or b"<f " in part or b"hyperlink" in part for part in sheets)
            assert not any("externalLink" in name for name in parts.namelist())
    assert payments_xml(sheet).count(b"<Cdtr>") == 1


def test_every_writer_of_csv_is_looked_at_here():
    writers = {
        str(path.relative_to(ROOT))
        for folder in ("activities", "delegation", "portal")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"csv\.(writer|DictWriter)", path.read_text(encoding="utf-8"))
    }

    assert writers == {
        "delegation/exchanging/payment_file.py",
        "delegation/organisations/report_writing.py",
        "delegation/organisations/table_writing.py",
    }


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_value_becomes_a_part_of_a_key_or_a_path(value: str, tmp_path: Path):
    register = Register(MemoryStore())
    with pytest.raises(Missing):
        register.person("usa-2017", value)
    with pytest.raises(ValueError, match=r"[.?]$"):
        content_beside(tmp_path, value, 100)
    for kind in (Slug, ItemId, ParticipantId):
        try:
            name = TypeAdapter(kind).validate_python(value)
        except ValidationError:
            continue
        assert re.fullmatch(r"[A-Za-z0-9-]{1,60}", name)
    try:
        key = demand_key(value)
    except ValueError as refused:
        key = ""
        told = str(refused)
    assert (key == value and ".." not in key and not key.startswith("/")) or told.endswith(".")


class Everything:
    """Whatever a page asks for: a text that is hostile, in as many parts as it likes."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _name: object) -> Any:
        return self

    def __iter__(self) -> Any:
        return iter([self, self])  # also as a pair

    def __call__(self, *_texts: object, **_named: object) -> Any:
        return self

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        return self._value

    def __gt__(self, _other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return False

    def __sub__(self, _other: object) -> str:
        return self._value

    def __radd__(self, other: str) -> str:
        return other + self._value

    def __add__(self, other: str) -> str:
        return self._value + str(other)


LOOKED_UP = {"apply-call", "apply-form", "apply-list", "apply-tongues"}
"""Templates that look a language up in a table: hostile values come to them by the form itself, in
`test_web_applying_hostile.py`."""
PAGES = sorted({path.stem for path in (ROOT / "templates" / "portal").glob("*.html")} - LOOKED_UP)


@pytest.mark.parametrize("page", PAGES)
def test_no_value_becomes_a_part_of_a_page(page: str):
    environment = Pages(ROOT / "templates" / "portal", "https://portal.example")._environment
    template = environment.get_template(f"{page}.html")

    def parts(value: str) -> tuple[object, ...]:
        told = Everything(value)
        shown = PageParts(template.render(page=told, words=told, language="en", direction="ltr"))
        return shown.elements, len(shown.links), shown.odd

    plain = parts("harmless")
    assert [value for value in VALUES if parts(value) != plain] == []


def test_every_template_environment_escapes_or_says_why_not():
    without = {
        "activities/letters.py": "Markdown",
        "activities/parsed_words.py": "Markdown",
        "portal/starting.py": "YAML and CSV",
    }
    found: dict[str, list[str]] = {}
    for folder in ("activities", "delegation", "embedded", "portal"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Environment"):
                    given = {one.arg: ast.unparse(one.value) for one in node.keywords}
                    found.setdefault(str(path.relative_to(ROOT)), []).append(
                        given.get("autoescape", "missing")
                    )
                    if given.get("autoescape") != "True":
                        assert without[str(path.relative_to(ROOT))] in source

    assert {name for name, values in found.items() if set(values) != {"True"}} == set(without)
    assert "missing" not in {one for values in found.values() for one in values}


def test_no_page_switches_escaping_off():
    sources = "\n".join(path.read_text() for path in (ROOT / "templates" / "portal").rglob("*.html"))

    assert re.findall(r"\|\s*safe\b|autoescape|\bMarkup\b", sources) == []
    assert re.findall(r"\s[\w-]+=\{\{", sources) == [], "an attribute without quotation marks"
    assert re.findall(r"<script[^>]*>[^<]*\{\{", sources) == []
