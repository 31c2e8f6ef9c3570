"""My documents: `/o/{token}/documents`, and the address from which one of them is fetched within a minute."""

import asyncio
import logging
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import RedirectResponse

from activities.handovers import Passes
from activities.ports import Missing
from delegation.document import DocumentRef, form_of
from portal.client import Legation
from portal.errors import NotFound
from portal.web.delegates.documents_page import (
    OWN,
    DocumentsPage,
    called,
    code_of,
    disposition,
    documents_shown,
    mine_of,
)
from portal.web.delegates.programme_reading import plainly
from portal.web.delegates.visit import Visit, delegate_of, mine
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.pages import Pages
from portal.web.words import WordBook

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LONGEST_NAME = 200
log = logging.getLogger("portal.web")


def document_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    book = WordBook(desk.templates / "mine")
    passes = Passes(desk.register)

    @router.api_route("/o/{token}/documents", methods=["GET", "HEAD"])
    async def documents(token: str, gone: str = "") -> Response:
        """What was made for me, and for all who travel."""
        visit = await delegate_of(desk, book, token)
        refs = await _refs(legation, visit)
        shown = documents_shown(refs, plainly(visit))
        is_own = [ref.kind in OWN for ref in refs]
        facts = {
            "own": tuple(one for one, own in zip(shown, is_own, strict=True) if own),
            "shared": tuple(one for one, own in zip(shown, is_own, strict=True) if not own),
            "is_gone": bool(gone),
        }
        page = DocumentsPage.model_validate({**mine(visit, "/documents"), **facts})
        return pages.shown("mine-documents", page, words=visit.words)

    @router.api_route("/o/{token}/document", methods=["GET", "HEAD"])
    async def document(token: str, code: str = "") -> Response:
        """The way to one of them: an address that opens it, and nothing else, for a minute."""
        visit = await delegate_of(desk, book, token)
        ref = next((one for one in await _refs(legation, visit) if code_of(one) == code), None)
        if ref is None:
            return RedirectResponse("documents?gone=1", 303)
        minted = await asyncio.to_thread(passes.mint, ref.key)
        name = urlencode({"name": called(ref, visit.words, visit.file.title)})
        return RedirectResponse(f"../../p/{minted}?{name}", 303)

    @router.api_route("/p/{token}", methods=["GET", "HEAD"])
    async def fetch(token: str, name: str = "") -> Response:
        """The document itself. 404 for whatever else it is, and once the minute is over."""
        key = await asyncio.to_thread(passes.read, token)
        if key is None:
            raise HTTPException(404)
        try:
            content = await asyncio.to_thread(desk.store.read, key)
        except Missing:
            raise HTTPException(404) from None
        log.info("document handed out")
        form = form_of(DocumentRef(key=key, sha256="", size=0, media_type=""))
        headers = {"Content-Disposition": disposition(name[:LONGEST_NAME] or f"document.{form}")}
        return Response(
            content, media_type=MEDIA_TYPES.get(form, "application/octet-stream"), headers=headers
        )

    return router


async def _refs(legation: Legation, visit: Visit) -> tuple[DocumentRef, ...]:
    """Those this person may have. Raises EngineAway."""
    try:
        ledger = await legation.ledger(visit.slug)
    except NotFound:
        return ()
    return mine_of(ledger.documents, visit.participant)
