"""Tasks at the desk: `/desk/{slug}/tasks`. Everything that waits for a person, with what settles it."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from portal.letter_desk import with_letter_tasks
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.tasks_page import TaskRow, TasksPage, TasksShown, WorkRow, grouped, task_rows
from portal.web.pages import Pages
from portal.work_waiting import IN_WORDS

HERE = "/tasks"


def tasks_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/tasks", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        rows = await tasks_of(visit)
        if request.query_params.get("format") == "json":
            return JSONResponse(TasksShown(tasks=rows).model_dump(mode="json"))
        page = TasksPage(**visit.facts(HERE), groups=grouped(rows), work=await _work(visit), count=len(rows))
        return pages.shown("desk/tasks", page)

    return router


async def tasks_of(visit: DeskVisit) -> tuple[TaskRow, ...]:
    """Of the delegation itself, of its mails, and of letters whose words could not be used."""
    legation = visit.legation
    status = await legation.with_mail_tasks(await legation.status(visit.slug))
    status = await asyncio.to_thread(with_letter_tasks, status, visit.desk.store)
    mails = await legation.mails(visit.slug)
    return task_rows(status.tasks, mails, await visit.names(), visit.zone)


async def _work(visit: DeskVisit) -> tuple[WorkRow, ...]:
    waiting = await visit.legation.work_waiting(visit.slug)
    return tuple(
        WorkRow(what=IN_WORDS.get(one.work, one.work), why=one.reason, tries=one.attempts) for one in waiting
    )
