"""Mail: letters and calendar invites, each rendered once and sent once."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import AwareDatetime
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ports import DocumentStore, Erased, Missing
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.invite import Method, Revision
from delegation.letter import Letter
from delegation.person import Person

if TYPE_CHECKING:  # what these import is needed by those who send, not by workflows that order it
    from activities.appointments import Appointments
    from activities.dispatching import Dispatch
    from activities.feeds import Feeds
    from activities.letters import LetterWriter
    from activities.links import CalendarLinks, Links
    from activities.outbox import Outbox
    from activities.register import Register
    from activities.waiting import WaitingMail

STILL_SENDING = "StillSending"
"""Type of the failure by which an attempt is put off until there is something to see."""


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
    held: int = 0
    """Mails that wait in the outbox for a person or their time, or were dropped there."""
    erased: tuple[str, ...] = ()
    """Ids of those to whom nothing left, because they were erased on request."""


class Fate(NamedTuple):
    """What became of one mail: sent, unless it says otherwise."""

    refused: str = ""
    """Id of the person whose address was refused."""
    is_overtaken: bool = False
    is_held: bool = False
    erased: str = ""
    """Id of the person who was erased."""


class Reader(NamedTuple):
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
        *,
        dispatch: "Dispatch | None" = None,
    ) -> None:
        """`dispatch` is woken where a mail waits for its time."""
        from activities.mail_room import MailRoom

        self._register = register
        self._feeds = feeds
        self._links = links
        self._room = MailRoom(register, outbox, letters, store, appointments, feeds, links, dispatch=dispatch)

    @activity.defn(name="send_letters")
    def send_letters(self, order: LetterOrder) -> MailSent:
        """Write letters and hand them to the mail server, one after the other.

        Safe to retry: the delegation, recipient, name and sequence of a letter are its identity, and
        each leaves once. About 50 milliseconds a letter; heartbeats after each.

        Raises:
            ApplicationError: not retried; type "PersonMissing" where nobody is registered under an id,
                "DocumentMissing" where an attachment is gone.
            ApplicationError: retried when there is something to see; type "StillSending" where an attempt
                ended without an answer.
            OSError: the mail server or the store is away; Temporal retries.
        """
        file = self._file(order.delegation)
        troubles: list[ApplicationError] = []
        sent = _counted(self._each(file, order, troubles))
        if troubles:  # one mail's lost answer keeps nobody else waiting
            raise troubles[0]
        return sent

    @activity.defn(name="send_invites")
    def send_invites(self, order: InviteOrder) -> MailSent:
        """Bring a recipient's feed up to date, then send a letter and invites, strictly in order.

        Safe to retry: item, method and sequence are an invite's identity, and each leaves once; none
        leaves after a newer one. About 70 milliseconds each; heartbeats after each. If one cannot leave
        now, none after it does.

        Raises:
            ApplicationError: type "PersonMissing", not retried: nobody is registered under the id.
            ApplicationError: retried when there is something to see; type "StillSending" where an attempt
                ended without an answer.
            OSError: the mail server or the store is away; Temporal retries.
        """
        file = self._file(order.delegation)
        try:
            reader = self._reader(file, order)
        except Erased:
            return MailSent(sent=0, erased=(order.person or order.recipient,))
        return _counted(self._sending(file, reader, order))

    def _reader(self, file: DelegationFile, order: InviteOrder) -> Reader:
        """Whose feed is then up to date."""
        person = self._room.person(file.slug, order.person or order.recipient)
        feed = self._feeds.fold(file.slug, order.recipient, order.revisions)
        links = self._links.calendar_links(file.slug, order.recipient, feed.asked(order.written_at))
        return Reader(order.recipient, person, links)

    def send_waiting(self, waiting: "WaitingMail") -> MailSent:
        """Send a mail that waited, by the order it came with. Raises as `send_letters` does."""
        return told([self._room.waiting(self._file(waiting.delegation), waiting)])

    def _each(
        self, file: DelegationFile, order: LetterOrder, troubles: list[ApplicationError]
    ) -> Iterator[Fate]:
        for letter in order.letters:
            try:
                yield self._room.letter(file, letter, order.written_at)
            except ApplicationError as trouble:
                if trouble.type != STILL_SENDING:
                    raise
                troubles.append(trouble)

    def _sending(self, file: DelegationFile, reader: Reader, order: InviteOrder) -> Iterator[Fate]:
        """The letter first, then each revision that is mailed; one is sent with every step."""
        if order.letter is not None:
            yield self._room.letter(file, order.letter, order.written_at, reader)
        for revision in order.revisions:
            if revision.mailed:
                yield self._room.invite(file, reader, revision, order.written_at)

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


def _counted(fates: Iterator[Fate]) -> MailSent:
    """Send what `fates` sends, one by one, with a heartbeat after each; a local activity has none."""
    done: list[Fate] = []
    for fate in fates:
        done.append(fate)
        if not activity.info().is_local:
            activity.heartbeat(len(done))
    return told(done)


def told(fates: Sequence[Fate]) -> MailSent:
    """What became of them all."""
    return MailSent(
        sent=sum(fate == Fate() for fate in fates),
        refused=tuple(dict.fromkeys(fate.refused for fate in fates if fate.refused)),
        overtaken=sum(fate.is_overtaken for fate in fates),
        held=sum(fate.is_held for fate in fates),
        erased=tuple(dict.fromkeys(fate.erased for fate in fates if fate.erased)),
    )
