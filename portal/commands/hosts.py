"""Hosts: what they were asked and answered, and answering for one that phoned."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, Reason

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from delegation.meeting import Host, HostWish

app = App(name="hosts", help="Hosts: what they confirmed, answered and wait for; answer for one that phoned.")

HostId = Annotated[str, Parameter(name="HOST", help="The id of the host, as in mit-host.")]
Confirmed = Annotated[
    bool,
    Parameter(negative="", help="It receives what it was asked for, within the limits it sets."),
]
AtMost = Annotated[int | None, Parameter(validator=Number(gte=0), help="Most one-to-one meetings it takes.")]
GuestsAtMost = Annotated[int | None, Parameter(validator=Number(gt=0), help="Most guests at once.")]
Slots = Annotated[
    tuple[str, ...], Parameter(consume_multiple=True, help="Meeting slots it cannot take, as in s3.")
]
All = Annotated[bool, Parameter(name="--available", negative="", help="It can take every slot after all.")]
Wished = Annotated[
    tuple[str, ...], Parameter(consume_multiple=True, help="Participants it answers so, as in A-17.")
]


@app.command(name="list")
async def list_hosts(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List every host: whether it confirmed, its limits, what waits for it, and its guest list.

    Example: `./legation hosts list usa-2017`
    """
    from portal import show
    from portal.host_shown import HOST_COLUMNS, HostsShown, host_row, hosts_of

    legation = await connect()
    file = await legation.file(slug)
    found = await hosts_of(legation, slug, file)
    if json:
        show.json_object(HostsShown(hosts=found))
        return
    show.rows(HOST_COLUMNS, [host_row(one, file) for one in found])
    waiting = [one.host for one in found if one.is_waiting]
    show.say(f"{show.amount(len(waiting), 'host')} still to answer.")


@app.command(name="show")
async def show_host(slug: Delegation, host: HostId, /, *, json: Json = False, connect: Connect) -> None:
    """Show one host: what it receives, its limits, and its answer to each request.

    Example: `./legation hosts show usa-2017 mit-host`
    """
    from portal import show
    from portal.host_shown import host_pairs, request_rows, shown_host

    legation = await connect()
    file = await legation.file(slug)
    found = await shown_host(legation, slug, _known(file, host), file)
    if json:
        show.json_object(found)
        return
    show.headline(found.organisation)
    show.pairs(host_pairs(found, file))
    if found.receives:
        show.rows(
            ("day", "time", "", "what", "where", "how many"),
            [
                (one["day"], one["time"], one["zone"], one["title"], one["place"], one["remark"])
                for one in found.receives
            ],
        )
    if found.requests:
        show.rows(("id", "organisation", "answer"), request_rows(found))


@app.command
async def answer(
    slug: Delegation,
    host: HostId,
    /,
    *,
    confirmed: Confirmed = False,
    at_most: AtMost = None,
    guests_at_most: GuestsAtMost = None,
    unavailable: Slots = (),
    available: All = False,
    must: Wished = (),
    nice: Wished = (),
    no: Wished = (),
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Answer for a host that phoned or wrote. What is left out stays as it was.

    Example: `./legation hosts answer usa-2017 mit-host --confirmed --at-most 6 --no A-17`
    """
    from delegation.hosting import HostAnswer, HostSource
    from portal.errors import Refused
    from portal.host_ahead import say_answer
    from portal.show import say

    wishes = _wishes(host, {"must": must, "nice": nice, "no": no})
    said = HostAnswer(
        host=host,
        confirmed=confirmed or None,
        at_most=at_most,
        guests_at_most=guests_at_most,
        unavailable=() if available else unavailable or None,
        wishes=wishes,
        source=HostSource.ORGANISER,
    )
    if said == HostAnswer(host=host, source=HostSource.ORGANISER):
        raise Refused("Say what the host answered: --confirmed, a limit, or an answer to a request.")
    legation = await connect()
    known = _known(await legation.file(slug), host)
    if dry_run:
        await say_answer(legation, slug, known, said)
        return
    await legation.answer_host(slug, said)
    say(f"Recorded for {known.organisation}: './legation hosts show {slug} {host}'.")


@app.command
async def withdraw(
    slug: Delegation, host: HostId, /, *, reason: Reason, dry_run: DryRun = False, connect: Connect
) -> None:
    """Withdraw a host that told you so: what it received is freed, and everyone it concerns is told.

    Example: `./legation hosts withdraw usa-2017 mit-host --reason "The laboratory is closed that day."`
    """
    from delegation.hosting import HostSource, HostWithdrawal
    from portal.host_ahead import say_withdrawal
    from portal.show import say

    withdrawal = HostWithdrawal(host=host, reason=reason, source=HostSource.ORGANISER)
    legation = await connect()
    known = _known(await legation.file(slug), host)
    if dry_run:
        await say_withdrawal(legation, slug, withdrawal)
        return
    await legation.withdraw_host(slug, withdrawal)
    say(f"{known.organisation} receives nobody any more; those it concerns are told.")


@app.command
async def link(slug: Delegation, host: HostId, /, *, json: Json = False, connect: Connect) -> None:
    """Print the address of a host's page, to be given to nobody but this host.

    Example: `./legation hosts link usa-2017 mit-host`
    """
    from activities.feeds import Feeds
    from activities.links import Links
    from portal import show
    from portal.errors import Refused
    from portal.host_shown import HostPageShown
    from settings import Settings

    legation = await connect()
    known = _known(await legation.file(slug), host)
    links = Links(Settings().portal_address, legation.register, Feeds(legation.store, legation.register))
    address = await asyncio.to_thread(links.host_link, slug, known.id)
    if not address:
        raise Refused("The portal has no address; set LEGATION_PORTAL_ADDRESS.")
    if json:
        show.json_object(HostPageShown(host=known.id, page=address))
        return
    show.say(address)


def _known(file: "DelegationFile", host: str) -> "Host":
    """The host of that id. Raises NotFound with the nearest one."""
    from delegation.reading.suggestion import suggestion
    from portal.errors import NotFound

    found = file.host(host)
    if found is None:
        raise NotFound(
            f"There is no host {host!r} in {file.slug}; {suggestion(host, [one.id for one in file.hosts])}"
        )
    return found


def _wishes(host: str, said: dict[str, tuple[str, ...]]) -> "tuple[HostWish, ...]":
    from delegation.meeting import HostWish, Wish
    from portal.errors import Refused

    named = [name.upper() for names in said.values() for name in names]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Refused(f"{', '.join(twice)} is named twice; answer each request once.")
    return tuple(
        HostWish(host=host, participant=name.upper(), wish=Wish(wish))
        for wish, names in said.items()
        for name in names
    )
