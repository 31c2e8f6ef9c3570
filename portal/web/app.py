"""The portal's web application: feeds, pages on which invites and offers are answered, and how it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from traceback import format_tb
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from portal.errors import EngineAway
from portal.web.answering import answer_pages
from portal.web.desk import Desk
from portal.web.feed import feed_pages
from portal.web.guarding import HEADERS
from portal.web.hosting import host_pages
from portal.web.meeting import meeting_pages
from portal.web.offering import offer_pages
from portal.web.pages import Pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROBOTS = "User-agent: *\nDisallow:\n"
"""Nothing is forbidden: calendar services keep to it when they fetch feeds."""
REFUSED, AWAY = (403, 404, 405, 413), 503
"""Pages that say no have a title and a sentence; the same for every address, known or not."""

log = logging.getLogger("portal.web")


def create_app(desk: Desk, alongside: Sequence[AbstractAsyncContextManager[object]] = ()) -> FastAPI:
    """The application. `alongside` runs as long as it does, such as the ways in for mail."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> "AsyncIterator[None]":
        async with AsyncExitStack() as stack:
            for one in alongside:
                await stack.enter_async_context(one)
            yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages = Pages(desk.templates, desk.address)
    app.middleware("http")(_with_headers)
    app.include_router(feed_pages(desk))
    app.include_router(answer_pages(desk, pages))
    app.include_router(offer_pages(desk, pages))
    app.include_router(host_pages(desk, pages))
    if desk.parties is not None:
        app.include_router(meeting_pages(desk, desk.parties, pages))
    _add_small_pages(app, desk)
    _add_refusals(app, pages)
    return app


def _add_small_pages(app: FastAPI, desk: Desk) -> None:
    @app.api_route("/robots.txt", methods=["GET", "HEAD"])
    async def robots() -> Response:
        return PlainTextResponse(ROBOTS, headers={"Cache-Control": "public, max-age=86400"})

    @app.api_route("/style.css", methods=["GET", "HEAD"])
    async def style() -> Response:
        return FileResponse(
            desk.templates / "style.css",
            media_type="text/css",
            headers={"Cache-Control": "public, max-age=3600"},
        )

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def health() -> Response:
        """What is up. 503 without the vault: nothing works then; feeds work without the engine."""
        engine, vault = await asyncio.gather(desk.is_engine_up(), _is_vault_up(desk))
        words = {True: "up", False: "down"}
        seen = {"engine": words[engine], "vault": words[vault], "ways": dict(desk.ways)}
        return JSONResponse(seen, 200 if vault else 503)


def _add_refusals(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, reason: HTTPException) -> Response:
        name = reason.status_code if reason.status_code in REFUSED else 405
        response = _refusal(pages, request, reason.status_code, str(name))
        response.headers.update(reason.headers or {})
        return response

    @app.exception_handler(EngineAway)
    @app.exception_handler(OSError)
    async def away(request: Request, reason: Exception) -> Response:
        log.warning("away: %s", type(reason).__name__)
        response = _refusal(pages, request, AWAY, str(AWAY))
        response.headers["Retry-After"] = "30"
        return response


def _refusal(pages: Pages, request: Request, status: int, name: str) -> Response:
    """In the language the browser asks for: nobody is known here."""
    words = pages.words_for(request.headers.get("accept-language", ""))
    said = words("refusal", name), words("refusal", f"{name}-says")
    response = pages.notice(status, *said, words=words)
    response.headers["Vary"] = "Accept-Language"
    return response


async def _with_headers(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        response = await proceed(request)
    except Exception as defect:  # its text may be personal, its path is a secret: neither is logged
        log.error("defect: %s\n%s", type(defect).__name__, "".join(format_tb(defect.__traceback__)))
        response = PlainTextResponse("That went wrong on our side. Please try again later.\n", 500)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _is_vault_up(desk: Desk) -> bool:
    try:
        async with asyncio.timeout(5):
            await asyncio.to_thread(desk.register.mailboxes)
    except OSError:
        return False
    return True
