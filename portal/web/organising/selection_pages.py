"""The selection at the desk: try changes, keep one, decide, publish; each deed with a page to confirm it."""

import asyncio
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from delegation.audit_entry import AuditEntry
from delegation.document import DocumentKind
from delegation.panel import Adjust, Adjustment, Decide, Publish, Settled, settled, why_not_adjust
from delegation.selecting.inputs import SelectionInputs
from delegation.selecting.selection import Selection
from delegation.selecting.what_if import WhatIf, what_if_of
from delegation.status import DelegationStatus, Ledger
from portal.errors import Refused
from portal.selection_records import kept_records
from portal.show import moment
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.selection_page_shown import (
    ConfirmPage,
    Effect,
    Names,
    SelectionPage,
    effect_of,
    fingerprint,
    letters_counted,
    proposal_of,
    state_of,
    waits_for,
)
from portal.web.organising.selection_page_typed import Trial, refused, trial_of
from portal.web.pages import Pages

TAB = "/selection"
DEEDS = ("adjust", "decide", "publish")
DONE = {
    "adjust": "The change is on record, and the selection is solved anew.",
    "decide": "The selection is decided. Nothing is sent before it is published.",
    "publish": "The selection is published. Letters leave on their day.",
}
CHANGED = "The selection has changed since you looked at it. Look at it again, then decide."
MOST_FIELDS = 200
SHORTEST_REASON = 3
ABOUT = re.compile(
    r"the selection |[0-9]+ places|the limit of |the rule .+ no longer applies|.+ weighs [0-9]+ percent"
    r"|the threshold is |taken: |left out: |ruled about no more: "
)
"""How the sentences of the audit begin that are about the selection."""


class Standing(NamedTuple):
    """A selection and everything around it, as it was asked for."""

    ledger: Ledger
    status: DelegationStatus
    names: Names

    @property
    def selection(self) -> Selection | None:
        return self.ledger.selection

    @property
    def solved(self) -> Selection:
        """Raises HTTPException 404 while there is none."""
        if self.ledger.selection is None:
            raise HTTPException(404)
        return self.ledger.selection

    @property
    def seen(self) -> str:
        return fingerprint(self.solved)

    @property
    def state(self) -> str:
        is_published = any(one.kind is DocumentKind.SELECTION_RECORD for one in self.ledger.documents)
        return state_of(self.status.tasks, is_published=is_published)


def selection_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    turn = asyncio.Semaphore(2)  # a solver takes a processor for itself

    @router.api_route("/desk/{slug}/selection", methods=["GET", "HEAD"])
    async def show(slug: str, request: Request) -> Response:
        visit, standing = await _standing(desk, request, slug)
        wanted = request.query_params.get("format")
        if wanted == "json" and standing.selection is not None:
            return JSONResponse(standing.selection.model_dump(mode="json"))
        if wanted == "record":
            return await _record(visit, standing.ledger)
        page = _page(visit, standing, request.query_params.get("done", ""))
        if standing.selection is None or standing.state not in ("decide", "publish"):
            return pages.shown("desk/selection", page)
        inputs = await visit.legation.selection_inputs(slug)
        trial, effect = await _tried(request.query_params, inputs, standing.names, turn)
        tried = page.model_copy(
            update={"form": trial.form, "effect": effect, "query": str(request.query_params)}
        )
        return pages.shown("desk/selection", tried, 422 if trial.form.mistakes else 200)

    @router.api_route("/desk/{slug}/selection/{panel_deed}", methods=["GET", "HEAD"])
    async def confirm(slug: str, panel_deed: str, request: Request) -> Response:
        visit, standing = await _standing(desk, request, slug)
        _demand_deed(panel_deed, standing)
        page = await _confirm(visit, standing, panel_deed, request.query_params, turn)
        if page is None:
            return RedirectResponse(f"{visit.path}{TAB}?{request.query_params}", 303)
        return pages.shown("desk/selection-confirm", page)

    @router.post("/desk/{slug}/selection/{panel_deed}")
    async def do(slug: str, panel_deed: str, request: Request) -> Response:
        visit, standing = await _standing(desk, request, slug)
        demand_own_form(request, desk.address)
        _demand_deed(panel_deed, standing)
        fields = await posted_form(request, most_fields=MOST_FIELDS)
        problem, status = await _done(visit, standing, panel_deed, fields)
        if not problem:
            return RedirectResponse(f"{visit.path}{TAB}?{urlencode({'done': panel_deed})}", 303)
        page = await _confirm(visit, standing, panel_deed, fields, turn)
        if page is None:
            return RedirectResponse(f"{visit.path}{TAB}", 303)
        return pages.shown("desk/selection-confirm", page.model_copy(update={"problem": problem}), status)

    return router


def _demand_deed(deed: str, standing: Standing) -> None:
    """Raises HTTPException 404 for what cannot be done here."""
    if deed not in DEEDS or standing.selection is None:
        raise HTTPException(404)


async def _standing(desk: Desk, request: Request, slug: str) -> tuple[DeskVisit, Standing]:
    """Raises HTTPException 404 also where nobody is selected at all, as in a registration."""
    visit = await visit_desk(desk, request, slug)
    if visit.file.selection is None:
        raise HTTPException(404)
    ledger, status, roster = await asyncio.gather(
        visit.legation.ledger(slug), visit.legation.status(slug), visit.legation.roster(slug)
    )
    return visit, Standing(ledger, status, Names(roster))


