"""What is paid for exchanges: accounts, payment runs, and the files a bank reads."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, Directory, DryRun, Json, Someone, TypedFile

Run = Annotated[int, Parameter(name="RUN", validator=Number(gt=0), help="The number of the payment run.")]


async def account_exchange(
    slug: Delegation,
    file: TypedFile,
    /,
    *,
    of: Annotated[Someone, Parameter(help="Whose account; nobody: the one the programme pays from.")] = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Keep an account in the vault, from a file with holder, iban and bic, in place of the one before.

    Example: `./legation exchanges account clusterxchange-2020 account.yaml --of X-001`
    """
    from portal.errors import NotFound
    from portal.exchange_files import account_from
    from portal.show import say

    legation, account = await connect(), account_from(file)
    visitors = (await legation.exchange_catalogue(slug)).visitors
    if of is not None and all(one.participant != of for one in visitors):
        raise NotFound(f"{of} is not registered as a visitor of {slug}.")
    owner = of or "the programme"
    if dry_run:
        say(f"The account is in order; it would be that of {owner}. Nothing was done.")
        return
    await legation.keep_account(slug, account, of)
    say(f"The account of {owner} is in the vault.")


async def pay_exchange(
    slug: Delegation, /, *, author: Author, dry_run: DryRun = False, connect: Connect
) -> None:
    """Order everything that is approved and stands in no payment run yet, in one file.

    Example: `./legation exchanges pay clusterxchange-2020 --author director`
    """
    from delegation.exchange_state import OrderPayments
    from portal.exchange_paying import say_payable
    from portal.exchange_shown import run_line
    from portal.show import say

    legation = await connect()
    if dry_run:
        await say_payable(legation, slug)
        return
    run = await legation.order_payments(slug, OrderPayments(author=author))
    say(run_line(run, (await legation.file(slug)).exchange_rules.currency))
    if run.left_out:
        say(f"Left out, because no account is known: {', '.join(run.left_out)}.")


async def confirm_payments_exchange(
    slug: Delegation, run: Run, /, *, author: Author, dry_run: DryRun = False, connect: Connect
) -> None:
    """Confirm that the bank carried a payment run out: everybody in it is paid, and told so.

    Example: `./legation exchanges confirm-payments clusterxchange-2020 3 --author director`
    """
    from delegation.exchange_state import ConfirmPayments
    from delegation.exchanging.bookkeeping import why_not_confirm
    from portal.errors import Refused
    from portal.exchange_shown import run_line, run_named
    from portal.show import amount, say

    legation = await connect()
    currency = (await legation.file(slug)).exchange_rules.currency
    if not dry_run:
        confirmed = await legation.confirm_payments(slug, ConfirmPayments(run=run, author=author))
        say(run_line(confirmed, currency), "It is paid.")
        return
    book = await legation.exchanges(slug)
    refusal, found = why_not_confirm(run, book.runs), run_named(book, run)
    if refusal or found is None:
        raise Refused(refusal or f"There is no payment run {run}.")
    told = 0 if found.executed_at else len(found.paid)
    say(
        run_line(found, currency),
        f"{amount(told, 'visitor')} would be told: exchange-paid. Nothing was done.",
    )


async def payment_file_exchange(
    slug: Delegation, run: Run, directory: Directory, /, *, json: Json = False, connect: Connect
) -> None:
    """Fetch the file of a payment run into a directory: a table, and an ISO 20022 transfer for the bank.

    Example: `./legation exchanges payment-file clusterxchange-2020 3 payments`
    """
    from portal import show
    from portal.errors import NotFound
    from portal.exchange_paying import write_payment_file
    from portal.exchange_shown import PaymentFileShown, run_named
    from portal.files_shown import show_files

    legation = await connect()
    found = run_named(await legation.exchanges(slug), run)
    if found is None:
        raise NotFound(f"There is no payment run {run} of {slug}.")
    written = await write_payment_file(legation, found, directory)
    if json:
        files = tuple(str(directory / name) for name in written)
        show.json_object(PaymentFileShown(run=found, files=files))
        return
    show_files(directory, written, json=False)
