"""A delegation as a whole: open it, see where it stands, follow it, cancel it."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import (
    Author,
    Delegation,
    DelegationFolder,
    DryRun,
    Json,
    Positive,
    Reason,
    now,
)

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from delegation.status import DelegationStatus
    from portal.client import Legation
    from portal.work_waiting import StatusShown

Speed = Annotated[
    Positive,
    Parameter(
        help="How many times faster than reality the trip's calendar runs; it begins when the call opens."
    ),
]
FromTheUi = Annotated[
    bool,
    Parameter(
        name="--from-temporal-ui",
        help="Only keep the file in the vault, and print the input for a start from the Temporal UI.",
    ),
]
Every = Annotated[Positive, Parameter(help="Seconds between two looks.")]


async def open_delegation(
    file: DelegationFolder,
    /,
    *,
    speed: Speed = 1.0,
    from_temporal_ui: FromTheUi = False,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Start a delegation from its file. From then on it keeps its dates by itself.

    Example: `./legation open examples/usa-2017/delegation.yaml --dry-run`
    """
    from portal import show
    from portal.opening import tempo_of
    from portal.story_files import read_delegation_file

    read = read_delegation_file(file)
    if dry_run:
        _show_dates(read)
        return
    tempo = tempo_of(read, speed, now())
    legation = await connect()
    if from_temporal_ui:
        prepared = await legation.prepare(read, tempo)
        show.aside().print(f"Workflow id delegation/{read.slug}, type Delegation, input:")
        show.json_object(prepared)
        return
    workflow_id = await legation.open(read, tempo)
    show.say(
        f"{read.title} is open as {workflow_id}.",
        f"Follow it with './legation watch {read.slug}'.",
    )


async def status(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show where a delegation stands: phase, figures, the next date, and what a person has to do.

    Work that could not be done so far, as while mail is away, is named with its
    tries; it is done by itself as soon as what is away comes back.

    Example: `./legation status usa-2017`
    """
    from portal import show
    from portal.status_card import status_card

    legation = await connect()
    seen = await _seen(legation, slug)
    if json:
        show.json_object(seen)
        return
    zone = (await legation.file(slug)).organiser.zone
    show.put(status_card(seen, zone))


async def watch(slug: Delegation, /, *, every: Every = 2.0, json: Json = False, connect: Connect) -> None:
    """Follow a delegation until it is over, or until Ctrl-C.

    With `--json` an object on a line of its own whenever something changed.

    Example: `./legation watch usa-2017`
    """
    legation = await connect()
    zone = (await legation.file(slug)).organiser.zone
    try:
        await _follow(legation, slug, zone, every, json=json)
    except asyncio.CancelledError:
        return


async def cancel(
    slug: Delegation, /, *, author: Author, reason: Reason, dry_run: DryRun = False, connect: Connect
) -> None:
    """Cancel a whole delegation: everyone is told why, and calendars are emptied.

    Example: `./legation cancel usa-2017 --author "H. Vermeulen" --reason "The border is closed." --dry-run`
    """
    from delegation.command_rules import ENDED
    from delegation.status import CancelDelegation
    from portal import show
    from portal.errors import Refused
    from portal.foresight import cancellation_letters
    from portal.letters_shown import show_letters

    legation = await connect()
    if not dry_run:
        done = await legation.cancel(slug, CancelDelegation(author=author, reason=reason))
        show.say(done.text)
        return
    if (await legation.status(slug)).phase in ENDED:
        raise Refused("The delegation has ended already.")
    roster = await legation.roster(slug)
    itinerary = (await legation.itinerary(slug)).itinerary
    show_letters(cancellation_letters(roster, itinerary, reason), roster)


def _show_dates(file: "DelegationFile") -> None:
    from portal import show
    from portal.foresight import dates_of

    show.say(f"{file.title} would be opened as delegation/{file.slug}; nothing was started. Its dates:")
    show.rows(("when", "what"), [(show.moment(one.at, one.zone), one.text) for one in dates_of(file)])


async def _follow(legation: "Legation", slug: str, zone: str, every: float, *, json: bool) -> None:
    from rich.live import Live

    from portal import show
    from portal.status_card import status_card

    console = show.page()
    if json or not console.is_terminal:
        await _print_changes(legation, slug, zone, every, json=json)
        return
    seen = await _seen(legation, slug)
    with Live(status_card(seen, zone), console=console, auto_refresh=False) as live:
        while not _is_over(seen):
            await asyncio.sleep(every)
            seen = await _seen(legation, slug)
            live.update(status_card(seen, zone), refresh=True)


async def _print_changes(legation: "Legation", slug: str, zone: str, every: float, *, json: bool) -> None:
    """Where nobody looks at a screen: a line whenever something changed."""
    from portal import show
    from portal.status_card import status_line

    seen = await _seen(legation, slug)
    last = ""
    while True:
        line = status_line(seen, zone)
        if line != last:
            show.json_object(seen) if json else show.say(f"{show.moment(seen.now, zone)}  {line}")
        last = line
        if _is_over(seen):
            return
        await asyncio.sleep(every)
        seen = await _seen(legation, slug)


async def _seen(legation: "Legation", slug: str) -> "StatusShown":
    """Where it stands, what people decide about mails, and what it waits for."""
    from portal.letter_desk import with_letter_tasks
    from portal.work_waiting import StatusShown

    status = await legation.with_mail_tasks(await legation.status(slug))
    status = await asyncio.to_thread(with_letter_tasks, status, legation.store)
    return StatusShown(**dict(status), waits_for=await legation.work_waiting(slug))


def _is_over(seen: "DelegationStatus") -> bool:
    from delegation.command_rules import ENDED

    return seen.phase in ENDED
