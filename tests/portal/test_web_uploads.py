"""Uploads at the desk: a table is looked through row by row, and taken once, when that was confirmed."""

import csv
import io
from datetime import UTC, datetime

import httpx
import pytest

from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.table_books import CalamineTables
from delegation.application import Application
from delegation.file import Phase
from delegation.organisations.table import UnreadableTable
from delegation.papers.workbook import Column, Sheet, Workbook
from portal.web.desk import Desk
from portal.web.organising.uploads_plan import columns_of, fields_of, template_of
from portal.web.organising.uploads_table import brought, carried, read_upload
from tests.portal import stages
from tests.portal.desk_portal import desk_of, signed_in
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.forms_portal import fields_of as posted_by
from tests.portal.stages import SLUG

AT = f"/desk/{SLUG}/uploads"
FORMULA = '=HYPERLINK("http://evil.example","x")'
FILE, STORY = stages.example()
COLUMNS = columns_of(FILE)
Row = dict[str, str]


@pytest.fixture
def legation() -> LegationInMemory:
    legation = stages.call_open()
    legation.register.secret(SLUG)
    return legation


@pytest.fixture
def desk(legation: LegationInMemory) -> Desk:
    return desk_of(legation)


async def row_of(legation: LegationInMemory, participant: str = "A-01", **typed: str) -> Row:
    """An application as a row of a table."""
    application = await legation.application(SLUG, participant)
    assert application is not None
    return {**cells_of(application), **typed}


def cells_of(application: Application) -> Row:
    person = application.person
    own = {"id": application.id, "name": person.name, "email": person.email}
    own |= {name: getattr(person, name) for name in ("organisation", "position", "language", "zone")}
    answers = {
        one.id: _cell(application.answers[one.id]) for one in fields_of(FILE) if one.id in application.answers
    }
    together = {"together_with": application.together_with} if application.together_with else {}
    return {**own, **answers, **together}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(map(str, value)) if isinstance(value, tuple) else str(value)


def as_csv(rows: list[Row]) -> bytes:
    names = list(COLUMNS)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(COLUMNS.values())
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[Row]) -> bytes:
    """As our template comes back filled in: below a title, in the sheet in front."""
    sheet = template_of(FILE).sheets[0]
    filled = sheet.model_copy(
        update={"rows": tuple(tuple(row.get(name) for name in COLUMNS) for row in rows)}
    )
    return XlsxSpreadsheets().xlsx(
        Workbook(title="x", sheets=(filled,)), made_at=datetime(2017, 1, 1, tzinfo=UTC)
    )


async def looked(browser: httpx.AsyncClient, content: bytes, kind: str = "applications") -> httpx.Response:
    return await browser.post(f"{AT}/{kind}", files={"file": ("table", content)})


async def confirmed(
    browser: httpx.AsyncClient, page: httpx.Response, kind: str = "applications"
) -> httpx.Response:
    fields = posted_by(page.text)
    parts = [(name, (None, value)) for name, values in fields.items() for value in values]
    return await browser.post(f"{AT}/{kind}/take", files=parts)


async def test_a_table_is_shown_row_by_row_and_nothing_is_recorded_before_it_is_confirmed(
    desk: Desk, legation: LegationInMemory
):
    rows = [
        await row_of(legation, id="", email="new@cluster.example", organisation="New Cluster 🆕"),
        await row_of(
            legation, "A-02", objectives="Something else than before, in a few more words than forty."
        ),
        await row_of(legation, "A-03"),
        await row_of(legation, "A-04", country="Atlantis", members="many"),
    ]
    async with signed_in(desk) as browser:
        await browser.get(AT)
        before, state = dict(legation.store.content), legation.state
        for content in (as_csv(rows), as_xlsx(rows)):
            page = await looked(browser, content)
            assert page.status_code == 200
            for said in (
                "1 new",
                "1 changed",
                "1 same",
                "1 refused",
                "New Cluster 🆕",
                "Nothing was recorded yet",
            ):
                assert said in page.text
            assert f"{COLUMNS['country']}:" in page.text
            assert f"{COLUMNS['members']}:" in page.text
            assert "Take 2 now" in page.text

    assert (legation.store.content, legation.state) == (before, state)


async def test_what_was_confirmed_is_taken_once_however_often_it_is_confirmed(
    desk: Desk, legation: LegationInMemory
):
    new = await row_of(legation, id="", email="new@cluster.example", organisation="New Cluster")
    async with signed_in(desk) as browser:
        page = await looked(browser, as_csv([new, await row_of(legation, "A-03")]))
        first, second = await confirmed(browser, page), await confirmed(browser, page)
        again = await looked(browser, as_csv([new]))

    assert first.headers["location"] == f"{AT}?done=1"
    assert second.headers["location"] == f"{AT}?done=0"
    assert legation.writes.count("submit") == 1
    assert "1 same" in again.text
    made = [one for one in legation.state.applied if one.facts.organisation == "New Cluster"]
    assert len(made) == 1
    assert made[0].participant.startswith("U-")


