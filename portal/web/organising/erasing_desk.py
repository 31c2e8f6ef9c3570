"""Somebody erased at the desk, on request: `/desk/{slug}/people/{participant}/erase`."""

import asyncio
import logging

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from delegation.zoned import stamp
from portal.erasing import erase, foreseen, is_erased, last_receipt
from portal.errors import NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.cancel_page import Problem
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.erasing_page import DeskErasePage, problems_in, rows_of
from portal.web.overwriting import overwriting
from portal.web.pages import Pages

LONGEST_SHOWN = 1_000
"""Characters of what was typed that come back."""
log = logging.getLogger("portal.web")


def erasing_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/people/{participant}/erase", methods=["GET", "HEAD"])
    async def consider(slug: str, participant: str, request: Request) -> Response:
        """What would go and what stays; the receipt, once it is done."""
        visit = await visit_desk(desk, request, slug)
        return pages.shown("desk/erase", await _page(visit, participant))

    @router.post("/desk/{slug}/people/{participant}/erase")
    async def destroy(slug: str, participant: str, request: Request) -> Response:
        """Safe to repeat: what was cut off is finished."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(
            pages, fields, visiting, lambda visit: _erase(pages, visit, participant, fields)
        )

    return router


async def _page(visit: DeskVisit, participant: str) -> DeskErasePage:
    """Raises HTTPException 404 for somebody who is not in the roster."""
    page = await _known(visit, participant)
    if page.at:
        return page
    try:
        ahead = await foreseen(visit.legation, visit.slug, participant)
    except NotFound:
        raise HTTPException(404) from None
    except Refused as why:
        return page.model_copy(update={"problems": (("", str(why)),)})
    return page.model_copy(update={"rows": rows_of(ahead), "kept": ahead.kept})


async def _known(visit: DeskVisit, participant: str) -> DeskErasePage:
    entries = (await visit.legation.roster(visit.slug)).everyone
    entry = next((one for one in entries if one.participant == participant), None)
    if entry is None:
        raise HTTPException(404)
    is_begun = await is_erased(visit.legation, visit.slug, participant)
    receipt = await last_receipt(visit.legation, visit.slug, participant) if is_begun else None
    return DeskErasePage(
        **visit.facts("/people"),
        slug=visit.slug,
        participant=participant,
        name=(await visit.people((participant,))).get(participant, ""),
        organisation=entry.organisation,
        status=entry.status.replace("_", " "),
        rows=rows_of(receipt) if receipt else (),
        kept=receipt.kept if receipt else (),
        at=stamp(receipt.at, visit.zone) if receipt else "",
        is_begun=is_begun,
    )


async def _erase(pages: Pages, visit: DeskVisit, participant: str, fields: dict[str, str]) -> Response:
    known = await _known(visit, participant)
    if known.at:
        return _done(visit, participant)
    confirmed = fields.get("confirmed", "").strip()[:LONGEST_SHOWN]
    if problems := problems_in(participant, confirmed):
        return await _back(pages, visit, participant, 422, confirmed, *problems)
    try:
        await asyncio.shield(erase(visit.legation, visit.slug, participant))
    except Refused as why:
        return await _back(pages, visit, participant, 409, confirmed, ("", str(why)))
    except NotFound:
        raise HTTPException(404) from None
    log.info("somebody was erased at the desk")
    response = _done(visit, participant)
    response.background = overwriting(visit.desk)
    return response


async def _back(
    pages: Pages, visit: DeskVisit, participant: str, status: int, confirmed: str, *problems: Problem
) -> Response:
    page = await _page(visit, participant)
    typed = {"confirmed": confirmed, "problems": problems}
    return pages.shown("desk/erase", page.model_copy(update=typed), status)


def _done(visit: DeskVisit, participant: str) -> Response:
    return RedirectResponse(f"{visit.path}/people/{participant}/erase", 303)
