"""Signing in at an identity provider: one goes there, comes back, and is let in if an account is theirs."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.accounts import Accounts, NoAccount, NotChecked, SomebodyElse
from activities.identity import IdentityProvider, NotBelieved, ProviderAway, new_question
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.organising.begun import LONGEST, Beginnings, Begun
from portal.web.organising.entering import root_of
from portal.web.organising.sessions import Sessions
from portal.web.organising.signing_in import BEGIN, DESK, entered, inside, page_of
from portal.web.pages import Pages

BACK = "/oidc/callback"
LONGEST_CODE = 4000
RETRY_SECONDS = "60"
REFUSALS: Mapping[type[Exception], str] = {
    NoAccount: "{name} knows you, but nobody has invited the address you have there to this desk. Ask "
    "whoever runs Legation here for an account, or sign in as somebody else.",
    NotChecked: "{name} has not made sure that your e-mail address is yours. Confirm the address there, then "
    "sign in again.",
    SomebodyElse: "This account belongs to somebody else at {name}. If it is yours, ask whoever runs "
    "Legation here to invite you again.",
    NotBelieved: "What came back from {name} could not be believed, so nobody was signed in. Please try "
    "again; if it happens once more, tell whoever runs Legation here.",
}
"""What somebody is told; which check failed is for the log."""
STALE = (
    "This sign-in was begun in another browser, has ended, or took more than ten minutes. Please begin again."
)
DECLINED = "Nobody was signed in: {name} says that the sign-in was broken off. You can begin again."
AWAY = "{name} does not answer right now. Please try again in a few minutes."
OR_HERE = " If you have a password here, you can sign in with it."
WAITING = ThreadPoolExecutor(4, thread_name_prefix="identity-provider")
"""Who waits for a slow provider waits here, and holds up nothing else of the portal."""
Answer = TypeVar("Answer")
log = logging.getLogger("portal.web")


def provider_pages(desk: Desk, sessions: Sessions, accounts: Accounts, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    beginnings = Beginnings(sessions, f"{root_of(desk)}/oidc/")
    back = f"{desk.address.rstrip('/')}{BACK}"

    @router.api_route(BEGIN, methods=["GET", "HEAD"])
    async def begin(request: Request) -> Response:
        provider, root = _provider(desk), root_of(desk)
        wanted = inside(request.query_params.get("next", ""), root)
        begun = Begun(
            question=new_question(), wanted=wanted if len(wanted) < LONGEST // 2 else f"{root}{DESK}"
        )
        asks_who = request.query_params.get("who") == "ask"
        try:
            where = await _asked(partial(provider.address, begun.question, back, asks_who=asks_who))
        except ProviderAway as reason:
            return _away(desk, provider, pages, begun.wanted, reason)
        response = RedirectResponse(where, 303)
        await asyncio.to_thread(beginnings.keep, response, begun)
        return response

    @router.api_route(BACK, methods=["GET", "HEAD"])
    async def come_back(request: Request) -> Response:
        provider = _provider(desk)
        if request.method == "HEAD":
            return pages.shown("desk/sign-in", page_of(desk, f"{root_of(desk)}{DESK}"))
        begun = await asyncio.to_thread(beginnings.find, request)
        if begun is None:
            page = page_of(desk, f"{root_of(desk)}{DESK}", problem=STALE)
            return pages.shown("desk/sign-in", page, 403)
        response = await let_in(request.query_params, provider, begun)
        beginnings.end(response, begun)
        return response

    async def let_in(said: Mapping[str, str], provider: IdentityProvider, begun: Begun) -> Response:
        """In, or a page that says why not."""
        if said.get("error") == "access_denied":
            page = page_of(desk, begun.wanted, problem=DECLINED.format(name=provider.name))
            return pages.shown("desk/sign-in", page, 403)
        try:
            code = _code(said, provider)
            identity = await _asked(partial(provider.identity, code, begun.question, back))
            account = await asyncio.to_thread(accounts.recognised, identity)
        except ProviderAway as reason:
            return _away(desk, provider, pages, begun.wanted, reason)
        except tuple(REFUSALS) as reason:
            log.info("nobody signed in by the provider: %s: %s", type(reason).__name__, reason)
            problem = REFUSALS[type(reason)].format(name=provider.name)
            return pages.shown(
                "desk/sign-in", page_of(desk, begun.wanted, problem=problem, asks_who=True), 403
            )
        return entered(sessions, account, begun.wanted)

    return router


async def _asked(question: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(WAITING, question)


def _provider(desk: Desk) -> IdentityProvider:
    """Raises HTTPException 404 where there is none."""
    if desk.provider is None:
        raise HTTPException(404)
    return desk.provider


def _code(said: Mapping[str, str], provider: IdentityProvider) -> str:
    """What the provider sent along. Raises NotBelieved; who answers for somebody else is told by RFC 9207."""
    if said.get("iss", provider.issuer) != provider.issuer:
        raise NotBelieved("another provider answered")
    code = said.get("code", "")
    if "error" in said or not 0 < len(code) <= LONGEST_CODE:
        raise NotBelieved("there is no code")
    return code


def _away(
    desk: Desk, provider: IdentityProvider, pages: Pages, wanted: str, reason: ProviderAway
) -> Response:
    log.warning("the identity provider is away: %s", reason)
    problem = AWAY.format(name=provider.name) + (OR_HERE if desk.has_passwords else "")
    response = pages.shown("desk/sign-in", page_of(desk, wanted, problem=problem), 503)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response
