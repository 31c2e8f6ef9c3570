"""For programs: calls as JSON, applications handed in as JSON, and the OpenAPI document of it all."""

import hashlib
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from delegation.reading.field_problem import FieldProblem
from delegation.reading.intake import ApplicationRefused, read_object
from portal.errors import EngineAway, NotFound, Refused
from portal.typed_files import TypedForm
from portal.web.applying.counter import Counter
from portal.web.applying.form_schema import application_schema
from portal.web.applying.openapi import openapi_document
from portal.web.applying.opening import Opening
from portal.web.applying.submission import is_submission
from portal.web.applying.taking import participant_by, take
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_bytes
from portal.web.problems import problem_response

FRESH = {"Cache-Control": "no-cache"}
SEVERAL = "Something in the application has to be put right; nothing was kept."


def integration_pages(counter: Counter) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/openapi.json", methods=["GET", "HEAD"])
    async def described() -> Response:
        """While the engine is away: without the forms of single calls."""
        try:
            openings = await counter.openings.every()
        except EngineAway:
            openings = ()
        return JSONResponse(openapi_document(counter.desk.address, openings), headers=FRESH)

    @router.api_route("/api/d", methods=["GET", "HEAD"])
    async def calls() -> Response:
        found = [_shown(counter, one) for one in await counter.openings.every()]
        return JSONResponse({"calls": found}, headers=FRESH)

    @router.api_route("/api/d/{slug}", methods=["GET", "HEAD"])
    async def call(slug: str) -> Response:
        opening = await counter.opening(slug)
        shown = {**_shown(counter, opening), "application": application_schema(opening.file)}
        return JSONResponse(shown, headers=FRESH)

    @router.post("/api/d/{slug}/applications")
    async def apply(slug: str, request: Request) -> Response:
        """The same key, or without one the same content, is the same application."""
        demand_own_form(request, counter.desk.address)
        opening = await counter.opening(slug)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415)
        content = await posted_bytes(request, opening.file.call.largest_application)
        return await _taken(counter, opening, content, request.headers.get("idempotency-key", ""))

    return router


async def _taken(counter: Counter, opening: Opening, content: bytes, key: str) -> Response:
    words = counter.book.read_by("en")
    if not opening.is_open:
        return problem_response(409, words("problem", "closed", until=counter.until(opening, words)))
    submission = key if is_submission(key) else hashlib.sha256(content).hexdigest()
    try:
        given = read_object(content, opening.file.call.largest_application)
        _, participant = await participant_by(counter.legation, opening.file.slug, submission)
        parts = {name: value for name, value in given.items() if name != "id"}
        taken = await take(
            counter.legation, counter.entrance, opening, TypedForm({**parts, "id": participant})
        )
    except ApplicationRefused as refused:
        return problem_response(422, SEVERAL, errors=_errors(refused.problems))
    except (Refused, NotFound) as reason:
        return problem_response(409, str(reason))
    state = "received" if taken.code else "kept"
    told = {"participant": taken.participant, "state": state, "receipt": taken.code}
    return JSONResponse(told, 201 if taken.code else 202)


def _errors(problems: Sequence[FieldProblem]) -> list[dict[str, str]]:
    return [{"field": one.field, "detail": one.message} for one in problems]


def _shown(counter: Counter, opening: Opening) -> dict[str, Any]:
    file = opening.file
    return {
        "slug": file.slug,
        "title": file.title,
        "stance": opening.stance.value,
        "opens_at": file.call.opens_at.isoformat(),
        "closes_at": opening.closes_at.isoformat(),
        "zone": file.call.zone,
        "page": f"{counter.desk.address}/d/{file.slug}",
    }
