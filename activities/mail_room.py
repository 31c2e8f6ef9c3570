"""The mail room: one letter or invite, from its order to the mail server or to where mails wait."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.applied_from import AppliedFrom
from activities.appointments import Appointments, appointment_of, appointment_uid
from activities.expected_replies import ANSWERABLE, ExpectedReplies, ExpectedReply, unguessable
from activities.feeds import Feeds
from activities.ledger import HoldReason, SendState
from activities.letters import LetterWriter
from activities.links import Links
from activities.mail import STILL_SENDING, Fate, Reader, invite_purpose, invite_send_id
from activities.mail_links import linked, links_about
from activities.mail_terms import MailTerms
from activities.mail_writer import Addressed, MailWriter
from activities.outbox import HeldBack, Outbox, Overtaken, StillSending
from activities.ports import AddressRefused, DocumentStore, Erased, MailReceipt, Missing
from activities.register import Register
from activities.request_records import RequestRecords
from activities.waiting import WaitingMail, WaitingRoom
from delegation.document import DocumentRef
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.invite import Method, Revision
from delegation.letter import Letter
from delegation.mail_rules import WhenUnknown
from delegation.person import Person

if TYPE_CHECKING:
    from activities.dispatching import Dispatch

BY_THEMSELVES = (HoldReason.UNDO, HoldReason.ORDER)
"""Why mails wait that may leave without anybody's word."""
SOONEST = timedelta(seconds=1)
"""No attempt is looked after sooner again, so that nobody is busy with waiting."""


