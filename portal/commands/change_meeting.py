"""A meeting of two delegates booked on the spot, typed directly."""

from typing import Annotated

from cyclopts import Parameter

from portal.commands.change_doing import How, carry_out
from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Participant


async def meet(
    slug: Delegation,
    who: Participant,
    whom: Annotated[Participant, Parameter(name="WHOM")],
    /,
    *,
    slot: Annotated[
        str | None, Parameter(help="A slot of the rounds, as in d1-3; else the next free one.")
    ] = None,
    room: Annotated[str | None, Parameter(help="A room of the round by its id.")] = None,
    table: Annotated[
        int | None, Parameter(help="The number of a table in it; else the first free one.")
    ] = None,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Book a meeting of two delegates with each other, at a time and table that are free.

    Example: `./legation change meet hannover-2016 R-003 R-067 --author desk --reason "Asked at the desk"`
    """
    fields = {"what": "meet", "who": who, "whom": whom, "slot": slot, "room": room, "table": table}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)
