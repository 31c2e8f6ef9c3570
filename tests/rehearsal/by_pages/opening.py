"""How the delegation is written and opened at the desk.

The portal of this page runs in the test: it opens delegations whose calendar skips, which is all that a
rehearsal asks for beyond life.
"""

import re
from collections import Counter
from dataclasses import dataclass

import httpx

from activities.accounts import Accounts
from activities.feeds import Feeds
from activities.links import Links
from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation
from delegation.tempo import Tempo
from portal.client import Legation
from portal.rehearsals.rehearsal import BEFORE
from portal.web.app import create_app
from portal.web.desk import Desk
from portal.web.organising.sessions import Sessions
from tests.portal.invites_portal import TEMPLATES
from tests.rehearsal.by_pages.browser import Browser, Page

FASTER = "1000"
"""A call that has closed on the real calendar is opened with a faster one; this one then skips."""


class Rehearsed(Legation):
    """Opens delegations for a rehearsal, whatever speed was asked for."""

    async def open(self, file: DelegationFile, tempo: Tempo) -> str:
        began = file.call.opens_at - BEFORE
        return await super().open(
            file, Tempo(real_origin=tempo.real_origin, trip_origin=began, rehearsed=True)
        )


@dataclass(frozen=True)
class WritingDesk:
    """The pages from the first draft to the opening, on the stores and the engine of `legation`."""

    legation: Legation
    accounts: Accounts
    address: str

    def browser(self, sent: Counter[str]) -> Browser:
        """At these pages."""
        legation, feeds = self.legation, Feeds(self.legation.store, self.legation.register)
        rehearsed = Rehearsed(legation.client, legation.store, legation.register)
        desk = Desk(
            address=self.address,
            templates=TEMPLATES,
            store=legation.store,
            register=legation.register,
            feeds=feeds,
            links=Links(self.address, legation.register, feeds),
            calendars=legation,
            journeys=legation,
            hosts=legation,
            legation=rehearsed,
            accounts=self.accounts,
            sessions=Sessions(self.accounts, self.address),
        )
        return Browser(self.address, sent, httpx.ASGITransport(create_app(desk)))


async def write_and_open(browser: Browser, text: str) -> None:
    """Begin from a file, go through every page of the draft and save it, look what follows, and open it."""
    start = await browser.get("/desk/new")
    page = await browser.send_file(start, {"base": "file"}, "file", text.encode(), to="/desk/new")
    draft = re.sub(r"/[a-z]+$", "", httpx.URL(page.url).path)
    for name in dict.fromkeys(re.findall(rf'href="{draft}/([a-z]+)"', page.text)):
        if name not in ("text", "open"):
            await _save(browser, f"{draft}/{name}")
    written = (await browser.get(f"{draft}/delegation.yaml")).text
    assert read_delegation(written) == read_delegation(text)
    assert "The file is right" in (await browser.get(f"{draft}/open")).text
    sure = await browser.get(f"{draft}/open?step=sure&speed={FASTER}")
    opened = await browser.send(sure, to="/open")
    assert httpx.URL(opened.url).path == f"/desk/{read_delegation(text).slug}"


async def _save(browser: Browser, path: str) -> Page:
    return await browser.send(await browser.get(path), press=("do", "save"), to=path.rpartition("/")[2])
