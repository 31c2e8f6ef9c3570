"""What every request and every answer of the portal has to keep to."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request

LARGEST_FORM = 32_000
"""Bytes of what is posted: a comment of 2,000 characters fits, percent-encoded."""
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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


async def posted_form(
    request: Request, *, most_fields: int = 20, largest: int = LARGEST_FORM
) -> dict[str, str]:
    """The fields of a posted form, the last of each name. Raises HTTPException 413 or 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != (
        "application/x-www-form-urlencoded"
    ):
        raise HTTPException(415)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > largest:
            raise HTTPException(413)
    try:
        fields = parse_qs(content.decode("ascii"), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError:
        raise HTTPException(400) from None
    return {name: values[-1] for name, values in fields.items()}


def _own_origins(request: Request, address: str) -> tuple[str, ...]:
    public, here = urlsplit(address), request.url
    return f"{public.scheme}://{public.netloc}", f"{here.scheme}://{here.netloc}"
