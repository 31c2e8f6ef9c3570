"""What must be undone when an exchange ends early: last done, first undone, each thing once."""

from delegation.exchange import Paper, Undoing
from delegation.exchange_state import ExchangeState


def to_undo(state: ExchangeState) -> tuple[Undoing, ...]:
    """What is still to be undone, in order; nothing while the exchange goes on."""
    if state.ending is None:
        return ()
    done = {one.what for one in state.undone}
    return tuple(what for what in _everything(state) if what not in done)


def _everything(state: ExchangeState) -> tuple[Undoing, ...]:
    """All that was done, as what undoes it."""
    papers = {one.paper for one in state.signatures}
    was_done = {
        Undoing.REFUND_CLAIMED: state.paid_at is not None,
        Undoing.PAYMENT_STOPPED: state.run > 0 and state.paid_at is None,
        Undoing.PAYMENT_NOT_ORDERED: state.approved_at is not None and state.run == 0,
        Undoing.REPORT_CLOSED: state.report is not None,
        Undoing.INVITES_CANCELLED: state.appointments > 0 and _is_ahead(state),
        Undoing.AGREEMENT_VOIDED: Paper.AGREEMENT in papers,
        Undoing.COMMITMENT_VOIDED: Paper.COMMITMENT in papers,
        Undoing.ACCEPTANCES_RELEASED: bool(state.accepted),
        Undoing.VALIDATION_RELEASED: state.validated_at is not None,
    }
    return tuple(what for what in Undoing if was_done[what])


def _is_ahead(state: ExchangeState) -> bool:
    """Whether something of the stay was still to come when the exchange ended."""
    return state.stay is not None and state.ending is not None and state.ending.at < state.stay.ends_at
