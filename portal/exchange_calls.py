"""The way to exchanges: proposing, accepting, signing, reporting and paying, with the papers of each."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from temporalio.client import WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from activities.keys import account_key, exchange_paper_key, programme_account_key
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.document import DocumentRef
from delegation.exchange import (
    AcceptExchange,
    ApproveReport,
    Arrange,
    CheckReport,
    ExchangeStep,
    HandInReport,
    Paper,
    Party,
    Propose,
    Proposer,
    SendBack,
    Sign,
    Stay,
    Validate,
    WithdrawExchange,
)
from delegation.exchange_state import (
    ConfirmPayments,
    ExchangeAsked,
    ExchangeBook,
    ExchangeCatalogue,
    ExchangeOpening,
    ExchangeStart,
    ExchangeState,
    ExchangeView,
    OrderPayments,
    PaymentRun,
)
from delegation.exchanging.accounts import Account
from delegation.exchanging.refusals import STAND
from delegation.ids import exchange_workflow_id
from portal.calls import Calls
from portal.errors import NotFound, Refused
from portal.typed_papers import TypedPaper, demand_papers
from portal.wire import PATIENCE, patiently, unique
from workflows.delegation import DelegationWorkflow
from workflows.exchange import ExchangeWorkflow

JSON = "application/json"
ID = SearchAttributeKey.for_keyword("DelegationId")
ROLE = SearchAttributeKey.for_keyword("DelegationRole")


class ExchangeCalls(Calls):
    """What concerns exchanges only. Every method may be repeated without harm."""

    store: DocumentStore
    _task_queue: str

    # --- what may be asked -----------------------------------------------------------------------

    async def exchanges(self, slug: str) -> ExchangeBook:
        """All exchanges, payment runs and the indicator."""
        return await self._query(self._delegation(slug), DelegationWorkflow.exchanges)

    async def exchange_catalogue(self, slug: str) -> ExchangeCatalogue:
        return await self._query(self._delegation(slug), DelegationWorkflow.exchange_catalogue)

    async def exchange(self, slug: str, exchange: str) -> ExchangeView:
        """Where one stands. Raises NotFound."""
        return await self._query(self._exchange(slug, exchange), ExchangeWorkflow.view)

    async def exchange_opening(self, slug: str, asked: ExchangeAsked) -> ExchangeOpening:
        """How an exchange between two would begin, or why it cannot; nothing is recorded."""

        async def ask() -> ExchangeOpening:
            return await self._delegation(slug).query(
                DelegationWorkflow.exchange_opening, asked, rpc_timeout=PATIENCE
            )

        return await patiently(ask, f"There is no delegation {slug!r}.")

    # --- the way to the stay ---------------------------------------------------------------------

    async def propose_exchange(
        self,
        slug: str,
        visitor: str,
        host: str,
        stay: Stay,
        by: Proposer,
        *,
        themes: Sequence[str] = (),
        at: datetime | None = None,
    ) -> str:
        """Bring an exchange forward. Returns its id; the same again is the same exchange.

        Raises Refused with the reason.
        """
        opening = await self.exchange_opening(
            slug, ExchangeAsked(at=at, visitor=visitor, host=host, stay=stay)
        )
        if opening.start is None:
            raise Refused(opening.refusal)
        propose = Propose(at=at, by=by, stay=stay, themes=tuple(themes))
        await self._begin(slug, opening.start, propose)
        return opening.start.exchange

    async def validate_exchange(self, slug: str, exchange: str, validate: Validate) -> ExchangeState:
        return await self._say(slug, exchange, ExchangeWorkflow.validate, validate)

    async def accept_exchange(self, slug: str, exchange: str, accept: AcceptExchange) -> ExchangeState:
        return await self._say(slug, exchange, ExchangeWorkflow.accept, accept)

    async def sign_exchange(
        self,
        slug: str,
        exchange: str,
        paper: Paper,
        party: Party,
        confirmation: TypedPaper,
        *,
        at: datetime | None = None,
    ) -> ExchangeState:
        """A signed confirmation: first into the vault, then to the exchange. Raises Refused."""
        demand_papers([confirmation])
        document = await self._keep_typed(slug, exchange, f"{paper}-{party}", confirmation)
        sign = Sign(at=at, paper=paper, party=party, document=document)
        return await self._say(slug, exchange, ExchangeWorkflow.sign, sign)

    async def arrange_exchange(self, slug: str, exchange: str, arrange: Arrange) -> ExchangeState:
        return await self._say(slug, exchange, ExchangeWorkflow.arrange, arrange)

    # --- after the stay --------------------------------------------------------------------------

    async def report_exchange(
        self,
        slug: str,
        exchange: str,
        report: TypedPaper,
        evidence: Sequence[TypedPaper],
        *,
        at: datetime | None = None,
    ) -> ExchangeState:
        """The report and its evidence: first into the vault, then to the exchange. Raises Refused."""
        demand_papers([report, *evidence])
        kept = await self._keep_typed(slug, exchange, "report", report)
        proofs = [await self._keep_typed(slug, exchange, "evidence", one) for one in evidence]
        handed_in = HandInReport(at=at, report=kept, evidence=tuple(proofs))
        return await self._say(slug, exchange, ExchangeWorkflow.report, handed_in)

    async def check_report(self, slug: str, exchange: str, check: CheckReport) -> ExchangeState:
        return await self._say(slug, exchange, ExchangeWorkflow.check, check)

    async def send_report_back(self, slug: str, exchange: str, send: SendBack) -> ExchangeState:
        return await self._say(slug, exchange, ExchangeWorkflow.send_back, send)

    async def approve_report(self, slug: str, exchange: str, approve: ApproveReport) -> ExchangeState:
        """Raises Refused also while no account of the visitor is known."""
        view = await self.exchange(slug, exchange)
        if not await self.knows_account(slug, view.visitor.participant):
            raise Refused(f"No account of {view.visitor.participant} is known; hand one in first.")
        return await self._say(slug, exchange, ExchangeWorkflow.approve, approve)

    async def withdraw_exchange(self, slug: str, exchange: str, withdraw: WithdrawExchange) -> ExchangeState:
        """To have withdrawn before is no error."""
        try:
            return await self._say(slug, exchange, ExchangeWorkflow.withdraw, withdraw)
        except Refused:
            state = (await self.exchange(slug, exchange)).state
            if state.step is not ExchangeStep.WITHDRAWN:
                raise
            return state

    # --- payments --------------------------------------------------------------------------------

    async def keep_account(self, slug: str, account: Account, participant: str | None = None) -> None:
        """The account of a participant, or of the programme, in place of the one before."""
        key = programme_account_key(slug) if participant is None else account_key(slug, participant)
        await asyncio.to_thread(self._put_account, key, account)

    async def knows_account(self, slug: str, participant: str | None = None) -> bool:
        """Whether an account is in the vault; of the programme where nobody is named."""
        key = programme_account_key(slug) if participant is None else account_key(slug, participant)
        return await asyncio.to_thread(current, self.store, key) is not None

    async def order_payments(self, slug: str, order: OrderPayments) -> PaymentRun:
        """Everything approved and unordered into one file. Raises Refused where there is nothing, or the
        programme's own account is not known."""
        if not await self.knows_account(slug):
            raise Refused("The account the programme pays from is not known; hand it in first.")
        handle = self._delegation(slug)
        return await self._update(handle, DelegationWorkflow.order_payments, order, unique("pay"))

    async def confirm_payments(self, slug: str, confirm: ConfirmPayments) -> PaymentRun:
        handle, once = self._delegation(slug), unique("paid")
        return await self._update(handle, DelegationWorkflow.confirm_payments, confirm, once)

    async def payment_file(self, run: PaymentRun) -> dict[str, bytes]:
        """The files of a run by form: `csv`, `xml`."""
        return {
            ref.key.rsplit(".", 1)[-1]: await asyncio.to_thread(self.store.read, ref.key)
            for ref in run.documents
        }

    # --- inside ----------------------------------------------------------------------------------

    def _exchange(self, slug: str, exchange: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(exchange_workflow_id(slug, exchange))

    async def _say(
        self, slug: str, exchange: str, update: Any, message: Any
    ) -> ExchangeState:  # Any: as _update
        """Raises Refused, also of an exchange that has ended; NotFound where there is none."""
        handle = self._exchange(slug, exchange)
        try:
            said: ExchangeState = await self._update(handle, update, message, unique("exchange"))
        except NotFound:
            view = await self.exchange(slug, exchange)
            raise Refused(f"The exchange {STAND[view.state.step]}.") from None
        return said

    async def _begin(self, slug: str, start: ExchangeStart, propose: Propose) -> ExchangeState:
        once = unique("propose")
        attributes = [SearchAttributePair(ID, slug), SearchAttributePair(ROLE, "exchange")]

        async def begin() -> ExchangeState:
            operation = WithStartWorkflowOperation(
                ExchangeWorkflow.run,
                start,
                id=exchange_workflow_id(slug, start.exchange),
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=TypedSearchAttributes(attributes),
                static_summary=f"{start.visitor.participant} visits {start.host.participant}",
            )
            return await self.client.execute_update_with_start_workflow(
                ExchangeWorkflow.propose,
                propose,
                start_workflow_operation=operation,
                id=once,
                rpc_timeout=PATIENCE,
            )

        return await patiently(begin, f"Exchange {start.exchange} has ended.")

    async def _keep_typed(self, slug: str, exchange: str, name: str, paper: TypedPaper) -> DocumentRef:
        digest = hashlib.sha256(paper.content).hexdigest()
        key = exchange_paper_key(slug, exchange, name, digest, paper.kind.value)
        return await asyncio.to_thread(self.store.create, key, paper.content, paper.media_type)

    def _put_account(self, key: str, account: Account) -> None:
        content = account.model_dump_json().encode()
        while not self.store.replace(key, content, JSON, instead_of=current(self.store, key)):
            pass  # somebody else wrote in between: the last to write counts
