"""The ledger: how far the sending of each mail has come. One object per mail, changed by compare-and-swap.

    nothing  -> claimed | held
    claimed  -> sent | refused | failed | overtaken | ambiguous     (whoever claimed it says how it ended)
    claimed, ambiguous -> sent | claimed | unknown                  (once the journal can be asked)
    failed   -> claimed | held
    held     -> released | dropped | overtaken
    released -> claimed | held | overtaken
    unknown  -> released | sent | dropped                           (a person decides)

Final are sent, refused, overtaken and dropped.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from activities.keys import ledger_key, ledger_prefix, outbox_key
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact


class SendState(StrEnum):
    CLAIMED = "claimed"
    FAILED = "failed"
    """Not taken, for certain; free to be sent again."""
    AMBIGUOUS = "ambiguous"
    """No answer came once the mail server might have taken it; the journal is asked."""
    SENT = "sent"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    UNKNOWN = "unknown"
    """Nobody can tell whether it arrived; a person decides."""
    HELD = "held"
    """It has not left and waits: for a person, or for its time."""
    RELEASED = "released"
    """It may leave now."""
    DROPPED = "dropped"
    """A person decided that it never leaves."""


FINAL = frozenset({SendState.SENT, SendState.REFUSED, SendState.OVERTAKEN, SendState.DROPPED})
UNCLEAR = frozenset({SendState.CLAIMED, SendState.AMBIGUOUS})


class HoldReason(StrEnum):
    """Why a mail waits."""

    UNATTENDED = "unattended"
    """Mails of its purpose may not go unattended."""
    UNDO = "undo"
    """It leaves by itself, once it can no longer be called back."""
    ADDRESS = "address"
    """Mail to this address came back."""
    BUDGET = "budget"
    """More mails than a day explains."""
    ORDER = "order"
    """An older mail about the same waits."""
    PERSON = "person"
    """Somebody called it back."""


class LedgerEntry(Fact):
    """One state of one mail's sending."""

    state: SendState
    nonce: str
    """Tells two attempts apart that would otherwise write the same entry."""
    deadline: AwareDatetime
    """Until when the attempt that wrote it may still be at it."""
    message_id: str = ""
    """Given by the mail server, once sent."""
    sent_at: AwareDatetime | None = None
    """Real time; tells in which order mails left."""
    attempts: int = 0
    """How often it was claimed; 0: nothing of it ever left."""
    unclear: int = 0
    """How often an attempt ended without an answer."""
    unclear_since: AwareDatetime | None = None
    reason: HoldReason | None = None
    """Why it was held, as long as it has not left."""
    since: AwareDatetime | None = None
    """Real time; since when it is held or unknown."""
    leaves_at: AwareDatetime | None = None
    """Real time; when a held mail leaves by itself."""

    def content(self) -> bytes:
        return self.model_dump_json().encode()

    def clear_at(self, silent_after: timedelta) -> datetime:
        """From when on the journal's silence about an attempt without an answer counts."""
        return self.deadline + silent_after


class SentMail(NamedTuple):
    """One mail that left, as it left."""

    send_id: str
    sent_at: datetime
    message: bytes


def sent_mails(store: DocumentStore, delegation: str, owner: str) -> list[SentMail]:
    """What left for one participant, host or person, in the order in which it left. Raises OSError."""
    prefix = ledger_prefix(delegation, owner)
    left = []
    for key in store.keys(prefix):
        entry = entry_at(store, key)
        if entry and entry.state is SendState.SENT and entry.sent_at:
            send_id = key.removeprefix(prefix).removesuffix(".json")
            message = current(store, outbox_key(delegation, owner, send_id))
            if message is not None:  # else whose mail it was has been erased
                left.append(SentMail(send_id, entry.sent_at, message))
    return sorted(left, key=lambda mail: (mail.sent_at, mail.send_id))


def when_sent(store: DocumentStore, delegation: str, owner: str, send_id: str) -> datetime | None:
    """When the mail of that name left, in real time; None if it did not. Raises OSError."""
    entry = entry_at(store, ledger_key(delegation, owner, send_id))
    return entry.sent_at if entry and entry.state is SendState.SENT else None


def entry_at(store: DocumentStore, key: str) -> LedgerEntry | None:
    """The entry under `key`, if there is one. Raises OSError."""
    return read_entry(current(store, key))


def read_entry(content: bytes | None) -> LedgerEntry | None:
    return LedgerEntry.model_validate_json(content) if content else None
