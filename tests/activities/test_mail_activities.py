import re
import subprocess
import sys
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.appointments import Appointments
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import InviteOrder, LetterOrder, MailActivities, MailSent
from activities.outbox import Outbox
from activities.ports import MailReceipt, NotAccepted
from activities.register import Register
from delegation.calendars.calendar_client import Calendar, read_calendar
from delegation.document import DocumentKind, DocumentRef
from delegation.file import DelegationFile
from delegation.invite import Method, Revision
from delegation.itinerary import ItineraryItem
from delegation.letter import Letter, LetterName
from delegation.person import Person
from tests import fakes
from tests.activities.conftest import PORTAL, ROOT

CONFIRMED = Letter(name=LetterName.PLACE_CONFIRMED, recipient="A-17", facts={"next_steps": ("wait",)})

ROW = {
    "day": "Mon 15 May",
    "time": "09:00-10:15",
    "zone": "EDT",
    "title": "Visit",
    "place": "Hall 2",
    "remark": "",
}


class Desk(NamedTuple):
    """The mail activities of usa-2017 on fakes, and what leaves."""

    activities: MailActivities
    mailer: fakes.Outbox
    store: fakes.MemoryStore
    feeds: Feeds
    links: Links
    written_at: datetime

    def send(self, *letters: Letter) -> MailSent:
        order = LetterOrder(delegation="usa-2017", letters=letters, written_at=self.written_at)
        return ActivityEnvironment().run(self.activities.send_letters, order)

    def invite(
        self, *revisions: Revision, to: str = "A-17", person: str = "", letter: Letter | None = None
    ) -> MailSent:
        order = InviteOrder(
            delegation="usa-2017",
            recipient=to,
            person=person,
            revisions=revisions,
            letter=letter,
            written_at=self.written_at,
        )
        return ActivityEnvironment().run(self.activities.send_invites, order)

    def told(self, address: str) -> Calendar:
        """The calendar of someone who takes over every invite."""
        calendar = Calendar(address)
        for mail in self.mailer.to(address):
            if b"text/calendar" in mail.message:
                calendar.receive(mail.part("text/calendar"))
        return calendar


def desk_of(
    letters: LetterWriter,
    file: DelegationFile,
    jorg: Person,
    written_at: datetime,
    mailer: fakes.Outbox,
) -> Desk:
    store = fakes.MemoryStore()
    register = Register(store)
    register.keep_file(file)
    register.keep("usa-2017", jorg)
    for participant, email in (("A-18", "gone@cluster.example"), ("A-19", "jörg@cluster.example")):
        register.keep("usa-2017", jorg.model_copy(update={"id": participant, "email": email}))
    feeds = Feeds(store, register)
    links = Links(PORTAL, register, feeds)
    outbox = Outbox(store, mailer, journal=mailer)
    activities = MailActivities(register, outbox, letters, store, Appointments(store), feeds, links)
    return Desk(activities, mailer, store, feeds, links, written_at)


@pytest.fixture
def desk(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime) -> Desk:
    return desk_of(letters, usa_2017, jorg, written_at, fakes.Outbox("gone@cluster.example"))


def revision(
    item: ItineraryItem, sequence: int = 0, method: Method = Method.REQUEST, **more: object
) -> Revision:
    moment = datetime.fromisoformat("2017-05-08T10:00:00+00:00") + timedelta(hours=sequence)
    before = item.model_copy(update={"room": "Room of before"}) if sequence else None
    made = Revision(item=item, method=method, sequence=sequence, dtstamp=moment, before=before)
    return made.model_copy(update=more)


def programme(name: LetterName, recipient: str, **more: object) -> Letter:
    facts = {
        "version": "3",
        "reason": "The hall is closed.",
        "changes": ({"item": "Visit", "old": "Room 1", "new": "Room 2"},),
        "rows": (ROW,),
    }
    if name in (LetterName.AGENDA_FINAL, LetterName.HOST_AGENDA):
        del facts["reason"]
    return Letter(name=name, recipient=recipient, sequence=3, facts=facts).model_copy(update=more)


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

    desk.invite(revision(item), revision(item, 1), revision(item, 2, Method.CANCEL))

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


def test_an_attempt_that_wakes_up_late_sends_nothing_old(desk: Desk, usa_2017: DelegationFile):
    item = usa_2017.itinerary[0]
    desk.invite(revision(item))
    desk.mailer.troubles = [TimeoutError("the worker hangs here")]
    with pytest.raises(ApplicationError, match="no answer"):
        desk.invite(revision(item, 1))
    desk.invite(revision(item, 2, Method.CANCEL))

    late = desk.invite(revision(item, 1))

    assert late == MailSent(sent=0, overtaken=1)
    assert len(desk.mailer.sent) == 2
    assert desk.told("jorg@cluster.example").events() == ()
    assert read_calendar(desk.feeds.calendar("usa-2017", "A-17")) == ()


