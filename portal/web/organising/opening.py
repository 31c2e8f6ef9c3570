"""Where a delegation begins and where it is opened: the first and the last pages of the wizard."""

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.accounts import Account
from activities.ports import Missing
from delegation.file import DelegationFile
from portal.client import Legation
from portal.errors import LegationError, Refused
from portal.opening import has_closed, tempo_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_fields, posted_form, posted_parts
from portal.web.organising.bar import desk_facts
from portal.web.organising.entering import demand_opener, root_of
from portal.web.organising.opening_page import open_page, text_page, typed_speed
from portal.web.organising.wizard import OPENED, WizardVisit, visit_draft
from portal.web.organising.wizard_begin import (
    Checked,
    again,
    checked_text,
    content_in,
    starter,
    unreadable_parts,
)
from portal.web.organising.wizard_draft import Content, Draft, Drafts, digest, with_content
from portal.web.organising.wizard_start_page import (
    FROM_EARLIER,
    FROM_FILE,
    FROM_STARTER,
    Begun,
    new_id,
    start_page,
    typed_beginning,
)
from portal.web.pages import Pages

LARGEST = 1_500_000
"""Bytes of a posted text: the largest delegation file, percent-encoded."""
MOST_EARLIER = 60
CHANGED = "The draft was changed somewhere else meanwhile; look at it once more."
TOO_LATE = "Its call has closed already. Move its dates, or let its calendar run faster, to try it out."
NO_SPEED = "Write a number above 0 for how many times faster its calendar runs, as 1 or 2000."


