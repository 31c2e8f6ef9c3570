"""Filling a list of a draft from a table: choose a file, see what every row would do, then take it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from delegation.organisations.table import UnreadableTable
from portal.client import Legation
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import PostedParts, demand_own_form, posted_parts
from portal.web.organising.uploads_table import Uploaded, brought, carried, read_upload
from portal.web.organising.wizard import WizardVisit, visit_draft
from portal.web.organising.wizard_asked import AskedPage, Rows
from portal.web.organising.wizard_begin import checked
from portal.web.organising.wizard_draft import Draft, digest, with_content
from portal.web.organising.wizard_mistakes import pages_for
from portal.web.organising.wizard_table import (
    TablePage,
    columns_for,
    filled,
    rows_named,
    table_rows,
    template_for,
)
from portal.web.pages import Pages

LARGEST_POST = 25_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/new/{draft}/{page}/table/{key}", methods=["GET", "HEAD"])
    async def choose(draft: str, page: str, key: str, request: Request) -> Response:
        visit = await visit_draft(desk, legation, request, draft)
        asked, rows = _list(visit.draft, page, key)
        if request.query_params.get("format") == "xlsx":
            return await asyncio.to_thread(_template, rows, visit.draft)
        return pages.shown("desk/wizard-table", _page(visit, asked, rows))

    @router.post("/desk/new/{draft}/{page}/table/{key}")
    async def fill(draft: str, page: str, key: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        visit = await visit_draft(desk, legation, request, draft)
        asked, rows = _list(visit.draft, page, key)
        parts = await posted_parts(request, largest=LARGEST_POST)
        try:
            if "table" in parts.fields:
                return await _take(visit, asked, rows, parts)
            return await _look(visit, asked, rows, parts, pages)
        except UnreadableTable as reason:
            return pages.shown("desk/wizard-table", _page(visit, asked, rows, problem=str(reason)), 422)

    return router


def _list(draft: Draft, name: str, key: str) -> tuple[AskedPage, Rows]:
    page = next((one for one in pages_for(draft.plain) if one.name == name), None)
    rows = rows_named(page, key) if page else None
    if page is None or rows is None:
        raise HTTPException(404)
    return page, rows


def _page(visit: WizardVisit, asked: AskedPage, the_list: Rows, **more: Any) -> TablePage:
    facts: dict[str, Any] = {  # Any: fields of different types
        "draft": visit.draft.id,
        "title": visit.draft.title,
        "page": asked.name,
        "key": the_list.key,
        "heading": the_list.heading,
        "one": the_list.one,
        "columns": tuple(columns_for(the_list).values()),
    }
    return TablePage(**visit.facts(), **facts, **more)


async def _look(
    visit: WizardVisit, asked: AskedPage, rows: Rows, parts: PostedParts, pages: Pages
) -> Response:
    """What every row would do; nothing is kept."""
    upload = await asyncio.to_thread(_read, rows, parts)
    after, places = filled(visit.draft.plain, asked, rows, upload)
    found = await asyncio.to_thread(checked, after)
    page = _page(
        visit,
        asked,
        rows,
        rows=table_rows(visit.draft.plain, after, rows, upload, places, found.problems),
        carried=carried(upload),
        part=digest(visit.draft.content),
        ignored=upload.ignored,
    )
    return pages.shown("desk/wizard-table", page)


async def _take(visit: WizardVisit, asked: AskedPage, rows: Rows, parts: PostedParts) -> Response:
    """Put the rows into the draft. Taken twice they change nothing more. Raises UnreadableTable."""
    upload = await asyncio.to_thread(brought, parts.fields["table"][-1])
    seen = parts.fields.get("part", [""])[-1]

    def work(before: Draft) -> Draft:
        after, _ = filled(before.plain, asked, rows, upload)
        if before.opened or (digest(before.content) != seen and after != before.content):
            raise UnreadableTable("The draft was changed somewhere else meanwhile", "Upload the table again.")
        return with_content(before, after)

    await asyncio.to_thread(visit.drafts.change, visit.draft.id, datetime.now(UTC), work)
    return RedirectResponse(f"{visit.path}/{asked.name}?saved=", 303)


def _read(rows: Rows, parts: PostedParts) -> Uploaded:
    from composition import open_table_books

    files = parts.files.get("file", [])
    return read_upload(files[0].content if files else b"", columns_for(rows), open_table_books().grid)


def _template(rows: Rows, draft: Draft) -> Response:
    from composition import open_spreadsheets

    title = "".join(one for one in draft.title if one.isprintable())
    content = open_spreadsheets().xlsx(template_for(rows, title), made_at=datetime.now(UTC))
    saved = {"Content-Disposition": f'attachment; filename="{rows.key.replace(".", "-")}.xlsx"'}
    return Response(content, media_type=XLSX, headers=saved)
