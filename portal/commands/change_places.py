"""Changes of places, typed directly: another session, another capacity, a talk booked or given back."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from portal.commands.change_doing import HostName, How, Item, carry_out
from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Participant

Places = Annotated[
    int, Parameter(name="PLACES", validator=Number(gt=0), help="How many it takes from now on.")
]


async def choose(
    slug: Delegation,
    participant: Participant,
    item: Item,
    /,
    *,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a delegate choose another of several parallel sessions: a free place, or its reserve list.

    Example: `./legation change choose go-cluster-2015 R-017 innovation --author desk --reason Asked`
    """
    fields = {"what": "choose", "participant": participant, "item": item}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def capacity(
    slug: Delegation,
    item: Item,
    places: Places,
    /,
    *,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a parallel session take more, so that who waits moves up; or fewer.

    Example: `./legation change capacity go-cluster-2015 energy 80 --author desk --reason Larger`
    """
    fields = {"what": "change-capacity", "item": item, "capacity": places}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def book(
    slug: Delegation,
    participant: Participant,
    host: HostName,
    /,
    *,
    slot: Annotated[
        str | None, Parameter(help="A slot by its id, as in t3; the next that both have free unless given.")
    ] = None,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Book a talk for a delegate with a host that has a slot free: first come, first served.

    Example: `./legation change book go-cluster-2015 R-017 export --author desk --reason Asked`
    """
    fields = {"what": "book", "participant": participant, "host": host, "slot": slot}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def give_back(
    slug: Delegation,
    participant: Participant,
    host: HostName,
    /,
    *,
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Give a delegate's talk back, so that anybody may book its slot.

    Example: `./legation change give-back go-cluster-2015 R-017 export --author desk --reason Answered`
    """
    fields = {"what": "give-back", "participant": participant, "host": host}
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)
