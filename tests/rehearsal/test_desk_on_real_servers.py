"""The desk's rare and final steps on real servers, every one by its page: worded letters, a moved cut-off, a
colleague instead, an erasure, a link that went to others, and the end of it all."""

import asyncio
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

import pytest

from composition import open_legation
from delegation.ids import delegation_workflow_id
from delegation.offer import Answer
from delegation.reading.delegation_file import read_delegation
from embedded.mail import fetch_all
from embedded.settings import EmbeddedSettings
from settings import Settings
from tests.canaries import search
from tests.rehearsal.conftest import running_stack
from tests.rehearsal.desk_browser import DeskBrowser
from tests.rehearsal.test_erased_on_disk import engine_in_clear, seen, vault_in_clear
from tests.workflows.conftest import SMALL
from tests.workflows.people import APPLICANTS
from tests.workflows.ports import PostOffice
from tests.workflows.trip import CUT_OFF, DAY_OF_APPLICATIONS, EVALUATION_OPENS, FINAL, OFFERS, PANEL, Trip
from vault import open_client

pytestmark = pytest.mark.timeout(900)

MOVED_TO = "2027-02-06T17:00"
LATE = {
    "person.name": "Solveig Brandt",
    "person.email": "solveig.brandt@fjord.example",
    "person.organisation": "Fjord Rent",
    "person.zone": "Europe/Oslo",
    "answers.country": "NO",
    "answers.profile": "https://fjord.example",
    "answers.cluster": "yes",
}
COLLEAGUE = {
    **LATE,
    "person.name": "Tage Lindqvist",
    "person.email": "tage.lindqvist@malar.example",
    "person.organisation": APPLICANTS["A-1"].organisation,
    "answers.country": "SE",
}
ERASED = [APPLICANTS["A-2"].name, APPLICANTS["A-2"].email, "MADEUPA-2"]
STAYS = [COLLEAGUE["person.name"], COLLEAGUE["person.email"]]


class Mailed(NamedTuple):
    subject: str
    text: str
    calendars: tuple[str, ...]
    """Methods of its calendar parts."""


class Event:
    """One delegation on a running stack, with somebody signed in at its desk."""

    def __init__(self, trip: Trip, browser: DeskBrowser, settings: EmbeddedSettings) -> None:
        self.trip, self.browser, self._settings = trip, browser, settings
        self.desk = browser.home

    def mails(self, address: str) -> list[Mailed]:
        """In the order of their delivery."""
        return [mailed(one.content) for one in fetch_all(self._settings) if one.mailbox == address.lower()]

    def mails_of(self, somebody: str) -> list[Mailed]:
        return self.mails(self.trip.address_of(somebody))

    async def word(self, letter: str, subject: str, body: str) -> None:
        page = f"{self.desk}/letters/{letter}"
        tried = await self.browser.send(page, subject=subject, body=body, do="try")
        assert "Subject:" in tried
        saved = await self.browser.send(page, subject=subject, body=body, do="save")
        assert "Worded by Anna Weber" in saved

    async def apply(self, path: str, details: dict[str, str]) -> str:
        """By the form at `path`. Returns the id under which it is kept."""
        before = await self._everyone()
        await self.browser.send(path, **details, do="send")
        await self.trip.settle()
        [new] = await self._everyone() - before
        self.trip.stillness.watch(new)
        await self.trip.settle()
        return new

    async def _everyone(self) -> set[str]:
        return {one.participant for one in (await self.trip.roster()).everyone}

    async def let_it_be(self, local: str) -> None:
        """The clock of the delegation goes on without a date that comes."""
        moment = self.trip.at(local)
        await self.trip.legation.pass_time(delegation_workflow_id(self.trip.file.slug), moment)
        self.trip.now = moment
        await self.trip.settle()


def mailed(content: bytes) -> Mailed:
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain",))
    methods = (one.get_param("method") for one in message.walk() if one.get_content_type() == "text/calendar")
    text = " ".join(body.get_content().split()) if body is not None else ""
    return Mailed(str(message["Subject"]), text, tuple(str(one) for one in methods))


# --- the chapters -------------------------------------------------------------------------------------


