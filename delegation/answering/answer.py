"""What a mail to the organiser's address turned out to be: an answer to an invite, or why it is none."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from delegation.answering.offer_reply import OfferReading
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.invite import AnswerKind, AnswerSource, InviteAnswer, PartStat

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""When an answer was given that names no time at all: every other answer is newer."""


class Verdicts(Fact):
    """What the receiving mail server found: pass, fail, none, softfail...; empty where it said nothing.

    Recorded, never required: Google's own replies can fail DMARC of the attendee's domain.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


class Answer(Fact):
    """What a calendar program says for its owner. Everything in it is untrusted but well-formed text."""

    uid: str
    attendee: str
    """Address in lower case, without `mailto:`."""
    partstat: PartStat = PartStat.NEEDS_ACTION
    """NEEDS-ACTION where nothing was decided: delegated, refresh, and most counter-proposals."""
    kind: AnswerKind = AnswerKind.ANSWER
    sequence: int = 0
    """Of the revision that was answered, 0 to 2147483647; 0 also where it is missing or not a number, so
    that such an answer never counts for a later time."""
    dtstamp: AwareDatetime | None = None
    """UTC; None where the calendar states none, or not in UTC."""
    comment: str = ""
    """At most 2,000 characters, without control characters. Escape it wherever it is shown."""
    delegated_to: tuple[str, ...] = ()
    """Addresses in lower case."""
    proposed_start: str = ""
    """Of a counter-proposal, as it stood there: `20270312T150000 Eastern Standard Time`."""
    proposed_end: str = ""
    proposed_starts_at: AwareDatetime | None = None
    """UTC, where the zone is known beyond doubt."""
    proposed_ends_at: AwareDatetime | None = None
    sender: str = ""
    """Address of the From line, in lower case; need not be the attendee's."""
    message_id: str = ""
    sent_at: AwareDatetime | None = None
    """The Date line, in UTC."""
    verdicts: Verdicts = Verdicts()


class Why(StrEnum):
    """Why a mail is not an answer to an invite."""

    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    NO_CALENDAR = "no-calendar"
    NOT_A_REPLY = "not-a-reply"
    """A calendar, but an invite, a cancellation, a publication or anything else that answers nothing."""
    SEVERAL_EVENTS = "several-events"
    SEVERAL_PEOPLE = "several-people"
    NO_PARTSTAT = "no-partstat"
    """A reply that says neither yes, maybe nor no, or does not say who speaks."""
    BOUNCE = "bounce"
    AUTO_REPLY = "auto-reply"
    WINMAIL = "winmail"
    ENCRYPTED = "encrypted"
    TOO_SLOW = "too-slow"


class PlainReply(Fact):
    """A mail that refers to an earlier one, and what its own words say to an offer. All of it untrusted."""

    references: tuple[str, ...]
    """Message-IDs it replies to, without angle brackets, the nearest first."""
    reading: OfferReading = OfferReading.UNCLEAR
    words: str = ""
    """The sender's own, at most 2,000 characters. Escape them wherever they are shown."""
    verdicts: Verdicts = Verdicts()


class NotAnAnswer(Fact):
    """A mail that changes no calendar, with the reason."""

    why: Why
    text: str
    """One sentence for the organiser; names nobody."""
    delegation: str = ""
    """Of the mail that came back, where it stands in it: a slug."""
    send_id: str = ""
    """Of the mail that came back, where it stands in it: 26 base32 characters."""
    sender: str = ""
    message_id: str = ""
    reply: PlainReply | None = None
    """Where somebody wrote it in reply to an earlier mail: perhaps the answer to an offer."""


def as_invite_answer(
    answer: Answer,
    item: ItemId,
    source: AnswerSource,
    record: str,
    *,
    received_at: datetime | None = None,
    is_stranger: bool = False,
) -> InviteAnswer:
    """The answer without anything personal, for the calendar book of the invite's owner.

    It was given at its DTSTAMP, else when the mail was sent, else when it came in; never after it came in
    (`received_at`), so that a wrong clock cannot outdo all later answers. `is_stranger`: neither the
    attendee nor the sender is the person who was invited.
    """
    stated = answer.dtstamp or answer.sent_at or received_at or BEFORE_ALL
    given = min(stated, received_at) if received_at else stated
    return InviteAnswer(
        item=item,
        partstat=answer.partstat,
        sequence=answer.sequence,
        dtstamp=given,
        source=source,
        kind=AnswerKind.STRANGER if is_stranger else answer.kind,
        record=record,
    )
