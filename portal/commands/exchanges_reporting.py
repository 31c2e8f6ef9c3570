"""What is done with an exchange after its stay: reporting, checking, sending back, approving."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.exchanges_typed import ExchangeId, Kilometres, PaperFile
from portal.commands.parameters import Author, Delegation, DryRun, Reason

Evidence = Annotated[
    tuple[Path, ...],
    Parameter(
        consume_multiple=True,
        validator=PathRule(exists=True, dir_okay=False),
        help="Tickets, photographs, minutes; one at least.",
    ),
]


async def report_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    file: PaperFile,
    /,
    *,
    evidence: Evidence = (),
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Hand in the visitor's report with its evidence. Both go to the vault.

    Example: `./legation exchanges report x-2020 x-k3mq9ab2 report.pdf --evidence tickets.pdf minutes.pdf`
    """
    from delegation.exchange import HandInReport
    from portal.exchange_doing import as_if_kept, carry_out, papers_from

    legation, (told, *proofs) = await connect(), papers_from([file, *evidence])
    deed = HandInReport(report=as_if_kept(told), evidence=tuple(map(as_if_kept, proofs)))
    do = lambda: legation.report_exchange(slug, exchange, told, proofs)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def check_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    /,
    *,
    days: Annotated[int, Parameter(validator=Number(gt=0), help="How many days the stay had.")],
    km: Kilometres,
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Find a report true, for the partnership: how long and how far it was decides what is paid.

    Example: `./legation exchanges check x-2020 x-k3mq9ab2 --days 5 --km 1900 --author coordinator-1`
    """
    from delegation.exchange import CheckReport
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), CheckReport(author=author, days=days, km=km)
    do = lambda: legation.check_report(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def send_back_exchange(
    slug: Delegation,
    exchange: ExchangeId,
    /,
    *,
    reason: Reason,
    author: Author,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Send a report back to the visitor, who reads the reason; it is due again.

    Example: `./legation exchanges send-back x-2020 x-k3mq9ab2 --reason "No tickets." --author coordinator-1`
    """
    from delegation.exchange import SendBack
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), SendBack(author=author, reason=reason)
    do = lambda: legation.send_report_back(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)


async def approve_exchange(
    slug: Delegation, exchange: ExchangeId, /, *, author: Author, dry_run: DryRun = False, connect: Connect
) -> None:
    """Approve what was checked, for the programme: the lump sum is fixed. Not by the person who checked it.

    Example: `./legation exchanges approve clusterxchange-2020 x-k3mq9ab2 --author director`
    """
    from delegation.exchange import ApproveReport
    from portal.errors import Refused
    from portal.exchange_doing import carry_out

    legation, deed = await connect(), ApproveReport(author=author)
    visitor = (await legation.exchange(slug, exchange)).visitor.participant
    if dry_run and not await legation.knows_account(slug, visitor):
        raise Refused(f"No account of {visitor} is known; hand one in first.")
    do = lambda: legation.approve_report(slug, exchange, deed)  # noqa: E731
    await carry_out(legation, slug, exchange, deed, do, dry_run=dry_run)
