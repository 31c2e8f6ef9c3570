"""The evaluation at the organiser's desk: progress, an evaluator relieved, a conflict declared for one."""

import asyncio
from datetime import UTC, datetime
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from activities.ports import Missing
from delegation.cut_offs import cut_off_named, evaluation_for, is_first
from delegation.evaluation import ConflictOfInterest, Evaluation, Relief
from delegation.evaluation_state import EvaluationView
from delegation.form import MEDIA_TYPES, MediaType
from delegation.ids import delegation_workflow_id
from portal.errors import NotFound, Refused
from portal.score_papers import panel_table
from portal.show import moment
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.applications_pages import attached
from portal.web.organising.board_shown import workflow_address
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.evaluation_board_shown import (
    EvaluationPage,
    EvaluationTyped,
    EvaluatorDeedPage,
    evaluation_facts,
    evaluator_row,
)
from portal.web.pages import Pages

TAB = "/evaluation"
DEEDS = ("relieve", "conflict")
LONGEST = 500
SAID = {
    "relieve": "What was owed is given to the others, who are written to.",
    "conflict": "The application goes to somebody else, who is written to.",
}


class Scoring(NamedTuple):
    """One evaluation, with the dates of its cut-off."""

    rules: Evaluation
    cut_off: str
    """As calls name it: empty for the first."""
    view: EvaluationView | None
    """None while nobody is asked."""


def evaluation_board_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/evaluation", methods=["GET", "HEAD"])
    async def show(slug: str, request: Request) -> Response:
        visit, scoring = await _scoring(desk, request, slug)
        match request.query_params.get("format"):
            case "json" if scoring.view is not None:
                return JSONResponse(scoring.view.model_dump(mode="json"))
            case "xlsx" if scoring.view is not None and desk.spreadsheets is not None:
                held = await visit.legation.score_sheets(slug, cut_off=scoring.cut_off)
                table = await panel_table(visit.legation, visit.file, held)
                made_at = datetime.now(UTC)
                content = await asyncio.to_thread(desk.spreadsheets.xlsx, table, made_at=made_at)
                return attached(content, f"panel-{slug}.xlsx", MEDIA_TYPES[MediaType.XLSX])
            case _:
                said = SAID.get(request.query_params.get("done", ""), "")
                return pages.shown("desk/evaluation", await _page(desk, visit, scoring, said))

    @router.api_route("/desk/{slug}/evaluation/{evaluator}/{evaluator_deed}", methods=["GET", "HEAD"])
    async def ask(slug: str, evaluator: str, evaluator_deed: str, request: Request) -> Response:
        visit, scoring = await _scoring(desk, request, slug)
        page = await _deed(visit, scoring, evaluator, evaluator_deed, EvaluationTyped())
        return pages.shown("desk/evaluation-deed", page)

    @router.post("/desk/{slug}/evaluation/{evaluator}/{evaluator_deed}")
    async def do(slug: str, evaluator: str, evaluator_deed: str, request: Request) -> Response:
        visit, scoring = await _scoring(desk, request, slug)
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        typed = EvaluationTyped(
            deed=evaluator_deed,
            reason=fields.get("reason", "").strip()[:LONGEST],
            application=fields.get("application", "").strip().upper()[:40],
        )
        page = await _deed(visit, scoring, evaluator, evaluator_deed, typed)
        problem, status = await _done(visit, scoring, evaluator, evaluator_deed, typed)
        if not problem:
            asked = f"&cut-off={scoring.cut_off}" if scoring.cut_off else ""
            return RedirectResponse(f"{visit.path}{TAB}?done={evaluator_deed}{asked}", 303)
        said = typed.model_copy(update={"problem": problem})
        return pages.shown("desk/evaluation-deed", page.model_copy(update={"typed": said}), status)

    return router


async def _scoring(desk: Desk, request: Request, slug: str) -> tuple[DeskVisit, Scoring]:
    """Raises HTTPException 404 where nobody is evaluated, or for a cut-off that is none."""
    visit = await visit_desk(desk, request, slug)
    asked = request.query_params.get("cut-off", "")
    found = cut_off_named(visit.file, asked) if asked else visit.file.call.cut_offs[0]
    if visit.file.evaluation is None or found is None:
        raise HTTPException(404)
    cut_off = "" if is_first(visit.file, found.id) else found.id
    rules = evaluation_for(visit.file, found)
    try:
        return visit, Scoring(rules, cut_off, await visit.legation.evaluation(slug, cut_off=cut_off))
    except NotFound:
        return visit, Scoring(rules, cut_off, None)


