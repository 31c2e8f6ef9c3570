"""Attendance: recorded at the door, shown per item and in sum."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun, Json

if TYPE_CHECKING:
    from delegation.attendance import AttendanceCount, AttendanceSheet, CheckIn
    from portal.client import Legation

app = App(name="attendance", help="Who came: to an item, or to the event as a whole.")
Item = Annotated[str | None, Parameter(help="The item, by its id; without it the event as a whole.")]
Ids = Annotated[str, Parameter(help="Ids separated by commas, as in A-1,A-2.")]
Filled = Annotated[
    Path | None,
    Parameter(
        name="--from",
        validator=PathRule(exists=True, dir_okay=False),
        help="A filled-in attendance list, as XLSX or CSV with the columns Id and Present (yes or no).",
    ),
]


@app.command
async def take(
    slug: Delegation,
    /,
    *,
    author: Author,
    item: Item = None,
    present: Ids = "",
    absent: Ids = "",
    filled: Filled = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Record who came and who did not. Recording somebody again corrects it.

    Example: `./legation attendance take go-cluster-2015 --item opening --present A-1,A-2 --author "The door"`
    """
    from portal.show import say

    order = await asyncio.to_thread(_order, author, item, present, absent, filled)
    legation = await connect()
    if dry_run:
        await _demand_possible(legation, slug, order)
        say(f"{len(order.present)} would be recorded as present, {len(order.absent)} as absent.")
        say("Nothing was done, and nobody would be told.")
        return
    say((await legation.check_in(slug, order)).text)


@app.command
async def show(slug: Delegation, /, *, item: Item = None, json: Json = False, connect: Connect) -> None:
    """Show who came, per item and in sum; of one item with the ids.

    Example: `./legation attendance show go-cluster-2015`
    """
    from delegation.attendance import AttendanceView
    from portal.show import json_object, rows, say

    legation = await connect()
    sheets = (await legation.attendance(slug)).sheets
    seen = tuple(one for one in sheets if item in (None, one.item))
    if json:
        json_object(AttendanceView(sheets=seen))
        return
    if not seen:
        say("No attendance was recorded.")
        return
    counts = await _counts(legation, slug, seen)
    rows(
        ("what", "expected", "present", "absent", "not recorded"),
        [(one.title, one.expected, one.present, one.absent, one.unknown) for one in counts],
    )
    if item is not None:
        say(f"Present: {', '.join(seen[0].present) or 'nobody'}.")
        say(f"Absent: {', '.join(seen[0].absent) or 'nobody'}.")
        return
    came = {who for one in sheets for who in one.present}
    say(f"{len(came)} people were present at something.")


def _order(author: str, item: str | None, present: str, absent: str, filled: Path | None) -> "CheckIn":
    """Raises Refused where nobody is named, or somebody is named both ways."""
    from pydantic import ValidationError

    from composition import open_table_books
    from delegation.attendance import CheckIn
    from portal.attendance_files import read_list
    from portal.errors import Refused

    came, missed = _ids(present), _ids(absent)
    if filled is not None:
        marked = read_list(filled, open_table_books())
        came, missed = (*came, *marked.present), (*missed, *marked.absent)
    try:
        return CheckIn(author=author, item=item, present=tuple(dict.fromkeys(came)), absent=missed)
    except ValidationError as error:
        said = "; ".join(str(one["msg"]).removeprefix("Value error, ") for one in error.errors())
        raise Refused(said) from None


def _ids(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip().upper() for one in typed.split(",") if one.strip()))


async def _demand_possible(legation: "Legation", slug: str, order: "CheckIn") -> None:
    """Raises Refused for who is no delegate, and for an item there is not."""
    from portal.errors import NotFound, Refused

    ledger = await legation.ledger(slug)
    known = {*ledger.delegates, *(one.participant for one in ledger.departures)}
    strangers = [one for one in (*order.present, *order.absent) if one not in known]
    if strangers:
        raise Refused(f"No delegates of {slug}: {', '.join(strangers[:5])}.")
    if order.item is not None and (await legation.itinerary(slug)).itinerary.item(order.item) is None:
        raise NotFound(f"There is no item {order.item!r}; './legation itinerary show {slug}' lists them.")


async def _counts(
    legation: "Legation", slug: str, sheets: "tuple[AttendanceSheet, ...]"
) -> "list[AttendanceCount]":
    from delegation.attendance import counted_at

    delegates = (await legation.ledger(slug)).delegates
    itinerary = (await legation.itinerary(slug)).itinerary
    counts = []
    for one in sheets:
        item = itinerary.item(one.item) if one.item else None
        expected = [who for who in delegates if item is None or item.is_for(who)]
        counts.append(counted_at(one.item, item.title if item else "the event", expected, sheets))
    return counts
