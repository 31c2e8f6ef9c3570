import subprocess
import sys
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.letters import LetterWriter
from activities.mail import InviteOrder, LetterOrder, MailActivities, MailSent
from activities.outbox import Outbox
from activities.ports import NotAccepted
from activities.register import Register
from delegation.calendars.calendar_client import Calendar
from delegation.document import DocumentKind, DocumentRef
from delegation.file import DelegationFile
from delegation.invite import Method, Revision
from delegation.itinerary import ItineraryItem
from delegation.letter import Letter, LetterName
from delegation.person import Person
from tests import fakes
from tests.activities.conftest import ROOT

CONFIRMED = Letter(name=LetterName.PLACE_CONFIRMED, recipient="A-17", facts={"next_steps": ("wait",)})


class Desk(NamedTuple):
    """The mail activities of usa-2017 on fakes, and what leaves."""

    activities: MailActivities
    mailer: fakes.Outbox
    store: fakes.MemoryStore
    written_at: datetime

    def send(self, *letters: Letter) -> MailSent:
        order = LetterOrder(delegation="usa-2017", letters=letters, written_at=self.written_at)
        return ActivityEnvironment().run(self.activities.send_letters, order)

    def invite(self, *revisions: Revision) -> MailSent:
        order = InviteOrder(
            delegation="usa-2017", recipient="A-17", revisions=revisions, written_at=self.written_at
        )
        return ActivityEnvironment().run(self.activities.send_invites, order)

    def told(self, address: str) -> Calendar:
        """The calendar of someone who takes over every invite."""
        calendar = Calendar(address)
        for mail in self.mailer.to(address):
            calendar.receive(mail.part("text/calendar"))
        return calendar


@pytest.fixture
def desk(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime) -> Desk:
    store, mailer = fakes.MemoryStore(), fakes.Outbox("gone@cluster.example")
    register = Register(store)
    register.keep_file(usa_2017)
    register.keep("usa-2017", jorg)
    register.keep("usa-2017", jorg.model_copy(update={"id": "A-18", "email": "gone@cluster.example"}))
    register.keep("usa-2017", jorg.model_copy(update={"id": "A-19", "email": "jörg@cluster.example"}))
    activities = MailActivities(register, Outbox(store, mailer), letters, store)
    return Desk(activities, mailer, store, written_at)


def revision(
    item: ItineraryItem, sequence: int = 0, method: Method = Method.REQUEST, **more: object
) -> Revision:
    moment = datetime.fromisoformat("2017-05-08T10:00:00+00:00") + timedelta(hours=sequence)
    return Revision(item=item, method=method, sequence=sequence, dtstamp=moment).model_copy(update=more)


def test_letters_leave_once_however_often_they_are_ordered(desk: Desk):
    reminder = CONFIRMED.model_copy(update={"sequence": 1})

    assert desk.send(CONFIRMED, reminder) == MailSent(sent=2)
    assert desk.send(CONFIRMED, reminder) == MailSent(sent=2)
    assert len(desk.mailer.sent) == 2


def test_after_trouble_in_the_middle_only_the_rest_is_sent(desk: Desk):
    both = CONFIRMED, CONFIRMED.model_copy(update={"sequence": 1})
    desk.send(both[0])
    desk.mailer.troubles = [NotAccepted("450 busy")]

    with pytest.raises(NotAccepted):
        desk.send(*both)
    desk.send(*both)

    assert len(desk.mailer.sent) == 2


def test_a_refused_address_is_named_by_its_id_and_stops_nobody_else(desk: Desk):
    letters = [CONFIRMED.model_copy(update={"recipient": who}) for who in ("A-18", "A-19", "A-17")]

    assert desk.send(*letters) == MailSent(sent=1, refused=("A-18", "A-19"))
    assert desk.mailer.subjects_to("jorg@cluster.example") != []


def test_letters_reach_the_people_of_the_file_as_well(desk: Desk, usa_2017: DelegationFile):
    evaluator = usa_2017.people[0]

    desk.send(CONFIRMED.model_copy(update={"recipient": evaluator.id}))

    assert [mail.recipient for mail in desk.mailer.sent] == [evaluator.email]


