"""What a programme of exchanges hears, is ordered to pay, and may be asked."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.exchange_state import (
        ConfirmPayments,
        ExchangeAsked,
        ExchangeBook,
        ExchangeCatalogue,
        ExchangeMoved,
        ExchangeOpening,
        OrderPayments,
        PaymentRun,
    )
    from delegation.exchanging.bookkeeping import book_of, why_not_confirm, why_not_order
    from delegation.exchanging.opening import catalogue, opening_of

from workflows._clock import Clock
from workflows._desk import Desk
from workflows._exchanges import confirm_payments, hear_exchange, order_payments
from workflows._refusal import refuse, refuse_now


class ExchangeDesk:
    """Base of the delegation; it sets its clock and its desk when it begins."""

    _clock: Clock
    _desk: Desk
    _show: Callable[[datetime | None], None]

    @workflow.signal(description="An exchange took a step.")
    def exchange_moved(self, moved: ExchangeMoved) -> None:
        self._clock.hear(moved)
        hear_exchange(self._desk, moved.record)
        self._show(self._clock.next_deadline)

    # --- payments --------------------------------------------------------------------------------

    @workflow.update(description="Put every approved lump sum that is not ordered yet into one payment file.")
    async def order_payments(self, order: OrderPayments) -> PaymentRun:
        self._clock.hear(order)
        async with self._desk.turn:
            refuse_now(self._why_not_order())
            run = await order_payments(self._desk, order)
        self._show(self._clock.next_deadline)
        return run

    @order_payments.validator
    def _may_order_payments(self, order: OrderPayments) -> None:
        del order
        refuse(self._why_not_order())

    @workflow.update(description="The bank carried a payment run out: everybody in it is paid.")
    async def confirm_payments(self, confirm: ConfirmPayments) -> PaymentRun:
        self._clock.hear(confirm)
        async with self._desk.turn:
            run = await confirm_payments(self._desk, confirm)
        self._show(self._clock.next_deadline)
        return run

    @confirm_payments.validator
    def _may_confirm_payments(self, confirm: ConfirmPayments) -> None:
        refuse(why_not_confirm(confirm.run, self._desk.state.payment_runs))

    # --- what may be asked -----------------------------------------------------------------------

    @workflow.query(description="All exchanges, the payment runs, and what each partnership has reached.")
    def exchanges(self) -> ExchangeBook:
        state = self._desk.state
        return book_of(state.exchanges, state.payment_runs, self._desk.file.exchange_rules)

    @workflow.query(description="Who visits and who receives, by organisation.")
    def exchange_catalogue(self) -> ExchangeCatalogue:
        state = self._desk.state
        return catalogue(state.applied, self._desk.file.exchange_rules, state.exchanges)

    @workflow.query(description="How an exchange between two would begin, or why it cannot.")
    def exchange_opening(self, asked: ExchangeAsked) -> ExchangeOpening:
        state = self._desk.state
        return opening_of(
            asked,
            self._desk.file,
            state.phase,
            state.applied,
            state.exchanges,
            tempo=self._clock.tempo,
            now=self._clock.time_of(asked),
        )

    def _why_not_order(self) -> str | None:
        return why_not_order(self._desk.state.exchanges, self._desk.state.payment_runs)
