"""The door of the organiser's desk: who is signed in, and which delegations are theirs."""

import asyncio
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request

from activities.accounts import Account
from portal.web.desk import Desk

SIGN_IN = "/sign-in"


async def demand_organiser(desk: Desk, request: Request, slug: str = "") -> Account:
    """Who asks, signed in and with a right to this delegation.

    Raises HTTPException: 303 to the sign-in page for somebody who only looks; 401 for a form, which stays in
    the browser; 404 for a delegation that is not theirs, or is none. Raises OSError when the vault is away.
    """
    if desk.sessions is None:
        raise HTTPException(404)
    account = await asyncio.to_thread(desk.sessions.account, request)
    if account is None:
        raise _sign_in_first(desk, request)
    if slug and not account.may_see(slug):
        raise HTTPException(404)
    return account


async def demand_opener(desk: Desk, request: Request) -> Account:
    """The same for what concerns no delegation yet: only who sees all of them. Raises HTTPException."""
    account = await demand_organiser(desk, request)
    if not account.may_open:
        raise HTTPException(404)
    return account


def root_of(desk: Desk) -> str:
    """What stands before every path: empty, or the folder in which the portal is served."""
    return urlsplit(desk.address).path.rstrip("/")


def _sign_in_first(desk: Desk, request: Request) -> HTTPException:
    if request.method not in ("GET", "HEAD"):
        return HTTPException(401)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return HTTPException(303, headers={"Location": f"{root_of(desk)}{SIGN_IN}?next={quote(wanted, safe='')}"})
