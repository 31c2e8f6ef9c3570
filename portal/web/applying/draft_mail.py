"""The mail with the link to a draft. It leaves from here, at the word of whoever typed the draft."""

import hashlib
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
from portal.web.limiting import Limit, Window
from portal.web.words import Words

PURPOSE = "draft-kept"
ONCE_IN = 600
"""Seconds in which one draft is mailed to one address once."""
TO_ONE = Limit(5, 3600)
FROM_ONE = Limit(20, 3600)
"""Mails that may be asked for: to one address, and from one."""


class DraftPost:
    """Mails links to drafts, and not too many of them."""

    def __init__(self, outbox: Outbox, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._outbox = outbox
        self._now = now
        self._to = Window(TO_ONE)
        self._from = Window(FROM_ONE)

    def send(
        self, file: DelegationFile, person: Person, link: str, until: str, words: Words, *, asked_by: str
    ) -> bool:
        """Whether the mail is on its way. `asked_by` is the network the wish came from.

        Raises AddressRefused: no mail server takes mail for that address.
        """
        address = hashlib.sha256(person.email.lower().encode()).hexdigest()
        if self._to.wait(address) or self._from.wait(asked_by):
            return False
        self._to.count(address)
        self._from.count(asked_by)
        name = send_id(
            file.slug, person.id, f"{PURPOSE}/{address[:16]}", int(self._now().timestamp()) // ONCE_IN
        )
        try:
            self._outbox.send_once(
                file.slug,
                person.id,
                name,
                sender=file.organiser.mailbox,
                recipient=person.email,
                message_builder=lambda: _message(file, person, name, self._now(), link, until, words),
            )
        except AddressRefused:
            raise
        except (OSError, HeldBack, Overtaken):
            return False
        return True


def _message(
    file: DelegationFile, person: Person, name: str, now: datetime, link: str, until: str, words: Words
) -> bytes:
    outside = envelope(file, person, name, now, purpose=PURPOSE)
    return letter_message(outside, _written(file, link, until, words))


def _written(file: DelegationFile, link: str, until: str, words: Words) -> Written:
    says = (
        words("draft", "mail", delegation=file.title),
        words("draft", "mail-until", until=until),
        words("draft", "mail-not-you"),
    )
    first, *rest = (f"<p>{escape(one)}</p>" for one in says)
    button = f'<p><a href="{escape(link)}">{escape(words("draft", "mail-button"))}</a></p>'
    page = "".join((first, button, *rest, f"<p>{escape(file.organiser.name)}</p>"))
    language = escape(words.language)
    return Written(
        subject=words("draft", "subject", delegation=file.title),
        text="\n\n".join((says[0], link, *says[1:], file.organiser.name)) + "\n",
        html=f'<!doctype html><html lang="{language}"><body>{page}</body></html>',
    )
