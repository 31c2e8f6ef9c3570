"""The invites that mail servers delivered, each with whose calendar it belongs to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from delegation.invite import Method
from embedded.mail_journal import DeliveredMail
from portal.calendar_evidence import calendars_in
from portal.recipients import Programme, Recipient

FOLD = re.compile(rb"\r\n[ \t]")


class DeliveredCalendar(NamedTuple):
    """One invite, update or cancellation as it was delivered."""

    mailbox: str
    """Address, in lower case."""
    uid: str
    method: Method
    sequence: int
    dtstamp: datetime
    """When the revision was made (trip time)."""
    content: bytes


class Owner(NamedTuple):
    """Whose item a UID stands for."""

    recipient: str
    item: str


def delivered_calendars(mails: Sequence[DeliveredMail]) -> list[DeliveredCalendar]:
    """Every invite in the order of delivery.

    A mail that was delivered once more right away, because a worker was killed before it could note the
    first time, is the same mail: calendar programs do nothing with the copy.
    """
    last: dict[str, bytes] = {}
    found = []
    for mail in mails:
        for content in calendars_in(mail.content):
            one = _read(mail.mailbox, content)
            if last.get(one.uid) != content:
                found.append(one)
            last[one.uid] = content
    return found


def owners(programme: Programme, recipients: Iterable[Recipient]) -> dict[str, Owner]:
    """By UID, everything anybody was ever told of."""
    return {uid: Owner(one.id, item) for one in recipients for item, uid in programme.uids(one).items()}


def delivered_to(
    recipient: str, mailbox: str, delivered: Iterable[DeliveredCalendar], known: Mapping[str, Owner]
) -> Iterator[bytes]:
    """The invites of one recipient, also those in the mailbox that belong to nobody.

    Several hosts may share a mailbox: what belongs to another of them is left out.
    """
    for one in delivered:
        owner = known.get(one.uid)
        if one.mailbox == mailbox and (owner is None or owner.recipient == recipient):
            yield one.content


def _read(mailbox: str, content: bytes) -> DeliveredCalendar:
    """Only what is needed to sort it; `calendars/verifying.py` reads it in earnest."""
    lines = FOLD.sub(b"", content).decode().split("\r\n")
    event = dict(line.split(":", 1) for line in lines[lines.index("BEGIN:VEVENT") :] if ":" in line)
    method = next(line for line in lines if line.startswith("METHOD:")).partition(":")[2]
    stamp = datetime.strptime(event["DTSTAMP"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return DeliveredCalendar(mailbox, event["UID"], Method(method), int(event["SEQUENCE"]), stamp, content)
