"""The mail with somebody's new link, once those they had were revoked or got lost."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

from activities.letters import Written
from activities.message import envelope, letter_message
from activities.outbox import HeldBack, Outbox, Overtaken
from activities.ports import AddressRefused
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.person import Person
from portal.web.words import Words

PURPOSE = "page-address"
ONCE_IN = 600
"""Seconds in which one address is mailed once."""
log = logging.getLogger("portal.web")


class LinksPost:
    """Mails people the address of their page, at the word of an organiser."""

    def __init__(self, outbox: Outbox, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._outbox = outbox
        self._now = now

    def send(self, file: DelegationFile, person: Person, link: str, epoch: int, words: Words) -> bool:
        """Whether the mail is on its way. `epoch`: how often their links were revoked before."""
        now = self._now()
        name = send_id(file.slug, person.id, f"{PURPOSE}/{epoch}", int(now.timestamp()) // ONCE_IN)
        try:
            self._outbox.send_once(
                file.slug,
                person.id,
                name,
                sender=file.organiser.mailbox,
                recipient=person.email,
                message_builder=lambda: _message(file, person, name, now, link, words),
            )
        except (AddressRefused, OSError, HeldBack, Overtaken) as reason:
            log.warning("a new address was not mailed: %s", type(reason).__name__)
            return False
        return True


def _message(
    file: DelegationFile, person: Person, name: str, now: datetime, link: str, words: Words
) -> bytes:
    outside = envelope(file, person, name, now, purpose=PURPOSE)
    return letter_message(outside, _written(file, link, words))


def _written(file: DelegationFile, link: str, words: Words) -> Written:
    first, *rest = (
        words("renewed", "says", delegation=file.title),
        words("renewed", "dead"),
        words("renewed", "calendar"),
        words("renewed", "secret"),
        file.organiser.name,
    )
    button = f'<p><a href="{escape(link)}">{escape(words("renewed", "button"))}</a></p>'
    page = "".join((f"<p>{escape(first)}</p>", button, *(f"<p>{escape(one)}</p>" for one in rest)))
    return Written(
        subject=words("renewed", "subject", delegation=file.title),
        text="\n\n".join((first, link, *rest)) + "\n",
        html=f'<!doctype html><html lang="{escape(words.language)}"><body>{page}</body></html>',
    )
