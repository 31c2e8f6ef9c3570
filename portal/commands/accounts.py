"""Accounts with which organisers sign in at the desk of the portal."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import DryRun, Json, now

if TYPE_CHECKING:
    from activities.accounts import Accounts

app = App(name="accounts", help="Who signs in at the organiser's desk: list, invite, close.")

Login = Annotated[
    str, Parameter(name="LOGIN", help="An address or a short name, as in anna@platform.example or a.weber.")
]
Name = Annotated[str, Parameter(help="As it stands beside what they decide; by default the login.")]
Only = Annotated[
    tuple[str, ...],
    Parameter(
        name="--delegation", help="Only this delegation; may be repeated. Without it all, and new ones."
    ),
]


@app.command(name="list")
async def list_accounts(*, json: Json = False, connect: Connect) -> None:
    """Show who may sign in, to which delegations, and who has not chosen a password yet.

    Example: `./legation accounts list`
    """
    from portal import show
    from portal.accounts_shown import accounts_shown

    shown = accounts_shown(await asyncio.to_thread((await _accounts(connect)).all))
    if json:
        show.json_object(shown)
        return
    show.rows(
        ("login", "name", "delegations", "state"),
        [(one.login, one.name, ", ".join(one.delegations) or "all", one.state) for one in shown.accounts],
    )


@app.command
async def invite(
    login: Login, /, *, name: Name = "", delegation: Only = (), dry_run: DryRun = False, connect: Connect
) -> None:
    """Let somebody in, or in again: prints an address, valid for a week and once, to choose a password.

    For somebody who has an account: the old password and whatever was handed out before end at once, and
    the delegations are those named now; at a provider of OpenID Connect, whoever has the address signs in
    first and keeps the account.

    Example: `./legation accounts invite anna@platform.example --name "Anna Weber" --delegation usa-2017`
    """
    from activities.accounts import NoAccount, login_of
    from portal.errors import Refused
    from portal.show import say
    from portal.web.organising.sessions import Sessions
    from settings import Settings

    legation = await connect()
    for slug in delegation:
        await legation.file(slug)
    try:
        known = login_of(login)
    except NoAccount as reason:
        raise Refused(str(reason)) from None
    settings, what = Settings(), ", ".join(delegation) or "all delegations"
    if settings.oidc is not None and not settings.oidc.passwords and "@" not in known:
        raise Refused(f"{known!r} is no e-mail address, and passwords are off: nobody could sign in with it.")
    if dry_run:
        say(f"{known} would be invited to {what}; a password chosen before would end. Nothing was done.")
        return
    accounts = await _accounts(connect)
    account = await asyncio.to_thread(accounts.invite, known, name or known, tuple(delegation), now())
    if settings.oidc is None or settings.oidc.passwords:
        address = await asyncio.to_thread(Sessions(accounts, settings.portal_address).invitation, account)
        say(
            f"{known} is invited to {what}. Give them this address; it is valid for a week, and once:",
            address,
        )
    if settings.oidc is not None and "@" in known:
        say(f"{known} signs in with {settings.oidc.name} here:", f"{settings.portal_address}/sign-in")


@app.command
async def close(login: Login, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Let somebody in no longer, and sign them out everywhere. `invite` opens the account again.

    Example: `./legation accounts close a.weber --dry-run`
    """
    from portal.errors import NotFound
    from portal.show import say

    accounts = await _accounts(connect)
    found = await asyncio.to_thread(accounts.find, login)
    if found is None:
        raise NotFound(f"Nobody signs in as {login!r}; see ./legation accounts list.")
    if dry_run:
        say(f"{found.login} would be signed out everywhere, for good. Nothing was done.")
        return
    await asyncio.to_thread(accounts.close, found.login)
    say(f"{found.login} is signed out everywhere, and comes in no more.")


async def _accounts(connect: Connect) -> "Accounts":
    from activities.accounts import Accounts

    return Accounts((await connect()).store)
