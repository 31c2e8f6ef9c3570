"""What every request and every answer of the portal has to keep to."""

import re
from collections.abc import AsyncGenerator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from delegation.reading.typed_text import UNREAD

LARGEST_FORM = 32_000
"""Bytes of what is posted: a comment of 2,000 characters fits, percent-encoded."""
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer that does not say otherwise. An address holds a secret, so no other site is told it; under
`no-referrer` browsers would name no origin with our own forms either (`Origin: null`)."""

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, which no field can show: all but tabs and line breaks."""


class PostedFile(NamedTuple):
    """One file somebody chose. Its name is theirs: show it, never use it."""

    name: str
    content: bytes


class PostedParts(NamedTuple):
    """By name: every value, every file, in the order of the page."""

    fields: dict[str, list[str]]
    files: dict[str, list[PostedFile]]


def demand_own_form(request: Request, address: str) -> None:
    """Refuse what another site's page posts. Raises HTTPException 403.

    Programs that are no browser name no origin, and act on behalf of nobody but who started them.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise HTTPException(403)
    if origin is not None and site is None and origin not in _own_origins(request, address):
        raise HTTPException(403)


def readable(text: str) -> str:
    """What was posted, with U+FFFD in place of what no page can show; whoever is refused sees where."""
    return UNREADABLE.sub(UNREAD, text)


async def posted_form(
    request: Request, *, most_fields: int = 20, largest: int = LARGEST_FORM
) -> dict[str, str]:
    """The fields of a posted form, the last of each name. Raises HTTPException 400, 413 or 415."""
    fields = await posted_fields(request, most_fields=most_fields, largest=largest)
    return {name: values[-1] for name, values in fields.items()}


async def posted_fields(
    request: Request, *, most_fields: int = 20, largest: int = LARGEST_FORM
) -> dict[str, list[str]]:
    """The same with every value of each name, in the order of the page."""
    if _kind(request) != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    content = await posted_bytes(request, largest)
    try:
        said = parse_qs(content.decode("ascii"), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError:
        raise HTTPException(400) from None
    return {name: [readable(value) for value in values] for name, values in said.items()}


async def posted_parts(request: Request, *, most_fields: int = 100, largest: int) -> PostedParts:
    """Fields and files of a form with `enctype="multipart/form-data"`; files are read whole.

    `largest` counts the bytes of all of it. Raises HTTPException 400, 413 or 415.
    """
    if _kind(request) != "multipart/form-data":
        raise HTTPException(415)
    content = await posted_bytes(request, largest)

    async def again() -> AsyncGenerator[bytes, None]:
        yield bytes(content)

    bytewise = Headers({"content-type": f"{request.headers['content-type']}; charset=latin-1"})
    parser = MultiPartParser(
        bytewise, again(), max_files=most_fields, max_fields=most_fields, max_part_size=largest
    )
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError, KeyError):
        raise HTTPException(400) from None
    return await _parts_of(form)


async def posted_bytes(request: Request, largest: int) -> bytes:
    """The body. Raises HTTPException 413 as soon as there is more."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > largest:
            raise HTTPException(413)
    return bytes(content)


async def _parts_of(form: FormData) -> PostedParts:
    fields: dict[str, list[str]] = {}
    files: dict[str, list[PostedFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(_text_of(name), []).append(readable(_text_of(value)))
        else:
            content = await value.read()
            await value.close()
            if content or value.filename:
                chosen = PostedFile(readable(_text_of(value.filename or "")), content)
                files.setdefault(_text_of(name), []).append(chosen)
    return PostedParts(fields, files)


def _text_of(bytewise: str) -> str:
    """As forms are sent, UTF-8. The parser takes a part that is not for Latin-1, every letter of it."""
    return bytewise.encode("latin-1").decode(errors="replace")


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _own_origins(request: Request, address: str) -> tuple[str, ...]:
    public, here = urlsplit(address), request.url
    return f"{public.scheme}://{public.netloc}", f"{here.scheme}://{here.netloc}"
