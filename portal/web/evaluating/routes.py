"""The evaluation desk: `/e/{token}`. GET shows and changes nothing, POST hands in or declares."""

import logging

from fastapi import APIRouter, Request, Response

from portal.client import Legation
from portal.errors import EngineAway
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.evaluating.conflict_page import said_in
from portal.web.evaluating.declaring import declare, shown_conflict
from portal.web.evaluating.entering import Gone, demand_known, visit_of
from portal.web.evaluating.queue_page import GonePage, queue_page
from portal.web.evaluating.reading import names_of
from portal.web.evaluating.scoring import hand_in, shown_sheet
from portal.web.guarding import demand_own_form, posted_form
from portal.web.pages import Pages
from portal.web.waiting import still_waiting

MOST_FIELDS = 120
"""Of a form: one for each criterion, and a few more."""
log = logging.getLogger("portal.web")


def evaluation_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/e/{token}", methods=["GET", "HEAD"])
    async def queue(token: str, taken: str = "", declared: str = "", format: str = "") -> Response:
        """What is open, done and not theirs. `?format=json` gives the same to programs."""
        try:
            visit = await visit_of(desk, legation, token)
        except Gone as gone:
            return _gone(pages, gone)
        page = queue_page(visit, await names_of(legation, visit), taken=taken, declared=declared)
        if format == "json":
            return Response(page.model_dump_json(exclude={"token"}), media_type="application/json")
        return pages.shown("evaluating/queue", page)

    @router.api_route("/e/{token}/{application}", methods=["GET", "HEAD"])
    async def look(token: str, application: str, taken: str = "") -> Response:
        """One application in the words of the applicant, with its score sheet."""
        try:
            return await shown_sheet(desk, legation, pages, token, application, taken)
        except Gone as gone:
            return _gone(pages, gone, token)

    @router.post("/e/{token}/{application}")
    async def score(token: str, application: str, request: Request) -> Response:
        """Hand the score sheet in; a later one replaces it."""
        demand_own_form(request, desk.address)
        await demand_known(desk, token)
        fields = await posted_form(request, most_fields=MOST_FIELDS)
        try:
            return await hand_in(desk, legation, pages, token, application, fields)
        except Gone as gone:
            return _gone(pages, gone, token)
        except (EngineAway, OSError) as reason:
            log.warning("away: %s", type(reason).__name__)
            return still_waiting(pages, fields, tuple(name for name in sorted(fields) if name != "comment"))

    @router.api_route("/e/{token}/{application}/conflict", methods=["GET", "HEAD"])
    async def consider(token: str, application: str) -> Response:
        """What a conflict of interest is, with a form to declare one."""
        try:
            return await shown_conflict(desk, legation, pages, token, application)
        except Gone as gone:
            return _gone(pages, gone, token)

    @router.post("/e/{token}/{application}/conflict")
    async def conflict(token: str, application: str, request: Request) -> Response:
        """Ask whether it is meant, then declare it."""
        demand_own_form(request, desk.address)
        await demand_known(desk, token)
        fields = await posted_form(request)
        try:
            return await declare(desk, legation, pages, token, application, said_in(fields))
        except Gone as gone:
            return _gone(pages, gone, token)
        except (EngineAway, OSError) as reason:
            log.warning("away: %s", type(reason).__name__)
            return still_waiting(pages, fields, ("link", "words", "sure"))

    return router


def _gone(pages: Pages, gone: Gone, token: str = "") -> Response:
    """`token`: of the list to go back to, where there is one."""
    return pages.shown("evaluating/gone", GonePage(why=str(gone), token=token), 410)
