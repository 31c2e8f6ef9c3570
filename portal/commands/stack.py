"""This computer: start and stop what a delegation runs on, and look at it."""

from typing import TYPE_CHECKING

from portal.commands.parameters import DryRun, Json

if TYPE_CHECKING:
    from embedded.background import PartStatus
    from settings import Settings


async def up(*, dry_run: DryRun = False) -> None:
    """Start Temporal, the vault, the mail server, the worker and the portal.

    Returns once all of them answer. Data of earlier runs is found again.

    Example: `./legation up`
    """
    import asyncio
    import sys

    from embedded import background
    from portal import show

    settings = _settings()
    parts = background.status(settings.embedded)
    if dry_run:
        waiting = [(part.name, part.address) for part in parts if not part.is_up]
        show.rows(("would start", "address"), waiting) if waiting else show.say("Everything runs already.")
        return
    show.aside().print("Starting the stack; the first start takes longer ...")
    worker, portal = [sys.executable, "-m", "worker"], [sys.executable, "-m", "portal.web"]
    await asyncio.to_thread(background.up, settings.embedded, worker, portal_command=portal)
    _show_parts(background.status(settings.embedded), settings)


async def down(*, dry_run: DryRun = False) -> None:
    """Stop everything that `up` started.

    Delegations, documents and mails are kept; deadlines that pass meanwhile are acted on at the next start.

    Example: `./legation down`
    """
    import asyncio

    from embedded import background
    from portal import show

    settings = _settings()
    if dry_run:
        parts = background.status(settings.embedded)
        running = [(part.name, part.pid) for part in parts if part.pid is not None]
        show.rows(("would stop", "process"), running) if running else show.say("Nothing is running.")
        return
    was_running = await asyncio.to_thread(background.down, settings.embedded)
    show.say("Stopped." if was_running else "Nothing was running.")


async def ps(*, json: Json = False) -> None:
    """Show the parts, whether they run, and where to find them.

    Example: `./legation ps`
    """
    import asyncio

    from embedded import background
    from portal import show
    from portal.views import Parts, PartView

    settings = _settings()
    parts = await asyncio.to_thread(background.status, settings.embedded)
    if json:
        shown = tuple(
            PartView(name=one.name, is_up=one.is_up, address=one.address, pid=one.pid) for one in parts
        )
        pages = {
            "portal": settings.portal_address,
            "temporal": settings.embedded.temporal_ui_address,
            "mail": settings.embedded.webmail_address,
        }
        show.json_object(Parts(directory=str(settings.embedded.directory), parts=shown, pages=pages))
        return
    _show_parts(parts, settings)


async def doctor(*, json: Json = False) -> int:
    """Say what is wrong on this computer, each with its fix.

    Exit code 1 when something is not as it should be.

    Example: `./legation doctor`
    """
    import asyncio

    from embedded.doctor import examine
    from portal import show
    from portal.views import Examination, FindingView
    from vault import probe_vault

    settings = _settings()
    findings = await asyncio.to_thread(examine, settings.embedded)
    findings += await asyncio.to_thread(probe_vault, settings)
    if json:
        show.json_object(Examination(findings=tuple(FindingView(**one._asdict()) for one in findings)))
    else:
        marks = {True: "ok", False: "no"}
        seen = [(marks[one.ok], one.part, _with_fix(one.detail, one.fix)) for one in findings]
        show.rows(("", "part", "seen"), seen)
    return 0 if all(one.ok for one in findings) else 1


def _with_fix(detail: str, fix: str) -> str:
    return f"{detail}\n-> {fix}" if fix else detail


def _settings() -> "Settings":
    from settings import Settings

    return Settings()


def _show_parts(parts: "list[PartStatus]", settings: "Settings") -> None:
    from portal import show

    states = {True: "up", False: "down"}
    show.rows(
        ("part", "", "address", "#process"),
        [(part.name, states[part.is_up], part.address, part.pid) for part in parts],
    )
    show.pairs(
        (
            ("portal", settings.portal_address),
            ("workflows", settings.embedded.temporal_ui_address),
            ("inboxes", settings.embedded.webmail_address),
            ("kept in", settings.embedded.directory),
        )
    )