def test_an_order_that_is_tried_again_after_it_all_left_counts_as_sent(desk: Desk, usa_2017: DelegationFile):
    item = usa_2017.itinerary[0]
    order = revision(item), revision(item, 1)

    assert desk.invite(*order) == desk.invite(*order) == MailSent(sent=2)
    assert len(desk.mailer.sent) == 2


def test_what_is_not_mailed_stands_in_the_feed_only(desk: Desk, usa_2017: DelegationFile):
    mailed, shown = usa_2017.itinerary[:2]

    sent = desk.invite(revision(mailed), revision(shown, mailed=False))

    assert sent == MailSent(sent=1)
    feed = read_calendar(desk.feeds.calendar("usa-2017", "A-17"))
    assert [event.summary for event in feed] == [mailed.title, shown.title]


def test_invite_feed_and_calendar_file_name_an_item_alike(desk: Desk, usa_2017: DelegationFile):
    item = usa_2017.itinerary[0]
    desk.invite(revision(item, 2), letter=programme(LetterName.ITINERARY_CHANGED, "A-17"))

    letter, invite = desk.mailer.sent
    feed = desk.feeds.calendar("usa-2017", "A-17")
    assert letter.part("application/ics") == feed
    names = (b"UID:", b"SEQUENCE:", b"DTSTAMP:", b"DTSTART", b"DTEND", b"SUMMARY:", b"LOCATION:")
    lines = [line for line in invite.part("text/calendar").splitlines() if line.startswith(names)]
    assert len(lines) >= len(names) - 1
    assert set(lines) <= set(feed.splitlines())


def test_the_calendar_file_stays_as_it_was_written_first(desk: Desk, usa_2017: DelegationFile):
    one, other = usa_2017.itinerary[:2]
    letter = programme(LetterName.AGENDA_FINAL, "A-17")
    desk.mailer.troubles = [NotAccepted("450 busy")]
    with pytest.raises(NotAccepted):
        desk.invite(revision(one), letter=letter)
    first = desk.feeds.calendar("usa-2017", "A-17")
    desk.feeds.fold("usa-2017", "A-17", [revision(other)])

    desk.invite(revision(one), letter=letter)

    assert desk.mailer.sent[0].part("application/ics") == first


def test_other_letters_bring_no_calendar_file(desk: Desk):
    desk.invite(letter=CONFIRMED)

    (mail,) = desk.mailer.sent
    assert b"application/ics" not in mail.message


def test_an_invite_that_asks_shows_where_it_is_answered(desk: Desk, usa_2017: DelegationFile):
    asks = usa_2017.itinerary[0].model_copy(update={"rsvp": True})
    desk.invite(revision(asks, 4))

    (mail,) = desk.mailer.sent
    (link,) = {
        desk.links.read(token)
        for token in re.findall(rf"{PORTAL}/a/([A-Za-z0-9._-]+)", mail.part("text/plain").decode())
    }
    assert link is not None
    assert (link.recipient, link.item, link.sequence, link.until) == ("A-17", asks.id, 4, asks.ends_at)


def test_a_programme_shows_where_its_feed_is_and_what_is_open_to_answer(desk: Desk, usa_2017: DelegationFile):
    item, quiet = usa_2017.itinerary[:2]
    asks = item.model_copy(update={"rsvp": True})
    row = {**ROW, "item": asks.id}
    letter = programme(LetterName.AGENDA_FINAL, "A-17")
    letter = letter.model_copy(update={"facts": {**letter.facts, "rows": (row,)}})
    desk.invite(revision(asks), revision(quiet.model_copy(update={"rsvp": False})), letter=letter)

    text = desk.mailer.sent[0].part("text/plain").decode()

    links = desk.links.calendar_links("usa-2017", "A-17", [(asks.id, 0, asks.ends_at)])
    assert links.feed in text
    assert links.answers[asks.id] in text
    assert text.count(f"{PORTAL}/a/") == 1


def test_a_decline_that_costs_money_is_confirmed_at_the_link_of_its_item(
    desk: Desk, usa_2017: DelegationFile
):
    item = usa_2017.itinerary[0]
    desk.invite(revision(item, 3))

    desk.send(
        Letter(
            name=LetterName.DECLINE_TO_CONFIRM,
            recipient="A-17",
            sequence=3,
            about=item.id,
            facts={"title": item.title, "when": "Mon 15 May 2017, 09:00"},
        )
    )

    text = desk.mailer.sent[-1].part("text/plain").decode()
    expected = desk.links.calendar_links("usa-2017", "A-17", [(item.id, 3, item.ends_at)])
    assert expected.answers[item.id] in text


