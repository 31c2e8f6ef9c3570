"""The page of an application, and the mails whose replies answer an offer."""

from datetime import UTC, datetime
from pathlib import Path
from string import ascii_letters, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from temporalio.testing import ActivityEnvironment

from activities.appointments import Appointments
from activities.expected_replies import ExpectedReplies, ExpectedReply
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import Links, OfferLink
from activities.mail import LetterOrder, MailActivities
from activities.outbox import Outbox
from activities.ports import MailReceipt
from activities.register import Register
from delegation.file import DelegationFile
from delegation.letter import FactValue, Letter, LetterName
from delegation.letter_facts import FACTS
from delegation.person import Person
from tests import fakes

PORTAL = "https://portal.legation.example"
LETTERS = Path(__file__).parents[2] / "templates" / "letters"
WITH_PAGE = (LetterName.OFFER, LetterName.OFFER_REMINDER, LetterName.RESERVE, LetterName.FIX_NEEDED,
             LetterName.APPLICATION_RECEIVED)  # fmt: skip


class Desk:
    """Links and mails of one delegation."""

    def __init__(self, portal: str = PORTAL, mailer: fakes.Outbox | None = None) -> None:
        self.store = fakes.MemoryStore()
        self.register = Register(self.store)
        self.register.secret("usa-2017")
        self.register.secret("japan-2018")
        self.mailer = mailer or fakes.Outbox()
        feeds = Feeds(self.store, self.register)
        self.links = Links(portal, self.register, feeds)
        self.mail = MailActivities(
            self.register,
            Outbox(self.store, self.mailer),
            LetterWriter(LETTERS, portal=PORTAL),
            self.store,
            Appointments(self.store),
            feeds,
            self.links,
        )

    def token(self, delegation: str = "usa-2017", participant: str = "A-17") -> str:
        return self.links.offer_link(delegation, participant).removeprefix(f"{PORTAL}/o/")

    def sends(self, file: DelegationFile, person: Person, name: LetterName) -> fakes.Delivered:
        """One letter as the workflow orders it: without an address in its facts."""
        self.register.keep_file(file)
        self.register.keep(file.slug, person)
        wanted = FACTS[name].items()
        facts: dict[str, FactValue] = {
            fact: ("Something",) if one.shape == "list of texts" else "2 to 4"
            for fact, one in wanted
            if not one.may_be_empty
        }
        letter = Letter(name=name, recipient=person.id, facts=facts)
        order = LetterOrder(
            delegation=file.slug, letters=(letter,), written_at=datetime(2017, 3, 1, tzinfo=UTC)
        )
        ActivityEnvironment().run(self.mail.send_letters, order)
        return self.mailer.sent[-1]

    def expected(self, message_id: str) -> ExpectedReply | None:
        return ExpectedReplies(self.store).find(message_id)


class Renaming(fakes.Outbox):
    """A mail server that gives every mail an id of its own, as SES does."""

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        super().send(send_id=send_id, sender=sender, recipient=recipient, message=message)
        return MailReceipt(send_id=send_id, message_id="<0100-abc@email.amazonses.com>")


DESK = Desk()


def test_the_link_reads_back_as_it_was_written_and_is_always_the_same():
    assert DESK.links.read_offer(DESK.token()) == OfferLink(delegation="usa-2017", participant="A-17")
    assert DESK.token() == DESK.token()


def test_no_link_has_a_second_spelling():
    token = DESK.token()

    others = [token[:-1] + last for last in ascii_letters + digits + "-_" if last != token[-1]]

    assert [other for other in others if DESK.links.read_offer(other)] == []


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_a_link_that_was_changed_anywhere_says_nothing(position: int, character: str):
    token = DESK.token()
    changed = token[: position % len(token)] + character + token[position % len(token) + 1 :]

    read = DESK.links.read_offer(changed)

    assert read is None or changed == token


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=700))
def test_what_a_stranger_makes_up_says_nothing(token: str):
    assert DESK.links.read_offer(token) is None
    assert DESK.links.read(token) is None


@pytest.mark.parametrize(
    ("secret_of", "salt"), [("japan-2018", "offer-answer"), ("usa-2017", "invite-answer"), ("usa-2017", "")]
)
def test_a_link_signed_with_another_secret_or_for_another_purpose_says_nothing(secret_of: str, salt: str):
    import hashlib

    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    signer = URLSafeSerializer(DESK.register.secret(secret_of), salt=salt, signer_kwargs=hashed)

    assert DESK.links.read_offer(signer.dumps({"d": "usa-2017", "p": "A-17"})) is None


@pytest.mark.parametrize("name", WITH_PAGE)
def test_letters_link_to_the_page_of_their_reader(name: LetterName, usa_2017: DelegationFile, jorg: Person):
    desk = Desk()

    mail = desk.sends(usa_2017, jorg, name)

    address = desk.links.offer_link("usa-2017", jorg.id)
    assert address in mail.part("text/plain").decode()
    assert address in mail.part("text/html").decode()


@pytest.mark.parametrize("name", WITH_PAGE)
def test_without_a_portal_letters_are_written_without_a_link(
    name: LetterName, usa_2017: DelegationFile, jorg: Person
):
    desk = Desk(portal="")

    text = desk.sends(usa_2017, jorg, name).part("text/plain").decode()

    assert "/o/" not in text
    assert len(text) > 200


def test_a_reply_to_an_offer_is_known_by_a_message_id_that_nobody_can_guess(
    usa_2017: DelegationFile, jorg: Person
):
    desk = Desk()

    mail = desk.sends(usa_2017, jorg, LetterName.OFFER)

    message_id = str(mail.parsed["Message-ID"])
    assert desk.expected(message_id) == ExpectedReply(delegation="usa-2017", participant=jorg.id)
    domain = message_id.rpartition("@")[2]
    assert desk.expected(f"<{mail.send_id}@{domain}") is None
    assert mail.send_id in message_id


def test_a_reply_is_known_by_the_id_that_the_mail_server_gave(usa_2017: DelegationFile, jorg: Person):
    desk = Desk(mailer=Renaming())

    desk.sends(usa_2017, jorg, LetterName.OFFER)

    assert desk.expected("0100-abc@email.amazonses.com") is not None


def test_replies_to_other_letters_answer_no_offer(usa_2017: DelegationFile, jorg: Person):
    desk = Desk()

    mail = desk.sends(usa_2017, jorg, LetterName.RESERVE)

    assert desk.expected(str(mail.parsed["Message-ID"])) is None