def _page(visit: DeskVisit, standing: Standing, done: str) -> SelectionPage:
    selection, names = standing.selection, standing.names
    return SelectionPage(
        **visit.facts(TAB),
        slug=visit.slug,
        waits_for="" if selection else waits_for(visit.file),
        proposal=proposal_of(selection, names) if selection else None,
        state=standing.state,
        said=DONE.get(done, ""),
        history=tuple(_entry(one, visit.zone) for one in standing.ledger.audit if ABOUT.match(one.what)),
    )


def _entry(one: AuditEntry, zone: str) -> tuple[str, str, str, str]:
    return (moment(one.at, zone) if one.at else "", one.what, one.who, one.why)


async def _tried(
    fields: Mapping[str, str], inputs: SelectionInputs, names: Names, turn: asyncio.Semaphore
) -> tuple[Trial, Effect | None]:
    """The form as typed, and what it leads to; no effect where nothing is changed or something is wrong."""
    now = _settled(inputs)
    trial = trial_of(fields, now, _known(inputs))
    if trial.form.mistakes or trial.is_empty:
        return trial, None
    reason = why_not_adjust(trial.adjustment, now.rules, now.evaluation, _known(inputs))
    if reason:
        return refused(trial, reason), None
    async with turn:
        tried: WhatIf = await asyncio.to_thread(what_if_of, inputs, trial.adjustment)
    return trial, effect_of(tried, trial.adjustment, names)


def _settled(inputs: SelectionInputs) -> Settled:
    return settled(inputs.rules, inputs.evaluation, inputs.adjustments)


def _known(inputs: SelectionInputs) -> list[str]:
    return [*(one.participant for one in inputs.applications), *(one.participant for one in inputs.earlier)]


async def _confirm(
    visit: DeskVisit, standing: Standing, deed: str, fields: Mapping[str, str], turn: asyncio.Semaphore
) -> ConfirmPage | None:
    """What would be done, once more; None where the trial cannot be kept as it is."""
    page = ConfirmPage(
        **visit.facts(TAB),
        slug=visit.slug,
        deed=deed,
        seen=fields.get("seen", "") or standing.seen,
        reason=fields.get("reason", "")[:500],
    )
    if deed != "adjust":
        rules = visit.file.offer_rules
        sent_at = moment(max(rules.sent_at, standing.status.now), rules.zone)
        return page.model_copy(update={"letters": letters_counted(standing.solved), "sent_at": sent_at})
    inputs = await visit.legation.selection_inputs(visit.slug)
    _, effect = await _tried(fields, inputs, standing.names, turn)
    if effect is None:
        return None
    kept = tuple(
        (name, value) for name, value in sorted(fields.items()) if name not in ("seen", "reason") and value
    )
    return page.model_copy(update={"effect": effect, "kept": kept})


async def _done(
    visit: DeskVisit, standing: Standing, deed: str, fields: Mapping[str, str]
) -> tuple[str, int]:
    """Why it could not be done, with the status that says so; empty once it is, also by a click before."""
    if await _was_done(visit, standing, deed, fields):
        return "", 303
    if fields.get("seen") != standing.seen:
        return CHANGED, 409
    try:
        await _order(visit, deed, fields)
    except Refused as reason:
        return str(reason), 409
    except ValidationError:
        return "Say in a few words why, so that the record shows it.", 422
    return "", 303


async def _was_done(visit: DeskVisit, standing: Standing, deed: str, fields: Mapping[str, str]) -> bool:
    """Whether the same form was sent before, as by a double click."""
    if deed != "adjust":
        after = {"decide": ("publish", "published"), "publish": ("published",)}[deed]
        is_same = deed == "publish" or _is_decided(standing.ledger, fields.get("reason", "").strip()[:500])
        return standing.state in after and fields.get("seen") == standing.seen and is_same
    inputs = await visit.legation.selection_inputs(visit.slug)
    if not inputs.adjustments:
        return False
    before = inputs.model_copy(update={"adjustments": inputs.adjustments[:-1]})
    last, trial = inputs.adjustments[-1], trial_of(fields, _settled(before), _known(inputs))
    mine = (trial.adjustment, visit.account.name, fields.get("reason", "").strip())
    return not trial.is_empty and mine == (last.adjustment, last.author, last.reason)


def _is_decided(ledger: Ledger, reason: str) -> bool:
    """Whether the last decision was for this reason: another one that came meanwhile is not passed over."""
    decided = [one for one in ledger.audit if one.what.endswith(" was decided")]
    return bool(decided) and decided[-1].why == reason


async def _order(visit: DeskVisit, deed: str, fields: Mapping[str, str]) -> None:
    """Raises Refused, or ValidationError without a reason."""
    legation, slug, author = visit.legation, visit.slug, visit.account.name
    reason = fields.get("reason", "").strip()[:500]
    match deed:
        case "decide":
            await legation.decide(slug, Decide(author=author, note=reason))
        case "publish":
            await legation.publish(slug, Publish(author=author))
        case _:
            inputs = await legation.selection_inputs(slug)
            adjustment: Adjustment = trial_of(fields, _settled(inputs), _known(inputs)).adjustment
            order = Adjust(adjustment=adjustment, author=author, reason=reason)
            await legation.adjust(slug, order)


async def _record(visit: DeskVisit, ledger: Ledger) -> Response:
    """The last signed record, as a file. Raises NotFound while nothing is published."""
    kept = await asyncio.to_thread(kept_records, visit.legation.store, ledger.documents, visit.slug)
    named = f'attachment; filename="selection-record-{visit.slug}.json"'
    return Response(kept.records[-1], media_type="application/json", headers={"Content-Disposition": named})
