"""Mail: letters and calendar invites, each rendered once and sent once."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pydantic import AwareDatetime
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ports import AddressRefused, DocumentStore, MailReceipt, Missing
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.invite import Method, Revision
from delegation.letter import Letter
from delegation.letter_facts import FACTS
from delegation.person import Person

if TYPE_CHECKING:  # what these import is needed by those who send, not by workflows that order it
    from activities.appointments import Appointments
    from activities.feeds import Feeds
    from activities.letters import LetterWriter
    from activities.links import CalendarLinks, Links
    from activities.mail_writer import Addressed
    from activities.outbox import Outbox
    from activities.register import Register


class LetterOrder(Fact):
    """Letters to write and send. `written_at` is trip time, the date the letters bear."""

    delegation: str
    letters: tuple[Letter, ...]
    written_at: AwareDatetime


class InviteOrder(Fact):
    """Revisions to tell one recipient's calendar, strictly in this order."""

    delegation: str
    recipient: str
    """Participant or host id: whose calendar it is."""
    person: str = ""
    """Who answers the mail of a host; empty: the recipient, in person."""
    revisions: tuple[Revision, ...]
    letter: Letter | None = None
    """The letter that goes first and says what the revisions are about."""
    written_at: AwareDatetime


class MailSent(Fact):
    """How many mails left, and whose address the mail server refused."""

    sent: int
    refused: tuple[str, ...] = ()
    overtaken: int = 0
    """Invites that did not leave, because a newer one about the same was on its way first."""


class _Fate(NamedTuple):
    """What became of one mail: sent, unless it says otherwise."""

    refused: str = ""
    """Id of the person whose address was refused."""
    is_overtaken: bool = False


class _Reader(NamedTuple):
    """Whose calendar it is, who reads the mails about it, and the addresses that stand in them."""

    id: str
    person: Person
    links: "CalendarLinks"


