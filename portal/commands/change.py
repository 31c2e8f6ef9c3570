"""Changes to the published programme: look ahead, make them, see what was changed and told."""

from typing import Annotated

from cyclopts import App, Parameter

from portal.commands.change_doing import foresee, show_preview
from portal.commands.change_doing import make as make_change
from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, TypedFile

app = App(name="change", help="Changes to the published programme: look ahead, make, list.")
BESIDE = (
    ("move", "change_items:move"),
    ("room", "change_items:room"),
    ("cancel", "change_items:cancel"),
    ("reinstate", "change_items:reinstate"),
    ("swap", "change_items:swap"),
    ("drop-out", "change_people:drop_out"),
    ("stay-away", "change_people:stay_away"),
    ("come-back", "change_people:come_back"),
    ("join", "change_people:join"),
    ("host-withdraws", "change_hosts:host_withdraws"),
    ("limit-host", "change_hosts:limit_host"),
    ("add-slots", "change_hosts:add_slots"),
    ("choose", "change_places:choose"),
    ("capacity", "change_places:capacity"),
    ("book", "change_places:book"),
    ("give-back", "change_places:give_back"),
    ("meet", "change_meeting:meet"),
)
for _name, _place in BESIDE:
    app.command(f"portal.commands.{_place}", name=_name)
    app[_name]  # found now, so that the list of commands shows what each does

Made = Annotated[str, Parameter(name="ID", help="The change, as 'change list' shows it.")]


@app.command
async def preview(slug: Delegation, file: TypedFile, /, *, json: Json = False, connect: Connect) -> None:
    """Show what a change would do: who would be told what, what would no longer fit, and the proposals.

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
    await show_preview(legation, slug, seen)


@app.command
async def make(slug: Delegation, file: TypedFile, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Make a change: re-plan only what it frees, and tell everyone it touches, once.

    The file names `id`, `author`, `reason` and the `change`, which says `what` (move-item,
    change-room, cancel-item, reinstate-item, swap-meetings, drop-out, stay-away, come-back,
    join, host-withdraws, limit-host, add-slots, choose, change-capacity, book, give-back,
    meet) and to what: an item with its new starts and ends, a participant, a host. The commands beside
    this one need no file.

    Example: `./legation change make usa-2017 late-train.yaml --dry-run`
    """
    from delegation.change import Change
    from portal.typed_files import typed

    change, legation = typed(file, Change), await connect()
    if dry_run:
        await foresee(legation, slug, change)
    else:
        await make_change(legation, slug, change)


@app.command(name="list")
async def list_changes(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List the changes that were made: when, by whom, why, what became of meetings, how many were told.

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
        ("when", "id", "what", "by", "reason", "#version", "#dropped", "#regained", "#moved", "#told"),
        [
            (
                show.moment(one.applied_at, zone),
                one.change.id,
                one.change.change.what,
                one.change.author,
                one.change.reason,
                one.version,
                one.disturbance.dropped,
                one.disturbance.regained,
                one.disturbance.moved,
                len(one.effects),
            )
            for one in changes
        ],
    )


@app.command(name="show")
async def show_change(slug: Delegation, made: Made, /, *, json: Json = False, connect: Connect) -> None:
    """Show one change: who was told what and when, what they answered, and what is still open.

    Example: `./legation change show usa-2017 singh-cancels`
    """
    from portal import show
    from portal.change_shown import change_shown, lines_of, summary_of
    from portal.commands.change_doing import names_of

    legation = await connect()
    shown = await change_shown(legation, slug, made)
    if json:
        show.json_object(shown)
        return
    zone = (await legation.file(slug)).organiser.zone
    show.headline(f"{made}: {shown.record.change.change.what}")
    show.pairs(summary_of(shown, zone))
    lines = list(lines_of(shown, await names_of(legation, slug), zone))
    if lines:
        show.rows(("who", "organisation", "item", "before", "then", "told", "answer"), lines)
    show.say(*(f"- open: {one}" for one in shown.open or ("nothing",)))
