"""How an update is refused: before anything is recorded."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from delegation.invite import AnswerOutcome

WITHOUT_EFFECT = {
    AnswerOutcome.REPEATED: "This answer is known already, or older than the one that is.",
    AnswerOutcome.OVER: "The appointment was cancelled, or is over.",
    AnswerOutcome.UNKNOWN: "This calendar was never sent such an invite.",
}
"""Answers that change nothing leave no trace in the history, however often they arrive."""


def refuse(reason: str | None) -> None:
    """Reject the update with a sentence; None lets it pass."""
    if reason is not None:
        raise ValueError(reason)


def refuse_now(reason: str | None) -> None:
    """Fail the update with a sentence: it was let in, and what it was about changed before its turn came."""
    if reason is not None:
        raise ApplicationError(reason)


def refuse_without_effect(outcome: AnswerOutcome) -> None:
    """Reject an answer that changes nothing. The failure's type is the outcome, for whoever asked."""
    if outcome in WITHOUT_EFFECT:
        raise ApplicationError(WITHOUT_EFFECT[outcome], type=outcome.value)
