"""Who may have what Temporal keeps shown in clear: a name and a token each, of which only a hash is kept."""

import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from portal.errors import LegationError, NotFound

NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


class Reader(NamedTuple):
    name: str
    token_sha256: str
    """In hexadecimal digits. A token has 256 random bits, so a plain hash cannot be turned back."""
    since: str
    """In UTC, `2027-05-11T08:00:00Z`; empty for the one that was always there."""


class Readers:
    """Kept in a file; whoever looks a token up sees at once what was granted or revoked elsewhere."""

    def __init__(self, path: Path, always: Sequence[Reader] = ()) -> None:
        """`always`: readers that no file names, such as the embedded Temporal UI."""
        self.path = path
        self._always = tuple(always)

    def all(self) -> tuple[Reader, ...]:
        """By name. Raises OSError, and LegationError when the file does not hold readers."""
        return tuple(sorted((*self._always, *self._granted())))

    def name_of(self, token: str) -> str | None:
        """Whose token it is, None for nobody's."""
        hashed = hash_of(token)
        found = [one.name for one in self.all() if secrets.compare_digest(one.token_sha256, hashed)]
        return found[0] if found else None

    def refuse(self, name: str) -> None:
        """Raises LegationError when `name` cannot become a reader."""
        if not NAME.fullmatch(name):
            raise LegationError(f"{name!r} is no name of a reader; it looks like a.weber or night-shift.")
        if any(one.name == name for one in self.all()):
            raise LegationError(f"{name!r} is a reader already; for a new token, revoke the old one first.")

    def grant(self, name: str, now: datetime) -> str:
        """Add a reader. Returns the token, which nobody can be told a second time."""
        with self._alone():
            self.refuse(name)
            token = secrets.token_urlsafe(32)
            since = now.strftime("%Y-%m-%dT%H:%M:%SZ")
            self._write([*self._granted(), Reader(name, hash_of(token), since)])
        return token

    def demand(self, name: str) -> None:
        """Raises NotFound when nobody of that name was granted anything."""
        if all(one.name != name for one in self._granted()):
            known = ", ".join(one.name for one in self._granted()) or "nobody"
            raise NotFound(f"Nobody called {name!r} may read; granted to: {known}.")

    def revoke(self, name: str) -> None:
        """From now on the reader's token is worth nothing. Raises NotFound."""
        with self._alone():
            self.demand(name)
            self._write([one for one in self._granted() if one.name != name])

    def _granted(self) -> list[Reader]:
        if not self.path.exists():
            return []
        try:
            return [Reader(**one) for one in json.loads(self.path.read_text())["readers"]]
        except (ValueError, KeyError, TypeError):
            said = f"{self.path} holds no readers; restore it, or remove it and grant anew."
            raise LegationError(said) from None

    def _write(self, readers: Sequence[Reader]) -> None:
        """Whole or not at all, for its owner's eyes only."""
        unfinished = self.path.with_suffix(f".{secrets.token_hex(4)}")
        content = json.dumps({"readers": [one._asdict() for one in sorted(readers)]}, indent=1)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
