"""Changes at the desk: `/desk/{slug}/change`. Compose one, see what it does, make it, read its record."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from delegation.calendar_book import CalendarView
from delegation.change import Change, ChangePreview
from delegation.planning.plan_state import PlanState
from delegation.zoned import stamp
from portal.change_shown import change_shown, lines_of, summary_of
from portal.errors import NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_fields
from portal.web.organising.change_choices import choices_of
from portal.web.organising.change_form import FORMS, Mistake, NotAChange, read_change
from portal.web.organising.change_page import (
    ChangeListed,
    ChangeMade,
    ChangePage,
    ChangeSeen,
    EffectsPart,
    seen_of,
    token_of,
)
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

HERE = "/itinerary"
MOST_FIELDS, LARGEST = 2_000, 100_000
AT_ONCE = 8
"""Calendars asked for beside each other."""
STALE = (
    "The programme, or what you typed, is not what you looked at any more, so nothing was done. This is what "
    "the change does now."
)
NOT_PLANNED = "The programme is not planned yet: there is nothing to change."
log = logging.getLogger("portal.web")


class Looked(NamedTuple):
    """A change, and what it would do."""

    change: Change
    preview: ChangePreview
    version: int

    @property
    def token(self) -> str:
        return token_of(self.change, self.preview, self.version)

    @property
    def is_possible(self) -> bool:
        return bool(self.preview.effects) or not self.preview.problems


def change_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/change", methods=["GET", "HEAD"])
    async def compose(slug: str, request: Request) -> Response:
        visit, asked = await visit_desk(desk, request, slug), request.query_params
        if asked.get("what", "") not in ("", *FORMS):
            raise HTTPException(404)
        typed = {name: tuple(asked.getlist(name)) for name in asked}
        return pages.shown("desk/change", await _page(visit, typed))

    @router.post("/desk/{slug}/change")
    async def look_or_make(slug: str, request: Request) -> Response:
        """Without a token the effects are shown; with the token of what was seen the change is made."""
        demand_own_form(request, desk.address)
        fields = await posted_fields(request, most_fields=MOST_FIELDS, largest=LARGEST)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _composed(pages, visit, fields))

    @router.post("/desk/{slug}/change/preview")
    async def effects(slug: str, request: Request) -> Response:
        """The effects alone, while somebody types. Changes nothing."""
        demand_own_form(request, desk.address)
        fields = await posted_fields(request, most_fields=MOST_FIELDS, largest=LARGEST)
        return await _effects(pages, await visit_desk(desk, request, slug), fields)

    @router.api_route("/desk/{slug}/change/{change}", methods=["GET", "HEAD"])
    async def made(slug: str, change: str, request: Request) -> Response:
        return await _made(pages, await visit_desk(desk, request, slug), change, request)

    return router


async def look(visit: DeskVisit, fields: Mapping[str, Sequence[str]], id_: str = "") -> Looked:
    """What a typed change would do; it bears `id_` where it was looked at before.

    Raises NotAChange, NotFound while nothing is planned.
    """
    plan = await visit.legation.plan(visit.slug)
    known = [one.change.id for one in (await visit.legation.ledger(visit.slug)).changes]
    change = read_change(fields, visit.account.name, plan.itinerary, known, id_)
    preview = await visit.legation.preview_change(visit.slug, change)
    return Looked(change, preview, plan.itinerary.version)


async def seen_by(visit: DeskVisit, looked: Looked) -> ChangeSeen:
    """With the invites that would leave for everyone it tells."""
    who = [one.recipient for one in looked.preview.effects]
    calendars = await _calendars(visit, who)
    return seen_of(looked.change, looked.preview, looked.version, await visit.names(), calendars)


async def _calendars(visit: DeskVisit, recipients: Sequence[str]) -> dict[str, CalendarView]:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(recipient: str) -> CalendarView | None:
        async with free:
            try:
                return await visit.legation.calendar(visit.slug, recipient)
            except NotFound:  # who has no calendar in the delegation yet
                return None

    found = await asyncio.gather(*(one(recipient) for recipient in recipients))
    return {who: view for who, view in zip(recipients, found, strict=True) if view is not None}


async def _composed(pages: Pages, visit: DeskVisit, fields: dict[str, list[str]]) -> Response:
    token = (fields.get("token") or [""])[-1]
    id_ = token.partition(".")[0]
    if id_ and await _was_made(visit, id_):
        return RedirectResponse(f"{visit.path}/change/{id_}", 303)
    try:
        looked = await look(visit, fields, id_)
    except NotAChange as reason:
        return await _shown(pages, visit, fields, 422, mistakes=reason.mistakes)
    except NotFound:
        return await _shown(pages, visit, fields, 409, problem=NOT_PLANNED)
    if looked.is_possible and token == looked.token:
        return await _make(pages, visit, fields, looked.change)
    return await _foreseen(pages, visit, fields, looked, is_stale=bool(token))


async def _foreseen(
    pages: Pages, visit: DeskVisit, fields: dict[str, list[str]], looked: Looked, *, is_stale: bool
) -> Response:
    if not looked.is_possible:
        return await _shown(pages, visit, fields, 409, problem=" ".join(looked.preview.problems))
    seen = await seen_by(visit, looked)
    return await _shown(
        pages, visit, fields, 409 if is_stale else 200, seen=seen, problem=STALE if is_stale else ""
    )


async def _make(
    pages: Pages, visit: DeskVisit, fields: Mapping[str, Sequence[str]], change: Change
) -> Response:
    try:
        await visit.legation.change(visit.slug, change)
    except (Refused, NotFound) as reason:
        return await _shown(pages, visit, fields, 409, problem=str(reason))
    log.info("a change was made at the desk")
    return RedirectResponse(f"{visit.path}/change/{change.id}?made=yes", 303)


async def _was_made(visit: DeskVisit, change: str) -> bool:
    """Whether the same form was carried out before: a double click, or a page that was loaded again."""
    return any(one.change.id == change for one in (await visit.legation.ledger(visit.slug)).changes)


async def _effects(pages: Pages, visit: DeskVisit, fields: dict[str, list[str]]) -> Response:
    """A reason is not asked for before the end."""
    try:
        looked = await look(visit, {**fields, "reason": ["(not said yet)"]})
    except NotAChange as reason:
        part = EffectsPart(mistakes=reason.mistakes)
    except NotFound:
        part = EffectsPart(mistakes=(Mistake("what", NOT_PLANNED),))
    else:
        part = EffectsPart(seen=await seen_by(visit, looked))
    return pages.shown("desk/change-effects", part)


async def _shown(
    pages: Pages, visit: DeskVisit, fields: Mapping[str, Sequence[str]], status: int = 200, **more: object
) -> Response:
    page = await _page(visit, {name: tuple(values) for name, values in fields.items()})
    return pages.shown("desk/change", page.model_copy(update=more), status)


async def _page(visit: DeskVisit, typed: dict[str, tuple[str, ...]]) -> ChangePage:
    what = (typed.get("what") or ("",))[-1]
    plan = await _plan(visit)
    page = ChangePage(
        **visit.facts(HERE),
        what=what if what in FORMS else "",
        fields=FORMS.get(what, ()),
        typed=typed,
        made=await _listed(visit),
        problem="" if plan else NOT_PLANNED,
    )
    if plan is None or not page.what:
        return page
    choices = choices_of(plan, visit.file, await visit.names(), await visit.people(plan.delegates))
    return page.model_copy(update={"choices": choices})


async def _plan(visit: DeskVisit) -> PlanState | None:
    try:
        return await visit.legation.plan(visit.slug)
    except NotFound:
        return None


async def _listed(visit: DeskVisit) -> tuple[ChangeListed, ...]:
    """The latest first."""
    changes = (await visit.legation.ledger(visit.slug)).changes
    return tuple(
        ChangeListed(
            id=one.change.id,
            what=one.change.change.what,
            author=one.change.author,
            reason=one.change.reason,
            version=one.version,
            told=len(one.effects),
            at=stamp(one.applied_at, visit.zone),
        )
        for one in reversed(changes)
    )


async def _made(pages: Pages, visit: DeskVisit, change: str, request: Request) -> Response:
    try:
        shown = await change_shown(visit.legation, visit.slug, change)
    except NotFound:
        raise HTTPException(404) from None
    names = await visit.names()
    page = ChangeMade(
        **visit.facts(HERE),
        shown=shown,
        names=names,
        summary=tuple(
            (name, str(value)) for name, value in summary_of(shown, visit.zone) if value not in ("", None)
        ),
        lines=tuple(tuple(str(cell) for cell in line) for line in lines_of(shown, names, visit.zone)),
        is_new=request.query_params.get("made") == "yes",
    )
    return pages.shown("desk/change-made", page)
