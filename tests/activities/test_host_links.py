"""The page of a host, and the letters that lead to it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_letters, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from temporalio.testing import ActivityEnvironment

from activities.appointments import Appointments
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import HostLink, Links
from activities.mail import LetterOrder, MailActivities
from activities.outbox import Outbox
from activities.register import Register
from delegation.file import DelegationFile
from delegation.letter import Letter, LetterName
from delegation.letter_facts import FACTS
from tests import fakes
from tests.activities.conftest import PORTAL
from tests.activities.test_letters import sample

LETTERS = Path(__file__).parents[2] / "templates" / "letters"
WITH_PAGE = tuple(name for name, wanted in FACTS.items() if "host_url" in wanted)


class Desk:
    """Links and mails of one delegation."""

    def __init__(self, portal: str = PORTAL) -> None:
        self.store = fakes.MemoryStore()
        self.register = Register(self.store)
        for delegation in ("usa-2017", "japan-2018"):
            self.register.secret(delegation)
        self.mailer = fakes.Outbox()
        feeds = Feeds(self.store, self.register)
        self.links = Links(portal, self.register, feeds)
        letters = LetterWriter(LETTERS, portal=PORTAL)
        outbox, appointments = Outbox(self.store, self.mailer), Appointments(self.store)
        self.mail = MailActivities(
            self.register, outbox, letters, self.store, appointments, feeds, self.links
        )

    def token(self, delegation: str = "usa-2017", host: str = "mit-host") -> str:
        return self.links.host_link(delegation, host).removeprefix(f"{PORTAL}/h/")

    def sends(self, file: DelegationFile, name: LetterName) -> fakes.Delivered:
        """One letter as the workflow orders it: without an address in its facts."""
        self.register.keep_file(file)
        host = file.host("mit-host")
        assert host is not None
        facts = {fact: sample(fact, wanted) for fact, wanted in FACTS[name].items()} | {"host_url": ""}
        return self.sent(file, Letter(name=name, recipient=host.person, host=host.id, facts=facts))

    def sent(self, file: DelegationFile, letter: Letter) -> fakes.Delivered:
        self.register.keep_file(file)
        moment = datetime(2017, 3, 16, tzinfo=UTC)
        order = LetterOrder(delegation=file.slug, letters=(letter,), written_at=moment)
        ActivityEnvironment().run(self.mail.send_letters, order)
        return self.mailer.sent[-1]


DESK = Desk()


def test_the_link_reads_back_as_it_was_written_and_is_always_the_same():
    assert DESK.links.read_host(DESK.token()) == HostLink(delegation="usa-2017", host="mit-host")
    assert DESK.token() == DESK.token()


def test_no_link_has_a_second_spelling():
    token = DESK.token()

    others = [token[:-1] + last for last in ascii_letters + digits + "-_" if last != token[-1]]

    assert [other for other in others if DESK.links.read_host(other)] == []


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_a_link_that_was_changed_anywhere_says_nothing(position: int, character: str):
    token = DESK.token()
    changed = token[: position % len(token)] + character + token[position % len(token) + 1 :]

    read = DESK.links.read_host(changed)

    assert read is None or changed == token


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=700))
def test_what_a_stranger_makes_up_says_nothing(token: str):
    assert DESK.links.read_host(token) is None


@pytest.mark.parametrize(
    ("secret_of", "salt"),
    [
        ("japan-2018", "host-page"),
        ("usa-2017", "offer-answer"),
        ("usa-2017", "invite-answer"),
        ("usa-2017", ""),
    ],
)
def test_a_link_signed_with_another_secret_or_for_another_purpose_says_nothing(secret_of: str, salt: str):
    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    signer = URLSafeSerializer(DESK.register.secret(secret_of), salt=salt, signer_kwargs=hashed)

    assert DESK.links.read_host(signer.dumps({"d": "usa-2017", "h": "mit-host"})) is None


def test_the_page_of_a_host_opens_no_offer_and_answers_no_invite():
    assert DESK.links.read_offer(DESK.token()) is None
    assert DESK.links.read(DESK.token()) is None


@pytest.mark.parametrize("name", WITH_PAGE)
def test_letters_to_hosts_link_to_the_hosts_own_page(name: LetterName, usa_2017: DelegationFile):
    desk = Desk()

    mail = desk.sends(usa_2017, name)

    address = desk.links.host_link("usa-2017", "mit-host")
    assert address in mail.part("text/plain").decode()
    assert address in mail.part("text/html").decode()


@pytest.mark.parametrize("name", WITH_PAGE)
def test_without_a_portal_letters_to_hosts_are_written_without_a_link(
    name: LetterName, usa_2017: DelegationFile
):
    text = Desk(portal="").sends(usa_2017, name).part("text/plain").decode()

    assert "/h/" not in text
    assert len(text) > 200


def test_every_letter_a_host_is_sent_of_what_it_is_asked_leads_to_its_page():
    assert {one.value for one in WITH_PAGE} == {
        "host-asked",
        "host-reminded",
        "host-requests",
        "host-guest-list",
        "host-withdrawn",
        "host-thanks",
    }
