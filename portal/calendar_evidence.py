"""What bears on a recipient's calendar: the mails that left, the feed, the itinerary and the book."""

import asyncio
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from typing import TYPE_CHECKING

from activities.feeds import Feeds
from activities.outbox import sent_mails
from activities.ports import Missing
from delegation.invite import Method
from portal.recipients import Programme, Recipient

if TYPE_CHECKING:
    from delegation.calendars.verifying import CalendarCheck, CalendarEvidence
    from portal.client import Legation


async def check_as_sent(legation: "Legation", programme: Programme, recipient: Recipient) -> "CalendarCheck":
    """Replay everything the outbox sent them."""
    return await asyncio.to_thread(_checked, legation, programme, recipient)


def _checked(legation: "Legation", programme: Programme, recipient: Recipient) -> "CalendarCheck":
    from delegation.calendars.verifying import verify_calendar

    sent = mails_sent(legation, programme.file.slug, recipient.id)
    calendars = [ics for mail in sent for ics in calendars_in(mail)]
    return verify_calendar(evidence_of(legation, programme, recipient, calendars))


def evidence_of(
    legation: "Legation", programme: Programme, recipient: Recipient, delivered: Iterable[bytes]
) -> "CalendarEvidence":
    """All that is known of one calendar; `delivered` are the calendars of its mails, in order."""
    from delegation.calendars.verifying import CalendarEvidence

    slug = programme.file.slug
    return CalendarEvidence(
        recipient=recipient.id,
        owner=address_of(legation, slug, recipient),
        delivered=tuple(delivered),
        feed=Feeds(legation.store, legation.register).calendar(slug, recipient.id),
        wanted=programme.entries(recipient),
        view=recipient.view,
        uids=programme.uids(recipient),
    )


def address_of(legation: "Legation", slug: str, recipient: Recipient) -> str:
    """Where their mail goes, as it stands in invites; empty once the person was erased."""
    from activities.addresses import mail_address

    try:
        return mail_address(legation.register.person(slug, recipient.person).email)
    except Missing:
        return ""


def mails_sent(legation: "Legation", slug: str, recipient: str) -> Iterator[bytes]:
    """Every mail that left for a participant or host, in that order."""
    for mail in sent_mails(legation.store, slug, recipient):
        yield mail.message


def calendars_in(mail: bytes) -> Iterator[bytes]:
    """The invites and cancellations of a mail, as its reader's calendar program finds them."""
    if b"text/calendar" not in mail:
        return
    for part in message_from_bytes(mail).walk():
        if part.get_content_type() == "text/calendar" and part.get_param("method") in tuple(Method):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content
