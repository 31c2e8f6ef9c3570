"""Mails without a calendar that answers: returned mail, absence notes, sealed mail."""

import re
from collections.abc import Sequence
from email.message import Message

from delegation.answering.answer import NotAnAnswer, Why
from delegation.answering.mail_parts import Part, children, header, split_mail

DELEGATION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 40
SEND_ID = re.compile(r"[a-z2-7]{26}")
RETURNED = frozenset({"message/rfc822", "message/global", "message/rfc822-headers", "message/global-headers",
                      "text/rfc822-headers"})  # fmt: skip
STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
DELIVERY = ("delivery-status", "")
"""Kinds of reports on a mail that may be lost; others tell that it was read, or complain of it."""
ACTION = re.compile(rb"^action:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
QUOTED_HEADERS = re.compile(rb"^x-delegation-id:.*$(?:\n(?!\n).*)*", re.IGNORECASE | re.MULTILINE)
MACHINES = ("mailer-daemon@", "postmaster@", "mail-daemon@")
SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
READ_FIRST = 64 * 1024


def is_report(mail: Part) -> bool:
    return mail.media_type == "multipart/report"


def told_by_report(mail: Part) -> NotAnAnswer:
    """A mail that could not be delivered; notes of delay, delivery or reading are no more than a note."""
    parts = list(children(mail))
    actions = {found for part in parts if part.media_type in STATUSES for found in _actions(part)}
    is_lost = b"failed" in actions if actions else mail.parameter("report-type") in DELIVERY
    if not is_lost:
        return NotAnAnswer(why=Why.AUTO_REPLY, text="A mail program reports on a mail that is not lost.")
    return _bounce(next((part.body for part in parts if part.media_type in RETURNED), b""))


def without_calendar(mail: Part, leaves: Sequence[Part], sender: str) -> NotAnAnswer:
    """What a mail is that carries no calendar of its own."""
    reports = [one for one in leaves if is_report(one)]
    if reports:
        return told_by_report(reports[0])
    if header(mail.headers, "X-Failed-Recipients") or sender.startswith(MACHINES):
        return _bounce(_quoted(leaves))
    if any(one.media_type in SEALED for one in leaves):
        return NotAnAnswer(
            why=Why.ENCRYPTED, text="The mail is encrypted or sealed; ask the sender to answer by the link."
        )
    if any(_is_winmail(one) for one in leaves):
        return NotAnAnswer(
            why=Why.WINMAIL,
            text="Outlook packed the mail as winmail.dat; read it by hand or ask for an answer by the link.",
        )
    if _is_automatic(mail.headers):
        return NotAnAnswer(why=Why.AUTO_REPLY, text="An automatic reply, such as a note of absence.")
    return NotAnAnswer(
        why=Why.NO_CALENDAR, text="The mail has no calendar in it: somebody wrote to the organiser."
    )


def _actions(part: Part) -> list[bytes]:
    return [found.lower() for found in ACTION.findall(part.content()[:READ_FIRST])]


def _bounce(returned: bytes) -> NotAnAnswer:
    """With the names of the mail that came back, from its header lines only."""
    headers = split_mail(returned[:READ_FIRST].lstrip(b"\n")).headers
    delegation = header(headers, "X-Delegation-Id").strip()
    send_id = header(headers, "X-Delegation-Send-Id").strip()
    is_ours = DELEGATION.fullmatch(delegation) is not None and len(delegation) <= LONGEST_SLUG
    return NotAnAnswer(
        why=Why.BOUNCE,
        text="A mail came back: it could not be delivered.",
        delegation=delegation if is_ours else "",
        send_id=send_id if SEND_ID.fullmatch(send_id) else "",
    )


def _quoted(leaves: Sequence[Part]) -> bytes:
    """The returned mail: enclosed, or its header lines quoted in the text."""
    for one in leaves:
        if one.media_type in RETURNED:
            return one.body
        if found := QUOTED_HEADERS.search(one.content()[:READ_FIRST]):
            return found[0]
    return b""


def _is_winmail(part: Part) -> bool:
    return part.media_type in ("application/ms-tnef", "application/vnd.ms-tnef") or (
        part.file_name == "winmail.dat"
    )


def _is_automatic(headers: Message) -> bool:
    submitted = header(headers, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = header(headers, "Precedence").strip().lower()
    return (
        submitted not in ("", "no")
        or precedence in ("auto_reply", "auto-reply")
        or any(name in headers for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
    )
