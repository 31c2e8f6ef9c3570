"""A whole delegation cancelled at the desk: `/desk/{slug}/cancel`. What it does is shown first."""

import asyncio
import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from delegation.status import CancelDelegation
from portal.errors import Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.cancel_page import (
    DONE,
    WHY,
    CancelPage,
    Problem,
    cancelling,
    is_cancelled,
    is_over,
    problems_in,
)
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

LONGEST_SHOWN = 1_000
"""Characters of what was typed that come back."""
log = logging.getLogger("portal.web")


def cancel_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/cancel", methods=["GET", "HEAD"])
    async def consider(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        page = await _page(visit, said=request.query_params.get("done", ""))
        return pages.shown("desk/cancel", page)

    @router.post("/desk/{slug}/cancel")
    async def cancel(slug: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _cancel(pages, visit, fields))

    return router


async def _page(visit: DeskVisit, *, said: str = "") -> CancelPage:
    legation, slug = visit.legation, visit.slug
    status, roster, published, ledger = await asyncio.gather(
        legation.status(slug), legation.roster(slug), legation.itinerary(slug), legation.ledger(slug)
    )
    return CancelPage(
        **visit.facts(""),
        slug=slug,
        ahead=cancelling(roster, published.itinerary, ledger.delegates, status.now),
        is_over=is_over(status, said),
        is_cancelled=is_cancelled(status, said),
    )


async def _cancel(pages: Pages, visit: DeskVisit, fields: dict[str, str]) -> Response:
    """Once: who clicks again is told that it is cancelled."""
    page = await _page(visit)
    if page.is_cancelled:
        return _done(visit)
    reason, confirmed = " ".join(fields.get("reason", "").split()), fields.get("confirmed", "").strip()
    typed = page.model_copy(update={"reason": reason[:LONGEST_SHOWN], "confirmed": confirmed[:LONGEST_SHOWN]})
    if problems := problems_in(visit.file, reason, confirmed):
        return _back(pages, typed, 422, *problems)
    try:
        await visit.legation.cancel(visit.slug, CancelDelegation(author=visit.account.name, reason=reason))
    except ValidationError:
        return _back(pages, typed, 422, ("reason", WHY))
    except Refused as why:
        now = await _page(visit)
        return _done(visit) if now.is_cancelled else _back(pages, now, 409, ("", str(why)))
    log.info("a delegation was cancelled at the desk")
    return _done(visit)


def _back(pages: Pages, page: CancelPage, status: int, *problems: Problem) -> Response:
    return pages.shown("desk/cancel", page.model_copy(update={"problems": problems}), status)


def _done(visit: DeskVisit) -> Response:
    return RedirectResponse(f"{visit.path}/cancel?done={DONE}", 303)