def test_two_items_declined_at_the_same_moment_are_two_questions(desk: Desk, usa_2017: DelegationFile):
    for item in usa_2017.itinerary[:2]:
        desk.invite(revision(item, 0))
        desk.send(
            Letter(
                name=LetterName.DECLINE_TO_CONFIRM, recipient="A-17", sequence=1_494_576_300, about=item.id
            )
        )

    asked = [mail for mail in desk.mailer.sent if "decline-to-confirm" in mail.parsed["X-Delegation-Purpose"]]
    assert [item.title in mail.subject for item, mail in zip(usa_2017.itinerary, asked, strict=False)] == [
        True,
        True,
    ]


class OtherIds(fakes.Outbox):
    """A mail server that gives every message an id of its own, as SES does."""

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        super().send(send_id=send_id, sender=sender, recipient=recipient, message=message)
        return MailReceipt(send_id=send_id, message_id=f"<0100-{len(self.sent)}@email.amazonses.com>")


def test_later_mails_refer_to_the_id_under_which_the_reader_knows_the_first(
    letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime
):
    desk = desk_of(letters, usa_2017, jorg, written_at, OtherIds())
    one, other = usa_2017.itinerary[:2]

    desk.invite(revision(other, 2), revision(one, 3))
    desk.invite(revision(one, 4), revision(one, 5, Method.CANCEL))

    threads = [(mail.parsed["In-Reply-To"], mail.parsed["References"]) for mail in desk.mailer.sent]
    first = "<0100-2@email.amazonses.com>"
    assert threads == [(None, None), (None, None), (first, first), (first, first)]


def test_a_host_is_invited_through_the_person_who_answers_its_mail(desk: Desk, usa_2017: DelegationFile):
    item, host = usa_2017.itinerary[0], usa_2017.hosts[0]
    answers = next(one for one in usa_2017.people if one.id == host.person)

    desk.invite(
        revision(item),
        to=host.id,
        person=host.person,
        letter=programme(LetterName.HOST_AGENDA, host.person, host=host.id),
    )

    assert [mail.recipient for mail in desk.mailer.sent] == [answers.email, answers.email]
    assert len(desk.told(answers.email).events()) == 1
    assert {key.split("/")[3] for key in desk.store.content if "/outbox/" in key} == {host.id}
    assert read_calendar(desk.feeds.calendar("usa-2017", answers.id)) == ()


def test_one_person_hears_of_every_host_they_answer_for(desk: Desk, usa_2017: DelegationFile):
    item, (one, other) = usa_2017.itinerary[0], usa_2017.hosts[:2]

    for host in (one, other):
        letter = programme(LetterName.HOST_AGENDA, one.person, host=host.id)
        assert desk.invite(revision(item), to=host.id, person=one.person, letter=letter).sent == 2

    uids = {
        mail.part("text/calendar").split(b"UID:")[1].split(b"\r\n")[0]
        for mail in desk.mailer.sent
        if b"text/calendar" in mail.message
    }
    assert len(uids) == 2


def test_no_mail_shows_the_address_of_another(desk: Desk, jorg: Person, usa_2017: DelegationFile):
    register = Register(desk.store)
    people = {
        f"B-{number}": jorg.model_copy(
            update={
                "id": f"B-{number}",
                "name": f"Delegate {number}",
                "email": f"b{number}@b{number}.example",
            }
        )
        for number in range(3)
    }
    for person in people.values():
        register.keep("usa-2017", person)
    meeting = usa_2017.itinerary[0].model_copy(update={"attendees": tuple(people), "rsvp": True})
    for name in people:
        desk.invite(
            revision(meeting),
            revision(meeting, 1),
            revision(meeting, 2, Method.CANCEL),
            to=name,
            letter=programme(LetterName.ITINERARY_CHANGED, name),
        )

    assert len(desk.mailer.sent) == 4 * len(people)
    for mail in desk.mailer.sent:
        seen = mail.message + b"".join(
            bytes(part.get_payload(decode=True)) for part in mail.parsed.walk() if not part.is_multipart()
        )
        others = [one for one in people.values() if one.email != mail.recipient]
        assert mail.recipient.encode() in seen
        assert [one.id for one in others if one.email.encode() in seen or one.name.encode() in seen] == []


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
