"""Mail: letters and calendar invites, each rendered once and sent once."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ports import AddressRefused, DocumentStore, Missing
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.invite import Method, Revision
from delegation.letter import Letter
from delegation.person import Person

if TYPE_CHECKING:  # what these import is needed by those who send, not by workflows that order it
    from activities.letters import LetterWriter
    from activities.outbox import Outbox
    from activities.register import Register


class LetterOrder(Fact):
    """Letters to write and send. `written_at` is trip time, the date the letters bear."""

    delegation: str
    letters: tuple[Letter, ...]
    written_at: AwareDatetime


class InviteOrder(Fact):
    """Revisions to send to one recipient, strictly in this order."""

    delegation: str
    recipient: str
    revisions: tuple[Revision, ...]
    letter: Letter | None = None
    """The letter that goes first and says what the revisions are about."""
    written_at: AwareDatetime


class MailSent(Fact):
    """How many mails left, and whose address the mail server refused."""

    sent: int
    refused: tuple[str, ...] = ()


class MailActivities:
    """Letters and invites leave here, and only here."""

    def __init__(
        self, register: "Register", outbox: "Outbox", letters: "LetterWriter", store: DocumentStore
    ) -> None:
        self._register = register
        self._outbox = outbox
        self._store = store
        self._letters = letters

    @activity.defn(name="send_letters")
    def send_letters(self, order: LetterOrder) -> MailSent:
        """Write letters and hand them to the mail server, one after the other.

        Safe to retry: the delegation, recipient, name and sequence of a letter are its identity, and
        each leaves once. About 50 milliseconds a letter; heartbeats after each.

        Raises:
            ApplicationError: not retried; type "PersonMissing" where nobody is registered under an id,
                "DocumentMissing" where an attachment is gone.
            OSError: the mail server or the store is away; Temporal retries.
        """
        file = self._file(order.delegation)
        return _counted(self._send_letter(file, letter, order.written_at) for letter in order.letters)

    @activity.defn(name="send_invites")
    def send_invites(self, order: InviteOrder) -> MailSent:
        """Send a letter and the revisions of one recipient's appointments, strictly in this order.

        Safe to retry: item, method and sequence are an invite's identity, and each leaves once.
        About 50 milliseconds each; heartbeats after each. If one cannot leave now, none after it does.

        Raises:
            ApplicationError: type "PersonMissing", not retried: nobody is registered under the id.
            OSError: the mail server or the store is away; Temporal retries.
        """
        file = self._file(order.delegation)
        person = self._person(file.slug, order.recipient)
        return _counted(self._sending(file, person, order))

    def _sending(self, file: DelegationFile, person: Person, order: InviteOrder) -> Iterator[str]:
        """The letter first, then each revision; one is sent with every step."""
        if order.letter is not None:
            yield self._send_letter(file, order.letter, order.written_at)
        for revision in order.revisions:
            yield self._send_invite(file, person, revision, order.written_at)

    def _send_letter(self, file: DelegationFile, letter: Letter, written_at: datetime) -> str:
        from activities.message import envelope, letter_message

        person = self._person(file.slug, letter.recipient)
        name = send_id(file.slug, letter.recipient, letter.name.value, letter.sequence)

        def message() -> bytes:
            written = self._letters.write(letter, person, file, written_at)
            outside = envelope(file, person, name, written_at, purpose=letter.name.value)
            return letter_message(outside, written, [(ref, self._bytes(ref)) for ref in letter.attachments])

        return self._sent(file, name, person, message)

    def _send_invite(
        self, file: DelegationFile, person: Person, revision: Revision, written_at: datetime
    ) -> str:
        from activities.message import envelope, invite_message

        name = invite_send_id(file.slug, person.id, revision.item.id, revision.method, revision.sequence)
        first = invite_send_id(file.slug, person.id, revision.item.id, Method.REQUEST, 0)

        def message() -> bytes:
            written = self._letters.write_invite(revision, person, file, written_at)
            calendar = self._calendar(file, person, revision)
            follows = first if first != name else ""
            purpose = invite_purpose(revision)
            outside = envelope(file, person, name, written_at, purpose=purpose, follows=follows)
            return invite_message(outside, written, calendar, revision.method)

        return self._sent(file, name, person, message)

    def _calendar(self, file: DelegationFile, person: Person, revision: Revision) -> bytes:
        from activities.addresses import mail_address
        from delegation.calendars.rendering import CalendarParty, calendar_uid, render_invite

        mailbox = mail_address(file.organiser.mailbox)
        secret = self._register.secret(file.slug)
        return render_invite(
            revision,
            uid=calendar_uid(secret, revision.item.id, person.id, mailbox.rpartition("@")[2]),
            organiser=CalendarParty(name=file.organiser.name, email=mailbox),
            attendee=person.model_copy(update={"email": mail_address(person.email)}),
            place=file.place(revision.item.place),
        )

    def _sent(self, file: DelegationFile, name: str, person: Person, message: Callable[[], bytes]) -> str:
        """The id of the person if the address was refused, else nothing."""
        try:
            self._outbox.send_once(file.slug, name, file.organiser.mailbox, person.email, message)
        except AddressRefused:
            return person.id
        return ""

    def _person(self, delegation: str, person_id: str) -> Person:
        try:
            return self._register.person(delegation, person_id)
        except Missing as reason:
            raise ApplicationError(str(reason), type="PersonMissing", non_retryable=True) from reason

    def _bytes(self, ref: DocumentRef) -> bytes:
        try:
            return self._store.read(ref.key)
        except Missing as reason:
            sentence = f"The document {ref.key!r} is gone; make it again before the letter is sent."
            raise ApplicationError(sentence, type="DocumentMissing", non_retryable=True) from reason

    def _file(self, delegation: str) -> DelegationFile:
        try:
            return self._register.delegation_file(delegation)
        except Missing as reason:
            sentence = f"The delegation {delegation!r} was never opened; keep its file first."
            raise ApplicationError(sentence, type="DelegationMissing", non_retryable=True) from reason


def invite_send_id(delegation: str, recipient: str, item: str, method: Method, sequence: int) -> str:
    """The name of the mail that carries one revision of one item to one person."""
    return send_id(delegation, recipient, f"invite/{item}/{method.value}", sequence)


def invite_purpose(revision: Revision) -> str:
    """`invite-request` for the first, then `invite-update`; `invite-cancel` takes it back."""
    if revision.method is Method.CANCEL:
        return "invite-cancel"
    return "invite-update" if revision.sequence else "invite-request"


def _counted(refusals: Iterator[str]) -> MailSent:
    """Send what `refusals` sends, one by one, with a heartbeat after each; a local activity has none."""
    sent, refused = 0, dict[str, None]()
    for refusal in refusals:
        if refusal:
            refused[refusal] = None
        else:
            sent += 1
        if not activity.info().is_local:
            activity.heartbeat(sent)
    return MailSent(sent=sent, refused=tuple(refused))
