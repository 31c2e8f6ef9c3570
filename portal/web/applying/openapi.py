"""The OpenAPI document: what is open to all, and what programs may call. No address in it is a secret."""

from collections.abc import Sequence
from typing import Any

from portal.web.applying.form_schema import Schema, application_schema
from portal.web.applying.opening import Opening

ABOUT = """Calls for delegations, and applications handed in by programs. The rules are those of the pages.

Pages of applicants, delegates, hosts and evaluators are reached by signed addresses that only letters carry.
They answer HTML and are not listed here: `/o/{token}` and what lies below (where an application stands,
papers, programme), `/a/{token}` (invites), `/m/{token}` (meetings), `/h/{token}` (hosts), `/e/{token}`
(evaluators), `/draft/{token}` (an application that is not finished), `/c/{token}.ics` (calendar feeds).
Organisers sign in at `/sign-in`."""
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "16 to 64 letters, digits, hyphens or underscores of your own. The same key is the same "
    "application: sent again it replaces what was there, and is never a second one. Without it, the same "
    "content is the same application.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
}
SLUG = {
    "name": "slug",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 40},
    "description": "Of the delegation, as in `usa-2017`.",
}
REFUSALS = {
    400: "The body cannot be read",
    403: "Posted from a page of another site",
    404: "There is no such call, or it is not open to the public",
    409: "Applications are not taken now, or this one can no longer be replaced",
    413: "Larger than the form can hold",
    415: "No JSON",
    422: "Something in it has to be put right; nothing was kept",
    429: "Too often; wait as long as Retry-After says",
    503: "The vault is away; nothing was kept, send it again",
}


def openapi_document(address: str, openings: Sequence[Opening]) -> Schema:
    """OpenAPI 3.1 with the forms of the calls that are open now."""
    ours = {
        f"/api/d/{one.file.slug}/applications": {"post": _apply(application_schema(one.file), one.file.title)}
        for one in openings
        if one.is_open
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Legation", "version": "1", "description": ABOUT},
        "servers": [{"url": address}],
        "paths": {
            "/": {"get": _page("Open calls")},
            "/d/{slug}": {"parameters": [SLUG], "get": _page("A call", 404)},
            "/d/{slug}/apply": {"parameters": [SLUG], "get": _page("The application form", 404)},
            "/api/d": {"get": _calls()},
            "/api/d/{slug}": {"parameters": [SLUG], "get": _call()},
            "/api/d/{slug}/applications": {"parameters": [SLUG], "post": _apply(ANY, "any call")},
            **ours,
            "/healthz": {"get": _health()},
            "/robots.txt": {"get": _text("Rules for robots")},
        },
        "components": {"schemas": {"Call": CALL, "Problem": PROBLEM, "Receipt": RECEIPT}},
    }


CALL: Schema = {
    "type": "object",
    "properties": {
        "slug": {"type": "string"},
        "title": {"type": "string"},
        "stance": {"type": "string", "enum": ["ahead", "open", "late", "closed", "ended"]},
        "opens_at": {"type": "string", "format": "date-time"},
        "closes_at": {"type": "string", "format": "date-time"},
        "zone": {"type": "string", "description": "IANA zone in which deadlines are set."},
        "page": {"type": "string", "format": "uri"},
        "application": {"type": "object", "description": "JSON Schema of an application."},
    },
    "required": ["slug", "title", "stance", "opens_at", "closes_at", "zone", "page"],
}
PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["field", "detail"],
            },
        },
    },
    "required": ["type", "title", "status"],
}
RECEIPT: Schema = {
    "type": "object",
    "properties": {
        "participant": {"type": "string", "description": "The id of the application."},
        "state": {"type": "string", "enum": ["received", "kept"]},
        "receipt": {"type": "string", "description": "The receipt code; empty while it is only kept."},
    },
    "required": ["participant", "state", "receipt"],
}
ANY: Schema = {
    "type": "object",
    "properties": {"person": {"type": "object"}, "answers": {"type": "object"}},
    "required": ["person", "answers"],
}


def _apply(schema: Schema, title: str) -> Schema:
    receipt = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    return {
        "summary": f"Hand in an application: {title}",
        "parameters": [KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "201": {"description": "Received; the receipt letter is on its way", "content": receipt},
            "202": {
                "description": "Safe; the receipt follows by mail once the engine answers",
                "content": receipt,
            },
            **_refused(*REFUSALS),
        },
    }


def _calls() -> Schema:
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Call"}}
    schema = {"type": "object", "properties": {"calls": listed}, "required": ["calls"]}
    return {
        "summary": "Calls that are open or will be",
        "responses": {"200": _json("The calls", schema), **_refused(429, 503)},
    }


def _call() -> Schema:
    schema = {"$ref": "#/components/schemas/Call"}
    return {
        "summary": "A call with the schema of its form",
        "responses": {"200": _json("The call", schema), **_refused(404, 429, 503)},
    }


def _health() -> Schema:
    schema = {"type": "object"}
    return {
        "summary": "What is up",
        "responses": {"200": _json("Working", schema), "503": _json("The vault is away", schema)},
    }


def _page(summary: str, *refused: int) -> Schema:
    said = {str(one): {"description": REFUSALS[one]} for one in (*refused, 429, 503)}
    return {
        "summary": summary,
        "responses": {"200": {"description": summary, "content": {"text/html": {}}}, **said},
    }


def _text(summary: str) -> Schema:
    return {"summary": summary, "responses": {"200": {"description": summary, "content": {"text/plain": {}}}}}


def _json(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refused(*statuses: int) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(one): {"description": REFUSALS[one], "content": problem} for one in statuses}
