"""Data keys: one per person, per delegation and for the vault; each lies wrapped beside what it seals."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from activities.owners import UNSEALED, Owner
from activities.ports import DocumentStore, Erased, KeyRing, KeyTaken, WrappedKey
from activities.swapping import current
from delegation.fact import Fact

LASTS = 30.0
"""Seconds for which a process remembers a key: so long a key that was destroyed may still open something."""
JSON = "application/json"


class KeyRecord(Fact):
    """A data key as it lies in the store, or the stone that stands where one was destroyed."""

    id: str = ""
    """16 hexadecimal digits."""
    wrapped: WrappedKey | None = None
    """None: destroyed; no other is ever drawn for this owner."""

    def content(self) -> bytes:
        return self.model_dump_json().encode()


TOMBSTONE = KeyRecord().content()


class DataKey(NamedTuple):
    """The key of one owner, in the clear. Never stored, logged or sent."""

    id: bytes
    sealing: bytes
    """32 bytes that encrypt."""
    naming: bytes
    """32 bytes from which nonces are derived."""


class DataKeys:
    """Draws, remembers and destroys data keys."""

    def __init__(
        self,
        store: DocumentStore,
        ring: KeyRing,
        *,
        lasts: float = LASTS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._ring = ring
        self._lasts = lasts
        self._now = now
        self._known: dict[Owner, tuple[float, DataKey]] = {}
        self._lock = threading.Lock()

    def of(self, owner: Owner) -> DataKey:
        """The key of that owner; drawn when it is first needed.

        Raises:
            Erased: it was destroyed.
            KeyRefused: this key ring cannot unwrap it.
            OSError: store or key ring are away; try again.
        """
        with self._lock:
            until, key = self._known.get(owner, (0.0, None))
        if key is None or self._now() >= until:
            key = self._opened(owner, self._read(owner) or self._drawn(owner))
            with self._lock:
                self._known[owner] = (self._now() + self._lasts, key)
        return key

    def demand_life(self, owner: Owner) -> None:
        """Raises Erased if the key was destroyed, as the store says now; nothing else counts for a write."""
        record = self._read(owner)
        if record is not None and record.wrapped is None:
            self._forget(owner)
            raise erased(owner)

    def destroy(self, owner: Owner) -> None:
        """Put a stone in place of the key and remove every version of it. Safe to repeat.

        The second stone stands aside while the versions of the key are removed: whoever finds neither may
        draw a key, and then finds that its place is taken.
        """
        aside = _aside(owner)
        while current(self._store, owner.key) != TOMBSTONE or current(self._store, aside) is None:
            self._bury(owner, aside)
        self._store.delete(owner.key)
        while not self._store.replace(owner.key, TOMBSTONE, JSON, instead_of=None):
            self._store.delete(owner.key)
        self._forget(owner)

    def records(self) -> Iterator[tuple[str, KeyRecord]]:
        """Every data key of the vault with the place where it lies, in order."""
        for prefix in (f"{UNSEALED}/", "delegations/"):
            for key in self._store.keys(prefix):
                if prefix != "delegations/" or key.split("/")[2:3] == [UNSEALED]:
                    yield key, KeyRecord.model_validate_json(self._store.read(key))

    def wrap_anew(self, key: str) -> bool:
        """Have the newest master key wrap what lies there. False if it did already, or it was destroyed."""
        stored = current(self._store, key)
        record = KeyRecord.model_validate_json(stored) if stored else KeyRecord()
        if record.wrapped is None or record.wrapped.master == self._ring.newest():
            return False
        context = _context(key, record.id)
        wrapped = self._ring.wrap(self._ring.unwrap(record.wrapped, context), context)
        renewed = record.model_copy(update={"wrapped": wrapped})
        return self._store.replace(key, renewed.content(), JSON, instead_of=stored) or self.wrap_anew(key)

    def _bury(self, owner: Owner, aside: str) -> None:
        """One try; another process may draw or destroy the key at the same moment."""
        self._store.replace(aside, TOMBSTONE, JSON, instead_of=None)
        before = current(self._store, owner.key)
        if before != TOMBSTONE:
            self._store.replace(owner.key, TOMBSTONE, JSON, instead_of=before)

    def _read(self, owner: Owner) -> KeyRecord | None:
        """As it lies there now; None while there is none."""
        for key in (owner.key, _aside(owner)) if owner.person else (owner.key,):
            content = current(self._store, key)
            if content is not None:
                return KeyRecord.model_validate_json(content)
        return None

    def _drawn(self, owner: Owner) -> KeyRecord:
        """A new one, or that of another process that was first."""
        drawn = secrets.token_hex(8)
        wrapped = self._ring.wrap(secrets.token_bytes(32), _context(owner.key, drawn))
        record = KeyRecord(id=drawn, wrapped=wrapped)
        try:
            self._store.create(owner.key, record.content(), JSON)
        except KeyTaken:
            return KeyRecord.model_validate_json(self._store.read(owner.key))
        return record

    def _opened(self, owner: Owner, record: KeyRecord) -> DataKey:
        if record.wrapped is None:
            raise erased(owner)
        secret = self._ring.unwrap(record.wrapped, _context(owner.key, record.id))
        return DataKey(bytes.fromhex(record.id), _derived(secret, "sealing"), _derived(secret, "naming"))

    def _forget(self, owner: Owner) -> None:
        with self._lock:
            self._known.pop(owner, None)


def erased(owner: Owner) -> Erased:
    """What is said of an owner whose key was destroyed."""
    return Erased(
        f"{owner.person!r} of the delegation {owner.delegation!r} was erased on request: nothing can be read "
        "or kept for them any more."
    )


def _aside(owner: Owner) -> str:
    """Beside the key; no id has a dot."""
    return owner.key.replace(".json", ".erased.json")


def _context(key: str, key_id: str) -> str:
    """What a data key is wrapped for: its place and its id."""
    return f"legation data key|{key}|{key_id}"


def _derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose: a step of HKDF (RFC 5869, 2.3), the secret being uniform already."""
    return hmac.new(secret, f"legation|{purpose}\x01".encode(), hashlib.sha256).digest()
