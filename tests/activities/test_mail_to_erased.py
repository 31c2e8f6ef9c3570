"""Mail around somebody who was erased: to them nothing leaves, to others all but what was about them."""

from datetime import datetime

import pytest
from temporalio.testing import ActivityEnvironment

from activities.appointments import Appointments
from activities.data_keys import DataKeys
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import InviteOrder, LetterOrder, MailActivities, MailSent
from activities.outbox import Outbox
from activities.register import Register
from activities.sealing import SealedStore
from delegation.document import DocumentKind, DocumentRef
from delegation.file import DelegationFile
from delegation.letter import Letter, LetterName
from delegation.person import Person
from tests import fakes
from tests.activities.conftest import PORTAL

LETTER = Letter(name=LetterName.PLACE_CONFIRMED, recipient="A-17", facts={"next_steps": ("wait",)})


class Office:
    """The mail activities of usa-2017 on a sealed vault, with two participants."""

    def __init__(self, letters: LetterWriter, file: DelegationFile, jorg: Person, at: datetime) -> None:
        inner = fakes.MemoryStore()
        self.store = SealedStore(inner, DataKeys(inner, fakes.MemoryKeys()))
        self.mailer = fakes.Outbox()
        self.at = at
        register = Register(self.store)
        register.keep_file(file)
        register.keep("usa-2017", jorg)
        register.keep("usa-2017", jorg.model_copy(update={"id": "A-18", "email": "ada@cluster.example"}))
        feeds = Feeds(self.store, register)
        self.mail = MailActivities(
            register,
            Outbox(self.store, self.mailer),
            letters,
            self.store,
            Appointments(self.store),
            feeds,
            Links(PORTAL, register, feeds),
        )

    def letter_about(self, participant: str) -> DocumentRef:
        key = f"delegations/usa-2017/documents/certificate/{participant.lower()}-v1-0f0f0f0f0f0f.pdf"
        ref = self.store.create(key, b"%PDF-1.7", "application/pdf")
        return ref.model_copy(update={"kind": DocumentKind.CERTIFICATE, "participant": participant})

    def send(self, *letters: Letter) -> MailSent:
        order = LetterOrder(delegation="usa-2017", letters=letters, written_at=self.at)
        return ActivityEnvironment().run(self.mail.send_letters, order)


@pytest.fixture
def office(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime) -> Office:
    return Office(letters, usa_2017, jorg, written_at)


def test_to_somebody_erased_nothing_leaves_and_the_others_get_theirs(office: Office):
    office.store.erase("usa-2017", "A-17")

    sent = office.send(LETTER, LETTER.model_copy(update={"recipient": "A-18"}))

    assert sent == MailSent(sent=1, erased=("A-17",))
    assert [mail.recipient for mail in office.mailer.sent] == ["ada@cluster.example"]


def test_a_letter_to_another_leaves_without_the_document_about_somebody_erased(office: Office):
    documents = (office.letter_about("A-17"), office.letter_about("A-18"))
    office.store.erase("usa-2017", "A-17")

    sent = office.send(LETTER.model_copy(update={"recipient": "A-18", "attachments": documents}))

    assert sent == MailSent(sent=1)
    attached = [part.get_filename() for part in office.mailer.sent[0].parsed.iter_attachments()]
    assert [name for name in attached if name and name.endswith(".pdf")] == ["certificate-A-18.pdf"]


def test_invites_to_somebody_erased_end_without_an_error_and_keep_nothing(office: Office):
    office.store.erase("usa-2017", "A-17")

    order = InviteOrder(
        delegation="usa-2017", recipient="A-17", revisions=(), letter=LETTER, written_at=office.at
    )
    sent = ActivityEnvironment().run(office.mail.send_invites, order)

    assert sent == MailSent(sent=0, erased=("A-17",))
    assert [key for key in office.store.keys("delegations/") if "a-17" in key] == []


def test_a_letter_that_left_before_the_erasure_does_not_leave_again(office: Office):
    office.send(LETTER)
    office.store.erase("usa-2017", "A-17")

    assert office.send(LETTER) == MailSent(sent=0, erased=("A-17",))
    assert len(office.mailer.sent) == 1
