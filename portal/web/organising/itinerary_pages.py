"""The programme at the desk: `/desk/{slug}/itinerary`, one item of it, and its versions."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from activities.access_needs import needs_of
from delegation.change import Effect
from delegation.command_rules import ENDED
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.wall_clock import day_in_full, zone_in_full
from delegation.planning.checking.problem import CheckedItinerary, ItineraryProblem
from delegation.planning.clashes import check_itinerary
from delegation.zoned import stamp
from portal.errors import NotFound
from portal.itinerary_versions import (
    differing,
    itinerary_of,
    kept_versions,
    marks,
    version_lines,
    version_named,
)
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.itinerary_page import (
    DateLine,
    ItemPage,
    ItineraryPage,
    VersionsPage,
    days_of,
    item_row,
    problems_by_item,
)
from portal.web.pages import Pages

HERE = "/itinerary"
WAYS = ("list", "grid")
BROWSER_TIME = "%Y-%m-%dT%H:%M"


def itinerary_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/itinerary", methods=["GET", "HEAD"])
    async def shown(slug: str, request: Request) -> Response:
        return await _shown(pages, await visit_desk(desk, request, slug), request)

    @router.api_route("/desk/{slug}/itinerary/{item}", methods=["GET", "HEAD"])
    async def one(slug: str, item: str, request: Request) -> Response:
        return await _one(pages, await visit_desk(desk, request, slug), item)

    @router.api_route("/desk/{slug}/versions", methods=["GET", "HEAD"])
    async def versions(slug: str, request: Request) -> Response:
        return await _versions(pages, await visit_desk(desk, request, slug), request)

    return router


async def _shown(pages: Pages, visit: DeskVisit, request: Request) -> Response:
    asked = request.query_params
    by, leg, wanted = asked.get("by", "list"), asked.get("leg", ""), asked.get("version", "")
    legs = tuple((one.id, one.city) for one in visit.file.legs)
    if by not in WAYS or leg not in ("", *(id_ for id_, _ in legs)):
        raise HTTPException(404)
    itinerary, newest = await _itinerary(visit, wanted)
    problems = await problems_of(visit, itinerary)
    if asked.get("format") == "json":
        return _as_json(visit, itinerary, problems)
    since = await marks(visit.legation, visit.slug, itinerary)
    status = await visit.legation.status(visit.slug)
    page = ItineraryPage(
        **visit.facts(HERE),
        version=itinerary.version,
        newest=newest,
        by=by,
        leg=leg,
        legs=legs,
        days=days_of(itinerary, visit.file, problems, since.marked, leg, with_grid=by == "grid"),
        meetings=sum(one.kind is ItemKind.MEETING and not one.cancelled for one in itinerary.items),
        problems=problems,
        dates=tuple(_dates(visit, status.now.timestamp())),
        versions=(await version_lines(visit.legation, visit.slug)).versions,
        since=since.since,
        is_over=status.phase in ENDED,
    )
    return pages.shown("desk/itinerary", page)


def _as_json(visit: DeskVisit, itinerary: Itinerary, problems: Sequence[ItineraryProblem]) -> Response:
    checked = CheckedItinerary(
        source=visit.slug, version=itinerary.version, items=len(itinerary.items), problems=tuple(problems)
    )
    return JSONResponse(
        {"itinerary": itinerary.model_dump(mode="json"), "checked": checked.model_dump(mode="json")}
    )


async def _itinerary(visit: DeskVisit, wanted: str) -> tuple[Itinerary, int]:
    """In that version, else as last published, else as the file has it; and the number of the newest."""
    newest = (await visit.legation.itinerary(visit.slug)).itinerary
    if not newest.version:
        return newest.model_copy(update={"items": visit.file.itinerary}), 0
    if not wanted.isdecimal() or int(wanted) == newest.version:
        return newest, newest.version
    try:
        return await itinerary_of(visit.legation, visit.slug, int(wanted)), newest.version
    except NotFound:
        raise HTTPException(404) from None


async def problems_of(visit: DeskVisit, itinerary: Itinerary) -> tuple[ItineraryProblem, ...]:
    """What does not fit, as `itinerary check` finds it."""
    legation, slug = visit.legation, visit.slug
    delegates = (await legation.ledger(slug)).delegates
    hosts = (await legation.plan(slug)).hosts if itinerary.version else visit.file.hosts
    needs = await asyncio.to_thread(needs_of, visit.desk.store, slug, delegates)
    now = (await legation.status(slug)).now
    expected = len(delegates) or visit.file.capacity
    return await asyncio.to_thread(
        check_itinerary, itinerary, visit.file, hosts=hosts, expected=expected, needs=needs, now=now
    )


def _dates(visit: DeskVisit, now: float) -> list[DateLine]:
    rules = visit.file.itinerary_dates
    if rules is None:
        return []
    dated = (
        ("wishes", rules.visit_wishes_close_at),
        ("preliminary", rules.preliminary_at),
        ("final", rules.final_at),
    )
    return [
        DateLine(what=what, at=stamp(at, rules.zone), is_over=at.timestamp() <= now) for what, at in dated
    ]


async def _one(pages: Pages, visit: DeskVisit, wanted: str) -> Response:
    itinerary, _ = await _itinerary(visit, "")
    item = itinerary.item(wanted)
    if item is None:
        raise HTTPException(404)
    problems = problems_by_item(await problems_of(visit, itinerary))
    names, hosts = await visit.names(), [one for one in visit.file.hosts if one.id in item.hosts]
    attendees = (
        None if item.attendees is None else tuple((one, names.get(one, one)) for one in item.attendees)
    )
    page = ItemPage(
        **visit.facts(HERE),
        row=item_row(item, visit.file, problems),
        day=day_in_full(item.starts.date()),
        zone=f"{item.zone}, {zone_in_full(item.starts_at, item.zone)}",
        description=item.description,
        starts=f"{item.starts:{BROWSER_TIME}}",
        ends=f"{item.ends:{BROWSER_TIME}}",
        ends_zone=item.ends_zone or "",
        place=item.place or "",
        room=item.room,
        places=tuple((one.id, one.name) for one in visit.file.places),
        hosts=tuple((one.id, one.organisation) for one in hosts),
        attendees=attendees,
        waiting=await _waiting(visit, item),
        is_parallel=item.block is not None,
        is_published=itinerary.version > 0,
    )
    return pages.shown("desk/item", page)


async def _waiting(visit: DeskVisit, item: ItineraryItem) -> int:
    """How many stand on its reserve list."""
    if not item.reserve:
        return 0
    try:
        plan = await visit.legation.plan(visit.slug)
    except NotFound:
        return 0
    return sum(one.item == item.id for one in plan.waiting)


async def _versions(pages: Pages, visit: DeskVisit, request: Request) -> Response:
    asked = request.query_params
    found = (await version_lines(visit.legation, visit.slug)).versions
    page = VersionsPage(
        **visit.facts(HERE),
        versions=found,
        told=tuple(stamp(one.published_at, visit.zone) for one in found),
    )
    older, newer = asked.get("older", ""), asked.get("newer", "")
    if not (older.isdecimal() and newer.isdecimal()):
        return pages.shown("desk/versions", page)
    try:
        rows = await _differences(visit, int(older), int(newer))
    except NotFound as reason:
        return pages.shown("desk/versions", page.model_copy(update={"problem": str(reason)}), 404)
    if asked.get("format") == "json":
        keys = ("recipient", "name", "item", "before", "after")
        return JSONResponse({"differences": [dict(zip(keys, row, strict=True)) for row in rows]})
    return pages.shown(
        "desk/versions", page.model_copy(update={"older": int(older), "newer": int(newer), "rows": rows})
    )


async def _differences(visit: DeskVisit, older: int, newer: int) -> tuple[tuple[str, ...], ...]:
    """Raises NotFound for a version that was not kept."""
    kept, names = await kept_versions(visit.legation, visit.slug), await visit.names()
    before, after = version_named(kept, older, visit.slug), version_named(kept, newer, visit.slug)
    effects = differing(before, after, visit.file, names).effects
    return tuple(row for one in effects for row in _rows(one, names))


def _rows(effect: Effect, names: dict[str, str]) -> list[tuple[str, ...]]:
    name = names.get(effect.recipient, "")
    return [(effect.recipient, name, one.title or one.item, one.old, one.new) for one in effect.differences]
