"""Sending once: each mail is written once, and a ledger says how far its sending has come."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from activities.keys import ledger_key, outbox_key
from activities.ledger import (
    UNCLEAR,
    HoldReason,
    LedgerEntry,
    SendState,
    SentMail,
    entry_at,
    read_entry,
    sent_mails,
    when_sent,
)
from activities.ports import (
    AddressRefused,
    DocumentStore,
    Journal,
    KeyTaken,
    Mailer,
    MailReceipt,
    NotAccepted,
)
from activities.swapping import current

__all__ = [
    "HeldBack",
    "Hold",
    "LedgerEntry",
    "Outbox",
    "Overtaken",
    "SendState",
    "SentMail",
    "StillSending",
    "sent_mails",
    "when_sent",
]

CLAIM_LASTS = timedelta(seconds=45)
"""Longer than a mail takes at most, so that nobody claims one that is still on its way."""
TAKES_AT_MOST = timedelta(seconds=30)
"""Of the mail server, for one mail from the first byte to the last; whoever has less left does not start."""
UNKNOWN_AFTER = timedelta(hours=24)
"""When a person is asked about a mail whose sending keeps ending without an answer."""

OVERTAKEN = "A newer mail about the same was on its way first."
JSON = "application/json"


class StillSending(OSError):
    """An attempt is at this mail, or ended without an answer. Temporary: look again at `until` (real)."""

    def __init__(self, said: str, until: datetime | None = None) -> None:
        super().__init__(said)
        self.until = until


class Overtaken(Exception):
    """A newer mail about the same was on its way before this one left; it will never be sent."""


class HeldBack(Exception):
    """This mail does not leave now: it is held, unknown or dropped, and a person decides or did."""

    def __init__(self, state: SendState, reason: HoldReason | None = None) -> None:
        super().__init__(f"The mail is {state}.")
        self.state = state
        self.reason = reason

    @property
    def is_dropped(self) -> bool:
        return self.state is SendState.DROPPED


class Hold(NamedTuple):
    """Why a mail waits, and when it leaves by itself (real time), if it does."""

    reason: HoldReason
    leaves_at: datetime | None = None


def _now() -> datetime:
    return datetime.now(UTC)


def _always() -> bool:
    return True


def _unheld() -> Hold | None:
    return None


class Outbox:
    """Sends each `send_id` once, however often and from wherever it is asked to."""

    def __init__(
        self,
        store: DocumentStore,
        mailer: Mailer,
        *,
        journal: Journal | None = None,
        claim_lasts: timedelta = CLAIM_LASTS,
        takes_at_most: timedelta = TAKES_AT_MOST,
        unknown_after: timedelta = UNKNOWN_AFTER,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """Without a `journal` nobody can tell how an attempt ended that got no answer."""
        self._store = store
        self._mailer = mailer
        self._journal = journal
        self._claim_lasts = claim_lasts
        self._takes_at_most = takes_at_most
        self._unknown_after = unknown_after
        self.now = now

    def send_once(
        self,
        delegation: str,
        owner: str,
        send_id: str,
        *,
        sender: str,
        recipient: str,
        message_builder: Callable[[], bytes],
        may_leave: Callable[[], bool] = _always,
        hold: Callable[[], Hold | None] = _unheld,
        send_again: bool = False,
    ) -> MailReceipt:
        """Send the mail named `send_id` to `recipient`, or say that it was sent.

        `owner` is the participant, host or person whose mail it is. The message is written
        once; every later attempt sends what the first one wrote. `may_leave` is asked before anything is
        written, and once more when nothing but the mail server is left to do. `hold` is asked once, of a
        mail that nobody has seen yet. `send_again`: what nobody can tell about is sent once more.

        Raises:
            AddressRefused: the mail server will never take mail for `recipient`, or never this message.
            Overtaken: it may not leave any more.
            HeldBack: it waits for a person or its time, or was dropped.
            StillSending: another attempt is at it, or one ended without an answer; try again later.
            OSError: the mail server or the store is away; try again.
        """
        key = ledger_key(delegation, owner, send_id)
        before = current(self._store, key)
        known = read_entry(before)
        done = _receipt(send_id, known)
        if done is not None:
            return done
        if not may_leave():
            if known is not None:
                self._note(key, known, SendState.OVERTAKEN, instead_of=before)
            raise Overtaken(OVERTAKEN)
        done = self._settled(key, send_id, before, send_again=send_again)
        if done is not None:
            return done
        message = self._written(
            outbox_key(delegation, owner, send_id), message_builder, is_first=before is None
        )
        wait = hold() if known is None else None
        if wait is not None:
            self._hold(key, wait)
        claim = self._claim(key, known, before)
        if not may_leave():
            self._note(key, claim, SendState.OVERTAKEN)
            raise Overtaken(OVERTAKEN)
        return self._send(key, claim, send_id=send_id, sender=sender, recipient=recipient, message=message)

    def message_id(self, delegation: str, owner: str, send_id: str) -> str:
        """The Message-ID under which readers know a mail that left; empty if it did not."""
        entry = entry_at(self._store, ledger_key(delegation, owner, send_id))
        return entry.message_id if entry and entry.state is SendState.SENT else ""

    def _settled(
        self, key: str, send_id: str, before: bytes | None, *, send_again: bool
    ) -> MailReceipt | None:
        """The receipt of a mail whose answer was lost; None: it may be sent. The journal knows.

        Raises StillSending while the journal cannot know, HeldBack where nobody can tell.
        """
        known = read_entry(before)
        if known is None or known.state not in UNCLEAR:
            return None
        self._wait_for(known)
        found, is_told = self._asked(send_id, known)
        if found is not None:
            more = {"message_id": found.message_id, "sent_at": self.now()}
            self._note(key, known, SendState.SENT, instead_of=before, **more)
            return found
        if is_told or send_again:
            return None
        if not self._note(key, known, SendState.UNKNOWN, instead_of=before, since=self.now()):
            raise StillSending("Another attempt looks after this mail.", self.now())
        raise HeldBack(SendState.UNKNOWN)

    def _asked(self, send_id: str, known: LedgerEntry) -> tuple[MailReceipt | None, bool]:
        """What the journal knows, and whether its silence is an answer: not where there is none, or it is
        away for a day, or attempts ended without an answer for so long."""
        if self._journal is None:
            return None, False
        is_hopeless = self.now() >= (known.unclear_since or known.deadline) + self._unknown_after
        try:
            return self._journal.receipt(send_id), not (is_hopeless and known.unclear > 1)
        except OSError:
            if not is_hopeless:
                raise
            return None, False

    def _wait_for(self, known: LedgerEntry) -> None:
        late = self._journal.silent_after if self._journal else timedelta()
        until = known.clear_at(late)
        if self.now() < until:
            raise StillSending("How the last attempt ended is not known yet; it is looked at again.", until)

    def _send(
        self, key: str, claim: LedgerEntry, *, send_id: str, sender: str, recipient: str, message: bytes
    ) -> MailReceipt:
        if self.now() + self._takes_at_most > claim.deadline:
            self._note(key, claim, SendState.FAILED)
            raise NotAccepted("The store was so slow that too little time was left to send; try again.")
        try:
            receipt = self._mailer.send(send_id=send_id, sender=sender, recipient=recipient, message=message)
        except AddressRefused:
            self._note(key, claim, SendState.REFUSED)
            raise
        except NotAccepted:
            self._note(key, claim, SendState.FAILED)
            raise
        except OSError as reason:
            raise self._unclear(key, claim, reason) from reason
        self._note(key, claim, SendState.SENT, message_id=receipt.message_id, sent_at=self.now())
        return receipt

    def _unclear(self, key: str, claim: LedgerEntry, reason: OSError) -> StillSending:
        """The connection is closed, so nothing more of ours is on its way: nobody waits for the claim."""
        ended = min(self.now(), claim.deadline)
        self._note(key, claim, SendState.AMBIGUOUS, deadline=ended)
        late = self._journal.silent_after if self._journal else timedelta()
        return StillSending(f"The mail server gave no answer: {reason}", ended + late)

    def _written(self, key: str, message_builder: Callable[[], bytes], *, is_first: bool) -> bytes:
        """The bytes of the mail: what was written first stays, whoever asks later.

        `is_first`: nobody has claimed it yet, so it is hardly there already and not looked for.
        """
        written = None if is_first else current(self._store, key)
        if written is not None:
            return written
        message = message_builder()
        try:
            self._store.create(key, message, "message/rfc822")
        except KeyTaken:
            return self._store.read(key)
        return message

    def _hold(self, key: str, wait: Hold) -> None:
        now = self.now()
        entry = LedgerEntry(
            state=SendState.HELD,
            nonce=secrets.token_hex(8),
            deadline=now,
            reason=wait.reason,
            since=now,
            leaves_at=wait.leaves_at,
        )
        if not self._store.replace(key, entry.content(), JSON, instead_of=None):
            raise StillSending("Another attempt looks after this mail.", now)
        raise HeldBack(SendState.HELD, wait.reason)

    def _claim(self, key: str, known: LedgerEntry | None, before: bytes | None) -> LedgerEntry:
        now = self.now()
        first = LedgerEntry(state=SendState.CLAIMED, nonce="", deadline=now)
        last = known or first
        is_unclear = last.state in UNCLEAR and known is not None
        claim = last.model_copy(
            update={
                "state": SendState.CLAIMED,
                "nonce": secrets.token_hex(8),
                "deadline": now + self._claim_lasts,
                "attempts": last.attempts + 1,
                "unclear": last.unclear + is_unclear,
                "unclear_since": (last.unclear_since or last.deadline) if is_unclear else last.unclear_since,
                "leaves_at": None,
            }
        )
        if not self._store.replace(key, claim.content(), JSON, instead_of=before):
            raise StillSending("This mail is being sent by another attempt; it is looked at again.", now)
        return claim

    def _note(
        self,
        key: str,
        known: LedgerEntry,
        state: SendState,
        *,
        instead_of: bytes | None = None,
        **more: object,
    ) -> bool:
        """Whether it was noted: not if somebody else wrote since. What is replaced is `known` as we wrote
        it, or the bytes of before, which an older version may have written in other words."""
        entry = known.model_copy(update={"state": state, **more})
        return self._store.replace(key, entry.content(), JSON, instead_of=instead_of or known.content())


def _receipt(send_id: str, known: LedgerEntry | None) -> MailReceipt | None:
    """The receipt of a mail that was sent. Raises for one that never can be, or not without a person."""
    if known is None:
        return None
    match known.state:
        case SendState.REFUSED:
            raise AddressRefused("The mail server refused this address before.")
        case SendState.OVERTAKEN:
            raise Overtaken(OVERTAKEN)
        case SendState.HELD | SendState.UNKNOWN | SendState.DROPPED:
            raise HeldBack(known.state, known.reason)
        case SendState.SENT:
            return MailReceipt(send_id=send_id, message_id=known.message_id)
        case _:
            return None
