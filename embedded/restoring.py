"""A stack from its backup: into an empty place, everything or a refusal."""

import time
from collections.abc import Iterable
from pathlib import Path

from embedded import claim, mail, object_store
from embedded.backup import Progress
from embedded.backup_manifest import DATABASE, KEYS, MAILS, OBJECTS, Contents, Piece, keep_piece, opened
from embedded.errors import StackError
from embedded.keeper import Keeper
from embedded.object_store import ObjectStore
from embedded.settings import EmbeddedSettings
from embedded.temporal import TemporalServer

START_SECONDS = 90


def examine(
    settings: EmbeddedSettings, folder: Path, keys_from: Path | None = None
) -> tuple[Contents, Contents]:
    """The data and the keys that would be restored; both are looked through.

    `keys_from`: a backup that has keys, if not the same.

    Raises StackError: a backup is damaged or not complete, the stack runs, or its place is not empty.
    """
    data = opened(folder)
    keys = data if keys_from is None else opened(keys_from)
    if not data.manifest.has_data:
        raise StackError(f"{folder} holds keys alone; name the backup of the data, and this one with --keys.")
    if not keys.manifest.has_keys:
        raise StackError(
            f"{keys.folder} holds no keys, and without them nothing can be read. "
            "Name a backup that holds them with --keys."
        )
    if claim.holder(settings.stack_claim) is not None:
        raise StackError("The stack runs; stop it with './legation down', and move its directory aside.")
    taken = [str(path) for path in _places(settings, keys) if _is_taken(path)]
    if taken:
        raise StackError(f"There is something already: {', '.join(taken)}. Move it aside before restoring.")
    return data, keys


def restore(
    settings: EmbeddedSettings,
    folder: Path,
    keys_from: Path | None = None,
    *,
    progress: Progress = lambda *_: None,
) -> Contents:
    """Fill the empty place of the stack from a backup; './legation up' starts it afterwards.

    The engine's database comes last, so a restore that was cut off never looks finished. Raises as `examine`.
    """
    data, keys = examine(settings, folder, keys_from)
    _keys(settings, keys)
    _objects(
        settings, [*_objects_of(keys), *((data.folder, one) for one in data.manifest.of(OBJECTS))], progress
    )
    for number, piece in enumerate(data.manifest.of(MAILS), start=1):
        keep_piece(mail.journal(settings), piece.name, (data.folder / piece.path).read_bytes())
        progress("mails", number)
    database = TemporalServer(settings, {}).database
    keep_piece(database.parent, f"{database.name}.new", (data.folder / DATABASE).read_bytes())
    database.with_name(f"{database.name}.new").replace(database)
    progress("engine", 1)
    return data


def _keys(settings: EmbeddedSettings, keys: Contents) -> None:
    for piece in _files(keys):
        keep_piece(settings.directory / "keys", piece.name, (keys.folder / piece.path).read_bytes())


def _files(keys: Contents) -> list[Piece]:
    """The files of keys; the others in that folder are objects, which have a media type."""
    return [one for one in keys.manifest.of(KEYS) if not one.media_type]


def _objects_of(keys: Contents) -> list[tuple[Path, Piece]]:
    return [(keys.folder, one) for one in keys.manifest.of(KEYS) if one.media_type]


def _objects(settings: EmbeddedSettings, pieces: Iterable[tuple[Path, Piece]], progress: Progress) -> None:
    """Put objects into a store that runs for this alone."""
    keeper = Keeper(ObjectStore(settings))
    keeper.start()
    try:
        _await_up(keeper)
        client = object_store.client(settings)
        for number, (folder, piece) in enumerate(pieces, start=1):
            client.put_object(
                Bucket=settings.bucket,
                Key=piece.name,
                Body=(folder / piece.path).read_bytes(),
                ContentType=piece.media_type,
            )
            progress("objects", number)
        client.close()
    finally:
        keeper.stop()
        keeper.join()


def _await_up(keeper: Keeper) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not keeper.is_up():
        if keeper.failure is not None or time.monotonic() > deadline:
            raise keeper.failure or StackError(f"The object store does not start; see {keeper.part.log}")
        time.sleep(0.05)


def _places(settings: EmbeddedSettings, keys: Contents) -> list[Path]:
    """What must not be there yet."""
    database = TemporalServer(settings, {}).database
    files = [settings.directory / "keys" / one.name for one in _files(keys)]
    return [database, settings.directory / "s3", mail.journal(settings), *files]


def _is_taken(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()
