"""What the commands on payments say before anything is ordered, and the files they write."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from delegation.exchange_state import PaymentRun
from delegation.exchanging.bookkeeping import payable, why_not_order
from delegation.exchanging.lump_sums import money
from portal.document_files import make_private, write_private
from portal.errors import Refused
from portal.show import amount, say

if TYPE_CHECKING:
    from portal.client import Legation


async def say_payable(legation: "Legation", slug: str) -> None:
    """What a payment run would hold now. Raises Refused with the reason for which none can be ordered."""
    book = await legation.exchanges(slug)
    refusal = why_not_order(book.exchanges, book.runs)
    if refusal is not None:
        raise Refused(refusal)
    if not await legation.knows_account(slug):
        raise Refused("The account the programme pays from is not known; hand it in first.")
    lines = payable(book.exchanges, book.runs)
    known = [one for one in lines if await legation.knows_account(slug, one.visitor)]
    unknown = [one.exchange for one in lines if one not in known]
    say(*(f"  {one.exchange} {one.visitor}: {money(one.cents, book.currency)}" for one in known))
    total = money(sum(one.cents for one in known), book.currency)
    say(f"Payment run {len(book.runs) + 1} would hold {amount(len(known), 'lump sum')}, {total}.")
    if unknown:
        say(f"Left out, because no account is known: {', '.join(unknown)}.")
    say("Nothing was done.")


async def write_payment_file(legation: "Legation", run: PaymentRun, directory: Path) -> list[str]:
    """The files of a run, for the owner of the directory alone: there are accounts in them. Their names."""
    forms = await legation.payment_file(run)
    if not forms:
        raise Refused(f"Payment run {run.number} has no file: no account of anybody in it was known.")
    make_private(directory)
    written = {f"run-{run.number:04d}.{form}": content for form, content in sorted(forms.items())}
    for name, content in written.items():
        await asyncio.to_thread(write_private, directory / name, content)
    return list(written)
