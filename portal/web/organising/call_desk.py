"""The call at the desk: `/desk/{slug}/call`. A cut-off is moved in two steps: what it does, then doing it."""

import asyncio
import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from delegation.status import MoveCutOff
from portal.errors import Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.call_desk_page import (
    CallPage,
    Mistyped,
    cut_off_rows,
    moving,
    order_typed,
    stands_already,
)
from portal.web.organising.cancel_page import Problem
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

FIELDS = ("cut_off", "closes", "reason")
LONGEST_SHOWN = 1_000
"""Characters of what was typed that come back."""
log = logging.getLogger("portal.web")


def call_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/call", methods=["GET", "HEAD"])
    async def shown(slug: str, request: Request) -> Response:
        page = await _page(await visit_desk(desk, request, slug))
        said = request.query_params.get("moved", "")
        return pages.shown("desk/call", page.model_copy(update={"said": said}))

    @router.post("/desk/{slug}/call")
    async def move(slug: str, request: Request) -> Response:
        """Without `sure` nothing is done but shown."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _move(pages, visit, fields))

    return router


async def _page(visit: DeskVisit) -> CallPage:
    status, ledger = await asyncio.gather(
        visit.legation.status(visit.slug), visit.legation.ledger(visit.slug)
    )
    rows = cut_off_rows(visit.file, ledger.later_cut_offs, status.now)
    return CallPage(**visit.facts(""), slug=visit.slug, zone=visit.file.call.zone, rows=rows)


async def _move(pages: Pages, visit: DeskVisit, fields: dict[str, str]) -> Response:
    now = (await visit.legation.status(visit.slug)).now
    try:
        order = order_typed(visit.file, fields, visit.account.name, now)
    except Mistyped as wrong:
        return await _back(pages, visit, fields, 422, *wrong.problems)
    is_sure = fields.get("sure") == "yes"
    if stands_already(visit.file, order):
        already = ("closes", "It closes then already; name another date.")
        return _done(visit, order) if is_sure else await _back(pages, visit, fields, 422, already)
    if is_sure:
        return await _carry_out(pages, visit, fields, order)
    roster = await visit.legation.roster(visit.slug)
    page = (await _page(visit)).model_copy(update={"moving": moving(visit.file, order, roster)})
    return pages.shown("desk/call", page)


async def _carry_out(pages: Pages, visit: DeskVisit, fields: dict[str, str], order: MoveCutOff) -> Response:
    try:
        await visit.legation.move_cut_off(visit.slug, order)
    except Refused as why:
        return await _back(pages, visit, fields, 409, ("closes", str(why)))
    log.info("a cut-off was moved at the desk")
    return _done(visit, order)


async def _back(
    pages: Pages, visit: DeskVisit, fields: dict[str, str], status: int, *problems: Problem
) -> Response:
    typed = {name: fields.get(name, "")[:LONGEST_SHOWN] for name in FIELDS}
    page = (await _page(visit)).model_copy(update={"problems": problems, "typed": typed})
    return pages.shown("desk/call", page, status)


def _done(visit: DeskVisit, order: MoveCutOff) -> Response:
    return RedirectResponse(f"{visit.path}/call?moved={order.cut_off}", 303)
