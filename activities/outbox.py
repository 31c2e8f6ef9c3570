"""Sending once: each mail is written once, and a ledger says how far its sending has come."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from activities.keys import ledger_key, ledger_prefix, outbox_key
from activities.ports import (
    AddressRefused,
    DocumentStore,
    KeyTaken,
    Mailer,
    MailReceipt,
    NotAccepted,
)
from activities.swapping import current
from delegation.fact import Fact

CLAIM_LASTS = timedelta(seconds=45)
"""Longer than the mail server's time limit, so that nobody claims a mail that is still on its way."""

OVERTAKEN = "A newer mail about the same was on its way first."


class StillSending(OSError):
    """Another attempt holds the claim on this mail. Temporary: it ends with its deadline."""


class Overtaken(Exception):
    """A newer mail about the same was on its way before this one left; it will never be sent."""


class SendState(StrEnum):
    CLAIMED = "claimed"
    FAILED = "failed"
    """Not taken, for certain; free to be sent again."""
    SENT = "sent"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"


class LedgerEntry(Fact):
    """One state of one mail's sending."""

    state: SendState
    nonce: str
    """Tells two attempts apart that would otherwise write the same entry."""
    deadline: AwareDatetime
    message_id: str = ""
    """Given by the mail server, once sent."""
    sent_at: AwareDatetime | None = None
    """Real time; tells in which order mails left."""

    def content(self) -> bytes:
        return self.model_dump_json().encode()


class SentMail(NamedTuple):
    """One mail that left, as it left."""

    send_id: str
    sent_at: datetime
    message: bytes


def _now() -> datetime:
    return datetime.now(UTC)


def _always() -> bool:
    return True


class Outbox:
    """Sends each `send_id` once, however often and from wherever it is asked to."""

    def __init__(
        self,
        store: DocumentStore,
        mailer: Mailer,
        *,
        claim_lasts: timedelta = CLAIM_LASTS,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._claim_lasts = claim_lasts
        self._now = now

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
    ) -> MailReceipt:
        """Send the mail named `send_id` to `recipient`, or say that it was sent.

        `owner` is the participant, host or person whose mail it is. The message is written
        once; every later attempt sends what the first one wrote. `may_leave` is asked before anything is
        written, and once more when nothing but the mail server is left to do.

        Raises:
            AddressRefused: the mail server will never take mail for `recipient`.
            Overtaken: it may not leave any more.
            StillSending: another attempt is at it; try again.
            OSError: the mail server or the store is away; try again.
        """
        key = ledger_key(delegation, owner, send_id)
        before = current(self._store, key)
        done = _receipt(send_id, before)
        if done is not None:
            return done
        if not may_leave():
            raise Overtaken(OVERTAKEN)
        key_of_mail = outbox_key(delegation, owner, send_id)
        message = self._written(key_of_mail, message_builder, is_first=before is None)
        claim = self._claim(key, before)
        if not may_leave():
            self._note(key, claim, SendState.OVERTAKEN)
            raise Overtaken(OVERTAKEN)
        return self._send(key, claim, send_id=send_id, sender=sender, recipient=recipient, message=message)

    def message_id(self, delegation: str, owner: str, send_id: str) -> str:
        """The Message-ID under which readers know a mail that left; empty if it did not."""
        entry = _entry(self._store, ledger_key(delegation, owner, send_id))
        return entry.message_id if entry and entry.state is SendState.SENT else ""

    def _send(
        self, key: str, claim: LedgerEntry, *, send_id: str, sender: str, recipient: str, message: bytes
    ) -> MailReceipt:
        try:
            receipt = self._mailer.send(send_id=send_id, sender=sender, recipient=recipient, message=message)
        except AddressRefused:
            self._note(key, claim, SendState.REFUSED)
            raise
        except NotAccepted:
            self._note(key, claim, SendState.FAILED)
            raise
        self._note(key, claim, SendState.SENT, message_id=receipt.message_id, sent_at=self._now())
        return receipt

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

    def _claim(self, key: str, before: bytes | None) -> LedgerEntry:
        claim = LedgerEntry(
            state=SendState.CLAIMED, nonce=secrets.token_hex(8), deadline=self._now() + self._claim_lasts
        )
        if self._is_held(before) or not self._store.replace(
            key, claim.content(), "application/json", instead_of=before
        ):
            raise StillSending("This mail is being sent by another attempt; it is looked at again shortly.")
        return claim

    def _is_held(self, entry: bytes | None) -> bool:
        if entry is None:
            return False
        held = LedgerEntry.model_validate_json(entry)
        return held.state is SendState.CLAIMED and self._now() < held.deadline

    def _note(self, key: str, claim: LedgerEntry, state: SendState, **known: object) -> None:
        entry = claim.model_copy(update={"state": state, **known})
        self._store.replace(key, entry.content(), "application/json", instead_of=claim.content())


def sent_mails(store: DocumentStore, delegation: str, owner: str) -> list[SentMail]:
    """What left for one participant, host or person, in the order in which it left. Raises OSError."""
    prefix = ledger_prefix(delegation, owner)
    left = []
    for key in store.keys(prefix):
        entry = _entry(store, key)
        if entry and entry.state is SendState.SENT and entry.sent_at:
            send_id = key.removeprefix(prefix).removesuffix(".json")
            message = store.read(outbox_key(delegation, owner, send_id))
            left.append(SentMail(send_id, entry.sent_at, message))
    return sorted(left, key=lambda mail: (mail.sent_at, mail.send_id))


def when_sent(store: DocumentStore, delegation: str, owner: str, send_id: str) -> datetime | None:
    """When the mail of that name left, in real time; None if it did not. Raises OSError."""
    entry = _entry(store, ledger_key(delegation, owner, send_id))
    return entry.sent_at if entry and entry.state is SendState.SENT else None


def _entry(store: DocumentStore, key: str) -> LedgerEntry | None:
    content = current(store, key)
    return LedgerEntry.model_validate_json(content) if content else None


def _receipt(send_id: str, entry: bytes | None) -> MailReceipt | None:
    """The receipt of a mail that was sent. Raises AddressRefused or Overtaken for one that never can be."""
    if entry is None:
        return None
    known = LedgerEntry.model_validate_json(entry)
    match known.state:
        case SendState.REFUSED:
            raise AddressRefused("The mail server refused this address before.")
        case SendState.OVERTAKEN:
            raise Overtaken(OVERTAKEN)
        case SendState.SENT:
            return MailReceipt(send_id=send_id, message_id=known.message_id)
        case _:
            return None
