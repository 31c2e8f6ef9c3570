"""Files with secrets of the stack: made once, whole or not at all, for their owner's eyes only."""

import json
import os
import secrets
from pathlib import Path


def keep_once(path: Path, content: object) -> Path:
    """Write `content` unless the file is there already. Whole or not at all, for its owner's eyes only."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass  # another process was first: its keys count
    finally:
        unfinished.unlink()
    return path
