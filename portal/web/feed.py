"""Calendar feeds: `/c/{token}.ics`, fetched by calendar programs again and again."""

import asyncio
import gzip
import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime

from fastapi import APIRouter, HTTPException, Request, Response

from activities.ports import Missing
from portal.web.desk import Desk
from portal.web.doors import Door

MEDIA_TYPE = "text/calendar; charset=utf-8"
STAMP = re.compile(rb"^(?:DTSTAMP|LAST-MODIFIED):(\d{8}T\d{6})Z", re.MULTILINE)
ETAG = re.compile(r'(?:W/)?("[^"]*")')
GZIP = re.compile(r"(?:gzip|\*)(?:\s*;\s*q=(?P<quality>[0-9.]+))?", re.IGNORECASE)


def feed_pages(desk: Desk) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/c/{token}.ics", methods=["GET", "HEAD"])
    async def feed(token: str, request: Request) -> Response:
        """One recipient's programme. The same answer, 404, whether a token was revoked or never given."""
        content = await asyncio.to_thread(_calendar, desk, token)
        if content is None:
            raise HTTPException(404)
        return _answer(content, request)

    return router


def _calendar(desk: Desk, token: str) -> bytes | None:
    owner = desk.feeds.find(token)
    if owner is None:
        return None
    try:
        return desk.feeds.calendar(owner.delegation, owner.recipient)
    except Missing:
        return None


def _answer(content: bytes, request: Request) -> Response:
    """Whole, compressed, or 304 where the client has it; each form has a strong ETag of its own."""
    digest = hashlib.sha256(content).hexdigest()
    whole, compressed = f'"{digest}"', f'"{digest}-gzip"'
    is_compressed = _takes_gzip(request.headers.get("accept-encoding", ""))
    headers = {
        "Cache-Control": "private, max-age=900",
        "Vary": "Accept-Encoding",
        "ETag": compressed if is_compressed else whole,
        **_modified(content),
    }
    known = _matched(request.headers.get("if-none-match", ""), headers["ETag"], (whole, compressed))
    if known:
        return Response(status_code=304, headers={**headers, "ETag": known})
    body = gzip.compress(content, mtime=0) if is_compressed else content
    headers |= {
        "Content-Type": MEDIA_TYPE,
        "Content-Disposition": 'inline; filename="programme.ics"',
        "Content-Length": str(len(body)),
    }
    if is_compressed:
        headers["Content-Encoding"] = "gzip"
    return Response(b"" if request.method == "HEAD" else body, headers=headers)


def _matched(condition: str, current: str, known: tuple[str, ...]) -> str:
    """The ETag of `known` that the client names; empty where it has something else."""
    if condition.strip() == "*":
        return current
    named = ETAG.findall(condition)
    return next((etag for etag in (current, *known) if etag in named), "")


def _takes_gzip(accepted: str) -> bool:
    named = [found for one in accepted.split(",") if (found := GZIP.fullmatch(one.strip()))]
    return any(_quality(found["quality"]) > 0 for found in named)


def _quality(written: str | None) -> float:
    try:
        return float(written) if written is not None else 1.0
    except ValueError:
        return 0.0


def _modified(content: bytes) -> dict[str, str]:
    """When the newest revision in it was made; never in the future, as a rehearsal's may be."""
    newest = max(STAMP.findall(content), default=None)
    if newest is None:
        return {}
    made = datetime.strptime(newest.decode(), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return {"Last-Modified": format_datetime(min(made, datetime.now(UTC)), usegmt=True)}
