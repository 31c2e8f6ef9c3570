"""What people do with an exchange: each is refused with a sentence, or taken in once."""

from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.exchange import (
        AcceptExchange,
        ApproveReport,
        Arrange,
        CheckReport,
        HandInReport,
        Propose,
        SendBack,
        Sign,
        Validate,
        WithdrawExchange,
    )
    from delegation.exchange_state import ExchangeStart, ExchangeState
    from delegation.exchanging import steps
    from delegation.exchanging.refusals import (
        why_not_accept,
        why_not_approve,
        why_not_arrange,
        why_not_check,
        why_not_propose,
        why_not_report,
        why_not_send_back,
        why_not_sign,
        why_not_validate,
        why_not_withdraw_exchange,
    )

from workflows._clock import Clock
from workflows._refusal import refuse


class ExchangeDeeds:
    """Base of the exchange; it sets its attributes when it begins, and `_take` takes a new state."""

    _start: ExchangeStart
    _state: ExchangeState
    _clock: Clock
    _take: Callable[[ExchangeState], ExchangeState]

    # --- before the stay -------------------------------------------------------------------------

    @workflow.update(description="An exchange is brought forward: by the visitor, the host or the organiser.")
    def propose(self, propose: Propose) -> ExchangeState:
        self._clock.hear(propose)
        return self._take(steps.proposed(self._state, propose, self._clock.now()))

    @propose.validator
    def _may_propose(self, propose: Propose) -> None:
        refuse(why_not_propose(propose, self._state, self._start, self._clock.time_of(propose)))

    @workflow.update(description="The partnership it counts for lets it go on, or refuses it.")
    def validate(self, validate: Validate) -> ExchangeState:
        self._clock.hear(validate)
        return self._take(steps.validated(self._state, validate, self._clock.now()))

    @validate.validator
    def _may_validate(self, validate: Validate) -> None:
        refuse(why_not_validate(validate, self._state))

    @workflow.update(description="The visitor or the host accepts the exchange.")
    def accept(self, accept: AcceptExchange) -> ExchangeState:
        self._clock.hear(accept)
        return self._take(steps.accepted(self._state, accept, self._clock.now()))

    @accept.validator
    def _may_accept(self, accept: AcceptExchange) -> None:
        refuse(why_not_accept(accept, self._state))

    @workflow.update(description="A signed confirmation came in.")
    def sign(self, sign: Sign) -> ExchangeState:
        self._clock.hear(sign)
        return self._take(steps.signed(self._state, sign, self._clock.now()))

    @sign.validator
    def _may_sign(self, sign: Sign) -> None:
        refuse(why_not_sign(sign, self._state))

    @workflow.update(description="The small itinerary of the stay, in place of what was arranged before.")
    def arrange(self, arrange: Arrange) -> ExchangeState:
        self._clock.hear(arrange)
        return self._take(steps.arranged(self._state, arrange))

    @arrange.validator
    def _may_arrange(self, arrange: Arrange) -> None:
        refuse(why_not_arrange(arrange, self._state, self._clock.time_of(arrange)))

    # --- after the stay --------------------------------------------------------------------------

    @workflow.update(description="The visitor hands in the report, with evidence.")
    def report(self, report: HandInReport) -> ExchangeState:
        self._clock.hear(report)
        return self._take(steps.reported(self._state, report, self._clock.now()))

    @report.validator
    def _may_report(self, report: HandInReport) -> None:
        refuse(why_not_report(report, self._state))

    @workflow.update(description="The partnership found the report true: days and distance.")
    def check(self, check: CheckReport) -> ExchangeState:
        self._clock.hear(check)
        return self._take(steps.checked(self._state, check, self._clock.now()))

    @check.validator
    def _may_check(self, check: CheckReport) -> None:
        refuse(why_not_check(check, self._state, self._start))

    @workflow.update(description="The report goes back to the visitor, with a reason.")
    def send_back(self, send: SendBack) -> ExchangeState:
        self._clock.hear(send)
        return self._take(steps.sent_back(self._state, send, self._start, self._clock.now()))

    @send_back.validator
    def _may_send_back(self, send: SendBack) -> None:
        refuse(why_not_send_back(send, self._state))

    @workflow.update(description="The programme approves what was checked; the lump sum is fixed.")
    def approve(self, approve: ApproveReport) -> ExchangeState:
        self._clock.hear(approve)
        return self._take(steps.approved(self._state, approve, self._start, self._clock.now()))

    @approve.validator
    def _may_approve(self, approve: ApproveReport) -> None:
        refuse(why_not_approve(approve, self._state))

    # --- at any point ----------------------------------------------------------------------------

    @workflow.update(
        description="Either side, or the organiser, ends it; everything done is undone in order."
    )
    def withdraw(self, withdraw: WithdrawExchange) -> ExchangeState:
        self._clock.hear(withdraw)
        return self._take(steps.withdrawn(self._state, withdraw, self._clock.now()))

    @withdraw.validator
    def _may_withdraw(self, withdraw: WithdrawExchange) -> None:
        refuse(why_not_withdraw_exchange(withdraw, self._state))
