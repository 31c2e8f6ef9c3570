"""Today, and what makes it readable without a network: `/o/{token}/today`. Nothing here changes anything."""

import asyncio
import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request, Response

from delegation.attendance import AttendanceSheet
from delegation.invite import Method, SentInvite
from portal.client import Legation
from portal.errors import EngineAway, NotFound
from portal.web.delegates.programme_reading import invites_of, shown_of
from portal.web.delegates.programme_stops import Shown
from portal.web.delegates.today_page import TodayPage, fresh, today_facts
from portal.web.delegates.visit import Visit, delegate_of, mine
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.earlier import earlier_when
from portal.web.pages import Pages
from portal.web.static import sent, takes_gzip
from portal.web.words import WordBook

WORKER = "offline-worker.js"
"""Of `templates/portal/static/`."""
SOON = 3.0
"""Seconds to wait for who was checked in: the page is of use without it."""


def today_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    book = WordBook(desk.templates / "mine")

    @router.api_route("/o/{token}/today", methods=["GET", "HEAD"])
    async def today(token: str, request: Request) -> Response:
        """Now and next, by the delegation's own clock: no address can set another."""
        visit = await delegate_of(desk, book, token)
        shown = await shown_of(desk, visit)
        invites = invites_of(visit)
        befores, sheets = await asyncio.gather(_befores(desk, visit, shown), _sheets(legation, visit))
        facts = today_facts(invites, shown, befores, sheets, datetime.now(UTC))
        page = TodayPage.model_validate({**mine(visit, "/today"), **facts})
        return _compressed(pages.shown("mine-today", page, words=visit.words), request)

    @router.api_route("/o/{token}/worker.js", methods=["GET", "HEAD"])
    async def worker(token: str, request: Request) -> Response:
        """The script that keeps the copy. It lies beside the pages, so that it rules over these alone."""
        await _demand_link(desk, token)
        asset = pages.assets.get(WORKER)
        if asset is None:
            raise HTTPException(404)
        return sent(asset, request)

    @router.api_route("/o/{token}/app.webmanifest", methods=["GET", "HEAD"])
    async def manifest(token: str) -> Response:
        """What a telephone needs to put Today on its first screen."""
        visit = await delegate_of(desk, book, token)
        return Response(_manifest(visit, _icon(desk, pages)), media_type="application/manifest+json")

    return router


def _compressed(page: Response, request: Request) -> Response:
    """For bad networks. Of all pages with a secret only this one: it holds nothing of what was asked, so
    that nobody can try by its size what is in it."""
    if takes_gzip(request):
        page.body = gzip.compress(bytes(page.body), mtime=0)
        page.headers["Content-Length"] = str(len(page.body))
        page.headers["Content-Encoding"] = "gzip"
    page.headers["Vary"] = "Accept-Encoding"
    return page


async def _demand_link(desk: Desk, token: str) -> None:
    if await asyncio.to_thread(desk.links.read_offer, token) is None:
        raise HTTPException(404)


async def _befores(desk: Desk, visit: Visit, shown: Shown) -> dict[str, str]:
    """By item, when it was to be before it changed, as the mail of then said it."""
    changed = [one for one in fresh(invites_of(visit), shown) if one.sequence > 0]
    found = await asyncio.gather(*(asyncio.to_thread(_before, desk, visit, one) for one in changed))
    return dict(zip((one.item.id for one in changed), found, strict=True))


def _before(desk: Desk, visit: Visit, invite: SentInvite) -> str:
    if invite.method is Method.CANCEL:
        return ""
    told_at = earlier_when(
        desk.store, visit.file, visit.participant, invite.item, invite.sequence - 1, visit.words.language
    )
    now_at = earlier_when(
        desk.store, visit.file, visit.participant, invite.item, invite.sequence, visit.words.language
    )
    return "" if told_at == now_at else told_at


async def _sheets(legation: Legation, visit: Visit) -> tuple[AttendanceSheet, ...]:
    """Who was noted as present; nothing where that cannot be asked soon."""
    with suppress(EngineAway, NotFound, TimeoutError):
        async with asyncio.timeout(SOON):
            return (await legation.attendance(visit.slug)).sheets
    return ()


def _icon(desk: Desk, pages: Pages) -> str:
    return urlsplit(desk.address).path.rstrip("/") + pages.assets.address("today-icon.svg")


def _manifest(visit: Visit, icon: str) -> str:
    return json.dumps(
        {
            "name": visit.file.title,
            "short_name": visit.words("tab", "today"),
            "lang": visit.words.language,
            "start_url": "today",
            "scope": "./",
            "display": "standalone",
            "background_color": "#f2f5f8",
            "theme_color": "#0d3757",
            "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
        },
        ensure_ascii=False,
    )
