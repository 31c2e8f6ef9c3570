"""What a delegate would like to see and whom to meet: `/o/{token}/visits` and `/o/{token}/wishes`."""

from fastapi import APIRouter, Request, Response

from delegation.meeting import Wishes
from portal.client import Legation
from portal.web.delegates.todo import Posted, Task, TodoDesk, carried_out
from portal.web.delegates.wishes_page import (
    blocks_of,
    meeting_wishes,
    meetings_page,
    moved,
    ranked,
    typed_ranks,
    typed_wishes,
    unclear_blocks,
    visit_wishes,
    visits_page,
)
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.pages import Pages

MOVES = {"up": -1, "down": 1}


def wishes_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    tasks = TodoDesk(desk, legation, pages)

    @router.api_route("/o/{token}/visits", methods=["GET", "HEAD"])
    async def visits(token: str) -> Response:
        """The parallel visits of each time, in the order wished for so far."""
        task = await tasks.task(token, "visits")
        return pages.shown("mine-visits", visits_page(task.visit, task.step), words=task.visit.words)

    @router.post("/o/{token}/visits")
    async def rank(token: str, request: Request) -> Response:
        """Keep the order of every block; a button that moves a visit shows the new order first."""

        return await tasks.posted(request, token, "visits", _rank)

    @router.api_route("/o/{token}/wishes", methods=["GET", "HEAD"])
    async def meetings(token: str) -> Response:
        """Every host that takes meetings, and what is said of it so far."""
        task = await tasks.task(token, "wishes")
        return pages.shown("mine-wishes", meetings_page(task.visit, task.step), words=task.visit.words)

    @router.post("/o/{token}/wishes")
    async def wish(token: str, request: Request) -> Response:
        """Keep the wishes for meetings; later ones take the place of earlier ones."""

        return await tasks.posted(request, token, "wishes", _wish)

    return router


async def _rank(tasks: TodoDesk, task: Task, fields: Posted) -> Response:
    visit, file = task.visit, task.visit.file
    ranks = typed_ranks(file, fields)
    if reason := tasks.too_late(task):
        page = visits_page(visit, task.step, ranks=ranks, problem=reason)
        return tasks.pages.shown("mine-visits", page, 409, words=visit.words)
    for name, by in MOVES.items():
        if name in fields:
            return _moved(tasks, task, ranks, fields[name][-1], by)
    if unclear_blocks(ranks):
        page = visits_page(visit, task.step, ranks=ranks)
        return tasks.pages.shown("mine-visits", page, 422, words=visit.words)
    return await _keep(tasks, task, visit_wishes(ranked(ranks)), "mine-visits")


def _moved(tasks: TodoDesk, task: Task, ranks: dict[str, dict[str, int]], what: str, by: int) -> Response:
    """The form in its new order; nothing is kept before it is saved."""
    orders = ranked(ranks)
    for block, items in blocks_of(task.visit.file).items():
        if what in {item.id for item in items}:
            orders[block] = moved(orders[block], what, by)
    numbers = {
        block: {item: place for place, item in enumerate(order, start=1)} for block, order in orders.items()
    }
    page = visits_page(task.visit, task.step, ranks=numbers, moved_visit=what)
    return tasks.pages.shown("mine-visits", page, words=task.visit.words)


async def _wish(tasks: TodoDesk, task: Task, fields: Posted) -> Response:
    visit = task.visit
    chosen = typed_wishes(visit.file, fields)
    wishes = meeting_wishes(chosen)
    reason = tasks.too_late(task)
    if reason or not wishes.meetings:
        said = reason or visit.words("todo-wishes", "none-chosen")
        page = meetings_page(visit, task.step, chosen=chosen, problem=said)
        return tasks.pages.shown("mine-wishes", page, 409 if reason else 422, words=visit.words)
    return await _keep(tasks, task, wishes, "mine-wishes")


async def _keep(tasks: TodoDesk, task: Task, wishes: Wishes, template: str) -> Response:
    visit = task.visit
    if await carried_out(tasks.legation.wish(visit.slug, visit.participant, wishes)):
        return await tasks.done(task)
    said = visit.words("todo-problem", "changed")
    page_of = visits_page if template == "mine-visits" else meetings_page
    return tasks.pages.shown(template, page_of(visit, task.step, problem=said), 409, words=visit.words)
