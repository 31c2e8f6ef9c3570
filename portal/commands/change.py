"""Changes to the published programme: look ahead, make them, see what was changed."""

from typing import TYPE_CHECKING

from cyclopts import App

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, TypedFile

if TYPE_CHECKING:
    from delegation.change import ChangePreview, Effect
    from portal.client import Legation

app = App(name="change", help="Changes to the published programme: look ahead, make, list.")


@app.command
async def preview(slug: Delegation, file: TypedFile, /, *, json: Json = False, connect: Connect) -> None:
    """Show what a change would do: who would be told what, and what would no longer fit.

    Example: `./legation change preview usa-2017 late-train.yaml`
    """
    from delegation.change import Change
    from portal import show
    from portal.typed_files import typed

    change, legation = typed(file, Change), await connect()
    seen = await legation.preview_change(slug, change)
    if json:
        show.json_object(seen)
        return
    await _show_preview(legation, slug, seen)


@app.command
async def make(slug: Delegation, file: TypedFile, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Make a change: re-plan only what it frees, and tell everyone it touches, once.

    The file names `id`, `author`, `reason` and the `change`, which says `what`
    (move-item, cancel-item, change-room, drop-out, add-slots, swap-meetings)
    and to what: an item with its new starts and ends, a participant, a host.

    Example: `./legation change make usa-2017 late-train.yaml --dry-run`
    """
    from delegation.change import Change
    from portal import show
    from portal.errors import Refused
    from portal.foresight import change_letters
    from portal.letters_shown import show_letters
    from portal.typed_files import typed

    change, legation = typed(file, Change), await connect()
    hosts = {host.id: host.organisation for host in (await legation.file(slug)).hosts}
    if not dry_run:
        record = await legation.change(slug, change)
        show.say(
            f"Change {change.id} is made: itinerary version {record.version}, "
            f"{len(record.effects)} people and hosts are told."
        )
        return
    seen = await legation.preview_change(slug, change)
    if seen.problems and not seen.effects:
        raise Refused(" ".join(seen.problems))
    await _show_preview(legation, slug, seen)
    show_letters(change_letters(seen, hosts), await legation.roster(slug), hosts)


@app.command(name="list")
async def list_changes(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List the changes that were made: when, by whom, why, and how many were told.

    Example: `./legation change list usa-2017`
    """
    from portal import show
    from portal.views import Changes

    legation = await connect()
    changes = (await legation.ledger(slug)).changes
    if json:
        show.json_object(Changes(changes=changes))
        return
    zone = (await legation.file(slug)).organiser.zone
    show.rows(
        ("when", "id", "what", "by", "reason", "#version", "#told"),
        [
            (
                show.moment(one.applied_at, zone),
                one.change.id,
                one.change.change.what,
                one.change.author,
                one.change.reason,
                one.version,
                len(one.effects),
            )
            for one in changes
        ],
    )


async def _show_preview(legation: "Legation", slug: str, seen: "ChangePreview") -> None:
    from portal import show

    names = {one.participant: one.organisation for one in (await legation.roster(slug)).entries}
    names |= {host.id: host.organisation for host in (await legation.file(slug)).hosts}
    lines = [line for effect in seen.effects for line in _lines(effect, names)]
    if lines:
        show.rows(("who", "organisation", "item", "now", "then"), lines)
    show.say(
        f"{len(seen.effects)} people and hosts would be told, {seen.moved_appointments} appointments moved.",
        *(f"- problem: {problem}" for problem in seen.problems),
    )


def _lines(effect: "Effect", names: dict[str, str]) -> list[tuple[str, ...]]:
    """A line per difference; who it is for stands in the first."""
    found: list[tuple[str, ...]] = []
    for position, one in enumerate(effect.differences):
        who = (effect.recipient, names.get(effect.recipient, "")) if not position else ("", "")
        found.append((*who, one.title or one.item, one.old or "-", one.new or "-"))
    return found
