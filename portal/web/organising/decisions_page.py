"""Decisions at the desk: `/desk/{slug}/decisions`. Who decided what, when and why, also a year later."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from delegation.audit_entry import AuditEntry
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import MEDIA_TYPES, MediaType
from delegation.papers.workbook import Column, Sheet, Shown, Workbook
from delegation.zoned import stamp, zone_named
from portal.views import Audit
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.applications_pages import attached
from portal.web.organising.bar import DeskPage
from portal.web.organising.desk_visit import visit_desk
from portal.web.pages import Pages

LONGEST = 100


class DecisionRow(Fact):
    """One decision, on the organiser's clock."""

    when: str
    """Empty where no time was recorded."""
    what: str
    who: str
    why: str
    about: tuple[tuple[str, str], ...]
    """Id and organisation of those it was about."""


class DecisionsPage(DeskPage):
    """The facts of `templates/portal/desk/decisions.html`."""

    rows: tuple[DecisionRow, ...]
    find: str
    every: int
    """How many there are, whether they are shown or not."""


def decisions_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/decisions", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        """In the order of time, those without one first. `find`: words of it, a name, an id."""
        visit, asked = await visit_desk(desk, request, slug), request.query_params
        find = asked.get("find", "").strip()[:LONGEST]
        audit, names = (await visit.legation.ledger(slug)).audit, await visit.names()
        found = tuple(one for one in audit if _fits(one, find.casefold(), names))
        match asked.get("format"):
            case "json":
                return JSONResponse(Audit(entries=found).model_dump(mode="json"))
            case "xlsx" if (writer := desk.spreadsheets) is not None:
                book = _workbook(visit.file, found, names)
                content = await asyncio.to_thread(writer.xlsx, book, made_at=datetime.now(UTC))
                return attached(content, f"decisions-{slug}.xlsx", MEDIA_TYPES[MediaType.XLSX])
        rows = tuple(_row(one, names, visit.zone) for one in found)
        page = DecisionsPage(**visit.facts(""), rows=rows, find=find, every=len(audit))
        return pages.shown("desk/decisions", page)

    return router


def _fits(one: AuditEntry, find: str, names: Mapping[str, str]) -> bool:
    about = (f"{who} {names.get(who, '')}" for who in one.about)
    return find in "\n".join((one.what, one.who, one.why, *about)).casefold()


def _row(one: AuditEntry, names: Mapping[str, str], zone: str) -> DecisionRow:
    return DecisionRow(
        when=stamp(one.at, zone) if one.at else "",
        what=one.what[:1].upper() + one.what[1:],
        who=one.who,
        why=one.why,
        about=tuple((who, names.get(who, "")) for who in one.about),
    )


def _workbook(file: DelegationFile, entries: tuple[AuditEntry, ...], names: Mapping[str, str]) -> Workbook:
    zone = file.organiser.zone
    title = f"Decisions of {file.title}"[:200]
    columns = (
        Column(title=f"When ({zone})", shown=Shown.TIME, width=22),
        Column(title="What", width=60),
        Column(title="By", width=24),
        Column(title="Why", width=60),
        Column(title="About", width=16),
        Column(title="Organisations", width=50),
    )
    rows = tuple(
        (
            one.at.astimezone(zone_named(zone)) if one.at else None,
            one.what,
            one.who,
            one.why,
            ", ".join(one.about),
            ", ".join(names[who] for who in one.about if who in names),
        )
        for one in entries
    )
    note = "One row per decision, in the order of time; no names of applicants or delegates."
    sheet = Sheet(name="Decisions", title=title, note=note, columns=columns, rows=rows)
    return Workbook(title=title, author=file.organiser.name, sheets=(sheet,))
