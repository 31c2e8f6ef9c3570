"""Temporal's remote codec: readers send sealed payloads to `/codec/decode` and get them in clear.

Programs say who they are with `Authorization: Bearer <token>`. The embedded Temporal UI can be given an
address only, so its own token stands in it, `/codec/<token>/decode`; that is taken from this computer alone.
"""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payload, Payloads

from activities.engine import EngineKeyMissing, EngineSeals
from portal.codec_readers import Readers
from portal.codec_record import Look, LookRecord
from portal.web.doors import Door

LARGEST = 16 * 1024 * 1024
"""Bytes of one request; a payload of Temporal has at most 2 MB, and a page of a history a few of them."""
MOST = 1000
"""Payloads of one request."""
NAMESPACE = re.compile(r"[A-Za-z0-9._-]{1,255}")
MISSES, MISSES_WITHIN = 20, 60.0
"""So many wrong tokens from one address in so many seconds are answered; the rest is told to wait."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""What a web server in front of the portal adds: then the caller may be anywhere."""
LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")


class Misses:
    """Wrong tokens, by the address they came from; kept only as long as they count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}

    def is_too_many(self, address: str) -> bool:
        """Count one more from `address`."""
        now = self._clock()
        self._seen = {one: times for one, times in self._seen.items() if times[-1] > now - MISSES_WITHIN}
        times = self._seen.setdefault(address, deque(maxlen=MISSES + 1))
        times.append(now)
        return len(times) > MISSES and times[0] > now - MISSES_WITHIN


@dataclass(frozen=True)
class CodecDesk:
    """What the codec pages need."""

    seals: EngineSeals
    readers: Readers
    record: LookRecord
    origins: frozenset[str] = frozenset()
    """Pages whose scripts may ask: `http://127.0.0.1:8233`."""
    ui_reader: str = ""
    """Whose token may stand in the address; empty for nobody's."""
    misses: Misses = field(default_factory=Misses)


def codec_pages(desk: CodecDesk) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.options("/codec/{verb}")
    @router.options("/codec/{token}/{verb}")
    async def preflight(request: Request) -> Response:
        """Browsers ask first whether a page may ask."""
        return Response(status_code=204 if _may_ask(desk, request) else 403, headers=_shared(desk, request))

    @router.post("/codec/{verb}")
    async def with_header(verb: str, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = await asyncio.to_thread(desk.readers.name_of, token.strip())
        return await _answer(desk, request, verb, known if scheme.lower() == "bearer" else None)

    @router.post("/codec/{token}/{verb}")
    async def with_address(token: str, verb: str, request: Request) -> Response:
        known = await asyncio.to_thread(desk.readers.name_of, token)
        is_ours = known is not None and known == desk.ui_reader and _is_local(request)
        return await _answer(desk, request, verb, known if is_ours else None)

    return router


async def _answer(desk: CodecDesk, request: Request, verb: str, reader: str | None) -> Response:
    """The payloads, or the same refusal whatever was wrong with the token."""
    headers = _shared(desk, request)
    if not _may_ask(desk, request):
        return JSONResponse({"message": "This page may not ask."}, 403, headers)
    if reader is None:
        return _refusal(desk, request, headers)
    if verb not in ("decode", "encode"):
        return JSONResponse({"message": "There is nothing here."}, 404, headers)
    payloads = await _sent(request)
    if payloads is None:
        said = f'Send {{"payloads": [...]}}: at most {MOST} of them, and {LARGEST // 2**20} MB in all.'
        return JSONResponse({"message": said}, 400, headers)
    if verb == "encode":
        return _said(await asyncio.to_thread(desk.seals.encoded, payloads), headers)
    return _said(await asyncio.to_thread(_looked_at, desk, reader, payloads, _namespace(request)), headers)


def _looked_at(desk: CodecDesk, reader: str, payloads: list[Payload], namespace: str) -> list[Payload]:
    """In clear; one that cannot be opened stays as it is, so that the others can be read."""
    opened = [_opened(desk.seals, one) for one in payloads]
    closed = sum(one is None for one in opened)
    desk.record.note(Look(datetime.now(UTC), reader, len(payloads), closed, namespace))
    return [sealed if clear is None else clear for sealed, clear in zip(payloads, opened, strict=True)]


def _opened(seals: EngineSeals, payload: Payload) -> Payload | None:
    try:
        return seals.decoded([payload])[0]
    except (EngineKeyMissing, ValueError):
        return None


async def _sent(request: Request) -> list[Payload] | None:
    """The payloads of a request; None for what is none, or too much."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST:
            return None
    try:
        asked = json.loads(content)
        found = ParseDict({"payloads": asked["payloads"]}, Payloads(), ignore_unknown_fields=True)
    except (ParseError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return list(found.payloads) if len(found.payloads) <= MOST else None


def _said(payloads: Iterable[Payload], headers: dict[str, str]) -> Response:
    return JSONResponse(MessageToDict(Payloads(payloads=payloads)) or {"payloads": []}, 200, headers)


def _refusal(desk: CodecDesk, request: Request, headers: dict[str, str]) -> Response:
    if desk.misses.is_too_many(request.client.host if request.client else ""):
        return JSONResponse({"message": "Too many wrong tokens."}, 429, {**headers, "Retry-After": "60"})
    body = {"message": "A reader's token is needed: ./legation engine grant"}
    return JSONResponse(body, 401, {**headers, "WWW-Authenticate": "Bearer"})


def _namespace(request: Request) -> str:
    """As the header says, if it looks like one: it is written to the log."""
    said = request.headers.get("x-namespace", "")
    return said if NAMESPACE.fullmatch(said) else "-"


def _may_ask(desk: CodecDesk, request: Request) -> bool:
    """Programs name no origin; pages must be ones that we know."""
    origin = request.headers.get("origin")
    return origin is None or origin in desk.origins


def _shared(desk: CodecDesk, request: Request) -> dict[str, str]:
    """What lets the pages that we know read the answer."""
    origin = request.headers.get("origin")
    if origin is None or origin not in desk.origins:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "authorization, content-type, x-namespace",
        "Access-Control-Max-Age": "600",
    }


def _is_local(request: Request) -> bool:
    """From this computer, under a name of this computer, and not passed on by a web server."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        is_near = ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return is_near and request.url.hostname in LOCAL_NAMES
