"""Exchanges: who receives, how far each stay has come, what is due, and what the programme reached."""

from typing import Annotated

from cyclopts import App, Parameter

from delegation.exchange_words import ExchangeStep
from portal.commands.connection import Connect
from portal.commands.exchanges_typed import ExchangeId
from portal.commands.parameters import Delegation, Directory, Json, Someone

app = App(name="exchanges", help="Exchanges: stays of some days, from the proposal to the payment.")
for _module, _names in (
    ("opening", ("propose", "validate", "refuse", "accept", "arrange", "sign", "withdraw")),
    ("reporting", ("report", "check", "send-back", "approve")),
    ("paying", ("account", "pay", "confirm-payments", "payment-file")),
):
    for _name in _names:
        _function = f"{_name.replace('-', '_')}_exchange"
        app.command(f"portal.commands.exchanges_{_module}:{_function}", name=_name)
        app[_name]  # found now, so that the list of commands shows what it does


@app.command
async def catalogue(
    slug: Delegation,
    /,
    *,
    theme: Annotated[str, Parameter(help="Only those who are about this theme.")] = "",
    for_: Annotated[Someone, Parameter(name="--for", help="A visitor: who shares most themes first.")] = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """List who is open for visitors, with what they offer. No names.

    Example: `./legation exchanges catalogue clusterxchange-2020 --theme food --for X-001`
    """
    from portal import exchange_shown as shown
    from portal import show
    from portal.errors import NotFound

    found = await (await connect()).exchange_catalogue(slug)
    visitor = next((one for one in found.visitors if one.participant == for_), None)
    if for_ is not None and visitor is None:
        raise NotFound(f"{for_} is not registered as a visitor of {slug}.")
    hosts = shown.hosts_for(found.hosts, visitor, theme)
    if json:
        show.json_object(shown.HostsShown(hosts=tuple(hosts)))
        return
    show.rows(shown.HOST_COLUMNS, [shown.host_row(one) for one in hosts])
    show.say(f"{show.amount(len(hosts), 'host')}; {show.amount(len(found.visitors), 'visitor')} registered.")


@app.command(name="list")
async def list_exchanges(
    slug: Delegation,
    /,
    *,
    step: Annotated[ExchangeStep | None, Parameter(help="Only those at this step.")] = None,
    due: Annotated[str, Parameter(help="Only what is due by then: 2020-06-02.")] = "",
    json: Json = False,
    connect: Connect,
) -> None:
    """List exchanges by the date on which something is due.

    Example: `./legation exchanges list clusterxchange-2020 --step reported`
    """
    from datetime import datetime

    from portal import exchange_shown as shown
    from portal import show
    from portal.agreement_typed import day

    legation = await connect()
    file = await legation.file(slug)
    by = file.at(datetime.combine(day(due), datetime.max.time()).replace(microsecond=0)) if due else None
    found = shown.chosen((await legation.exchanges(slug)).exchanges, step, by)
    if json:
        show.json_object(shown.ExchangesShown(exchanges=tuple(found)))
        return
    show.rows(shown.LIST_COLUMNS, [shown.list_row(one, file.exchange_rules.zone) for one in found])
    late = sum(one.late is not None for one in found)
    show.say(f"{show.amount(len(found), 'exchange')}, {late} late.")


@app.command(name="show")
async def show_exchange(
    slug: Delegation, exchange: ExchangeId, /, *, json: Json = False, connect: Connect
) -> None:
    """Show one exchange: its stay, what it waits for, its signatures and papers.

    Example: `./legation exchanges show clusterxchange-2020 x-k3mq9ab2`
    """
    from portal import exchange_shown as shown
    from portal import show

    legation = await connect()
    view = await legation.exchange(slug, exchange)
    if json:
        show.json_object(view)
        return
    rules = (await legation.file(slug)).exchange_rules
    show.headline(f"Exchange {exchange}")
    show.pairs(shown.view_pairs(view, rules.currency, rules.zone))
    if view.state.signatures:
        show.rows(shown.SIGNATURE_COLUMNS, shown.signature_rows(view.state, rules.zone))
    if view.state.documents:
        made = [(one.kind, one.participant, one.key) for one in view.state.documents]
        show.rows(("made", "for", "where"), made)


@app.command
async def papers(
    slug: Delegation,
    exchange: ExchangeId,
    directory: Directory,
    /,
    *,
    json: Json = False,
    connect: Connect,
) -> None:
    """Fetch the papers made for an exchange: to sign, the programme of the stay, the certificate.

    Example: `./legation exchanges papers clusterxchange-2020 x-k3mq9ab2 papers`
    """
    import asyncio

    from portal import exchange_shown as shown
    from portal import show
    from portal.document_files import write_documents
    from portal.files_shown import show_files

    legation = await connect()
    made = (await legation.exchange(slug, exchange)).state.documents
    written = await asyncio.to_thread(write_documents, legation.store, made, directory)
    if json:
        show.json_object(shown.PapersShown(files=tuple(str(directory / name) for name in written)))
        return
    show_files(directory, written, json=False)


@app.command
async def indicator(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show what each partnership has reached: every exchange counts once, when it was paid.

    Example: `./legation exchanges indicator clusterxchange-2020`
    """
    from portal import exchange_shown as shown
    from portal import show

    rows = (await (await connect()).exchanges(slug)).indicator
    if json:
        show.json_object(shown.IndicatorShown(indicator=rows))
        return
    show.rows(shown.INDICATOR_COLUMNS, [shown.indicator_row(one) for one in rows])
    reached = sum(len(one.exchanges) for one in rows)
    show.say(f"{reached} of {sum(one.target or 0 for one in rows)} exchanges.")
