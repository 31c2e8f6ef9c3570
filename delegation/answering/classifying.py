"""One way to read every mail that comes in: an answer to an invite, or the reason why it is none.

Nothing of the mail is trusted. It is never opened deeper than its own parts: a mail enclosed in it, such as
our own invite in a bounce or a forward, is somebody else's and is not looked into.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from delegation.answering.answer import Answer, NotAnAnswer, Why
from delegation.answering.content_lines import Component, read_calendar
from delegation.answering.mail_parts import Part, TooIntricate, decoded_header, header, split_mail, walk
from delegation.answering.plain_reply import plain_reply
from delegation.answering.reply_reading import NoAnswer, clean, mail_address, read_reply
from delegation.answering.returned_mail import is_report, told_by_report, without_calendar
from delegation.answering.verdicts import read_verdicts

LARGEST_MAIL = 1024 * 1024
LARGEST_CALENDAR = 256 * 1024
"""Bytes."""
LONGEST_MESSAGE_ID = 255
ENCODED_WORD = re.compile(r"=\?[^?]*\?[bq]\?[^?]*\?=", re.IGNORECASE)
CALENDAR_FILES = frozenset({"application/ics", "application/x-ics"})


def classify(raw: bytes, *, trusted: frozenset[str] = frozenset()) -> Answer | NotAnAnswer:
    """What the mail `raw` is. Never raises, and says the same of the same bytes every time.

    `trusted`: names of mail servers (RFC 8601 authserv-id, lower case) whose verdicts are recorded. Such a
    server must remove lines that come in under its own name, as RFC 8601 asks.
    """
    try:
        return _classified(raw, trusted)
    except Exception:  # whatever a mail is made of, the next one must still be read
        return NotAnAnswer(why=Why.UNREADABLE, text="The mail cannot be read.")


def _classified(raw: bytes, trusted: frozenset[str]) -> Answer | NotAnAnswer:
    mail = split_mail(raw[:LARGEST_MAIL])
    sender = _sender(mail.headers)
    try:
        found = _opened(mail, sender) if len(raw) <= LARGEST_MAIL else _too_large()
    except NoAnswer as reason:
        found = NotAnAnswer(why=reason.why, text=reason.text)
    except TooIntricate:
        found = NotAnAnswer(why=Why.UNREADABLE, text="The mail has more parts than any program writes.")
    told: dict[str, object] = {"sender": sender, "message_id": _message_id(mail.headers)}
    if isinstance(found, Answer):
        told |= {"sent_at": _sent_at(mail.headers), "verdicts": read_verdicts(mail.headers, trusted)}
    else:
        told["reply"] = plain_reply(mail, found.why, read_verdicts(mail.headers, trusted))
    return found.model_copy(update=told)


def _opened(mail: Part, sender: str) -> Answer | NotAnAnswer:
    if is_report(mail):
        return told_by_report(mail)
    leaves = list(walk(mail))
    carriers = _carriers(leaves)
    for part in carriers:
        if calendar := _calendar(part):
            return read_reply(calendar, part.parameter("method"), sender)
    if carriers:
        return NotAnAnswer(why=Why.UNREADABLE, text="The calendar in the mail is damaged or empty.")
    return without_calendar(mail, leaves, sender)


def _carriers(leaves: Sequence[Part]) -> list[Part]:
    """Parts that may hold the calendar: those shown in the mail first, then files."""
    shown = [one for one in leaves if one.media_type == "text/calendar"]
    return shown + [one for one in leaves if _is_calendar_file(one)]


def _is_calendar_file(part: Part) -> bool:
    if part.media_type.startswith(("message/", "multipart/", "text/calendar")):
        return False
    return part.media_type in CALENDAR_FILES or part.file_name.endswith(".ics")


def _calendar(part: Part) -> Component | None:
    if len(part.content()) > LARGEST_CALENDAR:
        raise NoAnswer(Why.TOO_LARGE, "The calendar in the mail is larger than 256 kB.")
    calendar = read_calendar(part.text())
    is_whole = calendar is not None and any(one.name != "VTIMEZONE" for one in calendar.inside)
    return calendar if is_whole else None


def _sender(headers: Message) -> str:
    """Encoded words are names and hold no address, whatever they say; unless there is no other."""
    line = header(headers, "From")
    written = getaddresses([ENCODED_WORD.sub("name", line)]) + getaddresses([decoded_header(line)])
    return next(filter(None, (mail_address(address) for _, address in written)), "")


def _message_id(headers: Message) -> str:
    return clean(header(headers, "Message-ID"), LONGEST_MESSAGE_ID)


def _sent_at(headers: Message) -> datetime | None:
    try:
        sent = parsedate_to_datetime(header(headers, "Date"))
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _too_large() -> NotAnAnswer:
    return NotAnAnswer(why=Why.TOO_LARGE, text="The mail is larger than 1 MB and was not opened.")
