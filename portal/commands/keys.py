"""The master keys of the vault: look at them, make them, replace them."""

from typing import TYPE_CHECKING

from cyclopts import App

from portal.commands.parameters import DryRun, Json

if TYPE_CHECKING:
    from portal.vault_keys import KeysShown
    from settings import Settings

app = App(name="keys", help="The master keys of the vault: show, make, rotate, drop.")


@app.command(name="show")
async def show_(*, json: Json = False) -> None:
    """Show the master keys by their ids, and how many keys of people and delegations each one wraps.

    Example: `./legation keys show`
    """
    import asyncio

    from portal import show

    seen = await asyncio.to_thread(_seen, _settings())
    if json:
        show.json_object(seen)
        return
    show.pairs((("kept in", _place(_settings())), ("wraps now", seen.newest), ("destroyed", seen.destroyed)))
    known = dict.fromkeys((*seen.masters, *seen.wrapped))
    show.rows(("master key", "#keys it wraps"), [(one, seen.wrapped.get(one, 0)) for one in known])
    if seen.behind:
        show.say(f"{_keys(seen.behind)} still wrapped by an older master key: ./legation keys rotate")


@app.command
async def make(*, dry_run: DryRun = False) -> None:
    """Make the file of master keys for a new vault. One that is there already is left as it is.

    LEGATION_KEYS__PATH says where. Back it up apart from the bucket: without it
    nothing in the vault can ever be read again.

    Example: `./legation keys make`
    """
    from portal import show
    from portal.errors import Refused
    from vault import open_key_ring

    settings = _settings()
    if settings.keys.via == "kms":
        raise Refused("The master key is in KMS; make it there.")
    if dry_run:
        show.say(f"Would make {_place(settings)}, unless it is there.")
        return
    ring = open_key_ring(settings, make=True)
    show.say(f"{_place(settings)} has the master key {ring.newest()}. Back it up apart from the bucket.")


@app.command
async def rotate(*, dry_run: DryRun = False) -> None:
    """Draw a new master key and have it wrap all keys of people and delegations anew.

    Nothing stored is touched but those keys; everything goes on meanwhile. What
    was cut off is finished by giving the command again. With KMS, name the new
    key in the settings first. Backups from before still need the old master key.

    Example: `./legation keys rotate`
    """
    import asyncio

    from portal import show

    settings = _settings()
    seen = await asyncio.to_thread(_seen, settings)
    draws = settings.keys.via == "local" and not seen.behind
    count = sum(seen.wrapped.values()) if draws else seen.behind
    if dry_run:
        first = "Would draw a new master key and wrap" if draws else f"Would wrap for {seen.newest}"
        show.say(f"{first} {count} data keys anew.")
        return
    newest, renewed = await asyncio.to_thread(_rotate, settings, draws=draws)
    show.say(f"{newest} wraps everything now; {renewed} data keys were wrapped anew.")


@app.command
async def drop(*, dry_run: DryRun = False) -> None:
    """Forget all master keys but the newest, for good. Refused while one of them wraps anything.

    Backups from before the last rotation can then no longer be read.

    Example: `./legation keys drop --dry-run`
    """
    import asyncio

    from activities.ports import KeyRefused
    from portal import show
    from portal.errors import Refused
    from vault import own_key_file

    ring = own_key_file(_settings())
    if ring is None:
        raise Refused("The master key is in KMS; schedule its deletion there.")
    seen = await asyncio.to_thread(_seen, _settings())
    if seen.behind:
        raise Refused(f"{_keys(seen.behind)} still wrapped by an older one. First: ./legation keys rotate")
    old = [one for one in seen.masters if one != seen.newest]
    if dry_run or not old:
        show.say(f"Would forget {', '.join(old)}." if old else f"There is only {seen.newest}.")
        return
    try:
        show.say(f"Forgotten: {', '.join(ring.drop_masters(keep=seen.newest))}.")
    except KeyRefused as reason:
        raise Refused(str(reason)) from reason


def _seen(settings: "Settings") -> "KeysShown":
    from portal.vault_keys import census
    from vault import open_key_ring, open_store, own_key_file

    own = own_key_file(settings)
    ring = own or open_key_ring(settings)
    masters = own.masters() if own else ()
    return census(open_store(settings).data_keys, ring, via=settings.keys.via, masters=masters)


def _rotate(settings: "Settings", *, draws: bool) -> tuple[str, int]:
    """The newest master key, and how many keys it wraps anew."""
    from portal import show
    from portal.vault_keys import wrap_all_anew
    from vault import open_key_ring, open_store, own_key_file

    own = own_key_file(settings)
    if own is not None and draws:
        own.add_master()
    console = show.aside()

    def progress(number: int, of: int) -> None:
        if number % 100 == 0 or number == of:
            console.print(f"{number} of {of} ...")

    done = wrap_all_anew(open_store(settings).data_keys, own or open_key_ring(settings), progress)
    return done.newest, done.renewed


def _keys(count: int) -> str:
    return "One data key is" if count == 1 else f"{count} data keys are"


def _place(settings: "Settings") -> str:
    from vault import key_path

    return settings.keys.kms_key if settings.keys.via == "kms" else str(key_path(settings))


def _settings() -> "Settings":
    from settings import Settings

    return Settings()