def opening_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/new", methods=["GET", "HEAD"])
    async def start(request: Request) -> Response:
        account = await demand_opener(desk, request)
        return await _start(desk, legation, account, pages, Begun(draft=new_id()))

    @router.post("/desk/new")
    async def begin(request: Request) -> Response:
        demand_own_form(request, desk.address)
        account = await demand_opener(desk, request)
        parts = await posted_parts(request, largest=LARGEST)
        begun = typed_beginning({name: values[-1] for name, values in parts.fields.items()})
        if begun.why:
            return await _start(desk, legation, account, pages, begun, status=422)
        if begun.base == FROM_FILE:
            files = parts.files.get("file", [])
            return await _from_file(desk, legation, account, pages, begun, files[0].content if files else b"")
        return await _begun(desk, account, begun.draft, await _beginning(desk, account, begun))

    @router.post("/desk/new/{draft}/discard")
    async def discard(draft: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        account = await demand_opener(desk, request)
        await asyncio.to_thread(Drafts(desk.store, account.login).discard, draft)
        return RedirectResponse(f"{root_of(desk)}/desk/new", 303)

    @router.api_route("/desk/new/{draft}/text", methods=["GET", "HEAD"])
    async def text(draft: str, request: Request) -> Response:
        visit = await visit_draft(desk, legation, request, draft)
        news = OPENED if visit.draft.opened else ""
        page = text_page(visit.facts(), visit.draft, await visit.checked(), news=news)
        return pages.shown("desk/wizard-text", page)

    @router.post("/desk/new/{draft}/text")
    async def take_text(draft: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        visit = await visit_draft(desk, legation, request, draft)
        posted = await posted_form(request, largest=LARGEST)
        return await _take_text(visit, posted, pages)

    @router.api_route("/desk/new/{draft}/open", methods=["GET", "HEAD"])
    async def look(draft: str, request: Request) -> Response:
        visit = await visit_draft(desk, legation, request, draft)
        said = request.query_params
        return await _look(visit, pages, speed=said.get("speed", "1"), is_sure=said.get("step") == "sure")

    @router.post("/desk/new/{draft}/open")
    async def open_it(draft: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        visit = await visit_draft(desk, legation, request, draft)
        fields = await posted_fields(request)
        speed = fields.get("speed", ["1"])[-1]
        return await _open(visit, pages, fields.get("part", [""])[-1], speed)

    return router


# --- beginning ------------------------------------------------------------------------------------------


async def _start(
    desk: Desk,
    legation: Legation,
    account: Account,
    pages: Pages,
    begun: Begun,
    *,
    found: Checked | None = None,
    status: int = 200,
) -> Response:
    drafts, earlier = await asyncio.gather(
        asyncio.to_thread(Drafts(desk.store, account.login).all), _earlier(desk, legation)
    )
    begun = begun if begun.draft else begun.model_copy(update={"draft": new_id()})
    problems = found.problems if found else ()
    page = start_page(desk_facts(account), drafts, earlier, begun, problems)
    return pages.shown("desk/wizard-start", page, status)


async def _earlier(desk: Desk, legation: Legation) -> dict[str, str]:
    """Titles of delegations one may start from; none while the engine is away: a starter will do."""
    try:
        slugs = sorted(await legation.delegations())[:MOST_EARLIER]
    except LegationError:
        return {}
    files = await asyncio.gather(*(asyncio.to_thread(_file, desk, slug) for slug in slugs))
    return {one.slug: one.title for one in files if one is not None}


def _file(desk: Desk, slug: str) -> DelegationFile | None:
    try:
        return desk.register.delegation_file(slug)
    except (Missing, ValueError):
        return None


async def _beginning(desk: Desk, account: Account, begun: Begun) -> Content:
    now = datetime.now(UTC)
    if begun.base.startswith(FROM_EARLIER):
        file = await asyncio.to_thread(_file, desk, begun.base.removeprefix(FROM_EARLIER))
        if file is None or not account.may_see(file.slug):
            raise HTTPException(404)
        return again(file, begun.slug, begun.title, now)
    try:
        return starter(begun.base.removeprefix(FROM_STARTER), begun.slug, begun.title, now.date())
    except LegationError:
        raise HTTPException(400) from None


async def _from_file(
    desk: Desk, legation: Legation, account: Account, pages: Pages, begun: Begun, content: bytes
) -> Response:
    """A file somebody wrote: what can be read at all becomes a draft, and is mended on the pages."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    wrong = unreadable_parts(text)
    if wrong:
        found = Checked(yaml="", problems=wrong)
        return await _start(desk, legation, account, pages, begun, found=found, status=422)
    return await _begun(desk, account, begun.draft, content_in(text), page="open")


async def _begun(desk: Desk, account: Account, draft: str, content: Content, page: str = "about") -> Response:
    drafts = Drafts(desk.store, account.login)
    try:
        made = await asyncio.to_thread(drafts.begin, draft, content, datetime.now(UTC))
    except Missing:
        raise HTTPException(400) from None
    return RedirectResponse(f"{root_of(desk)}/desk/new/{made.id}/{page}", 303)


# --- the whole file -------------------------------------------------------------------------------------


async def _take_text(visit: WizardVisit, posted: dict[str, str], pages: Pages) -> Response:
    typed = posted.get("yaml", "").replace("\r\n", "\n")
    wrong = unreadable_parts(typed)
    if wrong:
        page = text_page(visit.facts(), visit.draft, Checked(yaml=typed, problems=wrong), refused=typed)
        return pages.shown("desk/wizard-text", page, 422)
    content, seen = content_in(typed), posted.get("part", "")

    def work(before: Draft) -> Draft:
        if before.opened or (digest(before.content) != seen and before.content != content):
            raise HTTPException(409)
        return with_content(before, content)

    try:
        await asyncio.to_thread(visit.drafts.change, visit.draft.id, datetime.now(UTC), work)
    except HTTPException:
        found = await asyncio.to_thread(checked_text, typed)
        page = text_page(visit.facts(), visit.draft, found, refused=typed, news=CHANGED)
        return pages.shown("desk/wizard-text", page, 409)
    return RedirectResponse(f"{visit.path}/text", 303)


# --- opening --------------------------------------------------------------------------------------------


async def _look(
    visit: WizardVisit,
    pages: Pages,
    *,
    speed: str,
    is_sure: bool = False,
    news: str = "",
    status: int = 200,
) -> Response:
    found, now = await visit.checked(), datetime.now(UTC)
    if is_sure and not news:
        news = _why_not(found, speed, now)
        is_sure = not news
    page = open_page(visit.facts(), visit.draft, found, now, speed=speed[:20], is_sure=is_sure, news=news)
    return pages.shown("desk/wizard-open", page, status)


def _why_not(found: Checked, speed: str, now: datetime) -> str:
    """Why it cannot be opened at this speed; empty where it can."""
    times = typed_speed(speed)
    if times is None:
        return NO_SPEED
    return TOO_LATE if times == 1 and found.file is not None and has_closed(found.file, now) else ""


async def _open(visit: WizardVisit, pages: Pages, part: str, speed: str) -> Response:
    """The same as `legation open`, once: a second click, or one after a lost answer, finds the first."""
    if visit.draft.opened:
        return _board(visit, visit.draft.opened)
    found, now = await visit.checked(), datetime.now(UTC)
    times, file = typed_speed(speed), found.file
    refusal = CHANGED if part != digest(visit.draft.content) else _why_not(found, speed, now)
    if refusal or file is None or found.problems or times is None:
        return await _look(visit, pages, speed=speed, news=refusal, status=409 if refusal == CHANGED else 422)
    before = await _mark(visit, {"opening": part})
    try:
        await visit.legation.open(file, tempo_of(file, times, now))
    except Refused as reason:
        if before.opening != part or not await _is_ours(visit, file):
            await _mark(visit, {"opening": ""})
            return await _look(visit, pages, speed=speed, news=str(reason), status=409)
    await _mark(visit, {"opened": file.slug})
    return _board(visit, file.slug)


async def _mark(visit: WizardVisit, said: dict[str, str]) -> Draft:
    """Note that in the draft, and return it as it was before."""
    seen: list[Draft] = []

    def work(before: Draft) -> Draft:
        seen.append(before)
        return before.model_copy(update=said)

    await asyncio.to_thread(visit.drafts.change, visit.draft.id, datetime.now(UTC), work)
    return seen[-1]


async def _is_ours(visit: WizardVisit, file: DelegationFile) -> bool:
    """Whether what was opened before under that name is this very file."""
    kept = await asyncio.to_thread(_file, visit.desk, file.slug)
    return kept is not None and kept == file


def _board(visit: WizardVisit, slug: str) -> Response:
    return RedirectResponse(f"{root_of(visit.desk)}/desk/{slug}", 303)
