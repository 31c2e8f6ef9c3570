"""The organisers: invited once, they choose a password on the page of the invitation, and sign in with it."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Self

from activities.accounts import Accounts
from portal.web.organising.sessions import Sessions
from tests.rehearsal.by_pages.browser import Browser

PASSWORD = "Nine walruses at tea, 1817"


class Organisers:
    """Accounts by the name that stands in the record; each has a browser of its own."""

    def __init__(self, accounts: Accounts, address: str, invited_at: datetime, sent: Counter[str]) -> None:
        """`invited_at` is in real time; `sent` as of a `Browser`."""
        self._accounts = accounts
        self._address = address
        self._invited_at = invited_at
        self._sent = sent
        self._browsers: dict[str, Browser] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for browser in self._browsers.values():
            await browser.close()

    async def browser(self, name: str) -> Browser:
        """In which this organiser is signed in; for all delegations."""
        if name not in self._browsers:
            self._browsers[name] = await self._signed_in(name)
        return self._browsers[name]

    async def sign_in(self, name: str, browser: Browser) -> None:
        """Once more, in a further browser."""
        await self.browser(name)
        page = await browser.get("/sign-in")
        typed = {"login": _login(name), "password": PASSWORD}
        entered = await browser.send(page, typed, to="/sign-in")
        assert entered.url.endswith("/desk")

    async def _signed_in(self, name: str) -> Browser:
        account = await asyncio.to_thread(self._accounts.invite, _login(name), name, (), self._invited_at)
        invitation = await asyncio.to_thread(Sessions(self._accounts, self._address).invitation, account)
        browser = Browser(self._address, self._sent)
        entered = await browser.send(await browser.get(invitation), {"password": PASSWORD, "again": PASSWORD})
        assert entered.url.endswith("/desk")
        return browser


def _login(name: str) -> str:
    return f"{name}@platform.example"
