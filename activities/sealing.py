"""The sealed vault: whoever reads the bucket, a backup of it or an old version finds nothing readable.

Each object is encrypted with the key of its owner and bound to its place. The same bytes in the same place
give the same sealed bytes, so create-only writes and compare-and-swap work on what is sealed.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from activities.data_keys import DataKey, DataKeys, erased
from activities.owners import Owner, owner_of, places_of
from activities.ports import DocumentStore, Erased, KeyTaken, Missing, NotGenuine
from activities.swapping import current
from delegation.document import DocumentRef
from delegation.fact import Fact

MAGIC = b"\x89LEGSEAL1\n"
"""Format and version. No text, JSON, PDF, mail or archive begins so."""
ID, NONCE, TAG = 8, 12, 16
"""Bytes that follow: id of the data key, nonce, and at the end the tag of AES-256-GCM-SIV (RFC 8452)."""
OCTETS = "application/octet-stream"


class Erasure(Fact):
    """What was destroyed of one person."""

    delegation: str
    person: str
    objects: dict[str, int]
    """How many objects by folder, as `outbox`; every version of each."""


def seal(key: DataKey, place: str, content: bytes) -> bytes:
    """`content` as it may lie under the object key `place`, and nowhere else."""
    nonce = hmac.new(key.naming, place.encode() + b"\0" + content, hashlib.sha256).digest()[:NONCE]
    head = MAGIC + key.id
    return head + nonce + AESGCMSIV(key.sealing).encrypt(nonce, content, head + place.encode())


def unseal(key: DataKey, place: str, sealed: bytes) -> bytes:
    """What was sealed for that place. Raises NotGenuine for whatever else it is."""
    head, rest = sealed[: len(MAGIC) + ID], sealed[len(MAGIC) + ID :]
    nonce, encrypted = rest[:NONCE], rest[NONCE:]
    if head == MAGIC + key.id and len(encrypted) >= TAG:
        try:
            return AESGCMSIV(key.sealing).decrypt(nonce, encrypted, head + place.encode())
        except InvalidTag:
            pass
    raise NotGenuine(
        f"What is stored under {place!r} was changed, moved, or sealed with another key. "
        "Get the object back from a backup."
    )


def is_sealed(content: bytes) -> bool:
    return content.startswith(MAGIC)


class SealedStore:
    """A DocumentStore that keeps everything sealed in another one.

    What was stored before sealing began is still read while `plain` says so, and sealed when it changes.
    """

    def __init__(self, inner: DocumentStore, keys: DataKeys, *, plain: bool = True) -> None:
        self._inner = inner
        self.data_keys = keys
        self._plain = plain

    def create(self, key: str, content: bytes, media_type: str) -> DocumentRef:
        """See `activities.ports.DocumentStore`. Raises Erased for a person who was erased."""
        owner, sealed = self._sealed(key, content)
        try:
            self._inner.create(key, sealed, OCTETS)
        except KeyTaken:
            if self._found(key) != content:
                raise
        self._demand_life(owner, key)
        sha256 = hashlib.sha256(content).hexdigest()
        return DocumentRef(key=key, sha256=sha256, size=len(content), media_type=media_type)

    def replace(
        self,
        key: str,
        content: bytes,
        media_type: str,  # noqa: ARG002 - what is sealed has no kind
        *,
        instead_of: bytes | None,
    ) -> bool:
        """See `activities.ports.DocumentStore`. Raises Erased for a person who was erased."""
        owner, sealed = self._sealed(key, content)
        expected = None if instead_of is None else self._sealed(key, instead_of)[1]
        stored = self._inner.replace(key, sealed, OCTETS, instead_of=expected)
        if not stored and self._plain:
            stored = self._swapped_plain(key, content, sealed, instead_of)
        self._demand_life(owner, key)
        return stored

    def read(self, key: str) -> bytes:
        """See `activities.ports.DocumentStore`.

        Raises:
            Erased: the person it belongs to was erased.
            NotGenuine: it was changed or moved, or lies there unsealed where nothing may.
            KeyRefused: the key ring does not have the master key of this vault.
        """
        content = self._found(key)
        if content is None:
            owner = owner_of(key)
            if owner is not None and owner.person:
                self.data_keys.demand_life(owner)
            raise Missing(f"Nothing is stored under {key!r}.")
        return content

    def find(self, key: str) -> bytes | None:
        """See `activities.ports.DocumentStore`. Raises NotGenuine and KeyRefused as `read` does."""
        try:
            return self._found(key)
        except Erased:
            return None

    def keys(self, prefix: str) -> Iterator[str]:
        """See `activities.ports.DocumentStore`. Names are not sealed; data keys are no documents."""
        return (key for key in self._inner.keys(prefix) if owner_of(key) is not None)

    def delete(self, key: str) -> None:
        """See `activities.ports.DocumentStore`."""
        self._inner.delete(key)

    def erase(self, delegation: str, person: str) -> Erasure:
        """Destroy the key of a participant, host or exchange, then every version of what it sealed.

        Safe to repeat, and to be begun anew where it was cut off: the key goes first. Says what was
        destroyed this time. Raises OSError when the store is away.
        """
        owner = Owner(delegation, person.lower())
        self.data_keys.destroy(owner)
        doomed: dict[str, int] = {}
        for key in self.objects_of(owner):
            self._inner.delete(key)
            folder = key.split("/")[2]
            doomed[folder] = doomed.get(folder, 0) + 1
        return Erasure(delegation=delegation, person=person, objects=doomed)

    def objects_of(self, owner: Owner) -> list[str]:
        """The keys of everything that is sealed with the key of that person, in order."""
        found = {key for place in places_of(owner) for key in self._inner.keys(place)}
        return sorted(key for key in found if owner_of(key) == owner)

    def _found(self, key: str) -> bytes | None:
        stored = self._inner.find(key)
        owner = owner_of(key)
        if owner is None or stored is None:
            return stored
        if is_sealed(stored):
            return unseal(self.data_keys.of(owner), key, stored)
        if self._plain:
            return stored
        raise NotGenuine(f"What is stored under {key!r} is not sealed: it was not written by this vault.")

    def _swapped_plain(self, key: str, content: bytes, sealed: bytes, instead_of: bytes | None) -> bool:
        """The same swap where what lies there was stored before sealing began."""
        lying = current(self._inner, key)
        if lying is None or is_sealed(lying):
            return False
        if lying == instead_of:
            return self._inner.replace(key, sealed, OCTETS, instead_of=lying)
        return lying == content

    def _sealed(self, key: str, content: bytes) -> tuple[Owner | None, bytes]:
        owner = owner_of(key)
        return owner, content if owner is None else seal(self.data_keys.of(owner), key, content)

    def _demand_life(self, owner: Owner | None, key: str) -> None:
        """After a write: whoever was erased meanwhile keeps nothing, although this process knew their key.

        What cannot be removed is left for the erasure; without its key it is noise.
        """
        if owner is None or not owner.person:
            return
        try:
            self.data_keys.demand_life(owner)
        except Erased:
            with suppress(OSError):
                self._inner.delete(key)
            raise erased(owner) from None
