"""Somebody's link is with somebody else: an organiser revokes it at the desk and sends a new one."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from activities.outbox import Outbox
from activities.ports import AddressRefused
from portal.web.app import create_app
from portal.web.organising.links_mail import LinksPost
from tests import fakes
from tests.portal.organiser_portal import EVIL, OrganisersDesk
from tests.portal.running_portal import running
from tests.portal.trips_portal import KATRIN, PORTAL, SLUG

PAGE = f"/people/{KATRIN}/links"
REVOKE = {"do": "revoke", "times": "0", "sure": "yes", "mail": "yes"}


class Office(OrganisersDesk):
    """Its clock stands still, so that a slow machine mails no address twice."""

    def __init__(self) -> None:
        super().__init__(running())
        self.mailer = fakes.Outbox()
        now = datetime(2027, 1, 1, 12, tzinfo=UTC)
        post = LinksPost(Outbox(self.store, self.mailer), lambda: now)
        self.desk = replace(self.desk, links_post=post)
        self.app = create_app(self.desk)

    def link(self) -> str:
        return self.desk.links.offer_link(SLUG, KATRIN)

    def opens(self, link: str) -> bool:
        return self.desk.links.read_offer(link.rpartition("/")[2]) is not None

    def speaks(self, language: str) -> None:
        person = self.desk.register.person(SLUG, KATRIN)
        self.desk.register.keep(SLUG, person.model_copy(update={"language": language}))


@pytest.fixture
def office() -> Office:
    return Office()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


async def test_their_page_leads_to_what_stops_working_and_nothing_is_done(office: Office):
    link = office.link()
    assert f'href="/desk/{SLUG}{PAGE}"' in (await office.get(f"/people/{KATRIN}")).text

    page = (await office.get(PAGE)).text

    assert "They were never revoked." in words(page)
    assert "their calendar subscription" in words(page)
    assert link.rpartition("/")[2] not in page
    assert office.opens(link)
    assert office.mailer.sent == []


async def test_every_address_is_dead_and_the_new_one_arrives(office: Office):
    links = office.desk.links
    old, feed = office.link(), office.desk.feeds.token(SLUG, KATRIN)
    instead = links.instead_link(SLUG, KATRIN).rpartition("/")[2]

    answer = await office.post(PAGE, **REVOKE)
    page = words((await office.get(f"{PAGE}?done=revoked-mailed")).text)

    assert answer.headers["location"] == f"/desk/{SLUG}{PAGE}?done=revoked-mailed"
    assert not office.opens(old)
    assert office.desk.feeds.find(feed) is None
    assert links.read_instead(instead) is None
    [mail] = office.mailer.sent
    new = re.search(rf"{PORTAL}/o/\S+", mail.part("text/plain").decode())
    assert new is not None
    assert new[0] == office.link() != old
    assert office.opens(new[0])
    assert "Revoked 1 time" in page
    assert "by Anna Weber" in page
    async with office.browser(signed_in=False) as browser:
        assert (await browser.get(old.removeprefix(PORTAL))).status_code == 404
        assert (await browser.get(new[0].removeprefix(PORTAL))).status_code == 200


async def test_clicked_twice_it_is_done_once_and_mailed_once(office: Office):
    both = await asyncio.gather(office.post(PAGE, **REVOKE), office.post(PAGE, **REVOKE))
    new = office.link()
    late = await office.post(PAGE, **REVOKE)

    assert {one.status_code for one in (*both, late)} == {303}
    assert office.desk.feeds.ring.epoch(SLUG, KATRIN).number == 1
    assert len(office.mailer.sent) == 1
    assert office.opens(new), "A form of before does not touch what was given since."


async def test_where_somebody_else_reads_the_mailbox_nothing_is_mailed(office: Office):
    fields = {name: value for name, value in REVOKE.items() if name != "mail"}

    answer = await office.post(PAGE, **fields)

    assert answer.headers["location"].endswith("?done=revoked")
    assert office.mailer.sent == []


@pytest.mark.parametrize("sure", [{}, {"sure": EVIL}])
async def test_without_the_tick_nothing_is_done(office: Office, sure: dict[str, str]):
    link = office.link()

    answer = await office.post(PAGE, do="revoke", times="0", **sure)

    assert answer.status_code == 422
    assert '<a href="#sure">Tick it' in answer.text
    assert EVIL not in answer.text
    assert office.opens(link)


async def test_who_lost_their_link_gets_it_again_once_and_it_stays(office: Office):
    link = office.link()

    for _ in range(2):
        answer = await office.post(PAGE, do="send")

    assert answer.headers["location"].endswith("?done=mailed")
    [mail] = office.mailer.sent
    assert link in mail.part("text/plain").decode()
    assert office.opens(link)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Your new link: "), ("de", "Ihr neuer Link: "), ("fr", "Votre nouveau lien : ")],
)
async def test_the_mail_speaks_the_language_of_its_reader(office: Office, language: str, subject: str):
    office.speaks(language)

    await office.post(PAGE, **REVOKE)

    [mail] = office.mailer.sent
    assert " ".join(mail.subject.split()).startswith(subject)
    assert f'lang="{language}"' in mail.part("text/html").decode()


async def test_a_mail_that_cannot_leave_is_said_and_the_old_addresses_are_dead_all_the_same(office: Office):
    old = office.link()
    office.mailer.troubles.append(AddressRefused("No such mailbox."))

    answer = await office.post(PAGE, **REVOKE)

    assert answer.headers["location"].endswith("?done=revoked-waits")
    assert "could not leave now" in (await office.get(f"{PAGE}?done=revoked-waits")).text
    assert not office.opens(old)


async def test_nobody_unknown_has_addresses_and_there_is_no_other_deed(office: Office):
    assert (await office.get("/people/A-99/links")).status_code == 404
    assert (await office.post("/people/A-99/links", **REVOKE)).status_code == 404
    assert (await office.post(PAGE, do="burn")).status_code == 400
