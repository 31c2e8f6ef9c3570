"""Sign in, sign out, and the page on which somebody who was invited chooses a password."""

import asyncio
import logging
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.accounts import SHORTEST, Account, Accounts, why_not
from delegation.fact import Fact
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.entering import root_of
from portal.web.organising.sessions import Sessions
from portal.web.pages import Pages

DESK = "/desk"
BEGIN = "/oidc/start"
LONGEST_LOGIN = 320
WRONG = "That login and password do not belong together. Both are typed as they were chosen."
RUN_OUT = (
    "This invitation does not count any more",
    "It counts for a week and for one password. Ask whoever invited you to invite you anew.",
)
log = logging.getLogger("portal.web")


class SignInPage(Fact):
    """The facts of `templates/portal/desk/sign-in.html`."""

    wanted: str
    """The path to which one goes on."""
    login: str = ""
    problem: str = ""
    provider: str = ""
    """Where else one signs in, as people know it; empty: nowhere."""
    begins: str = ""
    """The path at which that begins."""
    has_passwords: bool = True
    """Whether one signs in here."""


class InvitationPage(Fact):
    """The facts of `templates/portal/desk/invitation.html`."""

    token: str
    login: str
    name: str
    shortest: int = SHORTEST
    problem: str = ""


def sign_in_pages(desk: Desk, sessions: Sessions, accounts: Accounts, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)
    root = root_of(desk)

    @router.api_route("/sign-in", methods=["GET", "HEAD"])
    async def show(request: Request) -> Response:
        return pages.shown("desk/sign-in", page_of(desk, inside(request.query_params.get("next", ""), root)))

    @router.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        demand_own_form(request, desk.address)
        _demand_passwords(desk)
        fields = await posted_form(request)
        wanted, login = inside(fields.get("next", ""), root), fields.get("login", "")[:LONGEST_LOGIN]
        account = await asyncio.to_thread(accounts.signed_in, login, fields.get("password", ""))
        if account is None:
            log.info("nobody signed in")
            return pages.shown("desk/sign-in", page_of(desk, wanted, problem=WRONG, login=login), 422)
        return entered(sessions, account, wanted)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        demand_own_form(request, desk.address)
        response = RedirectResponse(f"{root}/sign-in", 303)
        sessions.end(response)
        return response

    @router.api_route("/sign-in/{token}", methods=["GET", "HEAD"])
    async def invitation(token: str) -> Response:
        if not desk.has_passwords:
            return RedirectResponse(f"{root}/sign-in", 303)
        invited = await asyncio.to_thread(sessions.invited, token)
        if invited is None:
            return pages.notice(404, *RUN_OUT)
        return pages.shown("desk/invitation", _page_of(token, invited))

    @router.post("/sign-in/{token}")
    async def choose(token: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        _demand_passwords(desk)
        invited, fields = await asyncio.to_thread(sessions.invited, token), await posted_form(request)
        if invited is None:
            return pages.notice(404, *RUN_OUT)
        problem = _problem(fields, invited)
        if problem:
            page = _page_of(token, invited).model_copy(update={"problem": problem})
            return pages.shown("desk/invitation", page, 422)
        account = await asyncio.to_thread(accounts.choose_password, invited, fields["password"])
        if account is None:
            return pages.notice(404, *RUN_OUT)
        return entered(sessions, account, f"{root}{DESK}")

    return router


def page_of(
    desk: Desk, wanted: str, *, problem: str = "", login: str = "", asks_who: bool = False
) -> SignInPage:
    """The page, with every way in that there is. `asks_who`: whom the provider sent was the wrong one."""
    begins = f"{root_of(desk)}{BEGIN}?{urlencode({'next': wanted} | ({'who': 'ask'} if asks_who else {}))}"
    return SignInPage(
        wanted=wanted,
        login=login,
        problem=problem,
        provider=desk.provider.name if desk.provider else "",
        begins=begins,
        has_passwords=desk.has_passwords,
    )


def _demand_passwords(desk: Desk) -> None:
    """Raises HTTPException 404 where nobody signs in with one."""
    if not desk.has_passwords:
        raise HTTPException(404)


def _page_of(token: str, account: Account) -> InvitationPage:
    return InvitationPage(token=token, login=account.login, name=account.name)


def _problem(fields: dict[str, str], account: Account) -> str:
    password = fields.get("password", "")
    if password != fields.get("again", ""):
        return "The two passwords are not the same; please type them again."
    return why_not(password, account.login)


def entered(sessions: Sessions, account: Account, wanted: str) -> Response:
    response = RedirectResponse(wanted, 303)
    sessions.begin(response, account)
    log.info("an organiser signed in")
    return response


def inside(wanted: str, root: str) -> str:
    """A path of the desk, and of nowhere else: `next` may come from anybody."""
    start = f"{root}{DESK}"
    is_ours = wanted == start or wanted.startswith((f"{start}/", f"{start}?"))
    return wanted if is_ours and wanted.isprintable() and "\\" not in wanted else start
