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


def outside(
    name: str = "Jörg Müller", email: str = "jorg@cluster.example", follows: str = "", follows_id: str = ""
) -> Envelope:
    return Envelope(
        send_id="abc2",
        delegation="usa-2017",
        organiser="Cluster Platform",
        mailbox="usa-2017@legation.example",
        person=Person.model_construct(id="A-17", name=name, email=email),
        written_at=datetime(2017, 3, 7, 9, 30, tzinfo=UTC),
        follows=follows,
        follows_id=follows_id,
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
        "charset": "UTF-8",
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


SES = "0102018f3c5d2b1a-6f0c1b4e-8a59-4d1f-9e2b-1234567890ab-000000@eu-west-1.amazonses.com"


@pytest.mark.parametrize(
    ("given", "refers_to"),
    [
        (SES, f"<{SES}>"),
        (f"<{SES}>", f"<{SES}>"),
        ("", "<first@legation.example>"),
        ("a@b>\r\nBcc: <c@d.example", "<first@legation.example>"),
        ("a b@c", "<first@legation.example>"),
        ("0102018f3c5d2b1a", "<first@legation.example>"),
    ],
)
def test_a_mail_refers_to_the_first_by_the_id_its_server_gave_it(given: str, refers_to: str):
    content = invite_message(outside(follows="first", follows_id=given), WRITTEN, CALENDAR, Method.REQUEST)

    for header_name in ("In-Reply-To", "References"):
        assert f"\r\n{header_name}: {refers_to}\r\n".encode() in content  # on one line, not encoded
    assert b"Bcc" not in content


def test_an_invite_has_one_recipient_and_asks_nobody_to_answer_elsewhere():
    message = read(invite_message(outside(), WRITTEN, CALENDAR, Method.REQUEST))

    assert len(message.get_all("To")) == len(message["To"].addresses) == 1
    assert message["From"].addresses[0].addr_spec == "usa-2017@legation.example"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    for absent in ("Cc", "Bcc", "Reply-To", "Precedence", "Sender", "Return-Path"):
        assert message[absent] is None


def test_a_calendar_file_is_attached_to_a_letter_and_is_no_invite():
    message = read(
        letter_message(outside(), WRITTEN, [(REF, b"%PDF")], [("itinerary.ics", "application/ics", CALENDAR)])
    )

    words = ("multipart/alternative", ["text/plain", "text/html"])
    assert shape(message) == ("multipart/mixed", [words, "application/pdf", "application/ics"])
    attached = list(message.iter_attachments())[-1]
    assert attached.get_content_disposition() == "attachment"
    assert attached["Content-Transfer-Encoding"] == "base64"
    assert (attached.get_filename(), attached["Content-Type"].params["name"]) == ("itinerary.ics",) * 2
    assert attached.get_payload(decode=True) == CALENDAR


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


@pytest.mark.parametrize(
    "name",
    [
        "Agence de développement économique de la région Île-de-France",
        "Asociația Română pentru Industria Electronică și Software din Transilvania",
        "Núñez, María José de la Concepción (Clúster de Energía del País Vasco)",
        'Cluster "Programme"; X=1, ^ & Söhne:mailto:evil@attacker.example',
        "Jörg Müller-Łukasz",
        "Łódź =?utf-8?q?x?= Sp. z o.o.",
    ],
)
def test_a_long_name_arrives_with_its_own_blanks_also_where_readers_put_one_between_encoded_words(name: str):
    content = letter_message(outside(name=name), WRITTEN)

    assert read(content)["To"].addresses[0].display_name == name
    assert all(len(line) <= 76 for line in content.partition(b"\r\nSubject")[0].split(b"\r\n"))


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


HOSTILE_LINES = st.one_of(
    st.text(alphabet="aÄß,;:\"'<>@\\()= \t\r\n\x00\u2028\u202e漢🙂", max_size=2000),
    st.sampled_from(
        [
            "x" * 2000,
            "Ü" * 2000,
            "a, b" * 500,
            '"' * 2000,
            "🙂" * 500,
            "Müller\r\nBcc: all@evil.example",
            "a@b.example, c@d.example",
            "=?utf-8?b?QmNjOiB4QHk=?=",
            "\r\n\r\n<script>",
        ]
    ),
)


@settings(max_examples=50, deadline=None)
@given(name=HOSTILE_LINES, subject=HOSTILE_LINES, calendar=st.binary(max_size=2000))
def test_whatever_a_name_or_a_title_holds_an_invite_has_its_shape_and_one_recipient(
    name: str, subject: str, calendar: bytes
):
    written = Written.model_construct(subject=f"A {subject}", text=subject, html=f"<p>{subject}</p>")

    content = invite_message(outside(name=f"J {name}"), written, calendar, Method.REQUEST)

    message = read(content)
    assert [address.addr_spec for address in message["To"].addresses] == ["jorg@cluster.example"]
    assert message.keys() == read(invite_message(outside(), WRITTEN, CALENDAR, Method.REQUEST)).keys()
    words = ("multipart/alternative", ["text/plain", "text/html", "text/calendar"])
    assert shape(message) == ("multipart/mixed", [words, "application/ics"])
    calendars = [part for part in message.walk() if part.get_content_type().endswith(("/calendar", "/ics"))]
    assert [part.get_payload(decode=True) for part in calendars] == [calendar, calendar]
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("email", ["a@b.example\r\nBcc: c@d.example", "jörg@cluster.example", "a@b@c", ""])
def test_an_address_that_not_every_server_takes_is_refused(email: str):
    with pytest.raises(AddressRefused):
        letter_message(outside(email=email), WRITTEN)
