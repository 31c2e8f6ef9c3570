"""Signed addresses in mails: whose were revoked, with which secrets they are signed."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, now

if TYPE_CHECKING:
    from activities.link_keys import LinkRing
    from portal.client import Legation

app = App(name="links", help="Addresses in mails: revoke a person's, change what they are signed with.")

Whose = Annotated[
    str,
    Parameter(name="PERSON", help="A participant, host or evaluator by its id, as in A-17, eda or e1."),
]
Key = Annotated[str, Parameter(name="KEY", help="A secret by its id, as 'links show' names it.")]


@app.command
async def show(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show with which secrets addresses are signed, and whose were revoked. No address is shown.

    Example: `./legation links show usa-2017`
    """
    from portal import show as shown_as
    from portal.links_shown import links_shown

    legation = await connect()
    shown = await asyncio.to_thread(links_shown, legation.store, legation.register, await legation.file(slug))
    if json:
        shown_as.json_object(shown)
        return
    zone = (await legation.file(slug)).organiser.zone
    shown_as.rows(
        ("secret", "drawn", "use"),
        [
            (one.id, shown_as.moment(one.drawn_at, zone) if one.drawn_at else None, one.use)
            for one in shown.keys
        ],
    )
    for one in shown.revoked:
        when = shown_as.moment(one.revoked_at, zone) if one.revoked_at else ""
        shown_as.say(f"{one.person}: revoked {shown_as.amount(one.times, 'time')}, last {when}.")


@app.command
async def revoke(slug: Delegation, person: Whose, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Make all addresses dead that a person was given so far, the calendar feed with them.

    Nobody is told. The next mail to that person has new addresses; `calendar feed` prints that of the feed.

    Example: `./legation links revoke usa-2017 A-17 --dry-run`
    """
    from activities.feeds import Feeds
    from portal.show import say

    legation = await connect()
    found = await _somebody(legation, slug, person)
    if dry_run:
        say(f"All addresses {found} was given so far would be dead, and nobody told. Nothing was done.")
        return
    feeds = Feeds(legation.store, legation.register)
    await asyncio.to_thread(feeds.ring.bump, slug, found, now())
    await asyncio.to_thread(feeds.revoke, slug, found)
    say(f"All addresses {found} was given so far are dead. The next mail has new ones.")


@app.command
async def rotate(slug: Delegation, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Sign new addresses with a new secret; those that were given out go on as before.

    Example: `./legation links rotate usa-2017`
    """
    from portal.show import say

    ring = _ring(await _known(connect, slug))
    if dry_run:
        say("New addresses would be signed with a new secret; nobody would notice. Nothing was done.")
        return
    key = await asyncio.to_thread(ring.rotate, slug, now())
    say(f"New addresses are signed with {key.id}. Once the earlier ones may die: links retire {slug} KEY.")


@app.command
async def retire(slug: Delegation, key: Key, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Make every address dead that was signed with an earlier secret, calendar feeds included.

    Example: `./legation links retire usa-2017 first --dry-run`
    """
    from activities.link_keys import CannotRetire
    from portal.errors import Refused
    from portal.show import say

    ring = _ring(await _known(connect, slug))
    try:
        await asyncio.to_thread(ring.demand_retirable, slug, key)
    except CannotRetire as reason:
        raise Refused(str(reason)) from None
    if dry_run:
        say(f"Every address signed with {key} would be dead at once, and nobody told. Nothing was done.")
        return
    await asyncio.to_thread(ring.retire, slug, key)
    say(f"Every address signed with {key} is dead.")


async def _known(connect: Connect, slug: str) -> "Legation":
    """Raises NotFound where there is no such delegation."""
    legation = await connect()
    await legation.file(slug)
    return legation


def _ring(legation: "Legation") -> "LinkRing":
    from activities.link_keys import LinkRing

    return LinkRing(legation.store, legation.register)


async def _somebody(legation: "Legation", slug: str, person: str) -> str:
    """The id of a participant, host or evaluator as it is written. Raises NotFound."""
    from portal.errors import NotFound

    file = await legation.file(slug)
    evaluators = file.evaluation.evaluators if file.evaluation else ()
    if file.host(person.lower()) is not None or person.lower() in {one.id for one in evaluators}:
        return person.lower()
    if await asyncio.to_thread(legation.register.knows, slug, person.upper()):
        return person.upper()
    raise NotFound(f"Delegation {slug!r} has no participant, host or evaluator {person!r}.")