async def test_a_large_table_is_taken_a_hundred_at_a_time(desk: Desk, legation: LegationInMemory):
    one = await row_of(legation, id="")
    rows = [{**one, "email": f"p{number}@cluster.example"} for number in range(130)]
    async with signed_in(desk) as browser:
        page = await looked(browser, as_csv(rows))
        assert "Take 100 now" in page.text
        rest = await confirmed(browser, page)
        assert "100 taken. 30 are left." in rest.text
        last = await confirmed(browser, rest)

    assert last.headers["location"] == f"{AT}?done=30"
    assert legation.writes.count("submit") == 130


async def test_an_id_that_stands_in_two_rows_is_refused_in_both(desk: Desk, legation: LegationInMemory):
    async with signed_in(desk) as browser:
        page = await looked(browser, as_csv([await row_of(legation, "A-02"), await row_of(legation, "A-02")]))

    assert "2 refused" in page.text
    assert "A-02 stands in several rows; keep one of them." in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "No file was chosen, or it is empty"),
        (b"x" * 6_000_000, "The file has 6.0 MB; at most 5 are read"),
        (b"name,e-mail\n" + b"a,b@c.example\n" * 50_000, "more than 2,000 rows"),
        (b"one,two\n1,2\n", "No row has headings that are known here"),
        (b"name,e-mail\n", "There is no row below the headings"),
        (b"name,e-mail,name\na,b,c\n", "is there twice"),
        (b"%PDF-1.7 ...", "The file is a PDF, not a table"),
        (b"PK\x03\x04 broken", "workbook"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(desk: Desk, content: bytes, said: str):
    async with signed_in(desk) as browser:
        page = await looked(browser, content)

    assert page.status_code == 422
    assert said in page.text.replace("&#39;", "'")


async def test_more_than_any_file_may_have_is_refused_while_it_comes(desk: Desk):
    async with signed_in(desk) as browser:
        assert (await looked(browser, b"x" * 26_000_000)).status_code == 413


async def test_formulas_and_scripts_in_cells_stay_text(desk: Desk, legation: LegationInMemory):
    evil = await row_of(legation, id="", email="x@cluster.example", organisation="<script>alert(1)</script>")
    async with signed_in(desk) as browser:
        page = await looked(browser, as_csv([{**evil, "offer": FORMULA}]))
        assert "<script>alert" not in page.text
        await confirmed(browser, page)

    found = [one.participant for one in legation.state.applied if "<script>" in one.facts.organisation]
    application = await legation.application(SLUG, found[0])
    assert application is not None
    assert application.answers["offer"] == FORMULA


async def test_once_applications_are_not_taken_a_table_is_not_either(desk: Desk, legation: LegationInMemory):
    new = await row_of(legation, id="", email="new@cluster.example")
    async with signed_in(desk) as browser:
        page = await looked(browser, as_csv([new]))
        legation.state = legation.state.model_copy(update={"phase": Phase.CANCELLED})
        answer = await confirmed(browser, page)

    assert answer.status_code == 422
    assert "submit" not in legation.writes


async def test_the_templates_have_the_columns_that_are_read(desk: Desk):
    async with signed_in(desk) as browser:
        book = (await browser.get(f"{AT}/applications.xlsx")).content
        organisations = await browser.get(f"{AT}/organisations.xlsx")

    rows = CalamineTables().grid(book, "").rows
    assert list(COLUMNS.values()) in [[cell for cell in row if cell] for row in rows]
    assert organisations.headers["content-disposition"] == f'attachment; filename="organisations-{SLUG}.xlsx"'


async def test_organisations_are_planned_and_then_taken_with_who_took_them(desk: Desk):
    table = Workbook(
        title="x",
        sheets=(
            Sheet(
                name="Organisations",
                title="x",
                columns=tuple(Column(title=one) for one in ("name", "country", "website")),
                rows=(("Forest Cluster", "SE", "https://forest.example"), ("No country", "", "")),
            ),
        ),
    )
    content = XlsxSpreadsheets().xlsx(table, made_at=datetime(2017, 1, 1, tzinfo=UTC))
    async with signed_in(desk) as browser:
        page = await looked(browser, content, "organisations")
        assert page.status_code == 200, page.text
        assert "Forest Cluster" in page.text
        answer = await confirmed(browser, page, "organisations")
        assert answer.headers["location"].startswith(f"{AT}?done=")
        again = await looked(browser, content, "organisations")

    assert "same" in again.text


async def test_another_site_uploads_nothing(desk: Desk):
    async with signed_in(desk) as browser:
        for path in ("applications", "applications/take", "organisations", "organisations/take"):
            answer = await browser.post(
                f"{AT}/{path}", files={"file": ("x", b"y")}, headers={"sec-fetch-site": "cross-site"}
            )
            assert answer.status_code == 403


def test_what_a_form_carries_comes_back_as_it_was_and_nothing_else_does():
    upload = read_upload(
        as_csv([{"name": "Ö 🇪🇺", "email": "a@b.example", "offer": 'a\n"b"'}]), COLUMNS, CalamineTables().grid
    )

    assert brought(carried(upload)).lines == upload.lines
    for broken in ("", "AAAA", carried(upload)[:-6], "ü"):
        with pytest.raises(UnreadableTable):
            brought(broken)
