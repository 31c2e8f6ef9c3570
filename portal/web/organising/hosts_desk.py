"""Hosts at the desk: `/desk/{slug}/hosts`. Where each stands, answering for one, withdrawing one."""

import asyncio
import logging

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from delegation.hosting import HostAnswer, HostSource, HostWithdrawal
from delegation.meeting import Host, HostWish, Wish
from portal.errors import NotFound, Refused
from portal.host_shown import HOST_COLUMNS, HostsShown, host_pairs, host_row, hosts_of, shown_host
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.hosts_desk_page import HostPage, HostsPage, SlotChoice
from portal.web.pages import Pages

HERE = "/hosts"
MOST_FIELDS = 500
DONE = ("answered", "withdrawn")
NOTHING_SAID = "Say what the host answered: that it confirms, a limit, or an answer to a request."
log = logging.getLogger("portal.web")


class NotSaid(ValueError):
    """What was typed is no answer; the sentence says why."""


def hosts_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/hosts", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        found = await hosts_of(visit.legation, visit.slug, visit.file)
        if request.query_params.get("format") == "json":
            return JSONResponse(HostsShown(hosts=found).model_dump(mode="json"))
        rows = tuple(tuple(str(cell or "") for cell in host_row(one, visit.file)) for one in found)
        waiting = sum(one.is_waiting for one in found)
        columns = tuple(one.removeprefix("#") for one in HOST_COLUMNS)
        page = HostsPage(**visit.facts(HERE), columns=columns, rows=rows, waiting=waiting)
        return pages.shown("desk/hosts", page)

    @router.api_route("/desk/{slug}/hosts/{host}", methods=["GET", "HEAD"])
    async def one(slug: str, host: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        return await _shown(pages, visit, host, said=request.query_params.get("done", ""))

    @router.post("/desk/{slug}/hosts/{host}/answer")
    async def answer(slug: str, host: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        fields = await posted_form(request, most_fields=MOST_FIELDS)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _answer(pages, visit, host, fields))

    @router.post("/desk/{slug}/hosts/{host}/withdraw")
    async def withdraw(slug: str, host: str, request: Request) -> Response:
        """Looked at first, then done: what the host received is freed, and everyone is told."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _withdraw(pages, visit, host, fields))

    return router


def _known(visit: DeskVisit, host: str) -> Host:
    found = visit.file.host(host)
    if found is None:
        raise HTTPException(404)
    return found


async def _shown(pages: Pages, visit: DeskVisit, host: str, status: int = 200, **more: object) -> Response:
    known = _known(visit, host)
    found = await shown_host(visit.legation, visit.slug, known, visit.file)
    said = more.pop("said", "")
    page = HostPage(
        **visit.facts(HERE),
        host=found,
        pairs=tuple((name, str(value)) for name, value in host_pairs(found, visit.file)),
        slots=tuple(_slots(visit, found.unavailable)),
        link=await asyncio.to_thread(visit.desk.links.host_link, visit.slug, host),
        was_asked=found.state != "not asked",
        said=said if said in DONE else "",
    )
    return pages.shown("desk/host", page.model_copy(update=more), status)


def _slots(visit: DeskVisit, taken: tuple[str, ...]) -> list[SlotChoice]:
    return [
        SlotChoice(id=slot.id, text=f"{slot.starts:%a %-d %b %H:%M}", is_out=slot.id in taken)
        for section in visit.file.meeting_sections
        for slot in section.slots
    ]


async def _answer(pages: Pages, visit: DeskVisit, host: str, fields: dict[str, str]) -> Response:
    _known(visit, host)
    try:
        said = answer_in(host, fields)
        await visit.legation.answer_host(visit.slug, said)
    except NotSaid as reason:
        return await _shown(pages, visit, host, 422, problem=str(reason), typed=fields)
    except (Refused, NotFound) as reason:
        return await _shown(pages, visit, host, 409, problem=str(reason), typed=fields)
    log.info("a host was answered for at the desk")
    return RedirectResponse(f"{visit.path}/hosts/{host}?done=answered", 303)


def answer_in(host: str, fields: dict[str, str]) -> HostAnswer:
    """What the form says the host said; what is left out stays as it was. Raises NotSaid."""
    wishes = [
        {"host": host, "participant": name.removeprefix("wish-"), "wish": value}
        for name, value in fields.items()
        if name.startswith("wish-") and value in [one.value for one in Wish]
    ]
    out = tuple(
        name.removeprefix("slot-") for name, value in fields.items() if name.startswith("slot-") and value
    )
    try:
        said = HostAnswer(
            host=host,
            confirmed=True if fields.get("confirmed") == "yes" else None,
            at_most=_number(fields, "at_most"),
            guests_at_most=_number(fields, "guests_at_most"),
            unavailable=out if fields.get("slots") == "said" else None,
            wishes=tuple(HostWish.model_validate(one) for one in wishes),
            source=HostSource.ORGANISER,
        )
    except ValidationError as error:
        raise NotSaid(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None
    if said == HostAnswer(host=host, source=HostSource.ORGANISER):
        raise NotSaid(NOTHING_SAID)
    return said


def _number(fields: dict[str, str], name: str) -> int | None:
    typed = fields.get(name, "").strip()
    if not typed:
        return None
    if not typed.isdecimal():
        raise NotSaid(f"{typed!r} is no whole number; write how many, as in 6.")
    return int(typed)


async def _withdraw(pages: Pages, visit: DeskVisit, host: str, fields: dict[str, str]) -> Response:
    _known(visit, host)
    reason = " ".join(fields.get("reason", "").split())
    try:
        withdrawal = HostWithdrawal(host=host, reason=reason, source=HostSource.ORGANISER)
    except ValidationError:
        problem = "Say in a few words why the host receives nobody any more."
        return await _shown(pages, visit, host, 422, problem=problem, typed=fields)
    if len(reason) < 3:
        problem = "Say in a few words why the host receives nobody any more."
        return await _shown(pages, visit, host, 422, problem=problem, typed=fields)
    if fields.get("sure") != "yes":
        return await _shown(pages, visit, host, sure=await _freed(visit, host), typed=fields)
    try:
        await visit.legation.withdraw_host(visit.slug, withdrawal)
    except (Refused, NotFound) as why:
        return await _shown(pages, visit, host, 409, problem=str(why), typed=fields)
    log.info("a host was withdrawn at the desk")
    return RedirectResponse(f"{visit.path}/hosts/{host}?done=withdrawn", 303)


async def _freed(visit: DeskVisit, host: str) -> tuple[str, ...]:
    """What of the published programme the host has."""
    items = (await visit.legation.itinerary(visit.slug)).itinerary.items
    return tuple(
        f"{one.starts:%a %-d %b %H:%M} {one.title}"
        for one in items
        if host in one.hosts and not one.cancelled
    )
