"""What a participant may do when: each refusal is a sentence that says why and what to do."""

from datetime import datetime

from delegation.application import ApplicationStatus, Submission
from delegation.journey import JourneyState, Provided, Withdrawal
from delegation.meeting import Wishes
from delegation.offer import Answer, OfferAnswer, OfferOutcome
from delegation.terms import Terms
from delegation.zoned import stamp

OUTCOME_OF = {Answer.ACCEPTED: OfferOutcome.CONFIRMED, Answer.DECLINED: OfferOutcome.DECLINED}
OVER = (ApplicationStatus.INELIGIBLE, ApplicationStatus.NOT_SELECTED, ApplicationStatus.WITHDRAWN)


def travels(state: JourneyState) -> bool:
    """Whether this person is a delegate: holds a confirmed place."""
    return state.status is ApplicationStatus.SELECTED and state.outcome is OfferOutcome.CONFIRMED


def travels_until_released(state: JourneyState) -> bool:
    """Whether a place was given up of which the delegation has not said yet that it is free."""
    return state.outcome is OfferOutcome.CONFIRMED


def why_not_submit(submission: Submission, state: JourneyState, terms: Terms, now: datetime) -> str | None:
    """Replaced until the cut-off, mended when asked to, handed in again for a later cut-off.

    The same application again is no error.
    """
    if submission.swept and has_taken(submission.received_at, submission.document.sha256, state):
        return "This application has been taken in, or replaced by a later one."
    if terms.registers and state.status is ApplicationStatus.WITHDRAWN and travels_until_released(state):
        return "The place is just being given back; register again in a moment."
    if state.received_at is None or may_apply_again(state, terms, now):
        return None
    if submission.document.sha256 == state.sha256 and state.status is not ApplicationStatus.WITHDRAWN:
        return None
    return _why_not_replace(state, terms, now)


def has_taken(received_at: datetime, sha256: str, state: JourneyState) -> bool:
    """Whether the journey has taken in the application received then, with that hash, or a later one."""
    taken_at = state.received_at
    if taken_at is None or received_at > taken_at:
        return False
    return received_at < taken_at or sha256 == state.sha256


def _why_not_replace(state: JourneyState, terms: Terms, now: datetime) -> str | None:
    closes_at = state.closes_at or terms.closes_at
    if terms.registers and state.status not in OVER:
        closed = "The registration closed on {}; it stays as it is."
        return None if now <= closes_at else closed.format(stamp(closes_at, terms.zone))
    match state.status:
        case ApplicationStatus.ASKED_TO_FIX if state.fix_until is not None:
            until, what = state.fix_until, "The time to mend the application ended on {}."
        case ApplicationStatus.SUBMITTED:
            until, what = closes_at, "The call closed on {}; the application stays as it was handed in."
        case status if status in OVER:
            return "No cut-off lies ahead for which this application could be handed in again."
        case _:
            return "The application is being evaluated or decided and can no longer be replaced."
    return None if now <= until else what.format(stamp(until, terms.zone))


def may_apply_again(state: JourneyState, terms: Terms, now: datetime) -> bool:
    """Whether an application that came to its end may be handed in for a cut-off that lies ahead."""
    if now > terms.closes_at or state.status not in OVER:
        return False
    again = terms.registers or terms.cut_off != state.cut_off
    return state.status is ApplicationStatus.WITHDRAWN or again


def why_not_answer(answer: OfferAnswer, state: JourneyState, terms: Terms, now: datetime) -> str | None:
    """An offer is answered once, until its confirm-by date; the same answer again is no error."""
    if state.offer is None:
        return "No place has been offered to this applicant, so there is nothing to answer."
    if state.outcome is OUTCOME_OF[answer.answer]:
        return None
    if state.outcome is not None:
        return _closed_offer(state.outcome)
    if now > state.offer.confirm_by:
        return f"The place was kept free until {stamp(state.offer.confirm_by, terms.zone)}, which has passed."
    return None


def _closed_offer(outcome: OfferOutcome) -> str:
    match outcome:
        case OfferOutcome.CONFIRMED:
            return "The place is already confirmed. To give it back, withdraw or write to the organiser."
        case OfferOutcome.DECLINED:
            return (
                "The place was declined and has been passed on. Write to the organiser if that was a mistake."
            )
        case OfferOutcome.EXPIRED:
            return "The offer was not answered in time and has been passed on."
        case OfferOutcome.WITHDRAWN:
            return "The place was given back."


def why_not_provide(_provided: Provided, state: JourneyState) -> str | None:
    return None if travels(state) else "Only delegates with a confirmed place hand in travel papers."


def why_not_wish(wishes: Wishes, state: JourneyState) -> str | None:
    if not travels(state):
        return "Only delegates with a confirmed place have wishes for visits and meetings."
    if wishes.visits is None and wishes.meetings is None:
        return "No wish was given; rank the visits of a block, or mark hosts as must, nice or no."
    return None


def why_not_report(state: JourneyState) -> str | None:
    return None if travels(state) else "Only delegates who travelled are asked about the trip."


def why_not_withdraw(_withdrawal: Withdrawal, state: JourneyState) -> str | None:
    return "The journey has ended already." if state.status in OVER else None
