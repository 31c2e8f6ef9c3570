"""My delegation, what is still to do: `/o/{token}/todo` and a page for each step. GET changes nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from delegation.fact import Fact
from portal.client import Legation
from portal.errors import EngineAway, NotFound, Refused
from portal.web.delegates.handed import handed_of, note_given
from portal.web.delegates.sessions_page import may_choose_now
from portal.web.delegates.todo_page import todo_page
from portal.web.delegates.todo_steps import Handed, Step, is_taken, step_named, steps_of
from portal.web.delegates.visit import Visit, delegate_of
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_fields
from portal.web.pages import Pages
from portal.web.words import WordBook, Words

MOST_FIELDS = 400
"""Fields of one form: some for each of a hundred hosts."""
LARGEST = 64_000
"""Bytes of one form: a survey with a remark of 2,000 characters, percent-encoded."""
Posted = Mapping[str, Sequence[str]]
Known = TypeVar("Known")
log = logging.getLogger("portal.web")


class Kept(Fact):
    """The facts of `mine-away.html`: everything that was typed, to be sent once more."""

    fields: tuple[tuple[str, str], ...]


class Task(NamedTuple):
    """One step of one person, with all that stands around it."""

    visit: Visit
    step: Step
    handed: Handed


class TodoDesk:
    """What the pages of the steps have in common: who comes, what is due, and what if the engine is away."""

    def __init__(self, desk: Desk, legation: Legation, pages: Pages) -> None:
        self.desk = desk
        self.legation = legation
        self.pages = pages
        self.book = WordBook(desk.templates / "mine")

    async def task(self, token: str, key: str) -> Task:
        """Raises HTTPException 404 for a step this person does not have, 410; EngineAway; OSError."""
        visit = await delegate_of(self.desk, self.book, token)
        handed = await handed_of(self.legation, visit.file, visit.participant)
        step = step_named(steps_of(visit.file, visit.view, handed), key)
        if step is None:
            raise HTTPException(404)
        return Task(visit, step, handed)

    async def done(self, task: Task) -> Response:
        """Back to the list, which says thank you. The date is kept beside the papers."""
        visit, key = task.visit, task.step.key
        await asyncio.to_thread(
            note_given, self.legation.store, visit.slug, visit.participant, key, visit.view.now
        )
        log.info("done by link: %s", task.step.name)
        return RedirectResponse(f"{'../' * key.count('/')}todo?done={key}", 303)

    def too_late(self, task: Task) -> str:
        """Why nothing can be handed in here; empty where it can."""
        if is_taken(task.step, task.visit.file, task.visit.view):
            return ""
        return task.visit.words("todo-problem", "closed", organiser=task.visit.file.organiser.name)

    def kept(self, request: Request, fields: Posted, words: Words | None = None) -> Response:
        """503 with everything that was typed, and a button that sends it once more."""
        said = words or self.book.best_of(request.headers.get("accept-language", ""))
        every = tuple((name, value) for name, values in fields.items() for value in values)
        response = self.pages.shown("mine-away", Kept(fields=every), 503, words=said)
        response.headers["Retry-After"] = "30"
        return response

    async def posted(
        self,
        request: Request,
        token: str,
        key: str,
        act: Callable[["TodoDesk", Task, Posted], Awaitable[Response]],
    ) -> Response:
        """What `act` answers to the form of a step; where engine or vault are away, the form once more.

        Whose link it is comes first: to a stranger every form is an address that is not there.
        """
        return await self.acted(request, lambda: self.task(token, key), lambda *given: act(self, *given))

    async def acted(
        self,
        request: Request,
        found: Callable[[], Awaitable[Known]],
        act: Callable[[Known, Posted], Awaitable[Response]],
    ) -> Response:
        """The same for whatever `found` finds out about who sends the form."""
        demand_own_form(request, self.desk.address)
        try:
            known = await found()
        except (EngineAway, OSError):
            return self.kept(request, await typed_in(request))
        fields = await typed_in(request)
        try:
            return await act(known, fields)
        except (EngineAway, OSError):
            return self.kept(request, fields)


async def typed_in(request: Request) -> Posted:
    """Raises HTTPException 400, 413 or 415."""
    return await posted_fields(request, most_fields=MOST_FIELDS, largest=LARGEST)


async def carried_out(call: Awaitable[object]) -> bool:
    """Whether it was taken; refused is what changed in between, or a journey that has ended."""
    try:
        await call
    except (Refused, NotFound):
        return False
    return True


def todo_pages(desk: Desk, legation: Legation, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    tasks = TodoDesk(desk, legation, pages)

    @router.api_route("/o/{token}/todo", methods=["GET", "HEAD"])
    async def show(token: str, done: str = "") -> Response:
        """The checklist: what is missing, until when, what is done."""
        visit = await delegate_of(desk, tasks.book, token)
        handed = await handed_of(legation, visit.file, visit.participant)
        steps = steps_of(visit.file, visit.view, handed)
        page = todo_page(visit, steps, handed, done, may_choose=may_choose_now(visit))
        return pages.shown("mine-todo", page, words=visit.words)

    return router