async def letters_are_worded(event: Event) -> None:
    """Before anybody applied; what arrives has the new words."""
    received = (
        "Dear {{ person.name }},\n\nthe lakes thank you: {{ receipt_code }}.\n\n"
        '{{ ours.earlier }}\n\n{% if answer_url %}{{ answer_url | link("Look at it") }}{% endif %}\n'
    )
    offer = "Dear {{ person.name }},\n\na boat waits until {{ confirm_by | strong }}.\n\n{{ ours.answer }}\n"
    await event.word("application-received", "Thanks from the lakes, {{ receipt_code }}", received)
    await event.word("offer", "A boat for you until {{ confirm_by }}", offer)
    await event.trip.reach(DAY_OF_APPLICATIONS)
    await event.trip.apply("A-1", "A-2", "A-3")
    [mail] = event.mails_of("A-1")
    assert re.match(r"Thanks from the lakes, \S+", mail.subject)
    assert f"Dear {APPLICANTS['A-1'].name}, the lakes thank you: " in mail.text


async def the_cut_off_is_moved(event: Event) -> str:
    """Those who applied are told; somebody applies after the old one. Returns that one's id."""
    page = f"{event.desk}/call"
    asked = await event.browser.send(page, closes=MOVED_TO, reason="The portal was away for a day.")
    assert "3 applicants are told at once" in asked
    assert (await event.trip.legation.file(event.trip.file.slug)).call.first_closes_at == event.trip.at(
        CUT_OFF
    )
    moved = await event.browser.confirm(asked, page, sure="yes")
    assert "closes on Sat 6 February 2027, 17:00" in " ".join(moved.split())
    await event.trip.settle()
    for one in ("A-1", "A-2", "A-3"):
        told = event.mails_of(one)[-1]
        assert "The portal was away for a day." in told.text
        assert "6 February 2027" in told.text
    await event.let_it_be("2027-02-05 18:00")
    assert "6 February 2027" in await event.browser.words(f"/d/{event.trip.file.slug}")
    late = await event.apply(f"/d/{event.trip.file.slug}/apply", LATE)
    [mail] = event.mails(LATE["person.email"])
    assert mail.subject.startswith("Thanks from the lakes")
    await somebody_applies_twice(event, late)
    await event.trip.reach("2027-02-06 17:00")
    assert (await event.trip.standing())[late] == "submitted"
    await event.let_it_be("2027-02-06 17:01")
    assert 'name="person.name"' not in await event.browser.page(f"/d/{event.trip.file.slug}/apply")
    return late


async def somebody_applies_twice(event: Event, first: str) -> None:
    """By a fresh form: the receipt names the first, the desk marks both; withdrawn, it is marked no more."""
    table = f"{event.desk}/applications"
    again = await event.apply(f"/d/{event.trip.file.slug}/apply", {**LATE, "person.name": "S. Brandt"})
    once, twice = event.mails(LATE["person.email"])
    assert "There is already an application" not in once.text
    assert f"{first}, received " in twice.text
    assert (await event.browser.page(table)).count(">perhaps twice</span>") == 2
    await event.trip.withdraw(again)
    assert "perhaps twice" not in await event.browser.page(table)


async def places_are_offered(event: Event, late: str) -> None:
    """The first two of the marks are selected; their offers have the words of the desk."""
    trip = event.trip
    await trip.reach(EVALUATION_OPENS)
    await trip.hand_in_all(**{late.replace("-", "_"): 1})
    await trip.reach(PANEL)
    await trip.decide()
    await trip.reach(OFFERS)
    for one in ("A-1", "A-2"):
        mail = event.mails_of(one)[-1]
        assert mail.subject.startswith("A boat for you until ")
        assert "a boat waits until" in mail.text
        await trip.answer(one, Answer.ACCEPTED)
    await trip.reach(FINAL)
    await trip.hand_in_papers("A-2")


async def a_colleague_travels_instead(event: Event) -> str:
    """By the address on the page of the delegate, passed on. Returns the colleague's id."""
    page = f"{event.desk}/people/A-1"
    address = re.search(r'id="instead"[^>]*value="[^"]*(/instead/[^"]+)"', await event.browser.page(page))
    assert address is not None
    colleague = await event.apply(address[1], COLLEAGUE)
    assert await event.browser.status(address[1]) == 410
    asked = await event.browser.send(page, "/release", reason="fell ill", substitute=colleague)
    await event.browser.confirm(asked, page, "/release", sure="yes")
    await event.trip.settle()
    assert set(await event.trip.delegates()) == {colleague, "A-2"}
    assert "CANCEL" in event.mails_of("A-1")[-1].calendars
    assert any("REQUEST" in one.calendars for one in event.mails(COLLEAGUE["person.email"]))
    return colleague


def wrapped_key(settings: Settings, participant: str) -> bytes:
    """The data key of a participant as the bucket has it."""
    client, bucket = open_client(settings)
    listed = client.list_objects_v2(Bucket=bucket)["Contents"]
    [key] = [one["Key"] for one in listed if one["Key"].endswith(f"/keys/{participant.lower()}.json")]
    lying = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    assert isinstance(lying, bytes)
    return lying


