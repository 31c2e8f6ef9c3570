"""Exchanges in a rehearsal: visitors, hosts, coordinators and the programme, as the story has them.

What people do at one moment they do side by side: hundreds of exchanges take no longer than their moments.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from delegation.exchange import (
    SIGNED_BY,
    AcceptExchange,
    ApproveReport,
    Arrange,
    CheckReport,
    Party,
    SendBack,
    Side,
    Validate,
    WithdrawExchange,
)
from delegation.exchange_state import ConfirmPayments, OrderPayments, PaymentRun
from delegation.exchanging.accounts import read_account
from delegation.file import DelegationFile
from delegation.ids import exchange_workflow_id
from delegation.person import Line
from delegation.reading.story import SentApplication, Story
from delegation.reading.story_exchanges import BackRecord, EndRecord, ExchangeStory, PaymentRecord
from delegation.status import Ledger
from portal.client import Legation
from portal.errors import Refused
from portal.rehearsals.agreements_part import one_page
from portal.rehearsals.script import Scene
from portal.typed_papers import TypedPaper

BEFORE_PROPOSING = timedelta(minutes=10)
"""When who will visit hands in an account."""
SHOWN = 3
"""More deeds at one moment are told as a count."""


class Deed(NamedTuple):
    """One thing somebody does with one exchange."""

    moment: datetime
    exchange: str
    """As the story calls it."""
    what: str
    act: Callable[[datetime], Awaitable[object]]
    moves: bool = True
    """Whether others may have to react to it."""


class ExchangesPart:
    """All exchanges of one programme, and its payment runs."""

    def __init__(self, legation: Legation, file: DelegationFile, story: Story) -> None:
        self._legation = legation
        self._file = file
        self._told = story.exchanges
        self._applications = {one.id: one for one in story.applications}
        self._ids: dict[str, str] = {}
        """By what the story calls them."""
        self._runs: dict[datetime, PaymentRun] = {}

    def opening(self) -> Iterator[Scene]:
        """What is done at one moment is one scene; payments follow it."""
        yield Scene(self._file.call.opens_at, "The programme's account is known", self._keep_payer)
        deeds_of = {told.id: tuple(self._deeds(told)) for told in self._told.exchanges}
        moving = {deed.moment for deeds in deeds_of.values() for deed in deeds if deed.moves}
        together: dict[datetime, list[Deed]] = defaultdict(list)
        for told in self._told.exchanges:
            account = self._account(told, moving)
            for deed in (account, *deeds_of[told.id]):
                together[deed.moment].append(deed)
        for moment, deeds in sorted(together.items(), key=lambda one: one[0]):
            moves = any(deed.moves for deed in deeds)
            yield Scene(moment, _text(deeds), partial(self._do, deeds), moves)
        yield from self._payments()

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """All is known from the start."""
        del ledger, now
        return iter(())

    def workflows(self) -> Sequence[str]:
        return [exchange_workflow_id(self._file.slug, one) for one in self._ids.values()]

    # --- what is done when ---------------------------------------------------------------------

    def _deeds(self, told: ExchangeStory) -> Iterator[Deed]:
        at, deed = self._file.at, partial(self._deed, told)
        yield deed(at(told.at), "proposed", self._propose)
        if told.validated:
            yield deed(at(told.validated), "validated", partial(self._validate, None))
        if told.refused:
            yield deed(at(told.refused.at), "refused", partial(self._validate, told.refused))
        for side, local in sorted(told.accepted.items()):
            yield deed(at(local), f"accepted by the {side}", partial(self._accept, side))
        yield from self._signing(told)
        if told.arranged:
            yield deed(at(told.arranged), "arranged", self._arrange)
        yield from self._reporting(told)
        if told.withdrawn:
            text = f"withdrawn by the {told.withdrawn.by}"
            yield deed(at(told.withdrawn.at), text, partial(self._withdraw, told.withdrawn))

    def _account(self, told: ExchangeStory, moving: Collection[datetime]) -> Deed:
        """Others must come to rest after it where nothing else makes sure that both have registered."""
        proposed = self._file.at(told.at)
        registered = max(self._file.at(self._applications[one].sent) for one in (told.visitor, told.host))
        is_needed = not any(registered < moment < proposed for moment in moving)
        return self._deed(told, proposed - BEFORE_PROPOSING, "account", self._keep_account, is_needed)

    def _signing(self, told: ExchangeStory) -> Iterator[Deed]:
        """Only the last signature moves anything."""
        last = max(told.signed.values(), default=None)
        for party, local in sorted(told.signed.items()):
            act = partial(self._sign, party)
            yield self._deed(told, self._file.at(local), f"signed by the {party}", act, local == last)

    def _reporting(self, told: ExchangeStory) -> Iterator[Deed]:
        at, deed = self._file.at, partial(self._deed, told)
        for number, local in enumerate(told.reports, start=1):
            yield deed(at(local), "reported", partial(self._report, number))
        for back in told.sent_back:
            yield deed(at(back.at), "sent back", partial(self._send_back, back))
        if told.checked:
            yield deed(at(told.checked), "checked", self._check)
        if told.approved:
            yield deed(at(told.approved), "approved", self._approve)

    def _deed(
        self,
        told: ExchangeStory,
        moment: datetime,
        what: str,
        act: Callable[[ExchangeStory, datetime], Awaitable[object]],
        moves: bool = True,
    ) -> Deed:
        return Deed(moment, told.id, what, partial(act, told), moves)

    def _payments(self) -> Iterator[Scene]:
        for payment in self._told.payments:
            moment = self._file.at(payment.at)
            yield Scene(moment, "Payments are ordered", partial(self._order, payment), True)
            if payment.confirmed is not None:
                confirm = partial(self._confirm, payment, moment)
                yield Scene(self._file.at(payment.confirmed), "The bank has paid", confirm, True)

    # --- acts ----------------------------------------------------------------------------------

    async def _do(self, deeds: Sequence[Deed], at: datetime) -> None:
        """Those of one exchange in their order, exchanges side by side. Raises Refused with all refusals."""
        by_exchange: dict[str, list[Deed]] = defaultdict(list)
        for deed in deeds:
            by_exchange[deed.exchange].append(deed)
        refusals = await asyncio.gather(*(_do_in_order(theirs, at) for theirs in by_exchange.values()))
        refused = [one for one in refusals if one]
        if refused:
            raise Refused("; ".join(refused))

    async def _keep_payer(self, at: datetime) -> None:
        del at
        payer = read_account(self._file.organiser.name, self._told.account)
        await self._legation.keep_account(self._file.slug, payer)

    async def _keep_account(self, told: ExchangeStory, at: datetime) -> None:
        """Of the visitor, as in the form; nothing where the form has none."""
        del at
        sent = self._applications[told.visitor]
        iban = _said(sent, "answers", self._told.account_field)
        if iban:
            account = read_account(_said(sent, "person", "name"), iban)
            await self._legation.keep_account(self._file.slug, account, told.visitor)

    async def _propose(self, told: ExchangeStory, at: datetime) -> None:
        self._ids[told.id] = await self._legation.propose_exchange(
            self._file.slug, told.visitor, told.host, told.stay, told.by, themes=told.themes, at=at
        )

    async def _validate(self, refused: EndRecord | None, told: ExchangeStory, at: datetime) -> None:
        said = Validate(
            at=at,
            author=await self._coordinator(told),
            is_valid=refused is None,
            reason=refused.reason if refused else "",
        )
        await self._legation.validate_exchange(self._file.slug, self._ids[told.id], said)

    async def _accept(self, side: Side, told: ExchangeStory, at: datetime) -> None:
        said = AcceptExchange(at=at, side=side)
        await self._legation.accept_exchange(self._file.slug, self._ids[told.id], said)

    async def _sign(self, party: Party, told: ExchangeStory, at: datetime) -> None:
        """Everything this one has to sign."""
        exchange = self._ids[told.id]
        for paper in [paper for paper, parties in SIGNED_BY.items() if party in parties]:
            confirmation = _paper(f"Exchange {exchange}: the {paper}, signed by the {party}")
            await self._legation.sign_exchange(self._file.slug, exchange, paper, party, confirmation, at=at)

    async def _arrange(self, told: ExchangeStory, at: datetime) -> None:
        said = Arrange(at=at, author=told.host, items=told.items)
        await self._legation.arrange_exchange(self._file.slug, self._ids[told.id], said)

    async def _report(self, number: int, told: ExchangeStory, at: datetime) -> None:
        exchange = self._ids[told.id]
        report = _paper(f"Exchange {exchange}: report {number} on {told.days} days in {told.place}")
        tickets = _paper(f"Exchange {exchange}: tickets to {told.place} and back")
        await self._legation.report_exchange(self._file.slug, exchange, report, [tickets], at=at)

    async def _send_back(self, back: BackRecord, told: ExchangeStory, at: datetime) -> None:
        said = SendBack(at=at, author=await self._coordinator(told), reason=back.reason)
        await self._legation.send_report_back(self._file.slug, self._ids[told.id], said)

    async def _check(self, told: ExchangeStory, at: datetime) -> None:
        author = await self._coordinator(told)
        said = CheckReport(at=at, author=author, days=told.checked_days or told.days, km=told.km)
        await self._legation.check_report(self._file.slug, self._ids[told.id], said)

    async def _approve(self, told: ExchangeStory, at: datetime) -> None:
        said = ApproveReport(at=at, author=self._told.approves(self._file))
        await self._legation.approve_report(self._file.slug, self._ids[told.id], said)

    async def _withdraw(self, end: EndRecord, told: ExchangeStory, at: datetime) -> None:
        said = WithdrawExchange(at=at, by=end.by, reason=end.reason)
        await self._legation.withdraw_exchange(self._file.slug, self._ids[told.id], said)

    async def _coordinator(self, told: ExchangeStory) -> Line:
        """Of the partnership it counts for."""
        view = await self._legation.exchange(self._file.slug, self._ids[told.id])
        partnership = self._file.exchange_rules.partnership(view.counts_for)
        return partnership.coordinator if partnership else self._file.organiser.signatory

    async def _order(self, payment: PaymentRecord, at: datetime) -> None:
        """Once, or by two people at once: then one of them finds that it is done. Raises Refused."""
        order = OrderPayments(at=at, author=payment.author)
        orders = [self._legation.order_payments(self._file.slug, order) for _ in range(1 + payment.twice)]
        answers = await asyncio.gather(*orders, return_exceptions=True)
        made = [one for one in answers if isinstance(one, PaymentRun)]
        failed = [one for one in answers if isinstance(one, BaseException)]
        if not made or any(not isinstance(one, Refused) for one in failed):
            raise failed[0]
        self._runs[at] = made[0]

    async def _confirm(self, payment: PaymentRecord, ordered: datetime, at: datetime) -> None:
        if ordered in self._runs:
            said = ConfirmPayments(at=at, run=self._runs[ordered].number, author=payment.author)
            await self._legation.confirm_payments(self._file.slug, said)


async def _do_in_order(deeds: Sequence[Deed], at: datetime) -> str:
    """Returns why one was refused, which ends the row; empty where none was."""
    for deed in deeds:
        try:
            await deed.act(at)
        except Refused as refusal:
            return f"{deed.exchange} {deed.what}: {refusal}"
        except KeyError:
            return f"{deed.exchange} {deed.what}: it was never proposed"
    return ""


def _text(deeds: Sequence[Deed]) -> str:
    """`Exchange e-04 validated; e-07 reported`, or `Exchanges: 17 proposed, 3 validated`."""
    if len(deeds) <= SHOWN:
        return "Exchange " + "; ".join(f"{deed.exchange} {deed.what}" for deed in deeds)
    counted = Counter(deed.what for deed in deeds)
    return "Exchanges: " + ", ".join(f"{count} {what}" for what, count in counted.items())


def _said(sent: SentApplication, section: str, key: str) -> str:
    """What a form says, as text; empty where it does not."""
    part = sent.application.get(section)
    return str(part.get(key) or "") if isinstance(part, dict) else ""


def _paper(text: str) -> TypedPaper:
    return TypedPaper(one_page(text))
