"""Letters: what is said to whom on which occasion."""

from enum import StrEnum

from pydantic import Field

from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ItemId


class LetterName(StrEnum):
    """Every occasion on which a letter is sent. A folder of `templates/letters/` each."""

    APPLICATION_RECEIVED = "application-received"
    APPLICATION_REFUSED = "application-refused"
    """Too late, or not what the call asks for."""
    FIX_NEEDED = "fix-needed"
    NOT_ELIGIBLE = "not-eligible"
    APPLICATION_ADMITTED = "application-admitted"
    """Found not eligible at first; the organiser set a rule aside, and it is evaluated after all."""
    CUT_OFF_MOVED = "cut-off-moved"
    """The cut-off an application counts for was moved while the call is open."""
    WITHDRAWAL_NOTED = "withdrawal-noted"
    """An applicant without a place withdrew, or left the reserve list."""
    SCORES_WANTED = "scores-wanted"
    SCORES_OVERDUE = "scores-overdue"
    OFFER = "offer"
    OFFER_REMINDER = "offer-reminder"
    OFFER_EXPIRED = "offer-expired"
    OFFER_DECLINED = "offer-declined"
    PLACE_CONFIRMED = "place-confirmed"
    REGISTERED = "registered"
    """Of an event one registers for: a place was free."""
    REGISTRATION_WAITING = "registration-waiting"
    REGISTRATION_FULL = "registration-full"
    PLACE_FREE = "place-free"
    """Who waited for a place has one now."""
    WAITING_ENDED = "waiting-ended"
    RESERVE = "reserve"
    RESERVE_CLOSED = "reserve-closed"
    NOT_SELECTED = "not-selected"
    CHECKLIST = "checklist"
    CHECKLIST_REMINDER = "checklist-reminder"
    VISA_INVITATION = "visa-invitation"
    WISHES_OPEN = "wishes-open"
    AGENDA_PRELIMINARY = "agenda-preliminary"
    AGENDA_FINAL = "agenda-final"
    ITINERARY_CHANGED = "itinerary-changed"
    SESSION_WAITING = "session-waiting"
    """Who chose a parallel session that is full stands on its reserve list."""
    DECLINE_TO_CONFIRM = "decline-to-confirm"
    """Somebody declined by mail what costs money to decline."""
    DELEGATE_LEFT = "delegate-left"
    HOST_ASKED = "host-asked"
    """A host is asked to confirm what it receives and how many."""
    HOST_REMINDED = "host-reminded"
    HOST_REQUESTS = "host-requests"
    """Delegates who ask a host for a meeting; it answers by a date."""
    HOST_GUEST_LIST = "host-guest-list"
    HOST_WITHDRAWN = "host-withdrawn"
    """What a withdrawal was understood as."""
    HOST_AGENDA = "host-agenda"
    HOST_CHANGED = "host-changed"
    HOST_THANKS = "host-thanks"
    REQUESTS_OPEN = "requests-open"
    """Delegates may ask each other for meetings."""
    MEETING_REQUESTS = "meeting-requests"
    """Other delegates who ask for a meeting."""
    MEETING_REQUESTS_REMINDER = "meeting-requests-reminder"
    RATINGS_WANTED = "ratings-wanted"
    """How the meetings of the day went."""
    SURVEY = "survey"
    CERTIFICATE = "certificate"
    OUTCOMES_WANTED = "outcomes-wanted"
    DELEGATION_CANCELLED = "delegation-cancelled"
    EXCHANGE_PROPOSED = "exchange-proposed"
    """Visitor and host learn that an exchange was brought forward; its partnership validates it."""
    EXCHANGE_TO_VALIDATE = "exchange-to-validate"
    EXCHANGE_TO_ACCEPT = "exchange-to-accept"
    EXCHANGE_TO_SIGN = "exchange-to-sign"
    """To each who signs, with all papers that person has to sign."""
    EXCHANGE_CONFIRMED = "exchange-confirmed"
    """Everything is signed; the stay enters both calendars."""
    EXCHANGE_REPORT_WANTED = "exchange-report-wanted"
    """After the stay, and again where a report was sent back."""
    EXCHANGE_TO_CHECK = "exchange-to-check"
    EXCHANGE_TO_APPROVE = "exchange-to-approve"
    EXCHANGE_APPROVED = "exchange-approved"
    EXCHANGE_PAID = "exchange-paid"
    EXCHANGE_ENDED = "exchange-ended"
    """Refused, lapsed, withdrawn or called off, with what was undone."""
    AGREEMENT_REMINDER = "agreement-reminder"
    """The owner of an agreement is reminded of its next date."""
    AGREEMENT_OVERDUE = "agreement-overdue"
    AGREEMENT_QUIET = "agreement-quiet"
    """There was no news of an agreement for long."""
    AGREEMENT_HANDED_OVER = "agreement-handed-over"
    """To the new owner."""
    AGREEMENT_REPORT = "agreement-report"
    """The yearly report on all agreements."""


FactValue = str | tuple[str, ...] | tuple[dict[str, str], ...]
"""What a template may show: text, a list of texts, or rows of named texts. Times arrive formatted."""


class Letter(Fact):
    """One letter to one person; the person's name and address are looked up when it is written."""

    name: LetterName
    recipient: str
    """Id of a participant, or of one of the delegation's people."""
    sequence: int = 0
    """Tells two letters of the same name to the same person apart (the second reminder, a later version)."""
    facts: dict[str, FactValue] = Field(default_factory=dict)
    """Nothing personal: it passes through the workflow."""
    attachments: tuple[DocumentRef, ...] = ()
    host: ItemId | None = None
    """The host it is for, since one person may answer for several."""
    about: ItemId | None = None
    """The item it is about, to whose invite it links."""
    agreement: ItemId | None = None
    """The agreement it is about, since one person may own several."""
