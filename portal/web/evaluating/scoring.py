"""Showing one application, and taking its score sheet."""

import logging
from collections.abc import Mapping

from fastapi import Response
from fastapi.responses import RedirectResponse

from delegation.application import Application
from delegation.evaluation import Scoresheets
from portal.client import Legation
from portal.errors import Refused
from portal.web.desk import Desk
from portal.web.evaluating.entering import Gone, Visit, visit_of
from portal.web.evaluating.reading import application_of
from portal.web.evaluating.rounds import Round, Stage, following
from portal.web.evaluating.sheet_page import (
    Typed,
    mistakes_in,
    seen_of,
    sheet_in,
    sheet_page,
    typed_in,
)
from portal.web.pages import Pages

SHEET = "evaluating/sheet"
CHANGED = (
    "You handed in another score sheet for this application meanwhile, perhaps in a second window. What you "
    "typed here stands below and was not taken; hand it in again to replace the other."
)
log = logging.getLogger("portal.web")


async def shown_sheet(
    desk: Desk, legation: Legation, pages: Pages, token: str, application: str, taken: str
) -> Response:
    """Raises HTTPException 404, Gone, EngineAway or OSError."""
    visit = await visit_of(desk, legation, token)
    one = _begun(visit, application)
    read = await application_of(desk, visit, application)
    known = {name for each in visit.rounds for name in each.asked}
    return pages.shown(SHEET, sheet_page(visit, one, read, taken=taken if taken in known else ""))


async def hand_in(
    desk: Desk, legation: Legation, pages: Pages, token: str, application: str, fields: Mapping[str, str]
) -> Response:
    """Raises HTTPException 404, Gone, EngineAway or OSError."""
    visit = await visit_of(desk, legation, token)
    one = _begun(visit, application)
    read = await application_of(desk, visit, application)
    typed = typed_in(fields, one.rules)
    mistakes = mistakes_in(typed, one.rules)
    if mistakes:
        return pages.shown(SHEET, sheet_page(visit, one, read, typed, mistakes=mistakes), 422)
    refusal = await _taken(legation, visit, one, read, typed)
    if refusal:
        visit = await visit_of(desk, legation, token)
        one = _begun(visit, application)
        return pages.shown(SHEET, sheet_page(visit, one, read, typed, problem=refusal), 409)
    after = "" if fields.get("go") == "list" else following(visit.rounds, application)
    target = f"{after}?taken={application}" if after else f"../{token}?taken={application}"
    return RedirectResponse(target, 303)


async def _taken(legation: Legation, visit: Visit, one: Round, application: Application, typed: Typed) -> str:
    """Why the sheet was not taken; empty when it was, or is held already."""
    sheet = sheet_in(typed, application.id, visit.link.evaluator, one.rules)
    held = one.sheet(application.id)
    if held == sheet:
        return ""
    if typed.seen != seen_of(held):
        return CHANGED
    sheets = Scoresheets(evaluator=visit.link.evaluator, sheets=(sheet,))
    try:
        await legation.hand_in(visit.file.slug, sheets, cut_off=one.cut_off)
    except Refused as reason:
        return str(reason)
    log.info("score sheet handed in by link")
    return ""


def _begun(visit: Visit, application: str) -> Round:
    """The round of an application that may be read by now. Raises HTTPException 404, or Gone."""
    one = visit.round(application)
    if one.stage is Stage.BEFORE:
        raise Gone(f"The evaluation opens on {visit.told(one.rules.opens_at)}; come back then.")
    return one