async def _page(desk: Desk, visit: DeskVisit, scoring: Scoring, said: str) -> EvaluationPage:
    rules, cut_off, view = scoring
    page = EvaluationPage(
        **visit.facts(TAB), slug=visit.slug, cut_off=cut_off, cut_offs=_cut_offs(visit), said=said
    )
    if view is None:
        opens = f"Evaluators are asked for score sheets on {moment(rules.opens_at, rules.zone)}."
        return page.model_copy(update={"waits_for": opens})
    names = await _names(visit, rules)
    own = f"{delegation_workflow_id(visit.slug)}/evaluation"
    workflow = workflow_address(desk.ui, f"{own}/{cut_off}" if cut_off else own)
    return page.model_copy(update={**evaluation_facts(view, rules, names), "workflow": workflow})


def _cut_offs(visit: DeskVisit) -> tuple[tuple[str, str], ...]:
    several = visit.file.call.cut_offs
    named = tuple(("" if is_first(visit.file, one.id) else one.id, one.id) for one in several)
    return named if len(named) > 1 else ()


async def _names(visit: DeskVisit, rules: Evaluation) -> dict[str, str]:
    """Of evaluators, from the vault: workflows know their ids only."""
    try:
        file = await asyncio.to_thread(visit.desk.register.delegation_file, visit.slug)
    except Missing:
        return {}
    people = {one.id: one.name for one in file.people}
    return {one.id: people.get(one.person, "") for one in rules.evaluators}


async def _deed(
    visit: DeskVisit, scoring: Scoring, evaluator: str, deed: str, typed: EvaluationTyped
) -> EvaluatorDeedPage:
    """What would be done. Raises HTTPException 404 for who scores nothing here."""
    view = scoring.view
    progress = next((one for one in view.evaluators if one.evaluator == evaluator), None) if view else None
    if view is None or progress is None or deed not in DEEDS:
        raise HTTPException(404)
    theirs = tuple(one.application for one in view.assignment.assigned if evaluator in one.evaluators)
    return EvaluatorDeedPage(
        **visit.facts(TAB),
        slug=visit.slug,
        deed=deed,
        cut_off=scoring.cut_off,
        evaluator=evaluator_row(progress, scoring.rules, view.now, await _names(visit, scoring.rules)),
        applications=theirs,
        typed=typed,
    )


async def _done(
    visit: DeskVisit, scoring: Scoring, evaluator: str, deed: str, typed: EvaluationTyped
) -> tuple[str, int]:
    """Why it could not be done, with the status that says so; empty once it is, also by a click before."""
    if _was_done(scoring, evaluator, deed, typed):
        return "", 303
    try:
        await (_relieve if deed == "relieve" else _conflict)(visit, scoring.cut_off, evaluator, typed)
    except (Refused, NotFound) as reason:
        return str(reason), 409
    except ValidationError as wrong:
        return _wrong(wrong), 422
    return "", 303


def _was_done(scoring: Scoring, evaluator: str, deed: str, typed: EvaluationTyped) -> bool:
    if scoring.view is None:
        return False
    if deed == "relieve":
        return any((one.evaluator, one.reason) == (evaluator, typed.reason) for one in scoring.view.relieved)
    meant = (evaluator, typed.application, typed.reason)
    return any((one.evaluator, one.application, one.reason) == meant for one in scoring.view.conflicts)


async def _relieve(visit: DeskVisit, cut_off: str, evaluator: str, typed: EvaluationTyped) -> None:
    relief = Relief(evaluator=evaluator, author=visit.account.name, reason=typed.reason)
    await visit.legation.relieve(visit.slug, relief, cut_off=cut_off)


async def _conflict(visit: DeskVisit, cut_off: str, evaluator: str, typed: EvaluationTyped) -> None:
    declared = ConflictOfInterest(evaluator=evaluator, application=typed.application, reason=typed.reason)
    await visit.legation.declare_conflict(visit.slug, declared, cut_off=cut_off)


def _wrong(error: ValidationError) -> str:
    if any("application" in one["loc"] for one in error.errors()):
        return "Please choose the application it is about."
    return "Say in a few words why, so that the record shows it."
