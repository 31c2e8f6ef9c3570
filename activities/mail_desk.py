"""What people decide about mails that wait: to let them leave, never to send them, or to hold them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import parseaddr
from enum import StrEnum
from typing import NamedTuple

from activities.addresses import mail_address
from activities.keys import ledger_key, ledger_prefix, ledgers_prefix, outbox_key
from activities.ledger import HoldReason, LedgerEntry, SendState, entry_at, read_entry
from activities.ports import AddressRefused, DocumentStore, Missing
from activities.register import Register
from activities.swapping import current
from activities.waiting import WaitingMail, WaitingRoom
from delegation.fact import Fact

JSON = "application/json"
AT_ONCE = 8
"""Entries read at once: looking is mostly waiting for the store."""
ENDED = frozenset({SendState.SENT, SendState.OVERTAKEN, SendState.DROPPED})
"""States that stay; one that was refused may still be dropped."""


class Verdict(StrEnum):
    """What somebody decides about a mail."""

    RELEASE = "release"
    DROP = "drop"
    HOLD = "hold"
    SEND_AGAIN = "send-again"
    MARK_DELIVERED = "mark-delivered"


POSSIBLE: dict[Verdict, frozenset[SendState]] = {
    Verdict.RELEASE: frozenset({SendState.HELD}),
    Verdict.HOLD: frozenset({SendState.HELD, SendState.RELEASED}),
    Verdict.DROP: frozenset({SendState.HELD, SendState.RELEASED, SendState.UNKNOWN, SendState.REFUSED}),
    Verdict.SEND_AGAIN: frozenset({SendState.UNKNOWN}),
    Verdict.MARK_DELIVERED: frozenset({SendState.UNKNOWN}),
}
"""In which states a mail must be for each."""


class LedgerLine(NamedTuple):
    """One mail of a delegation, and how far its sending has come."""

    owner: str
    send_id: str
    entry: LedgerEntry
    waiting: WaitingMail | None = None


class MailMark(Fact):
    """A mail as its ledger names it, where nobody waits for it any more."""

    owner: str
    send_id: str


class MailDesk:
    """Reads the ledger for people, and writes down what they decide."""

    def __init__(
        self, store: DocumentStore, register: Register, ended: dict[str, LedgerEntry] | None = None
    ) -> None:
        """`ended`: entries by key that do not change any more; what is in it is not read again."""
        self._store = store
        self._register = register
        self._ended = {} if ended is None else ended
        self.room = WaitingRoom(store, register)

    def waiting(self, delegation: str) -> list[LedgerLine]:
        """Every mail that waits for a person or its time, the longest waiting first. Raises OSError."""
        return [line for mail in self.room.all(delegation) if (line := self._line(mail)) is not None]

    def every(self, delegation: str) -> list[LedgerLine]:
        """Every mail there is, by owner; some milliseconds for each that had not ended. Raises OSError."""
        waiting = {mail.send_id: mail for mail in self.room.all(delegation)}
        keys = list(self._store.keys(ledgers_prefix(delegation)))
        with ThreadPoolExecutor(AT_ONCE) as readers:
            entries = readers.map(self._entry, keys)
            return [
                LedgerLine(owner, send_id, entry, waiting.get(send_id))
                for (owner, send_id), entry in zip(map(_named, keys), entries, strict=True)
                if entry is not None
            ]

    def find(self, delegation: str, send_id: str) -> LedgerLine | None:
        """The mail of that name, if there is one: a listing and one look. Raises OSError."""
        name = f"/{send_id}.json"
        key = next((key for key in self._store.keys(ledgers_prefix(delegation)) if key.endswith(name)), "")
        entry = entry_at(self._store, key) if key else None
        return LedgerLine(_named(key)[0], send_id, entry) if entry else None

    def of_owner(self, delegation: str, owner: str) -> Iterator[LedgerLine]:
        """Every mail to one participant, host or person. Raises OSError."""
        waiting = {mail.send_id: mail for mail in self.room.all(delegation)}
        for key in self._store.keys(ledger_prefix(delegation, owner)):
            entry, send_id = entry_at(self._store, key), key.removesuffix(".json").rpartition("/")[2]
            if entry is not None:
                yield LedgerLine(owner, send_id, entry, waiting.get(send_id))

    def message(self, delegation: str, owner: str, send_id: str) -> bytes | None:
        """The mail as it left or would leave; None: it is written anew when it leaves. Raises OSError."""
        return current(self._store, outbox_key(delegation, owner, send_id))

    def decide(self, mail: WaitingMail, verdict: Verdict) -> bool:
        """Write down what was decided. False if the mail is not in a state for it any more.

        Safe to repeat. Nothing leaves here: the dispatch does that. Raises OSError.
        """
        key = ledger_key(mail.delegation, mail.owner, mail.send_id)
        before = current(self._store, key)
        entry = read_entry(before)
        if entry is None or entry.state not in POSSIBLE[verdict]:
            return False
        if verdict is Verdict.RELEASE:
            self._trust_address(mail, entry)
        decided = entry.model_copy(update=self._decided(mail, verdict, entry))
        if not self._store.replace(key, decided.content(), JSON, instead_of=before):
            return False
        if verdict is Verdict.DROP:
            self.room.leave(mail)
        return True

    def _decided(self, mail: WaitingMail, verdict: Verdict, entry: LedgerEntry) -> dict[str, object]:
        match verdict:
            case Verdict.RELEASE | Verdict.SEND_AGAIN:
                return {"state": SendState.RELEASED, "leaves_at": None}
            case Verdict.HOLD:
                return {"state": SendState.HELD, "reason": HoldReason.PERSON, "leaves_at": None}
            case Verdict.DROP:
                return {"state": SendState.DROPPED}
            case Verdict.MARK_DELIVERED:
                written = self.message(mail.delegation, mail.owner, mail.send_id) or b""
                known = str(BytesHeaderParser(policy=SMTP).parsebytes(written)["Message-ID"] or "")
                return {"state": SendState.SENT, "message_id": known, "sent_at": entry.deadline}

    def _trust_address(self, mail: WaitingMail, entry: LedgerEntry) -> None:
        """Whoever releases a mail says that the address is right; if it was corrected, the mail is written
        anew, which only one may be of which nothing ever left."""
        try:
            address = self._register.person(mail.delegation, mail.person).email
        except Missing:
            return
        if entry.reason is HoldReason.ADDRESS:
            self.room.trust(mail.delegation, mail.owner, address)
        self._write_anew(mail, entry, address)

    def turn_to_corrected(self, mail: WaitingMail, entry: LedgerEntry) -> bool:
        """Whether the address was corrected since `mail` was held for it; then it is written anew.

        Safe to repeat. Raises OSError.
        """
        try:
            address = self._register.person(mail.delegation, mail.person).email
        except Missing:
            return False
        crowd = self.room.of(mail.delegation, mail.owner)
        if self.room.is_marked(crowd, mail.delegation, mail.owner, address):
            return False
        self._write_anew(mail, entry, address)
        return True

    def _write_anew(self, mail: WaitingMail, entry: LedgerEntry, address: str) -> None:
        """Forget what was written to another address, unless it may have left."""
        written = self.message(mail.delegation, mail.owner, mail.send_id)
        if written is not None and entry.attempts == 0 and addressee(written) != _plain(address):
            self._store.delete(outbox_key(mail.delegation, mail.owner, mail.send_id))

    def _entry(self, key: str) -> LedgerEntry | None:
        entry = self._ended.get(key) or entry_at(self._store, key)
        if entry is not None and entry.state in ENDED:
            self._ended[key] = entry
        return entry

    def _line(self, mail: WaitingMail) -> LedgerLine | None:
        entry = entry_at(self._store, ledger_key(mail.delegation, mail.owner, mail.send_id))
        return LedgerLine(mail.owner, mail.send_id, entry, mail) if entry else None


def _named(key: str) -> tuple[str, str]:
    """Owner and send id of a ledger entry."""
    owner, send_id = key.removesuffix(".json").split("/")[-2:]
    return owner, send_id


def addressee(message: bytes) -> str:
    """The address to which a mail of ours is written."""
    return parseaddr(str(BytesHeaderParser(policy=SMTP).parsebytes(message)["To"] or ""))[1]


def _plain(address: str) -> str:
    try:
        return mail_address(address)
    except AddressRefused:
        return address
