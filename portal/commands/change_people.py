"""Changes of who takes part, typed directly: leaving, staying away, coming back, joining."""

from typing import Annotated

from cyclopts import Parameter

from portal.commands.change_doing import How, carry_out
from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Participant, Someone

Items = Annotated[
    tuple[str, ...], Parameter(name="ITEM", negative="", help="Items of the itinerary by their ids.")
]


async def drop_out(
    slug: Delegation,
    participant: Participant,
    /,
    *,
    substitute: Annotated[
        Someone, Parameter(help="Who of the same organisation steps in, as in A-17B.")
    ] = None,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a delegate leave the delegation: places and slots go to others, or all of it to a substitute.

    Example: `./legation change drop-out usa-2017 A-22 --author coordinator --reason "A family emergency"`
    """
    fields = {"what": "drop-out", "participant": participant, "substitute": substitute}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def stay_away(
    slug: Delegation,
    participant: Participant,
    items: Items,
    /,
    *,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a delegate stay away from some items: no-show, a day of illness. Places and slots go to others.

    Example: `./legation change stay-away usa-2017 A-05 visit-singh reception --author guide --reason "Ill"`
    """
    fields = {"what": "stay-away", "participant": participant, "items": items}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def come_back(
    slug: Delegation,
    participant: Participant,
    items: Items,
    /,
    *,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a delegate attend what they stayed away from, as far as places and slots are still free.

    Example: `./legation change come-back usa-2017 A-05 reception --author guide --reason "Well again"`
    """
    fields = {"what": "come-back", "participant": participant, "items": items}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def join(
    slug: Delegation, participant: Participant, /, *, how: How, dry_run: DryRun = False, connect: Connect
) -> None:
    """Take somebody into a programme that is published: free places and slots by wish, nobody is moved.

    Example: `./legation change join usa-2017 A-27 --author coordinator --reason "A place became free"`
    """
    await carry_out(await connect(), slug, {"what": "join", "participant": participant}, how, dry_run=dry_run)
