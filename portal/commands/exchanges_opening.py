"""What is done with an exchange until its stay, from the proposal to the signatures, or to its end."""

from typing import Annotated

from cyclopts import Parameter

from delegation.exchange_words import Paper, Party, Proposer, Side
from portal.commands.connection import Connect
from portal.commands.exchanges_typed import ExchangeId, Kilometres, PaperFile
from portal.commands.parameters import Author, Delegation, DryRun, Participant, Reason, TypedFile


async def propose_exchange(
    slug: Delegation,
    visitor: Participant,
    host: Annotated[Participant, Parameter(name="HOST", help="The id of whoever receives.")],
    /,
    *,
    starts: Annotated[str, Parameter(name="--from", help="The first day of the stay: 2020-06-02.")],
    ends: Annotated[str, Parameter(name="--to", help="The last day, which counts too.")],
    zone: Annotated[str, Parameter(help="The zone of the place: Europe/Lisbon.")],
    km: Kilometres,
    place: Annotated[str, Parameter(help="Where it takes place; the host's organisation if not given.")] = "",
    by: Annotated[Proposer, Parameter(help="Who proposes it.", show_default=True)] = Proposer.ORGANISER,
    theme: Annotated[tuple[str, ...], Parameter(consume_multiple=True, help="What it is about.")] = (),
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Propose an exchange. The visitor or the host who proposes it has accepted it by that.

    Example: `./legation exchanges propose x X-1 X-2 --from 2020-06-02 --to 2020-06-06 --zone CET --km 900`
    """
    from delegation.exchange import Propose
    from delegation.exchange_state import ExchangeAsked, ExchangeState
    from delegation.exchanging.outcome import outcome
    from portal.errors import Refused
    from portal.exchange_doing import demand_themes, tell_outcome, typed_stay
    from portal.show import say

    legation = await connect()
    demand_themes(theme, await legation.file(slug))
    hosts = {one.participant: one for one in (await legation.exchange_catalogue(slug)).hosts}
    where = place or (hosts[host].organisation if host in hosts else host)
    stay = typed_stay(starts, ends, zone, where, km)
    if not dry_run:
        exchange = await legation.propose_exchange(slug, visitor, host, stay, by, themes=theme)
        say(f"Proposed: exchange {exchange}, {stay.days} days. Its partnership is asked to validate it.")
        return
    opening = await legation.exchange_opening(slug, ExchangeAsked(visitor=visitor, host=host, stay=stay))
    if opening.start is None:
        raise Refused(opening.refusal)
    now = (await legation.status(slug)).now
    deed = Propose(by=by, stay=stay, themes=theme)
    tell_outcome(opening.start.exchange, outcome(deed, ExchangeState(), opening.start, now))


async def validate_exchange(
    slug: Delegation, exchange: ExchangeId, /, *, author: Author, dry_run: DryRun = False, connect: Connect
) -> None:
    """Let an exchange go on, for the partnership it counts for.

    Example: `./legation exchanges validate clusterxchange-2020 x-k3mq9ab2 --author coordinator-1`
    """
    from delegation.exchange import Validate
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), Validate(author=author)
    do = lambda: legation.validate_exchange(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def refuse_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    /,
    *,
    reason: Reason,
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Refuse an exchange, for the partnership it counts for. Visitor and host read the reason.

    Example: `./legation exchanges refuse x-2020 x-k3mq9ab2 --reason "Not our field." --author coordinator-1`
    """
    from delegation.exchange import Validate
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), Validate(author=author, is_valid=False, reason=reason)
    do = lambda: legation.validate_exchange(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def accept_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    /,
    *,
    side: Annotated[Side, Parameter(help="Who accepts.")],
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Accept an exchange as its visitor or its host. Once both did, papers are sent to be signed.

    Example: `./legation exchanges accept clusterxchange-2020 x-k3mq9ab2 --side host`
    """
    from delegation.exchange import AcceptExchange
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), AcceptExchange(side=side)
    do = lambda: legation.accept_exchange(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def arrange_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    file: TypedFile,
    /,
    *,
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Put the small itinerary of a file in place of what was arranged before.

    Example: `./legation exchanges arrange clusterxchange-2020 x-k3mq9ab2 stay.yaml --author X-002`
    """
    from delegation.exchange import Arrange
    from portal.exchange_doing import carry_out
    from portal.exchange_files import TypedStay
    from portal.typed_files import typed

    legation, points = await connect(), typed(file, TypedStay)
    deed = Arrange(author=author, items=points.items, place=points.place)
    do = lambda: legation.arrange_exchange(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def sign_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    file: PaperFile,
    /,
    *,
    paper: Annotated[Paper, Parameter(help="Which paper was signed.")],
    party: Annotated[Party, Parameter(help="Whose signature it is.")],
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Hand in a signed paper. It goes to the vault, the exchange keeps its reference.

    Example: `./legation exchanges sign x-2020 x-k3mq9ab2 signed.pdf --paper commitment --party visitor`
    """
    from delegation.exchange import Sign
    from portal.exchange_doing import as_if_kept, carry_out, papers_from

    legation, (signed,) = await connect(), papers_from([file])
    deed = Sign(paper=paper, party=party, document=as_if_kept(signed))
    do = lambda: legation.sign_exchange(slug, exchange, paper, party, signed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def withdraw_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    /,
    *,
    by: Annotated[Proposer, Parameter(help="Who ends it.")],
    reason: Reason,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """End an exchange at any point. Everything that was done is undone, last done first.

    Example: `./legation exchanges withdraw x-2020 x-k3mq9ab2 --by host --reason "The plant is closed."`
    """
    from delegation.exchange import WithdrawExchange
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), WithdrawExchange(by=by, reason=reason)
    do = lambda: legation.withdraw_exchange(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)
