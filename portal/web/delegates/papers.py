"""One paper of the checklist: `/o/{token}/papers/{paper}`. What is typed goes to the vault only."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from delegation.form import USUAL_LARGEST_FILE, FieldType, FormField
from delegation.reading.field_problem import FieldProblem, problem
from delegation.reading.room_wishes import ROOM_WITH_FIELD
from delegation.reading.upload_content import Upload, read_upload
from portal.client import Legation
from portal.errors import EngineAway
from portal.web.delegates.handed import keep_step, read_step, wish_of
from portal.web.delegates.papers_form import raw_answers
from portal.web.delegates.papers_page import NEVER_SHOWN, paper_page
from portal.web.delegates.todo import MOST_FIELDS, Posted, Task, TodoDesk, carried_out, typed_in
from portal.web.delegates.todo_steps import StepName, fields_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import PostedFile, demand_own_form, posted_parts
from portal.web.pages import Pages
from portal.web.words import ENGLISH

MOST_FILES = 4
"""As large as they may be, in one form."""


def papers_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    tasks = TodoDesk(desk, legation, pages)

    @router.api_route("/o/{token}/papers/{paper}", methods=["GET", "HEAD"])
    async def show(token: str, paper: str) -> Response:
        """What is asked and why; of a passport never what was given."""
        task = await tasks.task(token, f"papers/{paper}")
        return pages.shown("mine-paper", paper_page(*task), words=task.visit.words)

    @router.post("/o/{token}/papers/{paper}")
    async def hand_in(token: str, paper: str, request: Request) -> Response:
        """Keep the whole paper, in place of what was given before."""
        demand_own_form(request, desk.address)
        try:
            task = await tasks.task(token, f"papers/{paper}")
        except (EngineAway, OSError):
            return tasks.kept(request, (await _typed(request))[0])
        fields, files = await _typed(request)
        try:
            return await _hand_in(tasks, task, fields, files)
        except (EngineAway, OSError):
            return tasks.kept(request, fields)

    return router


async def _typed(request: Request) -> tuple[Posted, Mapping[str, list[PostedFile]]]:
    if request.headers.get("content-type", "").startswith("multipart/"):
        largest = MOST_FILES * USUAL_LARGEST_FILE
        return await posted_parts(request, most_fields=MOST_FIELDS, largest=largest)
    return await typed_in(request), {}


async def _hand_in(
    tasks: TodoDesk, task: Task, fields: Posted, files: Mapping[str, list[PostedFile]]
) -> Response:
    asked = fields_of(task.step.name, task.visit.file)
    before = {} if task.step.name in NEVER_SHOWN else task.handed.answers
    typed = raw_answers(asked, fields, before)
    if reason := tasks.too_late(task):
        return _again(tasks, task, typed, reason=reason, status=409)
    uploads, wrong = _uploads(asked, files)
    typed |= {name: one.reference for name, one in uploads.items()}
    later, problems = await read_step(
        tasks.legation, task.visit.file, task.visit.participant, task.step.name, typed, task.handed
    )
    problems = [*wrong, *(one for one in problems if one.field not in {each.field for each in wrong})]
    room, unclear = None, None
    if task.step.name is StepName.ROOM and not problems:
        visit = task.visit
        room, unclear = await wish_of(tasks.legation, visit.slug, visit.participant, later.answers)
        if unclear:
            said = unclear if visit.words.language == ENGLISH else visit.words("todo-problem", "partner")
            problems.append(problem(f"answers.{ROOM_WITH_FIELD}", said))
    if problems:
        return _again(tasks, task, typed, problems=problems)
    done = task.visit.view.state.provided
    keeping = keep_step(
        tasks.legation, task.visit.file, later, task.step.name, done, tuple(uploads.values()), room
    )
    if not await carried_out(keeping):
        return _again(tasks, task, typed, reason=task.visit.words("todo-problem", "changed"), status=409)
    return await tasks.done(task)


def _uploads(
    asked: Sequence[FormField], files: Mapping[str, list[PostedFile]]
) -> tuple[dict[str, Upload], list[FieldProblem]]:
    """By field the file that was chosen, looked at; and what is wrong with the others."""
    found, wrong = {}, []
    for field in asked:
        chosen = files.get(field.id) if field.type is FieldType.FILE else None
        if not chosen:
            continue
        try:
            found[field.id] = read_upload(field, chosen[-1].content)
        except ValueError as error:
            wrong.append(problem(f"answers.{field.id}", str(error)))
    return found, wrong


def _again(
    tasks: TodoDesk,
    task: Task,
    typed: Mapping[str, object],
    *,
    problems: Sequence[FieldProblem] = (),
    reason: str = "",
    status: int = 422,
) -> Response:
    """The form with what was typed, and what is wrong with it."""
    page = paper_page(*task, typed=typed, problems=problems, problem=reason)
    return tasks.pages.shown("mine-paper", page, status, words=task.visit.words)
