"""Mails that wait for a person or their time, with the orders they leave by; addresses that bounced."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from pydantic import AwareDatetime

from activities.addresses import mail_address
from activities.keys import marked_address_key, waiting_key, waiting_prefix
from activities.ports import AddressRefused, DocumentStore, KeyTaken, Missing
from activities.register import Register
from delegation.fact import Fact
from delegation.invite import Revision
from delegation.letter import Letter

JSON = "application/json"
UNKNOWN = "-unknown"
"""Ends the name of a mail that may have left."""


class WaitingMail(Fact):
    """One mail that waits, and the order it is sent by once it may leave. Ids only, no names."""

    delegation: str
    owner: str
    """Participant, host or person id."""
    person: str
    """Who reads it."""
    send_id: str
    purpose: str
    thread: str
    """What it is about: within it, mails of one owner keep their order."""
    kept_at: AwareDatetime
    """Real time."""
    written_at: AwareDatetime
    """Trip time: the date it bears."""
    letter: Letter | None = None
    revision: Revision | None = None
    """Instead, where it is an invite."""
    is_programme: bool = False
    """Whether it is about the owner's programme, as invites and the letters that go with them are."""

    @property
    def demanded_letter(self) -> Letter:
        """Of a mail that is no invite."""
        if self.letter is None:
            raise LookupError(f"The mail {self.send_id} is no letter.")
        return self.letter

    is_unknown: bool = False
    """Whether it may have left: then nothing about the same has to wait for it."""

    @property
    def key(self) -> str:
        name = f"{self.send_id}{UNKNOWN if self.is_unknown else ''}"
        return waiting_key(self.delegation, self.owner, self.thread, name)


class Crowd(NamedTuple):
    """What waits for one owner, as keys say it."""

    keys: frozenset[str]

    @property
    def has_marks(self) -> bool:
        """Whether mail to an address of theirs ever came back."""
        return any("/address-" in key for key in self.keys)

    def older_than(self, mail: WaitingMail) -> bool:
        """Whether another mail about the same waits already."""
        about = mail.key.rpartition("/")[0] + "/"
        others = (key for key in self.keys if key.startswith(about) and key != mail.key)
        return any(not key.endswith(f"{UNKNOWN}.json") for key in others)


class WaitingRoom:
    """Where a mail's order is kept until it has left, and an address is marked until it is corrected."""

    def __init__(self, store: DocumentStore, register: Register) -> None:
        self._store = store
        self._register = register

    def keep(self, mail: WaitingMail) -> None:
        """Safe to repeat: the first order stays."""
        with suppress(KeyTaken):
            self._store.create(mail.key, mail.model_dump_json().encode(), JSON)

    def leave(self, mail: WaitingMail) -> None:
        self._store.delete(mail.key)

    def of(self, delegation: str, owner: str) -> Crowd:
        return Crowd(frozenset(self._store.keys(waiting_prefix(delegation, owner))))

    def all(self, delegation: str) -> list[WaitingMail]:
        """Every mail that waits, the longest waiting first. Raises OSError."""
        found = [WaitingMail.model_validate_json(content) for content in self._contents(delegation)]
        return sorted(found, key=lambda mail: (mail.kept_at, mail.send_id))

    def _contents(self, delegation: str) -> Iterator[bytes]:
        for key in self._store.keys(waiting_prefix(delegation)):
            if not key.rpartition("/")[2].startswith("address-"):
                with suppress(Missing):  # it left, or its reader was erased, since it was listed
                    yield self._store.read(key)

    # --- addresses -----------------------------------------------------------------------------

    def mark(self, delegation: str, owner: str, address: str) -> None:
        """Mail to `address` came back: no more is sent there until it is corrected. Safe to repeat."""
        self._store.create(self._mark(delegation, owner, address), b"{}", JSON)

    def trust(self, delegation: str, owner: str, address: str) -> None:
        """Somebody says that the address is right after all. Safe to repeat."""
        self._store.delete(self._mark(delegation, owner, address))

    def is_marked(self, crowd: Crowd, delegation: str, owner: str, address: str) -> bool:
        return crowd.has_marks and self._mark(delegation, owner, address) in crowd.keys

    def _mark(self, delegation: str, owner: str, address: str) -> str:
        """Only the delegation's secret tells which address a mark is about."""
        with suppress(AddressRefused):  # it is marked as it is written
            address = mail_address(address)
        secret = self._register.secret(delegation)
        fingerprint = hmac.new(secret, address.lower().encode(), hashlib.sha256).hexdigest()[:16]
        return marked_address_key(delegation, owner, fingerprint)
