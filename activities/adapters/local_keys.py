"""Master keys in a file of this computer: for the embedded stack, and where there is no key service."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.ports import KeyRefused, WrappedKey

NONCE = 12


class LocalKeys:
    """A KeyRing on a file with one or more master keys, for its owner's eyes only; the last one wraps."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._masters: dict[str, bytes] = {}

    @classmethod
    def made(cls, path: Path) -> "LocalKeys":
        """The key ring at `path`, with a first master key if there is none yet."""
        ring = cls(path)
        with ring._alone():
            if not path.exists():
                ring._write({})
        return ring

    def wrap(self, key: bytes, context: str) -> WrappedKey:
        """See `activities.ports.KeyRing`."""
        master = self.newest()
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(self._masters[master]).encrypt(nonce, key, _bound(master, context))
        return WrappedKey(master=master, wrapped=base64.b64encode(nonce + sealed).decode())

    def unwrap(self, wrapped: WrappedKey, context: str) -> bytes:
        """See `activities.ports.KeyRing`. The file is read again where it does not know the master key."""
        if wrapped.master not in self._masters:
            self._read()
        if wrapped.master not in self._masters:
            raise KeyRefused(
                f"The key ring {self._path} has no master key {wrapped.master!r}. Use the file that belongs "
                "to this vault: set LEGATION_KEYS__PATH, or get the file back from its backup."
            )
        try:
            sealed = base64.b64decode(wrapped.wrapped, validate=True)
            key = AESGCM(self._masters[wrapped.master])
            return key.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(wrapped.master, context))
        except (InvalidTag, ValueError) as reason:
            raise KeyRefused("A data key was changed, or lies where it does not belong.") from reason

    def newest(self) -> str:
        """See `activities.ports.KeyRing`. Always as the file says now: another process may have rotated."""
        self._read()
        return next(reversed(self._masters))

    def masters(self) -> tuple[str, ...]:
        """Ids of all master keys, the oldest first."""
        self._read()
        return tuple(self._masters)

    def add_master(self) -> str:
        """Draw a new master key, which wraps from now on. Its id; the others still unwrap."""
        with self._alone():
            self._read()
            self._write(self._masters)
        return self.newest()

    def drop_masters(self, *, keep: str) -> tuple[str, ...]:
        """Forget all master keys but `keep`, which must be the newest, for good. The ids of those dropped.

        Only for when nothing is wrapped by them any more, in no backup either. Raises KeyRefused when another
        is the newest by now.
        """
        with self._alone():
            self._read()
            *old, newest = self._masters
            if newest != keep:
                raise KeyRefused("Another master key was drawn meanwhile; look again before any is dropped.")
            self._replace({newest: self._masters[newest]})
        self._read()
        return tuple(old)

    def _read(self) -> None:
        mode = stat.S_IMODE(self._path.stat().st_mode)
        if mode & 0o077:
            raise PermissionError(f"The key ring {self._path} is open to others: chmod 600 {self._path}")
        kept = json.loads(self._path.read_text())
        self._masters = {one["id"]: base64.b64decode(one["key"]) for one in kept["masters"]}

    def _write(self, before: dict[str, bytes]) -> None:
        drawn = secrets.token_bytes(32)
        self._replace({**before, f"local-{hashlib.sha256(drawn).hexdigest()[:12]}": drawn})

    def _replace(self, masters: dict[str, bytes]) -> None:
        """Whole or not at all, on disk before anybody relies on it."""
        kept = [{"id": name, "key": base64.b64encode(key).decode()} for name, key in masters.items()]
        unfinished = self._path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"masters": kept}, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._path)
        directory = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time changes the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _bound(master: str, context: str) -> bytes:
    return f"legation master key|{master}|{context}".encode()