def test_documents_are_attached_from_the_store(desk: Desk):
    ref = desk.store.create("delegations/usa-2017/documents/c.pdf", b"%PDF-1.7", "application/pdf")
    certificate = ref.model_copy(update={"kind": DocumentKind.CERTIFICATE, "participant": "A-17"})

    desk.send(Letter(name=LetterName.CERTIFICATE, recipient="A-17", attachments=(certificate,)))

    assert desk.mailer.sent[0].part("application/pdf") == b"%PDF-1.7"


def test_what_is_missing_for_good_is_not_tried_again(desk: Desk):
    gone = DocumentRef(
        key="delegations/usa-2017/documents/gone.pdf", sha256="", size=0, media_type="application/pdf"
    )
    with_gone = Letter(name=LetterName.CERTIFICATE, recipient="A-17", attachments=(gone,))

    for letter, kind in (
        (CONFIRMED.model_copy(update={"recipient": "A-99"}), "PersonMissing"),
        (with_gone, "DocumentMissing"),
    ):
        with pytest.raises(ApplicationError) as refusal:
            desk.send(letter)
        assert (refusal.value.type, refusal.value.non_retryable) == (kind, True)


def test_a_calendar_that_takes_over_every_invite_equals_the_itinerary(desk: Desk, usa_2017: DelegationFile):
    items = usa_2017.itinerary
    desk.invite(*(revision(item) for item in items))
    moved = items[1].model_copy(update={"starts": items[1].starts + timedelta(minutes=5), "room": "Room 9"})

    desk.invite(revision(moved, 1), revision(items[0], 1, Method.CANCEL))

    held = desk.told("jorg@cluster.example").events()
    wanted = sorted((item.starts_at, item.ends_at, item.title) for item in (moved, *items[2:]))
    assert sorted((event.starts_at, event.ends_at, event.summary) for event in held) == wanted


def test_an_invite_says_in_its_subject_what_it_does(desk: Desk, usa_2017: DelegationFile):
    item = usa_2017.itinerary[0]

    desk.invite(
        revision(item), revision(item, 1, changed=("Room: 1 -> 2",)), revision(item, 2, Method.CANCEL)
    )

    subjects = desk.mailer.subjects_to("jorg@cluster.example")
    assert [subject.removesuffix(subjects[0]) for subject in subjects] == ["", "Changed: ", "Cancelled: "]
    first, *later = (mail.parsed for mail in desk.mailer.sent)
    assert {mail["In-Reply-To"] for mail in later} == {first["Message-ID"]}
    assert first["In-Reply-To"] is None


def test_if_an_invite_cannot_leave_now_none_after_it_does(desk: Desk, usa_2017: DelegationFile):
    item = usa_2017.itinerary[0]
    desk.mailer.troubles = [NotAccepted("450 busy")]
    revisions = revision(item), revision(item, 1)

    with pytest.raises(NotAccepted):
        desk.invite(*revisions)
    assert desk.mailer.sent == []
    assert desk.invite(*revisions) == MailSent(sent=2)
    assert [event.sequence for event in desk.told("jorg@cluster.example").events()] == [1]


def test_from_and_organizer_are_the_same_mailbox(desk: Desk, usa_2017: DelegationFile):
    desk.invite(revision(usa_2017.itinerary[0]))

    (mail,) = desk.mailer.sent
    unfolded = mail.part("text/calendar").replace(b"\r\n ", b"").decode()
    (organizer,) = (line for line in unfolded.splitlines() if line.startswith("ORGANIZER"))
    assert organizer.endswith(f":mailto:{usa_2017.organiser.mailbox}")
    assert mail.parsed["From"].addresses[0].addr_spec == usa_2017.organiser.mailbox
    assert unfolded.count("ATTENDEE") == 1


def test_whoever_orders_mail_does_not_load_what_writes_and_sends_it():
    heavy = {"jinja2", "mrml", "icalendar", "boto3", "smtplib"}
    look = f"import sys, activities.mail; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "[]\n"
