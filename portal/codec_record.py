"""The record of who had what Temporal keeps shown in clear: one line per look, only ever added to."""

import json
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

log = logging.getLogger("portal.codec")


class Look(NamedTuple):
    """One request of a reader. Never what was seen."""

    at: datetime
    """In UTC."""
    reader: str
    payloads: int
    closed: int
    """How many of them stayed sealed, for want of their key or because they are damaged."""
    namespace: str


class LookRecord:
    """A file of JSON lines, for its owner's eyes only, and a line in the log of the portal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, look: Look) -> None:
        """Before anything is shown. Raises OSError when it cannot be noted: then nothing is shown."""
        line = json.dumps({**look._asdict(), "at": f"{look.at:%Y-%m-%dT%H:%M:%SZ}"}) + "\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        log.info("%s looked at %d payloads of namespace %s", look.reader, look.payloads, look.namespace)
