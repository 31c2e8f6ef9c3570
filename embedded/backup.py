"""A backup of the embedded stack while it runs.

The engine is copied first, then the objects, then the mails: whatever a workflow refers to is there already,
a mail that the ledger calls sent is never sent again, and one that was on its way meanwhile is found among
the mails. Keys are left out unless asked for: who is erased must not be readable in any backup.
"""

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from embedded import mail, object_store
from embedded.backup_manifest import (
    DATABASE,
    KEYS,
    MAILS,
    OBJECTS,
    Manifest,
    Piece,
    finish,
    keep_piece,
)
from embedded.errors import StackError
from embedded.object_store import READINESS_KEY
from embedded.settings import EmbeddedSettings
from embedded.temporal import TemporalServer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Progress = Callable[[str, int], None]
"""What is copied, and how many so far."""

OF_THE_STORE_ALONE = ("s3.json", "object-store.json")
"""Passwords between our own programs; every stack draws its own."""


def make(
    settings: EmbeddedSettings,
    folder: Path,
    *,
    data: bool = True,
    keys: bool = False,
    progress: Progress = lambda *_: None,
) -> Manifest:
    """Copy the stack that runs in `settings.directory` into `folder`, which must be empty.

    `data`: engine, objects and mails. `keys`: the files of master keys, and the wrapped keys of people.

    Raises StackError: the folder is not empty, or the stack does not run.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StackError(f"{folder} is not empty; name a new folder for each backup.")
    if not object_store.ObjectStore(settings).is_ready():
        raise StackError("The stack does not run; start it with './legation up', then make the backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pieces: list[Piece] = []
    if data:
        pieces.append(_engine(settings, folder))
        progress("engine", 1)
    pieces += _objects(settings, folder, progress, data=data, keys=keys)
    if data:
        pieces += _mails(settings, folder, progress)
    if keys:
        pieces += _key_files(settings, folder)
    manifest = Manifest(made_at=datetime.now(UTC), has_data=data, has_keys=keys, pieces=tuple(pieces))
    finish(folder, manifest)
    return manifest


def is_wrapped_key(key: str) -> bool:
    """Whether an object is the wrapped key of a person, a delegation or the vault."""
    parts = key.split("/")
    return parts[0] == "keys" or (parts[0] == "delegations" and parts[2:3] == ["keys"])


def _engine(settings: EmbeddedSettings, folder: Path) -> Piece:
    """A copy of the database as of one moment; the engine goes on meanwhile."""
    database = TemporalServer(settings, {}).database
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        copy = Path(aside) / DATABASE
        source, target = sqlite3.connect(f"file:{database}?mode=ro", uri=True), sqlite3.connect(copy)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=delete")
            found = target.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            source.close()
            target.close()
        if found != "ok":
            raise StackError(f"The copy of the engine's database is not sound: {found}.")
        return keep_piece(folder, DATABASE, copy.read_bytes())


def _objects(
    settings: EmbeddedSettings, folder: Path, progress: Progress, *, data: bool, keys: bool
) -> Iterator[Piece]:
    client = object_store.client(settings)
    copied = 0
    try:
        for key in _listed(client, settings.bucket):
            if keys if is_wrapped_key(key) else data:
                piece = _object(client, settings.bucket, folder, key)
                if piece is not None:
                    copied += 1
                    progress("objects", copied)
                    yield piece
    finally:
        client.close()


def _listed(client: "S3Client", bucket: str) -> Iterator[str]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in page.get("Contents", []):
            if entry["Key"] != READINESS_KEY:
                yield entry["Key"]


def _object(client: "S3Client", bucket: str, folder: Path, key: str) -> Piece | None:
    """One object as it lies there, sealed; None if it was removed since it was listed."""
    try:
        answer = client.get_object(Bucket=bucket, Key=key)
    except client.exceptions.NoSuchKey:
        return None
    content = answer["Body"].read()
    place = KEYS if is_wrapped_key(key) else OBJECTS
    path = f"{place}/{hashlib.sha256(key.encode()).hexdigest()}"
    return keep_piece(folder, path, content, name=key, media_type=answer["ContentType"])


def _mails(settings: EmbeddedSettings, folder: Path, progress: Progress) -> Iterator[Piece]:
    for number, path in enumerate(sorted(mail.journal(settings).glob("*.eml")), start=1):
        progress("mails", number)
        yield keep_piece(folder, f"{MAILS}/{path.name}", path.read_bytes(), name=path.name)


def _key_files(settings: EmbeddedSettings, folder: Path) -> Iterator[Piece]:
    for path in sorted((settings.directory / "keys").glob("*.json")):
        if path.name not in OF_THE_STORE_ALONE:
            yield keep_piece(folder, f"{KEYS}/{path.name}", path.read_bytes(), name=path.name)
