"""What became of a mail that came in."""

from enum import StrEnum

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.invite import AnswerOutcome


class Became(StrEnum):
    ANSWER = "answer"
    """Handed to the calendar it answers; `outcome` says what that made of it."""
    TOO_LATE = "too late"
    """The journey it belongs to has ended."""
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    """It answers no invite of ours. The mail is kept and changes nothing."""
    NO_ANSWER = "no answer"
    """An ordinary mail, or one that no program can understand: for people to read."""
    OFFER_ANSWERED = "offer-answered"
    """A reply to an offer, which accepted or declined it; `reason` says which."""
    FOR_A_PERSON = "for a person"
    """A reply to an offer that changed nothing and became a task of the organiser."""
    BOUNCE = "bounce"
    """One of our mails came back."""
    FAILED = "failed"
    """A defect of ours. The mail is kept; handed in again, it is tried again."""


class Reception(Fact):
    """What became of one mail. Without anything personal: the mail itself lies in the vault."""

    sha256: str
    """Of the mail as it came in."""
    way: str
    received_at: AwareDatetime
    became: Became
    delegation: str = ""
    recipient: str = ""
    item: str = ""
    outcome: AnswerOutcome | None = None
    record: str = ""
    """Key of the answer in the vault, to an invite or to an offer."""
    reason: str = ""
    send_id: str = ""
    """Of the mail that came back."""
