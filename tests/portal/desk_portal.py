"""The organiser's desk in tests: the real application on a delegation in memory, with somebody signed in."""

from datetime import UTC, datetime

import httpx
from fastapi import Response

from activities.accounts import Account, Accounts
from activities.feeds import Feeds
from activities.links import Links
from delegation.host_letters import news_of_asking
from portal.web.app import create_app
from portal.web.desk import Desk
from portal.web.limiting import Limit, Limits
from portal.web.organising.sessions import COOKIE, Sessions
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.hosts_portal import HostsInMemory
from tests.portal.invites_portal import PORTAL, SLUG, TEMPLATES

LOGIN = "anna@platform.example"
NO_LIMITS = Limits(wrong=Limit(10**9, 1), posts=Limit(10**9, 1))


def desk_of(legation: LegationInMemory) -> Desk:
    """Everything behind the pages, on this delegation."""
    feeds, accounts = Feeds(legation.store, legation.register), Accounts(legation.store)
    return Desk(
        address=PORTAL,
        templates=TEMPLATES,
        store=legation.store,
        register=legation.register,
        feeds=feeds,
        links=Links(PORTAL, legation.register, feeds),
        calendars=legation,
        journeys=legation,
        hosts=legation if legation.receptions.states else hosts_of(legation),
        parties=legation,
        legation=legation,
        accounts=accounts,
        sessions=Sessions(accounts, PORTAL),
        limits=NO_LIMITS,
    )


def hosts_of(legation: LegationInMemory) -> HostsInMemory:
    """Every host, asked on the day of the file."""
    file = legation.register.delegation_file(SLUG)
    hosts = HostsInMemory(legation.now)
    for host in file.hosts if file.hosting else ():
        news = news_of_asking(host, file, file.hosting.asked_at)
        if news is not None:
            hosts.ask(host.id, news)
    return hosts


def account_at(desk: Desk, *delegations: str, login: str = LOGIN, name: str = "Anna Weber") -> Account:
    """An account for these delegations; for all of them without any."""
    assert desk.accounts is not None
    return desk.accounts.find(login) or desk.accounts.invite(
        login, name, delegations, datetime(2017, 1, 1, tzinfo=UTC)
    )


def signed_in(desk: Desk, account: Account | None = None) -> httpx.AsyncClient:
    """A browser in which that account is signed in; without one, somebody who may see everything."""
    browser = anybody(desk)
    browser.cookies.set(COOKIE, cookie_of(desk, account or account_at(desk)))
    return browser


def anybody(desk: Desk) -> httpx.AsyncClient:
    """A browser in which nobody is signed in."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(desk)), base_url=PORTAL)


def cookie_of(desk: Desk, account: Account) -> str:
    assert desk.sessions is not None
    response = Response()
    desk.sessions.begin(response, account)
    return response.headers["set-cookie"].partition("=")[2].partition(";")[0]
