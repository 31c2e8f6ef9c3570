"""What would come of a deed: the refusal, or how the exchange would stand and which letters would leave."""

from datetime import datetime

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
from delegation.exchanging import refusals, steps
from delegation.exchanging.telling import Notice, notices
from delegation.exchanging.undoing import to_undo
from delegation.fact import Fact

AnyDeed = (
    Propose
    | Validate
    | AcceptExchange
    | Sign
    | Arrange
    | HandInReport
    | CheckReport
    | SendBack
    | ApproveReport
    | WithdrawExchange
)
"""Everything people do with an exchange."""


class Outcome(Fact):
    """What would come of a deed; nothing was done."""

    refusal: str = ""
    """Why it cannot be; then the rest is as it stands."""
    state: ExchangeState
    letters: tuple[Notice, ...] = ()


def outcome(deed: AnyDeed, state: ExchangeState, start: ExchangeStart, now: datetime) -> Outcome:
    """As the exchange itself would decide at that moment, with everything undone where it would end."""
    refusal = why_not(deed, state, start, now)
    if refusal is not None:
        return Outcome(refusal=refusal, state=state)
    new = _undone(_done(deed, state, start, now), now)
    return Outcome(state=new, letters=notices(state, new, start))


def why_not(deed: AnyDeed, state: ExchangeState, start: ExchangeStart, now: datetime) -> str | None:
    """The sentence with which the exchange would refuse it."""
    match deed:
        case Propose():
            refusal = refusals.why_not_propose(deed, state, start, now)
        case Validate():
            refusal = refusals.why_not_validate(deed, state)
        case AcceptExchange():
            refusal = refusals.why_not_accept(deed, state)
        case Sign():
            refusal = refusals.why_not_sign(deed, state)
        case Arrange():
            refusal = refusals.why_not_arrange(deed, state, now)
        case HandInReport():
            refusal = refusals.why_not_report(deed, state)
        case CheckReport():
            refusal = refusals.why_not_check(deed, state, start)
        case SendBack():
            refusal = refusals.why_not_send_back(deed, state)
        case ApproveReport():
            refusal = refusals.why_not_approve(deed, state)
        case WithdrawExchange():
            refusal = refusals.why_not_withdraw_exchange(deed, state)
    return refusal


def _done(deed: AnyDeed, state: ExchangeState, start: ExchangeStart, now: datetime) -> ExchangeState:
    match deed:
        case Propose():
            new = steps.proposed(state, deed, now)
        case Validate():
            new = steps.validated(state, deed, now)
        case AcceptExchange():
            new = steps.accepted(state, deed, now)
        case Sign():
            new = steps.signed(state, deed, now)
        case Arrange():
            new = steps.arranged(state, deed)
        case HandInReport():
            new = steps.reported(state, deed, now)
        case CheckReport():
            new = steps.checked(state, deed, now)
        case SendBack():
            new = steps.sent_back(state, deed, start, now)
        case ApproveReport():
            new = steps.approved(state, deed, start, now)
        case WithdrawExchange():
            new = steps.withdrawn(state, deed, now)
    return new


def _undone(state: ExchangeState, now: datetime) -> ExchangeState:
    while left := to_undo(state):
        state = steps.undone(state, left[0], now)
    return steps.closed(state, now)
