"""My programme and the calendar it goes into: `/o/{token}/programme` and `/calendar`."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from portal.web.delegates.calendar_page import CalendarPage, QrPicture, qr_picture
from portal.web.delegates.programme_page import ProgrammePage, expected_at, programme_facts
from portal.web.delegates.programme_reading import invites_of, plainly, shown_of
from portal.web.delegates.visit import Visit, delegate_of, mine
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form
from portal.web.pages import Pages
from portal.web.words import WordBook


def programme_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    book = WordBook(desk.templates / "mine")

    @router.api_route("/o/{token}/programme", methods=["GET", "HEAD"])
    async def programme(token: str) -> Response:
        """Everything in my calendar, day by day, as it was last told."""
        visit = await delegate_of(desk, book, token)
        shown = await shown_of(desk, visit)
        facts = programme_facts(invites_of(visit), visit.view.state.calendar.due, shown)
        page = ProgrammePage.model_validate({**mine(visit, "/programme"), **facts})
        return pages.shown("mine-programme", page, words=visit.words)

    @router.api_route("/o/{token}/calendar", methods=["GET", "HEAD"])
    async def calendar(token: str) -> Response:
        """How it comes into my own calendar."""
        visit = await delegate_of(desk, book, token)
        told = await asyncio.to_thread(desk.links.told_feed, visit.slug, visit.participant)
        code = _code(told.webcal, visit) if told.feed else None
        facts = {
            "feed": told.feed,
            "webcal": told.webcal,
            "code": code,
            "is_published": bool(invites_of(visit)),
            "expected_at": "" if invites_of(visit) else expected_at(plainly(visit)),
        }
        page = CalendarPage.model_validate({**mine(visit, "/programme"), **facts})
        return pages.shown("mine-calendar", page, words=visit.words)

    @router.post("/o/{token}/calendar")
    async def make(token: str, request: Request) -> Response:
        """An address, for whom no letter told one yet. The same however often it is asked for."""
        demand_own_form(request, desk.address)
        visit = await delegate_of(desk, book, token)
        if invites_of(visit):
            await asyncio.to_thread(desk.links.calendar_links, visit.slug, visit.participant)
        return RedirectResponse("calendar", 303)

    return router


def _code(webcal: str, visit: Visit) -> QrPicture:
    title, describes = (visit.words("trip-calendar", name) for name in ("code", "code-says"))
    return qr_picture(webcal, title, describes)
