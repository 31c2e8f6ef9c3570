"""The portal's web application: feeds, pages on which invites and offers are answered, and how it is."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from traceback import format_tb
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from portal.errors import EngineAway
from portal.web.answering import answer_pages
from portal.web.applying.pages import apply_pages
from portal.web.codec import codec_pages
from portal.web.delegates.papers import papers_pages
from portal.web.delegates.sessions import sessions_pages
from portal.web.delegates.survey import survey_pages
from portal.web.delegates.todo import todo_pages
from portal.web.delegates.trip import trip_pages
from portal.web.delegates.wishes import wishes_pages
from portal.web.desk import Desk
from portal.web.doors import Door, admit, demand_doors
from portal.web.evaluating.routes import evaluation_pages
from portal.web.feed import feed_pages
from portal.web.guarding import HEADERS
from portal.web.hosting import host_pages
from portal.web.limiting import Limiter
from portal.web.meeting import meeting_pages
from portal.web.offering import offer_pages
from portal.web.organising.applications_pages import applications_pages
from portal.web.organising.board import board_pages
from portal.web.organising.evaluation_board import evaluation_board_pages
from portal.web.organising.offers_board import offers_pages
from portal.web.organising.opening import opening_pages
from portal.web.organising.provider_pages import provider_pages
from portal.web.organising.running_pages import running_pages
from portal.web.organising.selection_pages import selection_pages
from portal.web.organising.signing_in import sign_in_pages
from portal.web.organising.uploads import upload_pages
from portal.web.organising.wizard import wizard_pages
from portal.web.organising.wizard_tables import table_pages
from portal.web.pages import ANSWERS_POST, Pages
from portal.web.problems import problem_response
from portal.web.small_pages import add_small_pages
from portal.web.static import static_pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REFUSED, AWAY = (401, 403, 404, 405, 410, 413), 503
"""Pages that say no have a title and a sentence; the same for every address, known or not."""

FOR_PROGRAMS = "/api/"

Proceed = Callable[[Request], Awaitable[Response]]
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
    app.router.route_class = Door
    pages = Pages(desk.templates, desk.address)
    _add_limits(app, pages, Limiter(desk.limits))
    app.middleware("http")(_with_headers)
    admit(app, static_pages(pages.assets))
    admit(app, feed_pages(desk))
    admit(app, answer_pages(desk, pages))
    admit(app, offer_pages(desk, pages))
    admit(app, host_pages(desk, pages))
    if desk.parties is not None:
        admit(app, meeting_pages(desk, desk.parties, pages))
    if desk.legation is not None:
        for one in (*apply_pages(desk, desk.legation, pages), *trip_pages(desk, desk.legation, pages)):
            admit(app, one)
        admit(app, todo_pages(desk, desk.legation, pages))
        admit(app, papers_pages(desk, desk.legation, pages))
        admit(app, wishes_pages(desk, desk.legation, pages))
        admit(app, survey_pages(desk, desk.legation, pages))
        admit(app, sessions_pages(desk, desk.legation, pages))
        admit(app, evaluation_pages(desk, desk.legation, pages))
    if desk.sessions is not None and desk.legation is not None:  # before pages of any slug: `new` is none
        admit(app, opening_pages(desk, desk.legation, pages))
        admit(app, wizard_pages(desk, desk.legation, pages))
        admit(app, table_pages(desk, desk.legation, pages))
        admit(app, upload_pages(desk, pages))
    if desk.sessions is not None and desk.accounts is not None:
        admit(app, sign_in_pages(desk, desk.sessions, desk.accounts, pages))
        admit(app, provider_pages(desk, desk.sessions, desk.accounts, pages))
        admit(app, running_pages(desk, pages))
    if desk.sessions is not None and desk.legation is not None:
        admit(app, board_pages(desk, desk.legation, pages))
        admit(app, applications_pages(desk, pages))
        admit(app, evaluation_board_pages(desk, pages))
        admit(app, selection_pages(desk, pages))
        admit(app, offers_pages(desk, pages))
    if desk.codec is not None:
        admit(app, codec_pages(desk.codec))
    add_small_pages(app, desk)
    _add_refusals(app, pages)
    demand_doors(app)
    return app


def _add_refusals(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, reason: HTTPException) -> Response:
        if 300 <= reason.status_code < 400:
            return Response(None, reason.status_code, headers=reason.headers)
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


def _add_limits(app: FastAPI, pages: Pages, limiter: Limiter) -> None:
    @app.middleware("http")
    async def limited(request: Request, proceed: Proceed) -> Response:
        """Whoever tries tokens, or posts too often, waits; what opens nothing is counted afterwards."""
        wait = limiter.wait(request)
        if wait:
            response = _refusal(pages, request, 429, "429")
            response.headers["Retry-After"] = str(wait)
            return response
        response = await proceed(request)
        limiter.note(request, response.status_code)
        return response


def _refusal(pages: Pages, request: Request, status: int, name: str) -> Response:
    """In the language the browser asks for: nobody is known here."""
    words = pages.words_for(request.headers.get("accept-language", ""))
    said = words("refusal", name), words("refusal", f"{name}-says")
    if request.url.path.startswith(FOR_PROGRAMS):
        return problem_response(status, said[1])
    response = pages.notice(status, *said, words=words)
    response.headers["Vary"] = "Accept-Language"
    return response


async def _with_headers(request: Request, proceed: Proceed) -> Response:
    ANSWERS_POST.set(request.method == "POST")
    try:
        response = await proceed(request)
    except Exception as defect:  # its text may be personal, its path is a secret: neither is logged
        log.error("defect: %s\n%s", type(defect).__name__, "".join(format_tb(defect.__traceback__)))
        response = PlainTextResponse("That went wrong on our side. Please try again later.\n", 500)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
