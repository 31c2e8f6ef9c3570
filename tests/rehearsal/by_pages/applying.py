"""How people apply: everybody opens the form, and sends it when the story says so."""

import asyncio
import re
from collections.abc import Sequence

from delegation.application import Application
from delegation.file import DelegationFile
from delegation.reading.story import SentApplication, Story
from portal.client import Legation
from portal.errors import Refused
from portal.web.applying.stepping_in import stepping_in
from portal.web.applying.submission import participant_of
from tests.rehearsal.by_pages.browser import Browser, Page
from tests.rehearsal.by_pages.forms_typed import application_typed

SEND = ("do", "send")
TOO_LATE = "The call has closed"


class Applicants:
    """Everybody of a story who sends the form of the call, each with a form of their own before them.

    An id follows from the form, so whoever opened it has one. The forms are dealt out in the order of the
    ids: the first of the files is the first at the portal, and equal scores go the same way.
    """

    def __init__(self, browser: Browser, file: DelegationFile) -> None:
        self._browser = browser
        self._file = file
        self._forms: dict[str, Page] = {}
        self.turned_away: list[str] = []
        """Who came after the cut-off and was told so; they may write to the organiser."""
        self.ids: dict[str, str] = {}
        """By the id in the files, the one at the portal."""

    async def open_forms(self, legation: Legation, story: Story) -> None:
        """One for each; those who step in later get theirs by the address of the place.

        Who comes too late is called by the organiser as in the files.
        """
        secret = await asyncio.to_thread(legation.register.secret, self._file.slug)
        opened = [await self._browser.get(f"/d/{self._file.slug}/apply") for _ in story.applications]
        dealt = sorted((participant_of(secret, _submission(page)), page) for page in opened)
        for sent, (own, page) in zip(_by_id(story.applications), dealt, strict=True):
            is_late = self._file.at(sent.sent) > self._file.call.first_closes_at
            self.ids[sent.id] = sent.id if is_late else own
            self._forms[self.ids[sent.id]] = page
        for sent in story.substitutes:
            assert sent.substitute_for is not None
            self.ids[sent.id] = stepping_in(secret, self.ids[sent.substitute_for], 0)

    def is_new(self, application: Application) -> bool:
        """Whether their form lies open still."""
        return application.id in self._forms

    async def send(self, application: Application, receipt: str) -> Page | None:
        """Send it; where it was sent before, change it from the page of the `receipt`. None: too late."""
        page = self._forms.pop(application.id, None)
        if page is None:
            page = await self._browser.get((await self._browser.get(receipt)).link("/draft/"))
        try:
            return await self._sent(page, application)
        except Refused as refusal:
            if str(refusal) != TOO_LATE:
                raise
            self.turned_away.append(application.id)
            return None

    async def step_in(self, address: str, application: Application) -> Page:
        """Send the form behind the address that the organiser passed on."""
        return await self._sent(await self._browser.get(address), application)

    async def _sent(self, page: Page, application: Application) -> Page:
        typed = application_typed(application, self._file)
        return await self._browser.send(page, typed, press=SEND)


def code_on(receipt: Page) -> str:
    """The code on the page of a receipt. Raises AssertionError where there is none yet."""
    found = re.search(r'class="code">([^<]+)<', receipt.text)
    assert found is not None, "an application without a receipt"
    return found[1]


def _submission(page: Page) -> str:
    return next(one.value for one in page.form(press=SEND).fields if one.name == "submission")


def _by_id(sent: Sequence[SentApplication]) -> list[SentApplication]:
    return sorted(sent, key=lambda one: one.id)
