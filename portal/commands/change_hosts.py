"""Changes of what hosts receive, typed directly: more, fewer, nobody."""

import re
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from portal.commands.change_doing import HostName, How, carry_out
from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun

NEW_SLOT = re.compile(r"(?P<id>[^=]+)=(?P<starts>[^/]+)/(?P<minutes>\d+)")


def _are_new_slots(_kind: object, values: tuple[str, ...]) -> None:
    for value in values:
        if NEW_SLOT.fullmatch(value) is None:
            raise ValueError(
                f"{value!r} is no slot; write its id, start and minutes: late=2017-05-16 16:00/20."
            )


Slots = Annotated[tuple[str, ...], Parameter(negative="", help="Meeting slots by their ids.")]
NewSlots = Annotated[
    tuple[str, ...],
    Parameter(
        negative="", validator=_are_new_slots, help='New slots: id=start/minutes, "late=2017-05-16 16:00/20".'
    ),
]
Meetings = Annotated[int, Parameter(validator=Number(gt=0), help="Most meetings it takes from now on.")]
Fewer = Annotated[int | None, Parameter(validator=Number(gte=0), help="Most meetings it takes from now on.")]
Guests = Annotated[
    int | None, Parameter(validator=Number(gt=0), help="Most guests it receives at once from now on.")
]


async def add_slots(
    slug: Delegation,
    host: HostName,
    /,
    *,
    at_most: Meetings,
    slots: Slots = (),
    new_slots: NewSlots = (),
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a host take more meetings, in slots it could not take before or in new ones of its own.

    Example: `./legation change add-slots usa-2017 penn-state --slots s6 --at-most 9 --author Me --reason Why`
    """
    fields = {
        "what": "add-slots",
        "host": host,
        "slots": slots,
        "new_slots": [_slot(one) for one in new_slots],
        "at_most": at_most,
    }
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


def _slot(typed: str) -> dict[str, Any]:  # Any: checked by the model
    found = NEW_SLOT.fullmatch(typed)
    return found.groupdict() if found else {}


async def limit_host(
    slug: Delegation,
    host: HostName,
    /,
    *,
    at_most: Fewer = None,
    guests_at_most: Guests = None,
    unavailable: Slots = (),
    how: How,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Let a host receive fewer: the least wished meetings are freed, guests beyond it go elsewhere.

    Example: `./legation change limit-host usa-2017 penn-state --at-most 5 --author Me --reason "One is ill"`
    """
    fields = {
        "what": "limit-host",
        "host": host,
        "at_most": at_most,
        "guests_at_most": guests_at_most,
        "unavailable": unavailable,
    }
    await carry_out(await connect(), slug, fields, how, dry_run=dry_run)


async def host_withdraws(
    slug: Delegation, host: HostName, /, *, how: How, dry_run: DryRun = False, connect: Connect
) -> None:
    """Let a host withdraw: its meetings are freed, what it alone receives is cancelled.

    Example: `./legation change host-withdraws usa-2017 penn-state --author Office --reason "Reorganised"`
    """
    await carry_out(await connect(), slug, {"what": "host-withdraws", "host": host}, how, dry_run=dry_run)
