"""The door, on a phone: `/desk/{slug}/attendance`. Who came to an item, or to the event as a whole."""

import logging

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from delegation.attendance import CheckIn, counted_at, sheet_of
from delegation.fact import Fact
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.zoned import stamp
from portal.errors import NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.bar import DeskPage
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

HERE = "/attendance"
MOST_PEOPLE, LARGEST = 2_000, 200_000
CAME, MISSED = "came", "missed"
log = logging.getLogger("portal.web")


class Expected(Fact):
    """One person at the door."""

    participant: str
    name: str
    organisation: str
    stands: str = ""
    """came, missed, or nothing recorded yet."""


class Figures(Fact):
    expected: int
    present: int
    absent: int
    unknown: int


class AttendancePage(DeskPage):
    """The facts of `desk/attendance.html`."""

    item: str = ""
    """Empty: the event as a whole."""
    title: str = ""
    when: str = ""
    items: tuple[tuple[str, str], ...] = ()
    people: tuple[Expected, ...] = ()
    figures: Figures
    recorded: str = ""
    """When it was last recorded, and by whom."""
    is_saved: bool = False
    problem: str = ""


def attendance_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/attendance", methods=["GET", "HEAD"])
    async def shown(slug: str, request: Request) -> Response:
        visit, asked = await visit_desk(desk, request, slug), request.query_params
        if asked.get("format") == "json":
            return JSONResponse((await visit.legation.attendance(slug)).model_dump(mode="json"))
        page = await _page(visit, asked.get("item", ""))
        return pages.shown(
            "desk/attendance", page.model_copy(update={"is_saved": asked.get("done") == "yes"})
        )

    @router.post("/desk/{slug}/attendance")
    async def record(slug: str, request: Request) -> Response:
        """Recording somebody again corrects it; who is left open stays as they were."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request, most_fields=MOST_PEOPLE, largest=LARGEST)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _record(pages, visit, fields))

    return router


async def _record(pages: Pages, visit: DeskVisit, fields: dict[str, str]) -> Response:
    item = fields.get("item", "")
    before = {one.participant: one.stands for one in (await _page(visit, item)).people}
    said = {
        name.removeprefix("who-"): value
        for name, value in fields.items()
        if name.startswith("who-") and value in (CAME, MISSED)
    }
    news = {who: value for who, value in said.items() if before.get(who) != value}
    if news:
        order = CheckIn(
            author=visit.account.name,
            item=item or None,
            present=tuple(who for who, value in news.items() if value == CAME),
            absent=tuple(who for who, value in news.items() if value == MISSED),
        )
        try:
            await visit.legation.check_in(visit.slug, order)
        except (Refused, NotFound) as reason:
            page = await _page(visit, item, said)
            return pages.shown("desk/attendance", page.model_copy(update={"problem": str(reason)}), 409)
        log.info("attendance was recorded at the desk")
    return RedirectResponse(f"{visit.path}/attendance?item={item}&done=yes", 303)


async def _page(visit: DeskVisit, wanted: str, typed: dict[str, str] | None = None) -> AttendancePage:
    """Raises HTTPException 404 for an item there is not."""
    itinerary = (await visit.legation.itinerary(visit.slug)).itinerary
    item = itinerary.item(wanted) if wanted else None
    if wanted and item is None:
        raise HTTPException(404)
    sheets = (await visit.legation.attendance(visit.slug)).sheets
    delegates = (await visit.legation.ledger(visit.slug)).delegates
    expected = tuple(one for one in delegates if item is None or item.is_for(one))
    sheet, count = sheet_of(wanted or None, sheets), counted_at(wanted or None, "", expected, sheets)
    names, people = await visit.names(), await visit.people(expected)
    stands = dict.fromkeys(sheet.present, CAME) | dict.fromkeys(sheet.absent, MISSED) | (typed or {})
    listed = (
        Expected(
            participant=one,
            name=people.get(one, one),
            organisation=names.get(one, ""),
            stands=stands.get(one, ""),
        )
        for one in expected
    )
    return AttendancePage(
        **visit.facts(HERE),
        item=wanted,
        title=item.title if item else "",
        when=stamp(item.starts_at, item.zone) if item else "",
        items=tuple(_choices(itinerary.items)),
        people=tuple(sorted(listed, key=lambda one: (one.name.casefold(), one.participant))),
        figures=Figures(
            expected=count.expected, present=count.present, absent=count.absent, unknown=count.unknown
        ),
        recorded=f"{stamp(sheet.at, visit.zone)} by {sheet.author}" if sheet.at else "",
    )


def _choices(items: tuple[ItineraryItem, ...]) -> list[tuple[str, str]]:
    held = [one for one in items if not one.cancelled and one.kind is not ItemKind.MEETING]
    ordered = sorted(held, key=lambda one: (one.starts_at.timestamp(), one.id))
    return [(one.id, f"{one.starts:%a %-d %b %H:%M} {one.title}") for one in ordered]
