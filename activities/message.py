"""Mails as bytes: a letter with its attachments, or an invite that calendars understand (RFC 6047).

The same mail is always the same bytes, boundaries included.
"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from activities.addresses import mail_address
from activities.header_lines import mail_policy, mailbox_line, message_id_line, text_line
from activities.headers import DELEGATION_HEADER, PURPOSE_HEADER
from activities.letters import Written
from activities.wording import printable
from delegation.document import DocumentRef, file_name
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.invite import Method
from delegation.person import Person
from delegation.zoned import zone_named

POLICY = mail_policy()


class Envelope(Fact):
    """What stands on the outside of one mail."""

    send_id: str
    delegation: str
    organiser: str
    mailbox: str
    """Of the organiser: From, and ORGANIZER of every invite."""
    person: Person
    written_at: datetime
    """In the organiser's zone."""
    purpose: str = ""
    """Why it is sent: the name of the letter, or `invite-request`, `invite-update`, `invite-cancel`."""
    follows: str = ""
    """The send id of the mail this one belongs to, so that mail programs keep them together."""
    follows_id: str = ""
    """The same by the Message-ID that the mail server gave it (SES gives its own); it wins."""
    secret: str = ""
    """A part of the Message-ID that only its reader knows; empty where no reply is acted upon."""

    @property
    def domain(self) -> str:
        return self.mailbox.rpartition("@")[2]

    @property
    def message_id(self) -> str:
        name = f"{self.send_id}.{self.secret}" if self.secret else self.send_id
        return message_id(name, self.domain)


def envelope(
    file: DelegationFile,
    person: Person,
    send_id: str,
    written_at: datetime,
    *,
    purpose: str = "",
    follows: str = "",
    follows_id: str = "",
    secret: str = "",
) -> Envelope:
    return Envelope(
        send_id=send_id,
        delegation=file.slug,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        person=person,
        written_at=written_at.astimezone(zone_named(file.organiser.zone)),
        purpose=purpose,
        follows=follows,
        follows_id=follows_id,
        secret=secret,
    )


def letter_message(
    outside: Envelope,
    written: Written,
    attachments: Sequence[tuple[DocumentRef, bytes]] = (),
    files: Sequence[tuple[str, str, bytes]] = (),
) -> bytes:
    """Plain text and HTML as alternatives, with documents and `files` (name, media type, bytes) attached.

    A calendar must be attached as `application/ics`: as `text/calendar` it would be taken for an invite.
    Raises AddressRefused.
    """
    message = _addressed(outside, written)
    _set_words(message, written)
    for ref, content in attachments:
        _attach(message, file_name(ref), ref.media_type, content)
    for name, media_type, content in files:
        _attach(message, name, media_type, content)
    return _bytes(message, outside.send_id)


def invite_message(outside: Envelope, written: Written, calendar: bytes, method: Method) -> bytes:
    """The calendar twice, byte for byte: as last alternative, which clients act on, and as a file.

    Only clients that find it inside the alternatives show buttons; base64 keeps its lines intact.
    """
    message = _addressed(outside, written)
    _set_words(message, written)
    inline = EmailMessage(policy=POLICY)
    inline.set_content(calendar, maintype="text", subtype="calendar", cte="base64")
    del inline["MIME-Version"]
    inline.replace_header(
        "Content-Type", f"text/calendar; method={method.value}; charset=UTF-8; component=VEVENT"
    )
    message.attach(inline)
    _attach(message, "invite.ics", "application/ics", calendar)
    return _bytes(message, outside.send_id)


def message_id(send_id: str, domain: str) -> str:
    return f"<{send_id}@{domain}>"


def _addressed(outside: Envelope, written: Written) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"] = mailbox_line(outside.organiser, mail_address(outside.mailbox))
    message["To"] = mailbox_line(outside.person.name, mail_address(outside.person.email))
    message["Subject"] = text_line(printable(written.subject))
    message["Date"] = format_datetime(outside.written_at)
    message["Message-ID"] = outside.message_id
    first = _first_of_thread(outside)
    if first:
        message["In-Reply-To"] = message["References"] = first
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message[DELEGATION_HEADER] = outside.delegation
    message["X-Delegation-Send-Id"] = outside.send_id
    if outside.purpose:
        message[PURPOSE_HEADER] = outside.purpose
    message["X-Entity-Ref-ID"] = outside.send_id
    return message


def _first_of_thread(outside: Envelope) -> str:
    """The Message-ID of the mail this one belongs to; ours where the server's is none or is malformed."""
    ours = message_id(outside.follows, outside.domain) if outside.follows else ""
    return message_id_line(outside.follows_id) or ours


def _attach(message: EmailMessage, name: str, media_type: str, content: bytes) -> None:
    """As a file with its name in both headers, since some mail programs read one and some the other."""
    main, _, sub = media_type.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name, params={"name": name})


def _set_words(message: EmailMessage, written: Written) -> None:
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")


def _bytes(message: EmailMessage, send_id: str) -> bytes:
    """With boundaries of our own: the library draws them by chance."""
    several = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(several, start=1):
        part.set_boundary(f"={send_id}={number}=")
    return message.as_bytes()
