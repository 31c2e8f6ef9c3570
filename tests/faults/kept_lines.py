"""A log that outlives whoever writes it: one JSON object a line, each synced to disk."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class KeptLines:
    """Appends lines to `path`; each is on disk when `add` returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()

    def add(self, **line: object) -> None:
        with self._lock, self._path.open("ab") as file:
            file.write(json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """What was written; nothing if the file is not there. A last line that was cut off is left out."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n")[:-1]:
        yield json.loads(line)
