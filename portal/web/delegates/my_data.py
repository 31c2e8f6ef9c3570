"""What is kept of me: `/o/{token}/mine`; taking it with me, and having it erased. GET only shows."""

import asyncio
import logging

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.links import OfferLink
from delegation.calendars.when import stamp_in
from portal.client import Legation
from portal.erasing import erase, is_erased, last_receipt
from portal.errors import EngineAway, NotFound, Refused
from portal.person_export import archive, person_export
from portal.web.delegates.documents_page import disposition
from portal.web.delegates.my_data_page import (
    ErasePage,
    MyDataPage,
    erased_page,
    kept_of,
    leaving_of,
    link_until,
    means_of,
    problems_in,
)
from portal.web.delegates.programme_reading import plainly
from portal.web.delegates.visit import Visit, mine, visit_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.overwriting import overwriting
from portal.web.pages import Pages
from portal.web.waiting import still_waiting
from portal.web.words import WordBook

FIELDS = ("number", "sure")
log = logging.getLogger("portal.web")


def my_data_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    book = WordBook(desk.templates / "mine")

    @router.api_route("/o/{token}/mine", methods=["GET", "HEAD"])
    async def kept(token: str) -> Response:
        """What is kept and until when."""
        return _kept(pages, await visit_of(desk, book, token))

    @router.post("/o/{token}/mine/archive")
    async def take(token: str, request: Request) -> Response:
        """Everything as one ZIP. By a form: it is work that no scanner of links has to start."""
        demand_own_form(request, desk.address)
        visit = await visit_of(desk, book, token)
        try:
            export = await person_export(legation, visit.slug, visit.participant)
        except EngineAway:
            return _kept(pages, visit, is_problem=True)
        except NotFound:
            raise HTTPException(404) from None
        log.info("own data exported by link")
        content = await asyncio.to_thread(archive, export)
        name = f"{visit.words('trip-data', 'archive-file')} - {visit.slug}-{visit.participant}.zip"
        headers = {"Content-Disposition": disposition(name)}
        return Response(content, media_type="application/zip", headers=headers)

    @router.api_route("/o/{token}/mine/erase", methods=["GET", "HEAD"])
    async def consider(token: str) -> Response:
        """What erasing means for who stands as they do, with a form to do it."""
        visit = await visit_of(desk, book, token)
        return pages.shown("mine-erase", _erase_page(visit), words=visit.words)

    @router.post("/o/{token}/mine/erase")
    async def destroy(token: str, request: Request) -> Response:
        """Erase. What was cut off is finished by the same form, also when nobody is known any more."""
        demand_own_form(request, desk.address)
        await _link(desk, token)
        fields = await posted_form(request)
        try:
            return await _destroy(desk, legation, pages, book, token, fields)
        except (EngineAway, OSError):
            words = book.best_of(request.headers.get("accept-language", ""))
            return still_waiting(pages, fields, FIELDS, words, template="mine-erase-away")

    @router.api_route("/o/{token}/mine/erased", methods=["GET", "HEAD"])
    async def erased(token: str, request: Request) -> Response:
        """The receipt, for whoever holds the address: figures, and nothing by which anybody is known."""
        link = await _link(desk, token)
        if not await is_erased(legation, link.delegation, link.participant):
            await visit_of(desk, book, token)
            return RedirectResponse("../mine", 303)
        words = book.best_of(request.headers.get("accept-language", ""))
        receipt = await last_receipt(legation, link.delegation, link.participant)
        at = stamp_in(words.language, receipt.at, "UTC") if receipt else ""
        page = erased_page(token, link.participant, receipt, at)
        return pages.shown("mine-erased", page, words=words)

    return router


async def _destroy(
    desk: Desk, legation: Legation, pages: Pages, book: WordBook, token: str, fields: dict[str, str]
) -> Response:
    """Raises HTTPException 404, EngineAway or OSError."""
    link = await _link(desk, token)
    if not await is_erased(legation, link.delegation, link.participant):
        visit = await visit_of(desk, book, token)
        problems = problems_in(fields.get("number", ""), fields.get("sure", ""), visit.participant)
        if problems:
            page = _erase_page(visit, problems, fields.get("number", ""))
            return pages.shown("mine-erase", page, 422, words=visit.words)
    elif await last_receipt(legation, link.delegation, link.participant):
        return RedirectResponse("erased", 303)
    try:
        await asyncio.shield(erase(legation, link.delegation, link.participant))
    except Refused:
        words = book.best_of("")
        return pages.notice(
            409, words("trip-erase", "cannot"), words("trip-erase", "cannot-says"), words=words
        )
    log.info("erased by link")
    return RedirectResponse("erased", 303, background=overwriting(desk))


def _kept(pages: Pages, visit: Visit, *, is_problem: bool = False) -> Response:
    shown = plainly(visit)
    facts = {
        "kept": kept_of(shown, visit.view.state),
        "link_until": link_until(shown),
        "leaving": leaving_of(visit),
        "is_problem": is_problem,
    }
    page = MyDataPage.model_validate({**mine(visit, "/mine"), **facts})
    return pages.shown("mine-data", page, 503 if is_problem else 200, words=visit.words)


def _erase_page(visit: Visit, problems: tuple[tuple[str, str], ...] = (), typed: str = "") -> ErasePage:
    facts = {
        "participant": visit.participant,
        "means": means_of(plainly(visit), visit.view),
        "problems": problems,
        "typed": typed,
    }
    return ErasePage.model_validate({**mine(visit, "/mine"), **facts})


async def _link(desk: Desk, token: str) -> OfferLink:
    link = await asyncio.to_thread(desk.links.read_offer, token)
    if link is None:
        raise HTTPException(404)
    return link
