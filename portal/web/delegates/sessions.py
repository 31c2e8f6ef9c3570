"""Another session, a talk booked or given back, by the delegate: `/o/{token}/sessions`."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from delegation.change import Book, Change, Choose, GiveBack
from delegation.planning.plan_state import PlanState
from portal.client import Legation
from portal.errors import NotFound
from portal.web.delegates.sessions_page import (
    chooses_sessions,
    is_done,
    may_choose_now,
    sessions_page,
)
from portal.web.delegates.todo import Posted, TodoDesk, carried_out
from portal.web.delegates.visit import Visit, delegate_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.pages import Pages

REASON = "Chosen by the delegate on their own page."
AUTHOR = "delegate"


def sessions_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    tasks = TodoDesk(desk, legation, pages)

    @router.api_route("/o/{token}/sessions", methods=["GET", "HEAD"])
    async def show(token: str, done: str = "") -> Response:
        """The sessions and talks as they stand now."""
        visit = await _visit(tasks, token)
        return await _shown(tasks, visit, has_just_changed=done == "yes")

    @router.post("/o/{token}/sessions")
    async def change(token: str, request: Request) -> Response:
        """Choose a session, book a talk or give one back; first come, first served."""

        return await tasks.acted(
            request, lambda: _visit(tasks, token), lambda visit, fields: _act(tasks, visit, fields)
        )

    return router


async def _visit(tasks: TodoDesk, token: str) -> Visit:
    """Raises HTTPException 404 where delegates do not choose themselves."""
    visit = await delegate_of(tasks.desk, tasks.book, token)
    if not chooses_sessions(visit.file):
        raise HTTPException(404)
    return visit


async def _shown(
    tasks: TodoDesk, visit: Visit, status: int = 200, *, problem: str = "", has_just_changed: bool = False
) -> Response:
    plan = await _plan(tasks, visit)
    view = await tasks.legation.sessions(visit.slug) if plan else None
    page = sessions_page(visit, plan, view, problem=problem, has_just_changed=has_just_changed)
    return tasks.pages.shown("mine-sessions", page, status, words=visit.words)


async def _plan(tasks: TodoDesk, visit: Visit) -> PlanState | None:
    try:
        return await tasks.legation.plan(visit.slug)
    except NotFound:
        return None


async def _act(tasks: TodoDesk, visit: Visit, fields: Posted) -> Response:
    plan = await _plan(tasks, visit)
    wanted = _wanted(visit, fields)
    if plan is None or not may_choose_now(visit):
        closed = visit.words("todo-problem", "closed", organiser=visit.file.organiser.name)
        return await _shown(tasks, visit, 409, problem=closed)
    if wanted is None:
        return await _shown(tasks, visit, 422, problem=visit.words("todo-sessions", "nothing-chosen"))
    if not is_done(wanted, plan):
        call = tasks.legation.change(visit.slug, change_of(wanted, plan))
        if not await carried_out(call):
            return await _shown(tasks, visit, 409, problem=visit.words("todo-sessions", "too-late"))
    return RedirectResponse("sessions?done=yes", 303)


def _wanted(visit: Visit, fields: Posted) -> Choose | Book | GiveBack | None:
    """What the pressed button stands for; None where it names nothing of this event."""
    who, file = visit.participant, visit.file
    item, host, back = (_last(fields, name) for name in ("choose", "book", "give-back"))
    if item and any(one.id == item and one.block for one in file.itinerary):
        return Choose(participant=who, item=item)
    if back and file.host(back) is not None:
        return GiveBack(participant=who, host=back)
    if host and file.host(host) is not None:
        slot = _last(fields, f"slot-{host}")
        known = {one.id for rules in file.meeting_sections for one in rules.slots}
        return Book(participant=who, host=host, slot=slot if slot in known else None)
    return None


def change_of(wanted: Choose | Book | GiveBack, plan: PlanState) -> Change:
    """Two clicks at once are one change: it is named by the version of the programme it was made to."""
    thing = wanted.item if isinstance(wanted, Choose) else wanted.host
    name = f"own-{plan.itinerary.version}-{wanted.participant}-{wanted.what}-{thing}".lower()
    return Change(id=name, change=wanted, author=AUTHOR, reason=REASON)


def _last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return (fields.get(name) or [""])[-1]
