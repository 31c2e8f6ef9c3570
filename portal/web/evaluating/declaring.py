"""Declaring a conflict of interest, in two steps."""

import logging

from fastapi import Response
from fastapi.responses import RedirectResponse

from delegation.evaluation import ConflictOfInterest
from portal.client import Legation
from portal.errors import Refused
from portal.web.desk import Desk
from portal.web.evaluating.conflict_page import Said, conflict_page
from portal.web.evaluating.entering import Gone, Visit, visit_of
from portal.web.evaluating.reading import names_of
from portal.web.evaluating.rounds import Round
from portal.web.pages import Pages

CONFLICT = "evaluating/conflict"
log = logging.getLogger("portal.web")


async def shown_conflict(
    desk: Desk, legation: Legation, pages: Pages, token: str, application: str
) -> Response:
    """Raises HTTPException 404, Gone, EngineAway or OSError."""
    visit = await visit_of(desk, legation, token)
    _open(visit, application)
    return await _page(legation, pages, visit, application, Said())


async def declare(
    desk: Desk, legation: Legation, pages: Pages, token: str, application: str, said: Said
) -> Response:
    """The second step, unless they are sure. Raises HTTPException 404, Gone, EngineAway or OSError."""
    visit = await visit_of(desk, legation, token)
    if any(one.has_declared(application) for one in visit.rounds):
        return _declared(token, application)
    one = _open(visit, application)
    if said.problem:
        return await _page(legation, pages, visit, application, said, problem=said.problem, status=422)
    if not said.is_sure:
        return await _page(legation, pages, visit, application, said, asks=True)
    conflict = ConflictOfInterest(evaluator=visit.link.evaluator, application=application, reason=said.reason)
    try:
        await legation.declare_conflict(visit.file.slug, conflict, cut_off=one.cut_off)
    except Refused as reason:
        return await _page(legation, pages, visit, application, said, problem=str(reason), status=409)
    log.info("conflict of interest declared by link")
    return _declared(token, application)


async def _page(
    legation: Legation,
    pages: Pages,
    visit: Visit,
    application: str,
    said: Said,
    *,
    asks: bool = False,
    problem: str = "",
    status: int = 200,
) -> Response:
    names = await names_of(legation, visit)
    page = conflict_page(visit, application, names.get(application, ""), said, asks=asks, problem=problem)
    return pages.shown(CONFLICT, page, status)


def _declared(token: str, application: str) -> Response:
    return RedirectResponse(f"../../{token}?declared={application}", 303)


def _open(visit: Visit, application: str) -> Round:
    """The round in which it can still go to somebody else. Raises HTTPException 404, or Gone."""
    one = visit.round(application)
    if not one.takes_sheets:
        raise Gone("Applications change hands only between the opening of the evaluation and the panel.")
    return one
