"""Applications whose second step is missing: found and finished by hand."""

from typing import TYPE_CHECKING

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, now

if TYPE_CHECKING:
    from delegation.sweeping import Swept


async def sweep(slug: Delegation, /, *, dry_run: DryRun = False, connect: Connect) -> int:
    """Take in applications that were left behind in the vault, as when a machine failed on the way.

    The sweeper does so every few minutes by itself. What was handed in less than five minutes ago is left
    alone. Exit code 1 where one cannot be taken in: the reason is said, and it stays in the vault.

    Example: `./legation applications sweep usa-2017 --dry-run`
    """
    from activities.sweeping import Slips
    from activities.sweeping import sweep as swept_by
    from portal.show import say

    legation = await connect()
    await legation.status(slug)
    swept = await swept_by(Slips(legation.store), legation, slug=slug, now=now(), dry_run=dry_run)
    say(*_lines(swept, dry_run=dry_run))
    return 1 if swept.stuck else 0


def _lines(swept: "Swept", *, dry_run: bool) -> list[str]:
    from delegation.sweeping import stuck_line
    from portal.show import amount

    done = "would be taken in; its receipt would leave by mail" if dry_run else "taken in now"
    lines = [f"{amount(swept.finished, 'application')} {done}."] if swept.finished else []
    known = swept.known + swept.empty
    lines += [f"{amount(known, 'note')} of what was finished or never written."] if known else []
    lines += [f"{amount(swept.young, 'application')} on the way just now."] if swept.young else []
    lines += [f"Not taken in: {stuck_line(one)}" for one in swept.stuck]
    lines = lines or ["Nothing was left behind."]
    return [*lines, "Nothing was done."] if dry_run else lines