class MailActivities:
    """Letters and invites leave here, and only here."""

    def __init__(
        self,
        register: "Register",
        outbox: "Outbox",
        letters: "LetterWriter",
        store: DocumentStore,
        appointments: "Appointments",
        feeds: "Feeds",
        links: "Links",
    ) -> None:
        from activities.expected_replies import ExpectedReplies
        from activities.mail_writer import MailWriter
        from activities.request_records import RequestRecords

        self._register = register
        self._outbox = outbox
        self._writer = MailWriter(letters, feeds)
        self._store = store
        self._appointments = appointments
        self._feeds = feeds
        self._links = links
        self._expected = ExpectedReplies(store)
        self._people = RequestRecords(store, register)

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
        """Bring a recipient's feed up to date, then send a letter and invites, strictly in order.

        Safe to retry: item, method and sequence are an invite's identity, and each leaves once; none
        leaves after a newer one. About 70 milliseconds each; heartbeats after each. If one cannot leave
        now, none after it does.

        Raises:
            ApplicationError: type "PersonMissing", not retried: nobody is registered under the id.
            OSError: the mail server or the store is away; Temporal retries.
        """
        file = self._file(order.delegation)
        person = self._person(file.slug, order.person or order.recipient)
        feed = self._feeds.fold(file.slug, order.recipient, order.revisions)
        links = self._links.calendar_links(file.slug, order.recipient, feed.asked(order.written_at))
        return _counted(self._sending(file, _Reader(order.recipient, person, links), order))

    def _sending(self, file: DelegationFile, reader: _Reader, order: InviteOrder) -> Iterator[_Fate]:
        """The letter first, then each revision that is mailed; one is sent with every step."""
        if order.letter is not None:
            yield self._send_letter(file, order.letter, order.written_at, reader)
        for revision in order.revisions:
            if revision.mailed:
                yield self._send_invite(file, reader, revision, order.written_at)

    def _send_letter(
        self, file: DelegationFile, letter: Letter, written_at: datetime, reader: _Reader | None = None
    ) -> _Fate:
        """`reader` is given where the letter is about their programme."""
        from activities.expected_replies import ANSWERABLE
        from activities.mail_writer import Addressed

        owner = letter.host or letter.recipient
        person = self._person(file.slug, letter.recipient)
        about = letter.about or letter.agreement
        occasion = f"{letter.name.value}/{about}" if about else letter.name.value
        name = send_id(file.slug, owner, occasion, letter.sequence)
        secret = self._unguessable(file.slug, name) if letter.name in ANSWERABLE else ""
        to = Addressed(send_id=name, owner=owner, person=person, written_at=written_at, secret=secret)
        letter = self._linked(file.slug, letter)

        def message() -> bytes:
            links = reader.links if reader else self._links_about(file, letter)
            documents = [(ref, self._bytes(ref)) for ref in letter.attachments]
            calendar_of = reader.id if reader else ""
            told = self._people.with_people(file, letter)
            return self._writer.letter(file, to, told, links, documents=documents, calendar_of=calendar_of)

        return self._sent(file, to, message)

    def _linked(self, delegation: str, letter: Letter) -> Letter:
        """With the reader's own page, in letters that show it; it never passes through a workflow."""
        if "host_url" in FACTS[letter.name] and letter.host is not None:
            url = self._links.host_link(delegation, letter.host)
            return letter.model_copy(update={"facts": {**letter.facts, "host_url": url}})
        if "meetings_url" in FACTS[letter.name]:
            url = self._links.meetings_link(delegation, letter.recipient)
            return letter.model_copy(update={"facts": {**letter.facts, "meetings_url": url}})
        if "answer_url" not in FACTS[letter.name]:
            return letter
        url = self._links.offer_link(delegation, letter.recipient)
        return letter.model_copy(update={"facts": {**letter.facts, "answer_url": url}})

    def _unguessable(self, delegation: str, name: str) -> str:
        from activities.expected_replies import unguessable

        return unguessable(self._register.secret(delegation), name)

    def _send_invite(
        self, file: DelegationFile, reader: _Reader, revision: Revision, written_at: datetime
    ) -> _Fate:
        from activities.appointments import appointment_of, appointment_uid
        from activities.mail_writer import Addressed

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

        return self._sent(file, to, message, lambda: self._appointments.claim(uid, appointment))

    def _first_mail(self, uid: str) -> str:
        """The send id of the first mail about the same, to which all others refer."""
        about = self._appointments.find(uid)
        if about is None:
            return ""
        return invite_send_id(about.delegation, about.recipient, about.item, Method.REQUEST, about.first)

    def _links_about(self, file: DelegationFile, letter: Letter) -> "CalendarLinks":
        """For a letter that is about one item: where its invite is answered."""
        from activities.links import Asked, CalendarLinks

        owner = letter.host or letter.recipient
        if letter.about is None:
            return CalendarLinks()
        told = self._feeds.feed(file.slug, owner).revision(letter.about)
        asked = [Asked(told.item.id, told.sequence, told.item.ends_at)] if told else []
        return self._links.calendar_links(file.slug, owner, asked)

    def _sent(
        self,
        file: DelegationFile,
        to: "Addressed",
        message: Callable[[], bytes],
        may_leave: Callable[[], bool] = lambda: True,
    ) -> _Fate:
        from activities.outbox import Overtaken

        try:
            receipt = self._outbox.send_once(
                file.slug,
                to.owner,
                to.send_id,
                sender=file.organiser.mailbox,
                recipient=to.person.email,
                message_builder=message,
                may_leave=may_leave,
            )
        except AddressRefused:
            return _Fate(refused=to.person.id)
        except Overtaken:
            return _Fate(is_overtaken=True)
        if to.secret:
            self._expect_reply(file, to, receipt)
        return _Fate()

    def _expect_reply(self, file: DelegationFile, to: "Addressed", receipt: MailReceipt) -> None:
        """After the mail, under the Message-ID its reader sees; a second attempt comes by here as well."""
        from activities.expected_replies import ExpectedReply

        expected = ExpectedReply(delegation=file.slug, participant=to.owner)
        self._expected.expect([receipt.message_id], expected)

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


def _counted(fates: Iterator[_Fate]) -> MailSent:
    """Send what `fates` sends, one by one, with a heartbeat after each; a local activity has none."""
    sent, overtaken, refused = 0, 0, dict[str, None]()
    for fate in fates:
        if fate.refused:
            refused[fate.refused] = None
        elif fate.is_overtaken:
            overtaken += 1
        else:
            sent += 1
        if not activity.info().is_local:
            activity.heartbeat(sent)
    return MailSent(sent=sent, refused=tuple(refused), overtaken=overtaken)
