"""Changes of items, typed directly: moved, held elsewhere, cancelled, reinstated, exchanged."""

from datetime import UTC
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.change_doing import How, Item, carry_out
from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Participant

if TYPE_CHECKING:
    from portal.client import Legation

Local = Annotated[str, Parameter(help='Local time where it happens, as in "2017-05-15 18:45".')]
Slot = Annotated[str, Parameter(name="SLOT", help="A meeting slot by its id, as in s3.")]


async def move(
    slug: Delegation,
    item: Item,
    /,
    *,
    starts: Local,
    ends: Annotated[str, Parameter(help="Its new end; as long as before unless given.")] = "",
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Move an item: a late train, a visit on another day, a meeting in another slot.

    Times are local to where it happens; without `--ends` it lasts as long as before.

    Example: `./legation change move usa-2017 train --starts "2017-05-15 18:45" --author Me --reason Late`
    """
    legation = await connect()
    ends = ends or await _as_long(legation, slug, item, starts)
    fields = {"what": "move-item", "item": item, "starts": starts, "ends": ends}
    await carry_out(legation, slug, fields, how, dry_run=dry_run)


async def _as_long(legation: "Legation", slug: str, item: str, starts: str) -> str:
    """The end that leaves the length as it is, on the clocks of the item; `starts` where there is none."""
    from delegation.zoned import LOCAL_FORMAT, instant, zone_named
    from portal.typed_times import local_time

    found = (await legation.itinerary(slug)).itinerary.item(item)
    if found is None:
        return starts
    begins = instant(local_time(starts), found.zone)
    ends = begins.astimezone(UTC) + (found.ends_at - found.starts_at)
    return f"{ends.astimezone(zone_named(found.ends_zone or found.zone)):{LOCAL_FORMAT}}"


async def room(
    slug: Delegation,
    item: Item,
    new_room: Annotated[str, Parameter(name="ROOM", help="The new room.")] = "",
    /,
    *,
    place: Annotated[str | None, Parameter(help="The new place by its id, if it is another one.")] = None,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Hold an item in another room or place; the matchmaking takes its meetings along.

    Example: `./legation change room usa-2017 seminar "Chesapeake 7" --author guide --reason "No projector"`
    """
    fields = {"what": "change-room", "item": item, "place": place, "room": new_room}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def cancel(
    slug: Delegation, item: Item, /, *, how: How, dry_run: DryRun = False, connect: Connect
) -> None:
    """Cancel an item: the people of a visit go where there is room, a meeting's slots are offered anew.

    Example: `./legation change cancel usa-2017 visit-singh --author Office --reason "Fire alarm" --urgent`
    """
    await carry_out(await connect(), slug, {"what": "cancel-item", "item": item}, how, dry_run=dry_run)


async def reinstate(
    slug: Delegation, item: Item, /, *, how: How, dry_run: DryRun = False, connect: Connect
) -> None:
    """Let a cancelled item take place after all; those who were moved from it return where they can.

    Example: `./legation change reinstate usa-2017 visit-singh --author coordinator --reason "False alarm"`
    """
    await carry_out(await connect(), slug, {"what": "reinstate-item", "item": item}, how, dry_run=dry_run)


async def swap(
    slug: Delegation,
    one: Participant,
    one_slot: Slot,
    other: Annotated[Participant, Parameter(name="OTHER")],
    other_slot: Annotated[Slot, Parameter(name="OTHER_SLOT")],
    /,
    *,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let two delegates exchange one meeting each: host, slot and table.

    Example: `./legation change swap usa-2017 A-03 s2 A-07 s5 --author Office --reason "Both asked"`
    """
    fields = {
        "what": "swap-meetings", "one": one, "one_slot": one_slot, "other": other, "other_slot": other_slot
    }  # fmt: skip
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)
