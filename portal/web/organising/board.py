"""The board of delegations, and the overview of one: where it stands, now and while one looks."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse

from activities.ports import Missing
from delegation.ids import delegation_workflow_id
from delegation.status import DelegationStatus
from portal.client import Legation
from portal.errors import EngineAway, LegationError
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.bar import desk_facts
from portal.web.organising.board_shown import (
    BoardCard,
    BoardPage,
    LivePart,
    OverviewPage,
    board_of,
    card_of,
    overview_of,
    silent_card,
    stands,
    workflow_address,
)
from portal.web.organising.entering import demand_organiser
from portal.web.organising.live import Watches, events
from portal.web.organising.waits import WorkSeen
from portal.web.pages import Pages
from portal.work_waiting import StatusShown

AT_ONCE = 8
"""Delegations asked beside each other for the board."""
KEPT_ALIVE = 15.0
"""Seconds after which a stream without news says that it is still there."""
SILENT = "It does not answer just now; nothing is lost."


def board_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    watches, work = Watches(), WorkSeen(legation)

    @router.api_route("/desk", methods=["GET", "HEAD"])
    async def board(request: Request) -> Response:
        account = await demand_organiser(desk, request)
        slugs = account.delegations or await legation.delegations()
        free = asyncio.Semaphore(AT_ONCE)
        cards = await asyncio.gather(*(_card(desk, legation, slug, free) for slug in sorted(slugs)))
        shown = board_of([one for one in cards if one is not None])
        if request.query_params.get("format") == "json":
            return JSONResponse(shown.model_dump(mode="json"))
        may_open = account.may_open
        return pages.shown("desk/board", BoardPage(**desk_facts(account), board=shown, may_open=may_open))

    @router.api_route("/desk/{slug}", methods=["GET", "HEAD"])
    async def overview(slug: str, request: Request) -> Response:
        account = await demand_organiser(desk, request, slug)
        file, status, ledger = await asyncio.gather(
            legation.file(slug), _status(legation, slug), legation.ledger(slug)
        )
        if request.query_params.get("format") == "json":
            waits = await work.of(slug)
            return JSONResponse(StatusShown(**dict(status), waits_for=waits).model_dump(mode="json"))
        page = OverviewPage(
            **desk_facts(account, file),
            live=stands(file, status, await work.of(slug)),
            workflow=workflow_address(desk.ui, delegation_workflow_id(slug)),
            **overview_of(file, status, ledger),
        )
        return pages.shown("desk/overview", page)

    @router.api_route("/desk/{slug}/live", methods=["GET", "HEAD"])
    async def live(slug: str, request: Request) -> Response:
        """How it stands, whenever that changes; after a while it ends, and the browser comes again."""
        await demand_organiser(desk, request, slug)
        file = await legation.file(slug)

        async def look() -> str:
            shown = stands(file, await _status(legation, slug), await work.of(slug))
            part = pages.shown("desk/overview-live", LivePart(live=shown))
            return bytes(part.body).decode()

        if request.method == "HEAD":
            return EventSourceResponse(())
        return EventSourceResponse(events(watches.of(slug, look).changes(KEPT_ALIVE)))

    return router


async def _card(desk: Desk, legation: Legation, slug: str, free: asyncio.Semaphore) -> BoardCard | None:
    """None for a delegation that is none, or no more."""
    try:
        file = await asyncio.to_thread(desk.register.delegation_file, slug)
    except Missing:
        return None
    try:
        async with free:
            return card_of(file, await _status(legation, slug))
    except EngineAway:
        return silent_card(file, SILENT)
    except LegationError as reason:
        return silent_card(file, str(reason))


async def _status(legation: Legation, slug: str) -> DelegationStatus:
    """With what there is to do about mails and letters."""
    from portal.letter_desk import with_letter_tasks

    status = await legation.with_mail_tasks(await legation.status(slug))
    return await asyncio.to_thread(with_letter_tasks, status, legation.store)
