from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.letters import Written
from activities.message import Envelope, invite_message, letter_message
from activities.ports import AddressRefused
from activities.wording import printable
from delegation.document import DocumentKind, DocumentRef
from delegation.invite import Method
from delegation.person import Person

WRITTEN = Written(subject="Your place", text="Dear Jörg,\n\nwelcome!\n", html="<p>Dear Jörg, welcome!</p>")
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Besuch bei M\xc3\xbcller\r\nEND:VCALENDAR\r\n"
REF = DocumentRef(
    key="delegations/usa-2017/documents/x.pdf",
    sha256="0",
    size=4,
    media_type="application/pdf",
    kind=DocumentKind.CERTIFICATE,
    participant="A-17",
)


def outside(name: str = "Jörg Müller", email: str = "jorg@cluster.example", follows: str = "") -> Envelope:
    return Envelope(
        send_id="abc2",
        delegation="usa-2017",
        organiser="Cluster Platform",
        mailbox="usa-2017@legation.example",
        person=Person.model_construct(id="A-17", name=name, email=email),
        written_at=datetime(2017, 3, 7, 9, 30, tzinfo=UTC),
        follows=follows,
    )


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def shape(part: EmailMessage) -> object:
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_type(), [shape(one) for one in part.iter_parts()])


def test_a_letter_is_text_and_html_with_its_documents_attached():
    message = read(letter_message(outside(), WRITTEN, [(REF, b"%PDF")]))

    words = ("multipart/alternative", ["text/plain", "text/html"])
    assert shape(message) == ("multipart/mixed", [words, "application/pdf"])
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "certificate-A-17.pdf"
    assert attached.get_content() == b"%PDF"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == WRITTEN.text
    assert shape(read(letter_message(outside(), WRITTEN))) == words


def test_an_invite_offers_its_calendar_where_clients_look_for_it():
    message = read(invite_message(outside(), WRITTEN, CALENDAR, Method.CANCEL))

    words = ("multipart/alternative", ["text/plain", "text/html", "text/calendar"])
    assert shape(message) == ("multipart/mixed", [words, "application/ics"])
    inline = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert inline.get_content_disposition() is None
    assert inline["Content-Transfer-Encoding"] == "base64"
    assert dict(inline["Content-Type"].params) == {
        "method": "CANCEL",
        "charset": "utf-8",
        "component": "VEVENT",
    }
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached["Content-Type"].params["name"]) == ("invite.ics", "invite.ics")
    assert attached.get_payload(decode=True) == inline.get_payload(decode=True) == CALENDAR


def test_the_headers_say_who_writes_to_whom_and_that_no_person_pressed_send():
    message = read(letter_message(outside(follows="first"), WRITTEN))

    assert str(message["From"]) == "Cluster Platform <usa-2017@legation.example>"
    assert str(message["To"]) == "Jörg Müller <jorg@cluster.example>"
    assert message["Message-ID"] == "<abc2@legation.example>"
    assert message["In-Reply-To"] == message["References"] == "<first@legation.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Delegation-Id"] == "usa-2017"
    assert message["Date"].datetime == datetime(2017, 3, 7, 9, 30, tzinfo=UTC)


def test_the_same_mail_is_the_same_bytes():
    assert letter_message(outside(), WRITTEN, [(REF, b"%PDF")]) == letter_message(
        outside(), WRITTEN, [(REF, b"%PDF")]
    )
    assert invite_message(outside(), WRITTEN, CALENDAR, Method.REQUEST) == invite_message(
        outside(), WRITTEN, CALENDAR, Method.REQUEST
    )


def header(content: bytes, name: str) -> str:
    """What a reader shows; `email.policy.default` itself puts spaces between encoded words of a name."""
    raw = message_from_bytes(content, policy=policy.compat32)[name]
    return " ".join(str(make_header(decode_header(raw))).split())


@settings(max_examples=50, deadline=None)
@given(name=st.text(max_size=90), subject=st.text(max_size=150), text=st.text(max_size=300))
def test_any_name_subject_and_text_arrive_and_add_no_header(name: str, subject: str, text: str):
    name, subject = f"Jörg {name}", f"Über {subject}"
    written = Written.model_construct(subject=subject, text=text, html=WRITTEN.html)
    usual = read(letter_message(outside(), WRITTEN))

    content = letter_message(outside(name=name), written)

    message = read(content)
    assert header(content, "Subject") == printable(subject)
    assert header(content, "To") == f"{printable(name)} <jorg@cluster.example>"
    assert message.keys() == usual.keys()
    assert [address.addr_spec for address in message["To"].addresses] == ["jorg@cluster.example"]
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("email", ["a@b.example\r\nBcc: c@d.example", "jörg@cluster.example", "a@b@c", ""])
def test_an_address_that_not_every_server_takes_is_refused(email: str):
    with pytest.raises(AddressRefused):
        letter_message(outside(email=email), WRITTEN)
