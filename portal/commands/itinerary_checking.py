"""Whether an itinerary can be travelled: of a file, or of a delegation as it stands."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import SLUG, Json

if TYPE_CHECKING:
    from delegation.planning.checking.problem import CheckedItinerary

Checkable = Annotated[
    str,
    Parameter(
        name="FILE-OR-SLUG",
        help="A delegation file, its folder, or the name of a delegation that was started.",
    ),
]


async def check(source: Checkable, /, *, json: Json = False, connect: Connect) -> int:
    """Check whether the programme can be travelled: people, rooms, hosts, travel times, opening hours.

    A file is checked as it is written; of a delegation the itinerary as last published, with its delegates
    and what they need of places. Exit code 1 when something cannot be carried out; warnings alone give 0.

    Example: `./legation itinerary check examples/usa-2017`
    """
    from portal import show

    path = Path(source)
    if await asyncio.to_thread(path.exists) or SLUG.fullmatch(source) is None:
        checked = await asyncio.to_thread(_of_file, path)
    else:
        checked = await _of_delegation(source, connect)
    if json:
        show.json_object(checked)
    else:
        _show(checked)
    return 0 if checked.can_be_travelled else 1


def _of_file(path: Path) -> "CheckedItinerary":
    from delegation.itinerary import Itinerary
    from delegation.planning.checking.problem import CheckedItinerary
    from delegation.planning.clashes import check_itinerary
    from portal.story_files import read_delegation_file

    file = read_delegation_file(path)
    itinerary = Itinerary(items=file.itinerary)
    problems = check_itinerary(itinerary, file, hosts=file.hosts, expected=file.capacity)
    return CheckedItinerary(source=str(path), items=len(itinerary.items), problems=problems)


async def _of_delegation(slug: str, connect: Connect) -> "CheckedItinerary":
    from activities.access_needs import needs_of
    from delegation.planning.checking.problem import CheckedItinerary
    from delegation.planning.clashes import check_itinerary

    legation = await connect()
    file, status = await legation.file(slug), await legation.status(slug)
    published, delegates = await legation.itinerary(slug), (await legation.ledger(slug)).delegates
    itinerary = published.itinerary
    if not itinerary.version:
        itinerary = itinerary.model_copy(update={"items": file.itinerary})
    plan = await legation.plan(slug) if itinerary.version else None
    problems = check_itinerary(
        itinerary,
        file,
        hosts=file.hosts if plan is None else plan.hosts,
        expected=len(delegates) or file.capacity,
        needs=await asyncio.to_thread(needs_of, legation.store, slug, delegates),
        now=status.now,
    )
    return CheckedItinerary(
        source=slug, version=itinerary.version, items=len(itinerary.items), problems=problems
    )


def _show(checked: "CheckedItinerary") -> None:
    from portal import show

    if checked.problems:
        rows = [(one.severity.value, one.code.value, one.message, one.remedy) for one in checked.problems]
        show.rows(("", "what kind", "what", "remedy"), rows)
    what = f"version {checked.version}" if checked.version else "the programme as written"
    count = sum(not one.is_warning for one in checked.problems)
    warnings = len(checked.problems) - count
    verdict = "can be travelled" if checked.can_be_travelled else "cannot be travelled like this"
    show.say(
        f"{checked.source}: {what}, {checked.items} items, {verdict}: {_count(count, 'problem')}, "
        f"{_count(warnings, 'warning')}."
    )


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
