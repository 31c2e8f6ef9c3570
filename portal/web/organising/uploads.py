"""Uploads at the desk: a table is read, shown row by row, and taken only once that was confirmed."""

import asyncio
import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from delegation.organisations.import_plan import ImportReport, Outcome
from delegation.organisations.platform_mapping import OWN
from delegation.organisations.table import UnreadableTable
from delegation.organisations.table_writing import as_workbook
from portal.errors import EngineAway, LegationError
from portal.organisation_calls import Intention, OrganisationDesk
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import PostedParts, demand_own_form, posted_parts
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.uploads_page import BATCH, UploadsPage, organisations_page, plan_page
from portal.web.organising.uploads_plan import (
    AT_ONCE,
    Planned,
    columns_of,
    planned,
    template_of,
)
from portal.web.organising.uploads_plan import Does as RowDoes
from portal.web.organising.uploads_table import LARGEST, Uploaded, brought, carried, read_upload
from portal.web.pages import Pages

HERE = "/uploads"
LARGEST_POST = 25_000_000
"""Bytes: larger than what is read, so that a file that is too large is told so in words."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AWAY = "The engine did not answer in time. Press the button again in a minute: nothing is taken twice."
CLOSED = "Applications are not taken now."


def upload_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/uploads", methods=["GET", "HEAD"])
    async def choose(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        done = request.query_params.get("done", "")
        return await _choose(visit, pages, done=done if done.isdecimal() else "")

    @router.api_route("/desk/{slug}/uploads/applications.xlsx", methods=["GET", "HEAD"])
    async def applications_template(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        return await asyncio.to_thread(_workbook, template_of(visit.file), f"applications-{slug}.xlsx")

    @router.api_route("/desk/{slug}/uploads/organisations.xlsx", methods=["GET", "HEAD"])
    async def organisations_template(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        book = as_workbook([], OWN, visit.file.title)
        return await asyncio.to_thread(_workbook, book, f"organisations-{slug}.xlsx")

    @router.post("/desk/{slug}/uploads/applications")
    async def look(slug: str, request: Request) -> Response:
        visit, parts = await _posted(desk, request, slug)
        try:
            upload = await asyncio.to_thread(_read, visit, parts)
        except UnreadableTable as reason:
            return await _choose(visit, pages, problem=str(reason), problem_of="applications")
        return await _look(visit, pages, upload)

    @router.post("/desk/{slug}/uploads/applications/take")
    async def take(slug: str, request: Request) -> Response:
        visit, parts = await _posted(desk, request, slug)
        try:
            upload = await asyncio.to_thread(brought, _field(parts, "table"))
        except UnreadableTable as reason:
            return await _choose(visit, pages, problem=str(reason), problem_of="applications")
        return await _take(visit, pages, upload)

    @router.post("/desk/{slug}/uploads/organisations")
    async def look_at_organisations(slug: str, request: Request) -> Response:
        visit, parts = await _posted(desk, request, slug)
        return await _organisations(visit, pages, _chosen(parts))

    @router.post("/desk/{slug}/uploads/organisations/take")
    async def take_organisations(slug: str, request: Request) -> Response:
        visit, parts = await _posted(desk, request, slug)
        accept = tuple(one for one in Outcome if one.value in parts.fields.get("accept", ()))
        try:
            content = base64.b64decode(_field(parts, "table"), validate=True)
        except (ValueError, binascii.Error):
            content = b""
        return await _organisations(visit, pages, content, accept)

    return router


async def _posted(desk: Desk, request: Request, slug: str) -> tuple[DeskVisit, PostedParts]:
    """Whoever posts is asked who they are before their file is read."""
    demand_own_form(request, desk.address)
    visit = await visit_desk(desk, request, slug)
    return visit, await posted_parts(request, largest=LARGEST_POST)


async def _choose(
    visit: DeskVisit, pages: Pages, *, problem: str = "", problem_of: str = "", done: str = ""
) -> Response:
    intake = await visit.legation.intake(visit.slug)
    page = UploadsPage(
        **visit.facts(HERE),
        slug=visit.slug,
        problem=problem,
        problem_of=problem_of,
        done=done,
        is_open=intake.is_open,
        refusal=intake.refusal or CLOSED,
    )
    return pages.shown("desk/uploads", page, 422 if problem else 200)


# --- applications ---------------------------------------------------------------------------------------


async def _look(visit: DeskVisit, pages: Pages, upload: Uploaded) -> Response:
    found = await _planned(visit, upload)
    page = plan_page(visit.facts(HERE), visit.slug, found, carried(upload), ignored=upload.ignored)
    return pages.shown("desk/uploads-plan", page)


async def _take(visit: DeskVisit, pages: Pages, upload: Uploaded) -> Response:
    """Take what is still to be taken, a hundred at a time. What was taken before is known by then."""
    intake = await visit.legation.intake(visit.slug)
    if not intake.is_open:
        return await _choose(visit, pages, problem=intake.refusal or CLOSED, problem_of="applications")
    found = await _planned(visit, upload)
    wanted = [one for one in found if one.application is not None][:BATCH]
    received_at = intake.tempo.trip_time(datetime.now(UTC))
    free = asyncio.Semaphore(AT_ONCE)

    async def submit(one: Planned) -> str:
        """Why it was not taken; empty: it was."""
        if one.application is None:
            return ""
        try:
            async with free:
                await visit.legation.submit(visit.slug, one.application, received_at)
        except EngineAway:
            return AWAY
        except LegationError as reason:
            return str(reason)
        return ""

    said = await asyncio.gather(*map(submit, wanted))
    return await _taken(
        visit, pages, upload, {one.plan.number: why for one, why in zip(wanted, said, strict=True)}
    )


async def _taken(visit: DeskVisit, pages: Pages, upload: Uploaded, said: dict[int, str]) -> Response:
    """The next page: the table again while something is left or was not taken, else where one began.

    `said`: by row, why it was not taken; empty where it was.
    """
    number = sum(not why for why in said.values())
    refused = {row: why for row, why in said.items() if why}
    found = await _planned(visit, upload)
    left = [one for one in found if one.application is not None and one.plan.number not in refused]
    if not refused and not left:
        return RedirectResponse(f"{visit.path}{HERE}?done={number}", 303)
    shown = [_with_reason(one, refused.get(one.plan.number, "")) for one in found]
    is_away = AWAY in refused.values()
    news = AWAY if is_away else f"{number} taken. {len(left)} are left."
    page = plan_page(visit.facts(HERE), visit.slug, shown, carried(upload), news=news, is_away=is_away)
    return pages.shown("desk/uploads-plan", page, 503 if is_away else 200)


def _with_reason(one: Planned, why: str) -> Planned:
    """A row that was refused when it was handed in; one that only waits for the engine can be taken again."""
    if not why or why == AWAY:
        return one
    return Planned(one.plan.model_copy(update={"does": RowDoes.REFUSED, "problems": (why,)}))


async def _planned(visit: DeskVisit, upload: Uploaded) -> tuple[Planned, ...]:
    intake = await visit.legation.intake(visit.slug)
    file = await visit.legation.file(visit.slug)
    return await planned(visit.legation, file, upload, intake.tempo.trip_time(datetime.now(UTC)))


# --- organisations --------------------------------------------------------------------------------------


async def _organisations(
    visit: DeskVisit, pages: Pages, content: bytes, accept: Sequence[Outcome] = ()
) -> Response:
    """The plan, or what is accepted of it, all of it or nothing."""
    if not content or len(content) > LARGEST:
        problem = f"Choose a file of at most {LARGEST // 1_000_000} MB."
        return await _choose(visit, pages, problem=problem, problem_of="organisations")
    try:
        report = await _brought_in(visit, content, accept)
        news = ""
    except LegationError as reason:
        report, news = await _brought_in(visit, content, ()), str(reason)
    if report.problem:
        problem = f"{report.problem} {report.remedy}"
        return await _choose(visit, pages, problem=problem, problem_of="organisations")
    if accept and not news:
        return RedirectResponse(f"{visit.path}{HERE}?done={report.applied}", 303)
    kept = base64.b64encode(content).decode()
    page = organisations_page(visit.facts(HERE), visit.slug, report, kept, news)
    return pages.shown("desk/uploads-plan", page, 409 if news else 200)


async def _brought_in(visit: DeskVisit, content: bytes, accept: Sequence[Outcome]) -> ImportReport:
    from composition import open_table_books

    organisations = await OrganisationDesk.at(visit.desk.store, visit.desk.register, visit.slug)
    intention = Intention(accept=tuple(accept), author=visit.account.name)
    return await organisations.take_in(content, OWN, datetime.now(UTC), intention, open_table_books().grid)


# --- files ----------------------------------------------------------------------------------------------


def _read(visit: DeskVisit, parts: PostedParts) -> Uploaded:
    from composition import open_table_books

    return read_upload(_chosen(parts), columns_of(visit.file), open_table_books().grid)


def _chosen(parts: PostedParts) -> bytes:
    files = parts.files.get("file", [])
    return files[0].content if files else b""


def _field(parts: PostedParts, name: str) -> str:
    values = parts.fields.get(name)
    if not values:
        raise HTTPException(400)
    return values[-1]


def _workbook(book: object, name: str) -> Response:
    from composition import open_spreadsheets
    from delegation.papers.workbook import Workbook

    content = open_spreadsheets().xlsx(Workbook.model_validate(book), made_at=datetime.now(UTC))
    saved = {"Content-Disposition": f'attachment; filename="{quote(name)}"'}
    return Response(content, media_type=XLSX, headers=saved)
