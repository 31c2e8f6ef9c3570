"""Sending once: each mail is written once, and a ledger says how far its sending has come."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from activities.keys import ledger_key, outbox_key
from activities.ports import (
    AddressRefused,
    DocumentStore,
    KeyTaken,
    Mailer,
    MailReceipt,
    Missing,
    NotAccepted,
)
from delegation.fact import Fact

CLAIM_LASTS = timedelta(seconds=45)
"""Longer than the mail server's time limit, so that nobody claims a mail that is still on its way."""


class StillSending(OSError):
    """Another attempt holds the claim on this mail. Temporary: it ends with its deadline."""


class SendState(StrEnum):
    CLAIMED = "claimed"
    FAILED = "failed"
    """Not taken, for certain; free to be sent again."""
    SENT = "sent"
    REFUSED = "refused"


class LedgerEntry(Fact):
    """One state of one mail's sending."""

    state: SendState
    nonce: str
    """Tells two attempts apart that would otherwise write the same entry."""
    deadline: AwareDatetime
    message_id: str = ""
    """Given by the mail server, once sent."""

    def content(self) -> bytes:
        return self.model_dump_json().encode()


def _now() -> datetime:
    return datetime.now(UTC)


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
        self, delegation: str, send_id: str, sender: str, recipient: str, message_builder: Callable[[], bytes]
    ) -> MailReceipt:
        """Send the mail named `send_id`, or say that it was sent.

        The message is built only if it was never written before; every attempt sends the same bytes.

        Raises:
            AddressRefused: the mail server will never take mail for `recipient`.
            StillSending: another attempt is at it; try again.
            OSError: the mail server or the store is away; try again.
        """
        key = ledger_key(delegation, send_id)
        before = self._read(key)
        done = _receipt(send_id, before)
        if done is not None:
            return done
        message = self._written(outbox_key(delegation, send_id), message_builder)
        claim = self._claim(key, before)
        return self._send(key, claim, send_id=send_id, sender=sender, recipient=recipient, message=message)

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
        self._note(key, claim, SendState.SENT, receipt.message_id)
        return receipt

    def _written(self, key: str, message_builder: Callable[[], bytes]) -> bytes:
        """The bytes of the mail: what was written first stays, whoever asks later."""
        try:
            return self._store.read(key)
        except Missing:
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

    def _note(self, key: str, claim: LedgerEntry, state: SendState, message_id: str = "") -> None:
        entry = claim.model_copy(update={"state": state, "message_id": message_id})
        self._store.replace(key, entry.content(), "application/json", instead_of=claim.content())

    def _read(self, key: str) -> bytes | None:
        try:
            return self._store.read(key)
        except Missing:
            return None


def _receipt(send_id: str, entry: bytes | None) -> MailReceipt | None:
    """The receipt of a mail that was sent. Raises AddressRefused for one that never can be."""
    if entry is None:
        return None
    known = LedgerEntry.model_validate_json(entry)
    if known.state is SendState.REFUSED:
        raise AddressRefused("The mail server refused this address before.")
    if known.state is SendState.SENT:
        return MailReceipt(send_id=send_id, message_id=known.message_id)
    return None
