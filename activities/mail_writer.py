"""Whole mails: the words, the calendar and the outside of a letter or an invite, as bytes."""

from collections.abc import Sequence

from pydantic import AwareDatetime

from activities.addresses import mail_address
from activities.feeds import Feeds
from activities.letters import LetterWriter
from activities.links import CalendarLinks
from activities.mail import invite_purpose
from activities.message import envelope, invite_message, letter_message
from delegation.calendars.rendering import CalendarParty, render_invite
from delegation.calendars.when import when_on_route
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.invite import Revision
from delegation.languages.tongue import file_in, item_in, tongue_of
from delegation.letter import FactValue, Letter, LetterName
from delegation.person import Person

WITH_CALENDAR = frozenset(
    {LetterName.AGENDA_FINAL, LetterName.ITINERARY_CHANGED, LetterName.HOST_AGENDA, LetterName.HOST_CHANGED}
)
"""Letters that bring the whole programme, also as a calendar file."""


class Addressed(Fact):
    """One mail's name, whose it is, who reads it and when it was written (trip time)."""

    send_id: str
    owner: str
    """Participant, host or person id."""
    person: Person
    written_at: AwareDatetime
    secret: str = ""
    """A part of the Message-ID, where a reply is acted upon."""


class MailWriter:
    """Writes mails. The same mail is the same bytes, as long as the feed it shows does not change."""

    def __init__(self, letters: LetterWriter, feeds: Feeds) -> None:
        self._letters = letters
        self._feeds = feeds

    def letter(
        self,
        file: DelegationFile,
        to: Addressed,
        letter: Letter,
        links: CalendarLinks,
        *,
        documents: Sequence[tuple[DocumentRef, bytes]] = (),
        calendar_of: str = "",
    ) -> bytes:
        """A letter with its documents; `calendar_of` is whose programme a letter about it brings as a file.

        Raises AddressRefused, or OSError when the store is away.
        """
        about = self._about_item(file, to, letter, links)
        written = self._letters.write(about, to.person, file, to.written_at, links)
        files = []
        if calendar_of and letter.name in WITH_CALENDAR:
            calendar = self._feeds.calendar(file.slug, calendar_of)
            files.append(("itinerary.ics", "application/ics", calendar))
        outside = envelope(
            file, to.person, to.send_id, to.written_at, purpose=letter.name.value, secret=to.secret
        )
        return letter_message(outside, written, documents, files)

    def _about_item(
        self, file: DelegationFile, to: Addressed, letter: Letter, links: CalendarLinks
    ) -> Letter:
        """A letter about an item says which, when it is, and where its invite is answered."""
        told = self._feeds.feed(file.slug, to.owner).revision(letter.about) if letter.about else None
        if told is None:
            return letter
        facts: dict[str, FactValue] = {
            "title": told.item.title,
            "when": when_on_route(told.item, file.legs, self._letters.language_of(letter, to.person)),
            "confirm_url": links.answers.get(told.item.id, ""),
        }
        return letter.model_copy(update={"facts": {**letter.facts, **facts}})

    def invite(
        self,
        file: DelegationFile,
        to: Addressed,
        revision: Revision,
        links: CalendarLinks,
        *,
        uid: str,
        follows: str = "",
        follows_id: str = "",
    ) -> bytes:
        """One revision as an invite. It follows the first mail about the same: its send id, and the
        Message-ID its mail server gave it.

        Raises AddressRefused, UnsafeCalendar.
        """
        is_host = file.host(to.owner) is not None
        written = self._letters.write_invite(revision, to.person, file, to.written_at, links, host=is_host)
        outside = envelope(
            file,
            to.person,
            to.send_id,
            to.written_at,
            purpose=invite_purpose(revision),
            follows=follows,
            follows_id=follows_id,
        )
        return invite_message(outside, written, _calendar(file, to.person, revision, uid), revision.method)


def _calendar(file: DelegationFile, person: Person, revision: Revision, uid: str) -> bytes:
    tongue = tongue_of(person.language, file)
    told = file_in(tongue, file)
    return render_invite(
        revision.model_copy(update={"item": item_in(tongue, revision.item)}),
        uid=uid,
        organiser=CalendarParty(name=file.organiser.name, email=mail_address(file.organiser.mailbox)),
        attendee=person.model_copy(update={"email": mail_address(person.email)}),
        place=told.place(revision.item.place),
    )
