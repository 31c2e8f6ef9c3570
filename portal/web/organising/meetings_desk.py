"""The one-to-one meetings at the desk: `/desk/{slug}/meetings`. Who meets whom, and how good that is."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from activities.ports import SpreadsheetWriter
from delegation.form import MEDIA_TYPES, MediaType
from delegation.papers.wall_clock import day_in_full
from delegation.papers.workbook import Column, Sheet, Workbook
from portal.meeting_matrix import EncountersShown, MatrixDay, Side, encounters_worth, matrix_of, worth_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.bar import DeskPage
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

HERE = "/meetings"
SIDES: tuple[Side, ...] = ("host", "delegate")


class MeetingsPage(DeskPage):
    """The facts of `desk/meetings.html`."""

    by: str
    has_hosts: bool
    has_workbook: bool = False
    days: tuple[tuple[str, MatrixDay], ...] = ()
    """Each with its day in full."""
    figures: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Musts that cannot be met, and why."""


def meetings_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/meetings", methods=["GET", "HEAD"])
    async def matrix(slug: str, request: Request) -> Response:
        visit, asked = await visit_desk(desk, request, slug), request.query_params
        by = next((one for one in SIDES if one == asked.get("by", "host")), None)
        if by is None:
            raise HTTPException(404)
        return await _matrix(pages, visit, by, asked.get("format", ""))

    return router


def meetings_workbook(title: str, author: str, days: Sequence[MatrixDay], by: Side) -> Workbook:
    """The same tables for a spreadsheet program, a sheet for each day."""
    sheets = tuple(
        Sheet(
            name=f"{number} {one.day:%d %b %Y}",
            title=f"{day_in_full(one.day)}, {one.zone}",
            columns=(
                Column(title=by.capitalize(), width=40),
                *(Column(title=time, width=24) for time in one.times),
            ),
            rows=tuple((row.name, *row.cells) for row in one.rows),
        )
        for number, one in enumerate(days, start=1)
    )
    return Workbook(title=f"Meetings of {title}"[:200], author=author, sheets=sheets)


async def _as_xlsx(
    visit: DeskVisit, writer: SpreadsheetWriter, days: Sequence[MatrixDay], by: Side
) -> Response:
    book = meetings_workbook(visit.file.title, visit.file.organiser.name, days, by)
    content = await asyncio.to_thread(writer.xlsx, book, made_at=datetime.now(UTC))
    headers = {"Content-Disposition": f'attachment; filename="meetings-{visit.slug}-by-{by}.xlsx"'}
    return Response(content, media_type=MEDIA_TYPES[MediaType.XLSX], headers=headers)


async def _matrix(pages: Pages, visit: DeskVisit, by: Side, form: str) -> Response:
    published, names = await visit.legation.itinerary(visit.slug), await visit.names()
    if form == "json":
        met = published.encounters
        shown = EncountersShown.of(met) if visit.file.matchmaking else published.schedule
        return JSONResponse(shown.model_dump(mode="json"))
    days = matrix_of(published.itinerary, names, by)
    if form == "xlsx" and days and (writer := visit.desk.spreadsheets) is not None:
        return await _as_xlsx(visit, writer, days, by)
    said: list[str] = []
    if published.schedule.meetings:
        said += worth_of(published.schedule, visit.file, names)
    if published.encounters.encounters:
        said += encounters_worth(published.encounters, names)
    page = MeetingsPage(
        **visit.facts(HERE),
        by=by,
        has_workbook=visit.desk.spreadsheets is not None,
        has_hosts=bool(published.schedule.meetings),
        days=tuple((day_in_full(one.day), one) for one in days),
        figures=tuple(one for one in said if not one.startswith("- ")),
        missing=tuple(one.removeprefix("- not possible: ") for one in said if one.startswith("- ")),
    )
    return pages.shown("desk/meetings", page)
