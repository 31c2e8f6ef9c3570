"""A claim on a file or directory: held by a process, released by the system when that process ends.

The lock belongs to the open file, so a child process that inherits the descriptor keeps the claim
even when its parent is killed. That is how a server left behind is found, and a second one refused.
"""

import fcntl
import os
import time
from pathlib import Path

from embedded.errors import AlreadyRunning

UNKNOWN = 0
"""A claim is held, but its holder has not written its process id yet."""


def take(path: Path, refusal: str, patience: float = 0.5) -> int:
    """Claim `path` and return the file descriptor that holds the claim, for the caller to close.

    `refusal` is the sentence for the person who is refused; `{holder}` in it becomes the process id.
    Waits up to `patience` seconds, as asking for the holder takes the lock for a moment.

    Raises:
        AlreadyRunning: another process holds the claim.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience
    while not _lock(descriptor, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            os.close(descriptor)
            raise AlreadyRunning(refusal.format(holder=holder(path)))
        time.sleep(0.02)
    os.ftruncate(descriptor, 0)
    return descriptor


def sign(descriptor: int, process: int) -> None:
    """Write down who holds the claim."""
    os.pwrite(descriptor, f"{process}\n".encode(), 0)


def holder(path: Path) -> int | None:
    """Process id of whoever holds the claim, or None when nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if _lock(descriptor, fcntl.LOCK_SH):
            return None
        return int(os.pread(descriptor, 20, 0) or UNKNOWN)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
