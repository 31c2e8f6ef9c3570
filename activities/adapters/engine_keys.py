"""The engine's keys: with them everything that Temporal keeps is sealed.

A key file is `{"keys": [{"id": ..., "key": <32 bytes in base64>, "made": <instant>}]}`, the newest key
last. The newest seals, all of them open. A file is looked at again whenever it has changed, so that a key
that was added counts in every process at once.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.engine import BadEngineKeys, EngineKeyMissing

LENGTH = 32
"""Bytes of a key: AES-256."""
MADE = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, repr=False)
class EngineKey:
    """One key. Its text shows the id only."""

    id: str
    cipher: AESGCM
    made: str = ""
    """In UTC, `2027-05-11T08:00:00Z`; empty when nobody noted it."""

    def __repr__(self) -> str:
        return f"EngineKey({self.id!r})"


class EngineKeys(Protocol):
    """Keys by id."""

    @property
    def place(self) -> str:
        """Where they are, for people who have to put one back."""
        ...

    def all(self) -> tuple[EngineKey, ...]:
        """The newest last. Raises BadEngineKeys, OSError."""
        ...

    def newest(self) -> EngineKey:
        """The one to seal with. Raises BadEngineKeys, OSError."""
        ...

    def named(self, key_id: str) -> EngineKey:
        """Raises EngineKeyMissing, BadEngineKeys, OSError."""
        ...


class GivenKeys:
    """Keys that are known from the start, the newest last."""

    def __init__(self, keys: Sequence[EngineKey], place: str) -> None:
        """Raises BadEngineKeys when there are none, or two of one id."""
        self.place = place
        self._keys = tuple(keys)
        self._by_id = {key.id: key for key in keys}
        if not keys or len(self._by_id) < len(keys):
            raise BadEngineKeys(f"{place} must hold at least one engine key, and each id once.")

    @classmethod
    def of_text(cls, text: str, place: str) -> "GivenKeys":
        """Of `id=base64`, the keys separated by spaces, the newest last. Raises BadEngineKeys."""
        pairs = [one.partition("=") for one in text.split()]
        return cls([_key(name, secret, "", place) for name, _, secret in pairs], place)

    def all(self) -> tuple[EngineKey, ...]:
        return self._keys

    def newest(self) -> EngineKey:
        return self._keys[-1]

    def named(self, key_id: str) -> EngineKey:
        if key_id not in self._by_id:
            raise EngineKeyMissing(
                f"The engine key {key_id!r} is not in {self.place}. Put it back there, from the backup of the"
                " keys; what waits goes on by itself then. Without it, what it sealed stays closed."
            )
        return self._by_id[key_id]


class KeyFile:
    """Keys in a file, read again when the file has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: GivenKeys | None = None

    @property
    def place(self) -> str:
        return str(self.path)

    def all(self) -> tuple[EngineKey, ...]:
        return self.read().all()

    def newest(self) -> EngineKey:
        return self.read().newest()

    def named(self, key_id: str) -> EngineKey:
        return self.read().named(key_id)

    def read(self) -> GivenKeys:
        """As the file is now. Raises BadEngineKeys, OSError."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            raise BadEngineKeys(
                f"The engine's keys are missing: there is no {self.path}. Put the file back from your backup,"
                " or name it with LEGATION_ENGINE__KEYS. Before the first start: ./legation engine rotate"
            ) from None
        now = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._keys is None or now != self._seen:
            self._keys, self._seen = _parsed(self.path.read_text(), self.place), now
        return self._keys

    def made_on_first_use(self) -> "KeyFile":
        """The same, with one key in it if there was no file."""
        if not self.path.exists():
            with _alone(self.path):
                if not self.path.exists():
                    _write(self.path, [_new(datetime.now(UTC))])
        return self

    def rotate(self) -> str:
        """Add a key, which seals from now on; the older ones stay and open. Returns its id.

        Raises:
            BadEngineKeys: the file does not hold keys; nothing is changed.
        """
        with _alone(self.path):
            entries = []
            if self.path.exists():
                self.read()
                entries = json.loads(self.path.read_text())["keys"]
            added = _new(datetime.now(UTC))
            _write(self.path, [*entries, added])
        return added["id"]


def _parsed(text: str, place: str) -> GivenKeys:
    try:
        entries = json.loads(text)["keys"]
        found = [_key(one["id"], one["key"], one.get("made", ""), place) for one in entries]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, BadEngineKeys):
            raise
        raise BadEngineKeys(
            f'{place} is no file of engine keys: {{"keys": [{{"id": ..., "key": ...}}]}}.'
        ) from None
    return GivenKeys(found, place)


def _key(name: str, secret: str, made: str, place: str) -> EngineKey:
    try:
        content = base64.b64decode(secret, validate=True)
    except ValueError:
        content = b""
    if len(content) != LENGTH or not name:
        raise BadEngineKeys(f"The engine key {name!r} in {place} is not {LENGTH} bytes in base64.")
    return EngineKey(name, AESGCM(content), made)


def _new(now: datetime) -> dict[str, str]:
    """The id says when the key was made, and nothing about the key."""
    name = f"engine-{now:%Y%m%d}-{secrets.token_hex(3)}"
    return {
        "id": name,
        "key": base64.b64encode(secrets.token_bytes(LENGTH)).decode(),
        "made": f"{now:{MADE}}",
    }


def _write(path: Path, entries: Sequence[object]) -> None:
    """Whole or not at all, for its owner's eyes only."""
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"keys": list(entries)}, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else changes the file meanwhile: a key that was used and then lost would close its payloads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
