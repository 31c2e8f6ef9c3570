"""Invites in the words of RFC 5545 and 5546: what a calendar has been told, and what came back."""

from enum import StrEnum

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.itinerary import ItineraryItem
from delegation.tempo import Dated


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class PartStat(StrEnum):
    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


class AnswerSource(StrEnum):
    """The way an answer came in."""

    MAIL = "mail"
    LINK = "link"
    """The signed link of an invite; who uses it has said yes to what it costs."""


class AnswerKind(StrEnum):
    ANSWER = "answer"
    """Accepted, tentative or declined."""
    COUNTER = "counter"
    """Another time is proposed: for a person to decide."""
    DELEGATED = "delegated"
    """Somebody else is to come: for a person to decide."""
    STRANGER = "stranger"
    """Somebody answered who was not invited: for a person to decide."""
    REFRESH = "refresh"
    """The calendar asks for the invite once more (RFC 5546 3.2.6)."""


class InviteAnswer(Dated):
    """One answer to one invite, without anything personal: names and comments lie in the vault."""

    item: ItemId
    partstat: PartStat = PartStat.NEEDS_ACTION
    sequence: int
    """Of the revision that was answered."""
    dtstamp: AwareDatetime
    """When it was given."""
    source: AnswerSource
    kind: AnswerKind = AnswerKind.ANSWER
    record: str = ""
    """Key of the whole answer in the vault: sender, comment, verdicts."""


class AnswerOutcome(StrEnum):
    """What became of an answer."""

    COUNTED = "counted"
    REPEATED = "repeated"
    """Known already, or older than what is known."""
    OUTDATED = "outdated"
    """Given to an earlier time or place; the newer invite is still open."""
    TO_CONFIRM = "to confirm"
    """A decline that costs money; it counts once it is confirmed by link."""
    FOR_A_PERSON = "for a person"
    """Noted as a task of the organiser."""
    SENT_AGAIN = "sent again"
    OVER = "over"
    """The item was cancelled, or took place already."""
    UNKNOWN = "unknown"
    """This calendar was never sent such an invite."""


class Revision(Fact):
    """One thing to tell a calendar: invite, update or cancel one item for one recipient."""

    item: ItineraryItem
    before: ItineraryItem | None = None
    """As the calendar knew it until now; None on a first invite, and after a cancellation."""
    method: Method
    sequence: int
    """RFC 5545 SEQUENCE: one higher on every revision."""
    dtstamp: AwareDatetime
    """When this revision was made (trip time); identical when the same revision is sent again."""
    partstat: PartStat = PartStat.NEEDS_ACTION
    material: bool = True
    """Whether the change asks for a new answer (time, place, status)."""
    mailed: bool = True
    """Whether it leaves as a mail of its own; otherwise digest and feed show it."""


class SentInvite(Fact):
    """Where one item stands in one recipient's calendar: the last revision, and what was answered."""

    item: ItineraryItem
    sequence: int
    method: Method
    dtstamp: AwareDatetime
    asked: int = 0
    """SEQUENCE of the last revision that asked for a new answer; older answers no longer count."""
    mailed: bool = True
    partstat: PartStat = PartStat.NEEDS_ACTION
    answer: InviteAnswer | None = None
    """The last answer that counted, also where a later revision asked anew."""
    heard_sequence: int = 0
    """The highest SEQUENCE a reply has named: programs that raise it must not miss our next revision."""


class MailReturned(Dated):
    """One of our mails came back: what the delegation must know."""

    recipient: str
    """Participant, host or person id."""
    send_id: str


class InviteReport(Dated):
    """What the delegation must know of an answer: a decline, or something a person must decide."""

    recipient: str
    """Participant or host id."""
    item: ItemId
    title: str
    kind: AnswerKind
    declined: bool = False
    is_confirmed: bool = True
    """False while a decline that costs money waits to be confirmed."""
    record: str = ""
