"""The public pages of calls: `/` lists those that are open, `/d/{slug}` shows one."""

from fastapi import APIRouter, Request, Response

from portal.web.applying.call_page import call_page, list_page
from portal.web.applying.counter import Counter, asked_language
from portal.web.doors import Door

FOUND = {"Cache-Control": "no-cache", "Vary": "Accept-Language", "X-Robots-Tag": "all"}
"""Nothing on these pages is anybody's, and search engines may find them."""


def call_pages(counter: Counter) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def every(request: Request) -> Response:
        words = counter.words(request)
        page = list_page(await counter.openings.every(), words, asked_language(request))
        return _found(counter.pages.shown("apply-list", page, words=words))

    @router.api_route("/d/{slug}", methods=["GET", "HEAD"])
    async def call(slug: str, request: Request) -> Response:
        words = counter.words(request)
        page = call_page(await counter.opening(slug), words, asked_language(request))
        return _found(counter.pages.shown("apply-call", page, words=words))

    return router


def _found(response: Response) -> Response:
    response.headers.update(FOUND)
    return response
