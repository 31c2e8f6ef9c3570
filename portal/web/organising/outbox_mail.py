"""One mail of the outbox taken apart: its headers, its text, its HTML for a frame, its attachments."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from delegation.fact import Fact

HEADERS = ("From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "X-Delegation-Purpose")
"""Which are shown, in this order."""
LONGEST_TEXT = 100_000
"""Characters of text or HTML that are shown."""


class Attached(Fact):
    """One attachment; its name was written by us, and shown escaped all the same."""

    number: int
    name: str
    media_type: str
    size: int
    """Bytes."""


class MailParts(Fact):
    """A mail as it left or would leave."""

    subject: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    has_html: bool = False
    attachments: tuple[Attached, ...] = ()


def parts_of(content: bytes) -> MailParts:
    mail = _message(content)
    text = mail.get_body(("plain",))
    headers = tuple((name, str(mail[name])) for name in HEADERS if mail[name])
    attached = enumerate(_attachments(mail), start=1)
    return MailParts(
        subject=str(mail["Subject"] or ""),
        headers=headers,
        text=_text_of(text) if isinstance(text, EmailMessage) else "",
        has_html=mail.get_body(("html",)) is not None,
        attachments=tuple(_attached(number, part) for number, part in attached),
    )


def html_of(content: bytes) -> str:
    """The HTML as it was written, not cleaned: to be served with a sandbox only. Empty: there is none."""
    body = _message(content).get_body(("html",))
    return _text_of(body) if isinstance(body, EmailMessage) else ""


def attachment_of(content: bytes, number: int) -> bytes | None:
    """What is attached as the `number`th, counted from 1; None where nothing is."""
    found = _attachments(_message(content))
    return _content_of(found[number - 1]) if 1 <= number <= len(found) else None


def _message(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    return message if isinstance(message, EmailMessage) else EmailMessage()


def _attachments(mail: EmailMessage) -> list[EmailMessage]:
    """With calendars, which programs read as a part of the body."""
    shown = {id(part) for kind in ("plain", "html") if (part := mail.get_body((kind,))) is not None}
    leaves = [part for part in mail.walk() if not part.is_multipart() and id(part) not in shown]
    return [part for part in leaves if isinstance(part, EmailMessage)]


def _attached(number: int, part: EmailMessage) -> Attached:
    return Attached(
        number=number,
        name=part.get_filename() or f"part-{number}",
        media_type=part.get_content_type(),
        size=len(_content_of(part)),
    )


def _content_of(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text_of(part: EmailMessage) -> str:
    return str(part.get_content())[:LONGEST_TEXT]
