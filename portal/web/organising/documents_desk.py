"""Documents at the desk: `/desk/{slug}/documents`. What was made, whether it is true, making the rest."""

import asyncio
import logging
from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from activities.swapping import current
from delegation.document import DocumentKind, DocumentRef, wanted_by
from delegation.fact import Fact
from delegation.papers.asking import MakeDocuments
from delegation.zoned import stamp
from portal.document_state import DocumentsShown, Truth, compared
from portal.errors import EngineAway, NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.bar import DeskPage
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

HERE = "/documents"
log = logging.getLogger("portal.web")


class DocumentRow(Fact):
    """One document, or one that is missing."""

    kind: str
    about: str
    name: str = ""
    """Of whom it is about, where that is an organisation we know."""
    sha256: str = ""
    """Under which it is fetched; empty: it was not made yet."""
    form: str = ""
    version: int | None = None
    made: str = ""
    state: str
    size: int = 0


class KindRow(Fact):
    """One kind, and how many of it have to be made."""

    kind: str
    made: int
    due: int


class DocumentsPage(DeskPage):
    """The facts of `desk/documents.html`."""

    version: int
    kinds: tuple[KindRow, ...] = ()
    rows: tuple[DocumentRow, ...] = ()
    kind: str = ""
    """Only of this kind."""
    has_replaced: bool = False
    made: int | None = None
    is_making: bool = False
    """Whether more are being made than a page can wait for."""
    problem: str = ""


def documents_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/documents", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        visit, asked = await visit_desk(desk, request, slug), request.query_params
        if asked.get("format") == "json":
            return JSONResponse((await _compared(visit)).model_dump(mode="json"))
        made = asked.get("made", "")
        return await _shown(
            pages, visit, asked.get("kind", ""), every=asked.get("every") == "yes",
            made=int(made) if made.isdecimal() else None, is_making=made == "soon",
        )  # fmt: skip

    @router.post("/desk/{slug}/documents")
    async def make(slug: str, request: Request) -> Response:
        """Make what is missing or out of date of a kind; what is true stays, so that twice does no harm."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        return await _make(pages, await visit_desk(desk, request, slug), fields.get("kind", ""))

    @router.api_route("/desk/{slug}/documents/{sha256}", methods=["GET", "HEAD"])
    async def fetch(slug: str, sha256: str, request: Request) -> Response:
        return await _fetch(await visit_desk(desk, request, slug), sha256)

    return router


async def _compared(visit: DeskVisit) -> DocumentsShown:
    legation, slug = visit.legation, visit.slug
    documents = (await legation.ledger(slug)).documents
    programme, now = await legation.programme(slug), (await legation.status(slug)).now
    return await asyncio.to_thread(compared, legation, slug, programme, documents, now)


async def _shown(
    pages: Pages, visit: DeskVisit, kind: str, status: int = 200, *, every: bool = False, **more: object
) -> Response:
    shown, names = await _compared(visit), await visit.names()
    rows = [_row(one, shown.states[one.key], names, visit.zone) for one in shown.documents]
    rows += [
        DocumentRow(
            kind=one.kind.value,
            about=one.participant or one.about or "everybody",
            name=names.get(one.participant or one.about or "", ""),
            state="not made",
        )
        for one in shown.missing
    ]
    page = DocumentsPage(
        **visit.facts(HERE),
        version=shown.version,
        kinds=_kinds(rows),
        kind=kind,
        rows=tuple(
            one for one in rows if kind in ("", one.kind) and (every or one.state != Truth.REPLACED.value)
        ),
        has_replaced=not every and any(one.state == Truth.REPLACED.value for one in rows),
    )
    return pages.shown("desk/documents", page.model_copy(update=more), status)


def _row(ref: DocumentRef, state: Truth, names: dict[str, str], zone: str) -> DocumentRow:
    wanted = wanted_by(ref)
    about = (wanted.participant or wanted.about if wanted else "") or "everybody"
    return DocumentRow(
        kind=ref.kind.value if ref.kind else "other",
        about=about,
        name=names.get(about, ""),
        sha256=ref.sha256,
        form=ref.key.rpartition(".")[2],
        version=ref.version or None,
        made=stamp(ref.made_at, zone) if ref.made_at else "",
        state=state.value,
        size=ref.size,
    )


def _kinds(rows: Sequence[DocumentRow]) -> tuple[KindRow, ...]:
    due = ("not made", Truth.OUT_OF_DATE.value)
    return tuple(
        KindRow(
            kind=kind,
            made=sum(one.kind == kind and one.state not in (*due, Truth.REPLACED.value) for one in rows),
            due=sum(one.kind == kind and one.state in due for one in rows),
        )
        for kind in sorted({one.kind for one in rows})
    )


async def _make(pages: Pages, visit: DeskVisit, kind: str) -> Response:
    if kind not in [one.value for one in DocumentKind]:
        raise HTTPException(400)
    try:
        made = await visit.legation.make_documents(visit.slug, MakeDocuments(kind=DocumentKind(kind)))
    except (Refused, NotFound) as reason:
        return await _shown(pages, visit, "", 409, problem=str(reason))
    except EngineAway:  # many take longer than a page waits; they are made all the same
        return RedirectResponse(f"{visit.path}/documents?kind={kind}&made=soon", 303)
    log.info("documents were made at the desk")
    return RedirectResponse(f"{visit.path}/documents?kind={kind}&made={len(made.documents)}", 303)


async def _fetch(visit: DeskVisit, sha256: str) -> Response:
    documents = (await visit.legation.ledger(visit.slug)).documents
    ref = next((one for one in documents if one.sha256 == sha256), None)
    content = None if ref is None else await asyncio.to_thread(current, visit.desk.store, ref.key)
    if ref is None or content is None:
        raise HTTPException(404)
    name = ref.key.rpartition("/documents/")[2].replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{visit.slug}-{name}"'}
    return Response(content, media_type=ref.media_type, headers=headers)
