"""What organisers do, each signed in as themselves, at the pages of their desk."""

from delegation.application import Application
from delegation.change import Change
from delegation.file import DelegationFile
from delegation.hosting import HostAnswer
from delegation.offer import OfferAnswer
from delegation.panel import Decide, Publish
from delegation.status import ReleasePlace
from tests.rehearsal.by_pages.browser import Page, Pressed
from tests.rehearsal.by_pages.forms_typed import change_typed, host_phoned, table_of
from tests.rehearsal.by_pages.organisers import Organisers

COORDINATOR = "coordinator"
"""Who does at the desk what no record has an author for: answers by phone, addresses passed on."""


class DeskActs:
    """The organisers of one delegation."""

    def __init__(self, organisers: Organisers, slug: str) -> None:
        self._organisers = organisers
        self._desk = f"/desk/{slug}"

    async def decide(self, decide: Decide) -> None:
        await self._panel(decide.author, "decide", decide.note)

    async def publish(self, publish: Publish) -> None:
        await self._panel(publish.author, "publish", "")

    async def _panel(self, author: str, deed: str, note: str) -> None:
        browser = await self._organisers.browser(author)
        board = await browser.get(f"{self._desk}/selection")
        page = await browser.get(board.link(f"/selection/{deed}"))
        typed = {"reason": note} if note else {}
        done = await browser.send(page, typed, to=f"/selection/{deed}")
        assert f"done={deed}" in done.url

    async def release(self, order: ReleasePlace) -> None:
        """On the board of offers where it is passed on although that is over; else on their own page."""
        browser = await self._organisers.browser(order.author)
        if order.override:
            path = f"{self._desk}/offers/{order.participant}/release"
            typed = {"reason": order.reason, "override": order.override}
            await browser.send(await browser.get(path), typed, to="/release")
            return
        page = await browser.get(f"{self._desk}/people/{order.participant}")
        typed = {"reason": order.reason, "substitute": order.substitute or ""}
        sure = await browser.send(page, typed, to="/release")
        released = await browser.send(sure, press=None, to="/release")
        assert "done=released" in released.url

    async def take_letter(self, application: Application, file: DelegationFile) -> None:
        """Somebody sent their application to the organiser, who uploads it as a table of one row."""
        browser = await self._organisers.browser(COORDINATOR)
        page, table = await browser.get(f"{self._desk}/uploads"), table_of(application, file)
        looked = await browser.send_file(page, {}, "file", table, to="/uploads/applications")
        taken = await browser.send(looked, to="/uploads/applications/take")
        assert taken.url.endswith("?done=1")

    async def answer(self, participant: str, said: OfferAnswer) -> None:
        """Somebody phoned."""
        browser = await self._organisers.browser(COORDINATOR)
        page = await browser.get(f"{self._desk}/people/{participant}")
        press: Pressed = ("answer", said.answer.value)
        await browser.send(page, {"sure": "yes"}, press=press, to="/answer")

    async def change(self, change: Change) -> str:
        """Look at it, then carry it out. Returns the name that the desk gave it."""
        browser = await self._organisers.browser(change.author)
        page = await browser.get(f"{self._desk}/change?what={change.change.what}")
        looked = await browser.send(page, change_typed(change), to="/change")
        made = await browser.send(looked, press=token_on(looked), to="/change")
        return made.url.partition("?")[0].rpartition("/")[2]

    async def answer_host(self, said: HostAnswer) -> None:
        """A host phoned."""
        browser = await self._organisers.browser(COORDINATOR)
        page = await browser.get(f"{self._desk}/hosts/{said.host}")
        await browser.send(page, host_phoned(said), to="/answer")

    async def address_of_place(self, participant: str) -> str:
        """What the organiser passes on to the colleague who travels instead."""
        browser = await self._organisers.browser(COORDINATOR)
        return (await browser.get(f"{self._desk}/people/{participant}")).link("/instead/")


def token_on(looked: Page) -> Pressed:
    """The button that carries out what was looked at. Raises LookupError where it is not possible."""
    form = looked.form("/change")
    for field in form.fields:
        if field.name == "token":
            return (field.name, field.value)
    raise LookupError(f"What was looked at cannot be carried out: {looked.problem}")
