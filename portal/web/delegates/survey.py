"""After the trip: the survey, and what came of it: `/o/{token}/survey`, `/o/{token}/outcomes/{day}`."""

from fastapi import APIRouter, Request, Response

from portal.client import Legation
from portal.web.delegates.survey_page import (
    SurveyPage,
    outcome_report,
    outcomes_page,
    survey_answer,
    survey_page,
)
from portal.web.delegates.todo import Posted, Task, TodoDesk, carried_out
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.pages import Pages


def survey_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    tasks = TodoDesk(desk, legation, pages)

    @router.api_route("/o/{token}/survey", methods=["GET", "HEAD"])
    async def survey(token: str) -> Response:
        """The questions of the survey, with the marks given so far."""
        task = await tasks.task(token, "survey")
        return pages.shown("mine-survey", survey_page(task.visit, task.step), words=task.visit.words)

    @router.post("/o/{token}/survey")
    async def answer(token: str, request: Request) -> Response:
        """Keep the answers; later ones take the place of earlier ones."""

        return await tasks.posted(request, token, "survey", _answer)

    @router.api_route("/o/{token}/outcomes/{day}", methods=["GET", "HEAD"])
    async def outcomes(token: str, day: str) -> Response:
        """What came of the trip, as it is said on one of the follow-up days."""
        task = await tasks.task(token, f"outcomes/{day}")
        return pages.shown("mine-outcomes", outcomes_page(task.visit, task.step), words=task.visit.words)

    @router.post("/o/{token}/outcomes/{day}")
    async def report(token: str, day: str, request: Request) -> Response:
        """Keep the report of that day, in place of an earlier one."""

        return await tasks.posted(request, token, f"outcomes/{day}", _report)

    return router


async def _answer(tasks: TodoDesk, task: Task, fields: Posted) -> Response:
    visit = task.visit
    page = survey_page(visit, task.step, posted=fields, problem=tasks.too_late(task))
    if page.problem or page.mistakes:
        return _again(tasks, task, "mine-survey", page)
    call = tasks.legation.answer_survey(visit.slug, visit.participant, survey_answer(visit, page))
    if not await carried_out(call):
        return _changed(tasks, task, "mine-survey", page)
    return await tasks.done(task)


async def _report(tasks: TodoDesk, task: Task, fields: Posted) -> Response:
    visit = task.visit
    page = outcomes_page(visit, task.step, posted=fields, problem=tasks.too_late(task))
    if page.problem or page.mistakes:
        return _again(tasks, task, "mine-outcomes", page)
    call = tasks.legation.report_outcomes(visit.slug, visit.participant, outcome_report(task.step, page))
    if not await carried_out(call):
        return _changed(tasks, task, "mine-outcomes", page)
    return await tasks.done(task)


def _again(tasks: TodoDesk, task: Task, template: str, page: SurveyPage) -> Response:
    status = 422 if page.is_taken else 409
    return tasks.pages.shown(template, page, status, words=task.visit.words)


def _changed(tasks: TodoDesk, task: Task, template: str, page: SurveyPage) -> Response:
    said = page.model_copy(update={"problem": task.visit.words("todo-problem", "changed")})
    return tasks.pages.shown(template, said, 409, words=task.visit.words)
