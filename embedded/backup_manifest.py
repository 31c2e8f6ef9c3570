"""What a backup holds, with a hash for each piece: so damage is seen before anything is restored."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from embedded.errors import StackError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "temporal.db"
OBJECTS, MAILS, KEYS = "objects", "mails", "keys"
"""Folders of a backup."""


class Piece(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True)

    path: str
    """In the backup."""
    sha256: str
    size: int
    """Bytes."""
    name: str = ""
    """Of an object: its key in the store. Of others: the name of its file in the stack."""
    media_type: str = ""


class Manifest(BaseModel):
    """Written last: a folder without it is no backup."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    made_at: AwareDatetime
    has_data: bool
    """Engine, objects and mails; without them it is a backup of keys alone."""
    has_keys: bool
    pieces: tuple[Piece, ...]

    def of(self, folder: str) -> tuple[Piece, ...]:
        return tuple(one for one in self.pieces if one.path.startswith(f"{folder}/"))


class Contents(NamedTuple):
    """A backup that was found whole."""

    folder: Path
    manifest: Manifest


def keep_piece(folder: Path, path: str, content: bytes, *, name: str = "", media_type: str = "") -> Piece:
    """Write one file of a backup, for its owner's eyes only; on disk for certain when this returns."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sha256 = hashlib.sha256(content).hexdigest()
    return Piece(path=path, sha256=sha256, size=len(content), name=name, media_type=media_type)


def finish(folder: Path, manifest: Manifest) -> None:
    """Make the folder a backup."""
    keep_piece(folder, f"{MANIFEST}.new", manifest.model_dump_json(indent=1).encode())
    (folder / f"{MANIFEST}.new").replace(folder / MANIFEST)


def opened(folder: Path) -> Contents:
    """A backup whose every piece is there and unchanged.

    Raises StackError otherwise, naming each piece that is not.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise StackError(f"{folder} is no backup, or one that was never finished: it has no {MANIFEST}.")
    try:
        manifest = Manifest.model_validate(json.loads(path.read_text()))
    except (ValueError, ValidationError):
        raise StackError(f"{path} cannot be read; take another backup.") from None
    if manifest.format != FORMAT:
        raise StackError(f"{folder} was made by another version of Legation (format {manifest.format}).")
    damaged = list(_damaged(folder, manifest))
    if damaged:
        first = ", ".join(damaged[:5]) + (" ..." if len(damaged) > 5 else "")
        raise StackError(f"The backup {folder} is damaged in {len(damaged)} places: {first}. Take another.")
    return Contents(folder, manifest)


def _damaged(folder: Path, manifest: Manifest) -> Iterator[str]:
    for piece in manifest.pieces:
        path = folder / piece.path
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != piece.sha256:
            yield piece.path
