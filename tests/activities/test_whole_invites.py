"""Invites as they leave: words, calendar and envelope together."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from activities.letters import LetterWriter
from activities.links import CalendarLinks
from activities.message import envelope, invite_message
from delegation.calendars.rendering import CalendarParty, calendar_uid, render_invite
from delegation.file import DelegationFile
from delegation.invite import Method, Revision
from delegation.itinerary import ItineraryItem
from delegation.person import Person

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
SECRET = b"0" * 32


def whole_mail(
    letters: LetterWriter, file: DelegationFile, person: Person, revision: Revision, at: datetime
) -> bytes:
    mailbox = file.organiser.mailbox
    calendar = render_invite(
        revision,
        uid=calendar_uid(SECRET, revision.item.id, person.id, "uid.example"),
        organiser=CalendarParty(name=file.organiser.name, email=mailbox),
        attendee=person,
        place=file.place(revision.item.place),
    )
    written = letters.write_invite(revision, person, file, at, CalendarLinks())
    return invite_message(envelope(file, person, "abc2", at), written, calendar, revision.method)


def texts(content: bytes) -> list[str]:
    """Everything a reader can get at: the headers, and each part decoded."""
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    return [*map(str, message.values()), *(part.get_payload(decode=True).decode() for part in parts)]


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


@pytest.fixture(params=list(Method))
def method(request: pytest.FixtureRequest) -> Method:
    return request.param


@pytest.fixture
def shared_visit(usa_2017: DelegationFile) -> ItineraryItem:
    """A visit of several delegates, with hosts whose people have addresses in the file."""
    visit = next(item for item in usa_2017.itinerary if item.hosts)
    return visit.model_copy(update={"attendees": ("A-01", "A-17", "A-23"), "rsvp": True})


def test_a_mail_never_holds_anybody_elses_address(
    method: Method,
    shared_visit: ItineraryItem,
    letters: LetterWriter,
    usa_2017: DelegationFile,
    jorg: Person,
    written_at: datetime,
):
    revision = Revision(item=shared_visit, method=method, sequence=1, dtstamp=written_at)

    content = whole_mail(letters, usa_2017, jorg, revision, written_at)

    found = {address for text in texts(content) for address in ADDRESS.findall(unfolded(text))}
    people = {found_one for found_one in found if not found_one.endswith("@uid.example")}
    assert {one.strip(".").removeprefix("mailto:") for one in people} <= {
        jorg.email,
        usa_2017.organiser.mailbox,
        "abc2@" + usa_2017.organiser.mailbox.partition("@")[2],
    }
    others = {person.email for person in usa_2017.people} - {jorg.email}
    assert not [address for address in others if any(address in text for text in texts(content))]
    assert not [name for name in ("A-01", "A-23") if any(name in text for text in texts(content))]


def test_from_is_the_organizer_and_to_is_the_attendee(
    method: Method,
    shared_visit: ItineraryItem,
    letters: LetterWriter,
    usa_2017: DelegationFile,
    jorg: Person,
    written_at: datetime,
):
    revision = Revision(item=shared_visit, method=method, sequence=1, dtstamp=written_at)

    content = whole_mail(letters, usa_2017, jorg, revision, written_at)

    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    calendar = unfolded(texts(content)[-1])
    assert re.findall(r"\r\nORGANIZER[^\r]*:mailto:([^\r]*)", calendar) == [
        message["From"].addresses[0].addr_spec
    ]
    assert re.findall(r"\r\nATTENDEE[^\r]*:mailto:([^\r]*)", calendar) == [
        message["To"].addresses[0].addr_spec
    ]
    inline = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert f"\r\nMETHOD:{inline['Content-Type'].params['method']}\r\n" in calendar


def test_the_same_revision_is_the_same_mail(
    shared_visit: ItineraryItem,
    letters: LetterWriter,
    usa_2017: DelegationFile,
    jorg: Person,
    written_at: datetime,
):
    revision = Revision(item=shared_visit, method=Method.REQUEST, sequence=0, dtstamp=written_at)

    mails = {whole_mail(letters, usa_2017, jorg, revision, written_at) for _ in range(3)}

    assert len(mails) == 1
