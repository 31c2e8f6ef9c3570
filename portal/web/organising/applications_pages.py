"""Applications at the desk: the table, one application with everything about it, and what may be done."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from activities.applied_from import AppliedFrom
from activities.ports import Missing
from delegation.application import Application
from delegation.cut_offs import is_first
from delegation.evaluation import Scoresheet
from delegation.form import MEDIA_TYPES, MediaType
from delegation.ids import participant_workflow_id
from delegation.journey import Withdrawal
from delegation.person import Person
from delegation.reading.upload_content import UPLOAD
from delegation.status import OverrideEligibility, Roster, RosterEntry
from portal.errors import NotFound, Refused
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.applications_page_list import (
    ApplicationsPage,
    Same,
    applications_page,
    applications_workbook,
    fitting,
    perhaps_twice,
    wanted_in,
)
from portal.web.organising.applications_page_one import (
    ApplicationPage,
    Known,
    Typed,
    application_page,
)
from portal.web.organising.bar import DeskPage
from portal.web.organising.board_shown import workflow_address
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.pages import Pages

TAB = "/applications"
LONGEST_REASON = 500
SAID = {"admit": "The rule no longer counts for this application.", "withdraw": "It is withdrawn."}


class TablePage(DeskPage):
    """The facts of `templates/portal/desk/applications.html`."""

    table: ApplicationsPage


class OnePage(DeskPage):
    """The facts of `templates/portal/desk/application.html`."""

    one: ApplicationPage
    said: str = ""


def applications_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/applications", methods=["GET", "HEAD"])
    async def table(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        wanted, roster = wanted_in(request.query_params), await visit.legation.roster(slug)
        twice = perhaps_twice(roster.entries, await asyncio.to_thread(_same_address, visit))
        fit = fitting(roster.entries, wanted, twice)
        match request.query_params.get("format"):
            case "json":
                return JSONResponse(_as_json(fit, twice))
            case "xlsx" if (writer := desk.spreadsheets) is not None:
                found = applications_workbook(visit.file, fit, twice)
                content = await asyncio.to_thread(writer.xlsx, found, made_at=datetime.now(UTC))
                return attached(content, f"applications-{slug}.xlsx", MEDIA_TYPES[MediaType.XLSX])
            case _:
                shown = applications_page(visit.file, roster, wanted, twice)
                return pages.shown("desk/applications", TablePage(**visit.facts(TAB), table=shown))

    @router.api_route("/desk/{slug}/applications/{application}", methods=["GET", "HEAD"])
    async def show(slug: str, application: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        known = await _known(visit, application)
        if request.query_params.get("format") == "json":
            return JSONResponse(known.model_dump(mode="json"))
        said = SAID.get(request.query_params.get("done", ""), "")
        return pages.shown("desk/application", _page(desk, visit, known, said=said))

    @router.api_route("/desk/{slug}/applications/{application}/files/{field}", methods=["GET", "HEAD"])
    async def file(slug: str, application: str, field: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        kept = await _application(visit, application)
        found = UPLOAD.fullmatch(str(kept.answers.get(field, ""))) if kept else None
        if found is None:
            raise HTTPException(404)
        try:
            content = await visit.legation.upload(slug, application, found[0])
        except Missing:
            raise HTTPException(404) from None
        kind = MediaType(found["kind"])
        return attached(content, f"{application}-{field}.{kind.value}", MEDIA_TYPES[kind])

    @router.post("/desk/{slug}/applications/{application}/{application_deed}")
    async def do(slug: str, application: str, application_deed: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        demand_own_form(request, desk.address)
        if application_deed not in SAID:
            raise HTTPException(404)
        fields = await posted_form(request)
        known = await _known(visit, application)
        problem, status = await _done(visit, known, application_deed, fields)
        if not problem:
            return RedirectResponse(f"{visit.path}{TAB}/{application}?done={application_deed}", 303)
        reason = fields.get("reason", "")[:LONGEST_REASON]
        part = fields.get("rule", "") if application_deed == "admit" else application_deed
        typed = Typed(part=part, reason=reason, problem=problem)
        return pages.shown("desk/application", _page(desk, visit, known, typed), status)

    return router


def _same_address(visit: DeskVisit) -> Same:
    return AppliedFrom(visit.desk.store, visit.desk.register).twice(visit.slug)


def _as_json(entries: tuple[RosterEntry, ...], twice: Same) -> dict[str, object]:
    said = Roster(entries=entries).model_dump(mode="json")
    for one in said["entries"]:
        one["perhaps_twice"] = twice.get(one["participant"], ())
    return said


def attached(content: bytes, name: str, media_type: str) -> Response:
    """A file that the browser keeps and does not show."""
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(desk: Desk, visit: DeskVisit, known: Known, typed: Typed | None = None, said: str = "") -> OnePage:
    id_ = known.journey.participant
    workflow = workflow_address(desk.ui, participant_workflow_id(visit.slug, id_))
    one = application_page(visit.file, known, typed=typed, workflow=workflow)
    return OnePage(**visit.facts(TAB), one=one, said=said)


async def _done(visit: DeskVisit, known: Known, deed: str, fields: Mapping[str, str]) -> tuple[str, int]:
    """Why it could not be done, with the status that says so; empty once it is."""
    reason, legation, id_ = fields.get("reason", "").strip(), visit.legation, known.journey.participant
    if len(reason) > LONGEST_REASON:
        return f"Please write at most {LONGEST_REASON} characters.", 422
    try:
        if deed == "withdraw":
            if fields.get("sure") != "yes":
                return "Please tick that you are sure.", 422
            by = f"{reason} (for them by {visit.account.name})".strip()
            await legation.withdraw(visit.slug, id_, Withdrawal(reason=by))
            return "", 303
        order = OverrideEligibility(
            participant=id_, rule=fields.get("rule", ""), author=visit.account.name, reason=reason
        )
        if not _was_set_aside(known, order):
            await legation.override_eligibility(visit.slug, order)
    except Refused as refusal:
        return str(refusal), 409
    except ValidationError:
        return "Say in a few words why, so that the record shows it.", 422
    return "", 303


def _was_set_aside(known: Known, order: OverrideEligibility) -> bool:
    """Whether somebody did so before, as with a double click."""
    what = f"the rule {order.rule} set aside for {order.participant}"
    return any(one.what == what for one in known.audit)


async def _known(visit: DeskVisit, id_: str) -> Known:
    """Raises HTTPException 404 for who has not applied."""
    legation, slug = visit.legation, visit.slug
    try:
        journey = await legation.journey(slug, id_)
    except NotFound:
        raise HTTPException(404) from None
    roster, ledger, application, person = await asyncio.gather(
        legation.roster(slug), legation.ledger(slug), _application(visit, id_), _person(visit, id_)
    )
    entry = next((one for one in roster.everyone if one.participant == id_), None)
    return Known(
        journey=journey,
        person=person,
        entry=entry,
        application=application,
        sheets=await _sheets(visit, id_, entry),
        audit=tuple(one for one in ledger.audit if id_ in one.about),
    )


async def _sheets(visit: DeskVisit, id_: str, entry: RosterEntry | None) -> tuple[Scoresheet, ...]:
    """Those that count; none before anybody was asked."""
    if visit.file.evaluation is None or entry is None:
        return ()
    cut_off = "" if is_first(visit.file, entry.cut_off) else entry.cut_off
    try:
        held = await visit.legation.score_sheets(visit.slug, cut_off=cut_off)
    except NotFound:
        return ()
    return tuple(one for one in held.sheets if one.application == id_)


async def _application(visit: DeskVisit, id_: str) -> Application | None:
    """None once it was erased."""
    try:
        return await visit.legation.application(visit.slug, id_)
    except (Missing, ValueError):
        return None


async def _person(visit: DeskVisit, id_: str) -> Person | None:
    """None once they were erased."""
    try:
        return await asyncio.to_thread(visit.desk.register.person, visit.slug, id_)
    except (Missing, ValueError):
        return None
