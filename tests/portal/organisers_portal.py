"""The organiser's desk over a delegation in memory, opened by accounts with a right to it or not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from activities.accounts import Account
from activities.adapters.spreadsheet import XlsxSpreadsheets
from tests.portal.desk_portal import account_at, anybody, desk_of, signed_in
from tests.portal.fakes_portal import LegationInMemory

UI = "http://127.0.0.1:8233/namespaces/default"


class Organisers:
    """Hanna Vermeulen sees what each story gives her."""

    def __init__(self, legation: LegationInMemory) -> None:
        self.legation = legation
        self.desk = replace(desk_of(legation), ui=UI, spreadsheets=XlsxSpreadsheets())

    def account(self, *delegations: str) -> Account:
        login = f"{'-'.join(delegations) or 'all'}@platform.example"
        return account_at(self.desk, *delegations, login=login, name="Hanna Vermeulen")

    @asynccontextmanager
    async def browser(self, *delegations: str, stranger: bool = False) -> AsyncIterator[httpx.AsyncClient]:
        """Signed in with a right to these delegations, to all without any; a stranger is not signed in."""
        opened = anybody(self.desk) if stranger else signed_in(self.desk, self.account(*delegations))
        async with opened as client:
            yield client