class MailRoom:
    """Knows how each mail is written, on which terms it leaves, and who is told how it ended."""

    def __init__(
        self,
        register: Register,
        outbox: Outbox,
        letters: LetterWriter,
        store: DocumentStore,
        appointments: Appointments,
        feeds: Feeds,
        links: Links,
        *,
        dispatch: "Dispatch | None" = None,
    ) -> None:
        self._register = register
        self._outbox = outbox
        self._writer = MailWriter(letters, feeds)
        self._store = store
        self._appointments = appointments
        self._feeds = feeds
        self._links = links
        self._expected = ExpectedReplies(store)
        self._people = RequestRecords(store, register)
        self._applied_from = AppliedFrom(store, register)
        self._waiting_room = WaitingRoom(store, register)
        self._terms = MailTerms(store, register, self._waiting_room, outbox.now)
        self._dispatch = dispatch

    def waiting(self, file: DelegationFile, waiting: WaitingMail) -> Fate:
        """A mail that waited, by the order it came with."""
        return _unless_erased(waiting.person, lambda: self._waited(file, waiting))

    def _waited(self, file: DelegationFile, waiting: WaitingMail) -> Fate:
        if not waiting.is_programme:
            return self.letter(file, waiting.demanded_letter, waiting.written_at)
        feed = self._feeds.feed(file.slug, waiting.owner)
        links = self._links.calendar_links(file.slug, waiting.owner, feed.asked(waiting.written_at))
        reader = Reader(waiting.owner, self.person(file.slug, waiting.person), links)
        if waiting.revision is not None:
            return self.invite(file, reader, waiting.revision, waiting.written_at)
        return self.letter(file, waiting.demanded_letter, waiting.written_at, reader)

    def letter(
        self, file: DelegationFile, letter: Letter, written_at: datetime, reader: Reader | None = None
    ) -> Fate:
        """`reader` is given where the letter is about their programme."""
        return _unless_erased(letter.recipient, lambda: self._letter(file, letter, written_at, reader))

    def _letter(
        self, file: DelegationFile, letter: Letter, written_at: datetime, reader: Reader | None
    ) -> Fate:
        owner = letter.host or letter.recipient
        person = self.person(file.slug, letter.recipient)
        about = letter.about or letter.agreement
        occasion = f"{letter.name.value}/{about}" if about else letter.name.value
        name = send_id(file.slug, owner, occasion, letter.sequence)
        secret = self._unguessable(file.slug, name) if letter.name in ANSWERABLE else ""
        to = Addressed(send_id=name, owner=owner, person=person, written_at=written_at, secret=secret)
        shown = linked(self._links, file, letter)

        def message() -> bytes:
            links = reader.links if reader else links_about(self._links, self._feeds, file, letter)
            documents = [one for ref in letter.attachments for one in self._attached(ref)]
            calendar_of = reader.id if reader else ""
            told = self._applied_from.told(file.slug, self._people.with_people(file, shown), person)
            return self._writer.letter(file, to, told, links, documents=documents, calendar_of=calendar_of)

        waiting = self._waiting(file, to, letter.name.value, about or letter.name.value.partition("-")[0])
        return self._sent(file, to, message, _ordered(waiting, reader, letter=letter))

    def _unguessable(self, delegation: str, name: str) -> str:
        return unguessable(self._register.secret(delegation), name)

    def invite(self, file: DelegationFile, reader: Reader, revision: Revision, written_at: datetime) -> Fate:
        """One revision to one calendar."""
        return _unless_erased(reader.person.id, lambda: self._invite(file, reader, revision, written_at))

    def _invite(self, file: DelegationFile, reader: Reader, revision: Revision, written_at: datetime) -> Fate:
        item = revision.item.id
        name = invite_send_id(file.slug, reader.id, item, revision.method, revision.sequence)
        to = Addressed(send_id=name, owner=reader.id, person=reader.person, written_at=written_at)
        uid = appointment_uid(file, self._register.secret(file.slug), item, reader.id)
        appointment = appointment_of(file.slug, reader.id, revision)

        def message() -> bytes:
            first = self._first_mail(uid) if revision.sequence else name
            follows = "" if first == name else first
            follows_id = self._outbox.message_id(file.slug, reader.id, follows) if follows else ""
            return self._writer.invite(
                file, to, revision, reader.links, uid=uid, follows=follows, follows_id=follows_id
            )

        waiting = self._waiting(file, to, invite_purpose(revision), item)
        ordered = _ordered(waiting, reader, revision=revision)
        return self._sent(file, to, message, ordered, lambda: self._appointments.claim(uid, appointment))

    def _first_mail(self, uid: str) -> str:
        """The send id of the first mail about the same, to which all others refer."""
        about = self._appointments.find(uid)
        if about is None:
            return ""
        return invite_send_id(about.delegation, about.recipient, about.item, Method.REQUEST, about.first)

    def _sent(
        self,
        file: DelegationFile,
        to: Addressed,
        message: Callable[[], bytes],
        waiting: WaitingMail,
        may_leave: Callable[[], bool] = lambda: True,
    ) -> Fate:
        try:
            receipt = self._outbox.send_once(
                file.slug,
                to.owner,
                to.send_id,
                sender=file.organiser.mailbox,
                recipient=to.person.email,
                message_builder=message,
                may_leave=may_leave,
                hold=lambda: self._terms.hold(file, waiting, to.person.email),
                send_again=file.mail.when_unknown is WhenUnknown.SEND_AGAIN,
            )
        except AddressRefused:
            return Fate(refused=to.person.id)
        except Overtaken:
            return Fate(is_overtaken=True)
        except HeldBack as held:
            self._let_wait(waiting, held)
            return Fate(is_held=True)
        except StillSending as trouble:
            raise self._later(trouble) from trouble
        if to.secret:
            self._expect_reply(file, to, receipt)
        return Fate()

    def _let_wait(self, waiting: WaitingMail, held: HeldBack) -> None:
        """A crash before this is harmless: whoever ordered the mail asks again, and comes by here."""
        if held.is_dropped:
            return
        self._waiting_room.keep(waiting.model_copy(update={"is_unknown": held.state is SendState.UNKNOWN}))
        if held.reason in BY_THEMSELVES and self._dispatch is not None:
            self._dispatch.wake(waiting.delegation)

    def _later(self, trouble: StillSending) -> ApplicationError:
        """Looked at again when there is something to see; never in a hurry, never within a workflow task."""
        now = self._outbox.now()
        return ApplicationError(
            str(trouble),
            type=STILL_SENDING,
            next_retry_delay=max((trouble.until or now) - now, SOONEST),
            non_retryable=activity.info().is_local,
        )

    def _waiting(self, file: DelegationFile, to: Addressed, purpose: str, thread: str) -> WaitingMail:
        return WaitingMail(
            delegation=file.slug,
            owner=to.owner,
            person=to.person.id,
            send_id=to.send_id,
            purpose=purpose,
            thread=thread,
            kept_at=self._outbox.now(),
            written_at=to.written_at,
        )

    def _expect_reply(self, file: DelegationFile, to: Addressed, receipt: MailReceipt) -> None:
        """After the mail, under the Message-ID its reader sees; a second attempt comes by here as well."""
        expected = ExpectedReply(delegation=file.slug, participant=to.owner)
        self._expected.expect([receipt.message_id], expected)

    def person(self, delegation: str, person_id: str) -> Person:
        """Raises Erased, or ApplicationError, not retried: nobody is registered under the id."""
        try:
            return self._register.person(delegation, person_id)
        except Erased:
            raise
        except Missing as reason:
            raise ApplicationError(str(reason), type="PersonMissing", non_retryable=True) from reason

    def _attached(self, ref: DocumentRef) -> list[tuple[DocumentRef, bytes]]:
        """The document; nothing where it was about somebody who was erased."""
        try:
            return [(ref, self._store.read(ref.key))]
        except Erased:
            return []
        except Missing as reason:
            sentence = f"The document {ref.key!r} is gone; make it again before the letter is sent."
            raise ApplicationError(sentence, type="DocumentMissing", non_retryable=True) from reason


def _unless_erased(person: str, send: Callable[[], Fate]) -> Fate:
    """What became of a mail to `person`; to somebody who was erased nothing leaves, ever again."""
    try:
        return send()
    except Erased:
        return Fate(erased=person)


def _ordered(
    waiting: WaitingMail,
    reader: Reader | None,
    *,
    letter: Letter | None = None,
    revision: Revision | None = None,
) -> WaitingMail:
    return waiting.model_copy(
        update={"letter": letter, "revision": revision, "is_programme": reader is not None}
    )
