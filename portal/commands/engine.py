"""The seals on what Temporal keeps: keys, and who may look at it in clear."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.parameters import DryRun, Json, now

if TYPE_CHECKING:
    from portal.engine_views import EngineView
    from settings import Settings

app = App(name="engine", help="The seals on what Temporal keeps: keys, and who may look at it in clear.")

ReaderName = Annotated[str, Parameter(name="NAME", help="Who may look, as in a.weber.")]
To = Annotated[str, Parameter(name="--to", help="Who may look from now on, as in a.weber.")]


@app.command
async def show(*, json: Json = False) -> None:
    """Show whether payloads are sealed, with which keys, and where they are shown in clear.

    Example: `./legation engine show`
    """
    from portal import show as page

    view = _view(_settings())
    if json:
        page.json_object(view)
        return
    page.rows(
        ("key", "made", "does"),
        [(one.id, one.made, "seals and opens" if one.seals else "opens") for one in view.keys],
    )
    page.pairs(
        (
            ("new payloads", "are sealed" if view.is_sealing else "stay in clear: LEGATION_ENGINE__READABLE"),
            ("keys in", view.keys_in),
            ("codec at", view.codec),
            ("looks noted in", view.record),
        )
    )


@app.command
async def readers(*, json: Json = False) -> None:
    """Show who may have payloads shown in clear.

    Example: `./legation engine readers`
    """
    from engine import codec_readers
    from portal import show as page
    from portal.engine_views import ReadersView, ReaderView

    found = codec_readers(_settings()).all()
    if json:
        page.json_object(
            ReadersView(readers=tuple(ReaderView(name=one.name, since=one.since) for one in found))
        )
        return
    page.rows(("reader", "since"), [(one.name, one.since or "always") for one in found])


@app.command
async def grant(*, to: To, dry_run: DryRun = False) -> None:
    """Let somebody look at payloads in clear. Their token is printed once and kept nowhere.

    Example: `./legation engine grant --to a.weber`
    """
    from engine import codec_readers
    from portal import show as page

    settings = _settings()
    known = codec_readers(settings)
    if dry_run:
        known.refuse(to)
        page.say(f"{to} would be granted a token.")
        return
    token = known.grant(to, now())
    page.say(token)
    page.aside().print(f"{to} uses it with:", style="dim")
    page.aside().print(
        f'temporal workflow show --codec-endpoint {_address(settings)} --codec-auth "Bearer TOKEN" ...',
        soft_wrap=True,
    )


@app.command
async def revoke(name: ReaderName, *, dry_run: DryRun = False) -> None:
    """End somebody's looking; their token is worth nothing from now on.

    Example: `./legation engine revoke a.weber`
    """
    from engine import codec_readers
    from portal import show as page

    known = codec_readers(_settings())
    if dry_run:
        known.demand(name)
        page.say(f"The token of {name} would be worth nothing any more.")
        return
    known.revoke(name)
    page.say(f"{name} can no longer look.")


@app.command
async def rotate(*, dry_run: DryRun = False) -> None:
    """Add a key, which seals from now on. The older ones stay: what they sealed can only be opened with them.

    Every process that reads the same file uses the new key at once.

    Example: `./legation engine rotate`
    """
    from engine import engine_key_file
    from portal import show as page
    from portal.errors import LegationError

    settings = _settings()
    if settings.engine.secrets is not None:
        raise LegationError("The keys stand in LEGATION_ENGINE__SECRETS; add the new one there, as the last.")
    file = engine_key_file(settings)
    if dry_run:
        page.say(f"A new key would be added to {file.place}.")
        return
    page.say(f"{file.rotate()} seals from now on; back up {file.place}.")


def _view(settings: "Settings") -> "EngineView":
    from engine import codec_record_file, engine_keys
    from portal.engine_views import EngineKeyView, EngineView

    keys = engine_keys(settings)
    newest = keys.newest()
    return EngineView(
        is_sealing=not settings.engine.readable,
        keys_in=keys.place,
        keys=tuple(EngineKeyView(id=key.id, made=key.made, seals=key == newest) for key in keys.all()),
        codec=_address(settings),
        record=str(codec_record_file(settings)),
    )


def _address(settings: "Settings") -> str:
    return f"{settings.portal_address}/codec"


def _settings() -> "Settings":
    from settings import Settings

    return Settings()
