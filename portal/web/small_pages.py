"""Pages for programs: robots, who finds a hole, whatever watches whether the portal is up."""

import asyncio
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from portal.web.desk import Desk

ROBOTS = "User-agent: *\nDisallow:\n"
"""Nothing is forbidden: calendar services keep to it when they fetch feeds."""
A_DAY = "public, max-age=86400"
TRUE_FOR = timedelta(days=180)
"""RFC 9116, 2.5.5: less than a year."""


def add_small_pages(app: FastAPI, desk: Desk) -> None:
    @app.api_route("/robots.txt", methods=["GET", "HEAD"])
    async def robots() -> Response:
        return PlainTextResponse(ROBOTS, headers={"Cache-Control": A_DAY})

    @app.api_route("/.well-known/security.txt", methods=["GET", "HEAD"])
    async def security() -> Response:
        """Whom to tell of a hole (RFC 9116). 404 where nobody was named."""
        if not desk.security_contact:
            raise HTTPException(404)
        text = security_text(desk.security_contact, desk.address, datetime.now(UTC))
        return PlainTextResponse(text, headers={"Cache-Control": A_DAY})

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def health() -> Response:
        """What is up. 503 without the vault: nothing works then; feeds work without the engine."""
        engine, vault = await asyncio.gather(desk.is_engine_up(), _is_vault_up(desk))
        words = {True: "up", False: "down"}
        seen = {"engine": words[engine], "vault": words[vault], "ways": dict(desk.ways)}
        return JSONResponse(seen, 200 if vault else 503)


def security_text(contact: str, address: str, now: datetime) -> str:
    """The file. `contact`: `mailto:`, `https:` or `tel:`."""
    expires = (now + TRUE_FOR).replace(microsecond=0)
    return (
        f"Contact: {contact}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {address}/.well-known/security.txt\n"
    )


async def _is_vault_up(desk: Desk) -> bool:
    try:
        async with asyncio.timeout(5):
            await asyncio.to_thread(desk.register.mailboxes)
    except OSError:
        return False
    return True
