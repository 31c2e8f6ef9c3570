"""Backups of this computer's stack: make one, look whether one is whole, restore from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.parameters import DryRun, Json

if TYPE_CHECKING:
    from embedded.backup import Progress
    from embedded.backup_manifest import Contents
    from portal.views import BackupShown
    from settings import Settings

app = App(name="backup", help="Backups of this computer's stack: make, check, restore.")

NewFolder = Annotated[
    Path, Parameter(name="FOLDER", validator=PathRule(file_okay=False), help="A new or empty folder.")
]
Kept = Annotated[
    Path, Parameter(name="FOLDER", validator=PathRule(exists=True, file_okay=False), help="The backup.")
]
WithKeys = Annotated[
    bool,
    Parameter(
        name="--with-keys", negative="", help="Also the keys: whoever has the backup can then read all of it."
    ),
]
KeysAlone = Annotated[
    bool,
    Parameter(
        name="--keys-alone",
        negative="",
        help="Only the keys, to be kept apart and often replaced by newer ones.",
    ),
]
KeysFrom = Annotated[
    Path | None,
    Parameter(
        name="--keys",
        validator=PathRule(exists=True, file_okay=False),
        help="The backup that holds the keys, if not the same.",
    ),
]


@app.command
async def make(
    folder: NewFolder,
    /,
    *,
    with_keys: WithKeys = False,
    keys_alone: KeysAlone = False,
    dry_run: DryRun = False,
) -> None:
    """Copy everything the running stack keeps into a folder. Nothing is stopped for it.

    Without its keys a backup tells nothing to whoever finds it, and those who were
    erased are erased in it too. Back the keys up apart, with --keys-alone, and keep
    only the newest of those.

    Example: `./legation backup make backups/tuesday`
    """
    import asyncio

    from embedded import backup
    from portal import show
    from portal.errors import Refused

    if with_keys and keys_alone:
        raise Refused("Say either --with-keys or --keys-alone.")
    settings = _settings()
    if dry_run:
        what = {(False, False): "engine, objects and mails, without keys", (True, False): "everything"}
        kept = what.get((with_keys, keys_alone), "the keys alone")
        show.say(f"Would copy {kept} of the stack in {settings.embedded.directory} to {folder}.")
        return
    made = await asyncio.to_thread(
        backup.make,
        settings.embedded,
        folder,
        data=not keys_alone,
        keys=with_keys or keys_alone,
        progress=_progress(),
    )
    size = sum(piece.size for piece in made.pieces) / 1e6
    show.say(f"{folder} is a backup of {len(made.pieces)} pieces, {size:.1f} MB.")
    if not made.has_keys:
        show.say("It holds no keys: back them up apart with './legation backup make FOLDER --keys-alone'.")


@app.command
async def check(folder: Kept, /, *, json: Json = False) -> None:
    """Look whether a backup is complete and unchanged, and say what it holds.

    Example: `./legation backup check backups/monday`
    """
    import asyncio

    from embedded.backup_manifest import opened
    from portal import show

    seen = _shown(await asyncio.to_thread(opened, folder))
    if json:
        show.json_object(seen)
        return
    show.pairs(
        (
            ("made", seen.made_at.isoformat(timespec="seconds")),
            ("engine", "yes" if seen.has_data else "no"),
            ("objects", seen.objects),
            ("mails", seen.mails),
            ("keys", "yes" if seen.has_keys else "no"),
            ("size", f"{seen.bytes / 1e6:.1f} MB"),
        )
    )
    show.say("Complete and unchanged.")


@app.command
async def restore(folder: Kept, /, *, keys: KeysFrom = None, dry_run: DryRun = False) -> None:
    """Fill this computer's empty stack from a backup. Start it with './legation up' afterwards.

    Refused where the backup is damaged, the stack runs, or something is there
    already: move its directory aside first.

    Example: `./legation backup restore backups/monday --keys backups/keys`
    """
    import asyncio

    from embedded import restoring
    from portal import show

    settings = _settings()
    if dry_run:
        data, _ = await asyncio.to_thread(restoring.examine, settings.embedded, folder, keys)
        seen = _shown(data)
        show.say(
            f"The backup is whole. {seen.objects} objects, {seen.mails} mails and the engine "
            f"would be restored to {settings.embedded.directory}."
        )
        return
    await asyncio.to_thread(restoring.restore, settings.embedded, folder, keys, progress=_progress())
    show.say(f"Restored to {settings.embedded.directory}. Start it with './legation up'.")


def _shown(contents: "Contents") -> "BackupShown":
    from embedded.backup_manifest import MAILS, OBJECTS
    from portal.views import BackupShown

    manifest = contents.manifest
    return BackupShown(
        made_at=manifest.made_at,
        has_data=manifest.has_data,
        has_keys=manifest.has_keys,
        objects=len(manifest.of(OBJECTS)),
        mails=len(manifest.of(MAILS)),
        bytes=sum(piece.size for piece in manifest.pieces),
    )


def _progress() -> "Progress":
    """One line a hundred pieces, on standard error."""
    from portal import show

    def tell(what: str, number: int) -> None:
        if number % 100 == 0:
            show.aside().print(f"{number} {what} ...")

    return tell


def _settings() -> "Settings":
    from settings import Settings

    return Settings()