def lies_on_disk(stack: Path, content: bytes) -> bool:
    return any(content in path.read_bytes() for path in stack.rglob("*") if path.is_file())


async def somebody_is_erased(event: Event, settings: Settings, stack: Path) -> bytes:
    """Nothing that is left can be read as theirs. Returns their key, which nothing must show from now on."""
    legation = event.trip.legation
    page = f"{event.desk}/people/A-2/erase"
    before = await asyncio.to_thread(vault_in_clear, settings)
    assert seen([*ERASED, *STAYS], before, stack=stack) == {*ERASED, *STAYS}, (
        "The search finds what is there."
    )
    key = await asyncio.to_thread(wrapped_key, settings, "A-2")
    assert lies_on_disk(stack, key)
    assert "A-2 is erased" in await event.browser.send(page, confirmed="A-2")
    await event.trip.settle()
    left, told = await asyncio.to_thread(vault_in_clear, settings), await engine_in_clear(legation)
    assert len(told) > 5
    assert seen(ERASED, left, told, stack=stack) == set()
    assert seen(STAYS, left, stack=stack) == set(STAYS), "Who was not erased is still there."
    for path in ("", "/people", "/people/A-2", "/applications", "/offers", "/outbox", "/documents"):
        shown = await event.browser.page(event.desk + path)
        assert [one for one in ERASED if one in shown] == [], path
    return key


async def a_link_is_made_dead(event: Event, colleague: str) -> None:
    """The page of a letter opens no more; that of the new mail does."""
    old = path_in(event.mails(COLLEAGUE["person.email"]))
    assert await event.browser.status(old) == 200
    page = f"{event.desk}/people/{colleague}/links"
    said = await event.browser.send(page, sure="yes", mail="yes", do="revoke")
    assert "The mail with the new one is on its way." in said
    new = path_in(event.mails(COLLEAGUE["person.email"])[-1:])
    assert [await event.browser.status(one) for one in (old, new)] == [404, 200]


def path_in(mails: list[Mailed]) -> str:
    """Of the reader's own page, as the first of these mails that has one says it."""
    found = [one for mail in mails for one in re.findall(r"https?://[^/\s]+(/o/[\w.~-]+)", mail.text)]
    assert found, [mail.subject for mail in mails]
    return found[0]


async def it_is_cancelled(event: Event, colleague: str) -> None:
    """Everybody still with it is told, hosts too; calendars are emptied; nobody who left hears of it."""
    page, reason = f"{event.desk}/cancel", "The lakes are frozen."
    left = [len(event.mails_of(one)) for one in ("A-1", "A-2")]
    await event.browser.send(page, reason=reason, confirmed=event.trip.file.slug)
    assert "The delegation is cancelled" in await event.browser.words(page)
    await event.trip.settle()
    hosts = ("harbour-desk", "tower-desk")
    for address in (COLLEAGUE["person.email"], *map(event.trip.address_of, hosts)):
        mails = event.mails(address)
        assert any(reason in one.text for one in mails), address
        assert mails[-1].calendars[-1:] == ("CANCEL",), address
    journey = await event.trip.legation.calendar(event.trip.file.slug, colleague)
    assert [one.item.id for one in journey.invites if one.method == "REQUEST"] == []
    assert [len(event.mails_of(one)) for one in ("A-1", "A-2")] == left


async def story(settings: Settings, stack: Path) -> bytes:
    """All chapters. Returns the key that was destroyed."""
    file = read_delegation(SMALL.read_text(), str(SMALL))
    trip = Trip(await open_legation(settings), file, None, PostOffice())  # type: ignore[arg-type]
    await trip.open()
    async with DeskBrowser(settings.embedded, file.slug) as browser:
        event = Event(trip, browser, settings.embedded)
        await browser.sign_in(file.slug)
        await letters_are_worded(event)
        late = await the_cut_off_is_moved(event)
        await places_are_offered(event, late)
        colleague = await a_colleague_travels_instead(event)
        await trip.reach(trip.now + timedelta(days=1))
        key = await somebody_is_erased(event, settings, stack)
        await a_link_is_made_dead(event, colleague)
        await it_is_cancelled(event, colleague)
    return key


def test_the_rare_and_final_steps_of_the_desk_hold_on_real_servers(tmp_path: Path) -> None:
    with running_stack(tmp_path) as stack:
        key = asyncio.run(story(Settings(embedded=stack.settings), tmp_path))
    assert search(tmp_path, ERASED) == []
    assert not lies_on_disk(tmp_path, key), "The portal had the vault overwrite what was removed."
    assert (tmp_path / "log" / "worker.log").stat().st_size > 0
