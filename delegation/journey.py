"""One participant's journey: how it starts, and what they tell us."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from delegation.application import ApplicationStatus, Facts
from delegation.calendar_book import CalendarBook
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.ids import ParticipantId, Slug
from delegation.meeting import Wishes
from delegation.offer import Offer, OfferOutcome
from delegation.person import Line
from delegation.tempo import Dated, Tempo
from delegation.zoned import ZoneName


class ChecklistItem(StrEnum):
    """What a delegate hands in after accepting."""

    PASSPORT = "passport"
    ROOM = "room"
    DIET = "diet"
    CONSENT = "consent"


class Provided(Dated):
    """Checklist items a delegate handed in. Their contents lie in the vault; only references are here."""

    items: tuple[ChecklistItem, ...] = Field(min_length=1)
    documents: tuple[DocumentRef, ...] = ()


class Withdrawal(Dated):
    reason: Line = ""


class JourneyState(Fact):
    """All that a journey carries from one run to the next."""

    facts: Facts | None = None
    status: ApplicationStatus = ApplicationStatus.SUBMITTED
    receipt: str = ""
    sha256: str = ""
    """Of the application as last handed in."""
    received_at: AwareDatetime | None = None
    revision: int = 0
    """How many times the application was handed in."""
    fix_until: AwareDatetime | None = None
    substitute_for: ParticipantId | None = None
    offer: Offer | None = None
    reminders_sent: int = 0
    next_steps: tuple[Line, ...] = ()
    outcome: OfferOutcome | None = None
    provided: tuple[ChecklistItem, ...] = ()
    wishes: Wishes = Wishes()
    calendar: CalendarBook = CalendarBook()
    survey: SurveyAnswer | None = None
    outcomes: tuple[OutcomeReport, ...] = ()
    address_refused: bool = False


class Terms(Fact):
    """What an applicant's journey must know of the call."""

    zone: ZoneName
    """The organiser's, in which deadlines are written."""
    place: Line = ""
    """The organiser's city, shown beside deadlines."""
    closes_at: AwareDatetime
    decision_by: AwareDatetime


class JourneyStart(Fact):
    """Input of the Participant workflow."""

    delegation: Slug
    participant: ParticipantId
    tempo: Tempo
    terms: Terms
    state: JourneyState = JourneyState()


class JourneyEnd(Fact):
    """Result of the Participant workflow."""

    status: ApplicationStatus
    outcome: OfferOutcome | None = None


class JourneyAnswers(Fact):
    """What a participant told us, for the delegation to collect when it is due."""

    provided: tuple[ChecklistItem, ...] = ()
    wishes: Wishes = Wishes()
    survey: SurveyAnswer | None = None
    outcomes: tuple[OutcomeReport, ...] = ()


class JourneyView(Fact):
    """What may be asked of a journey at any time."""

    participant: ParticipantId
    state: JourneyState
    waiting_until: AwareDatetime | None = None
    is_settled: bool = True
    """Whether nothing is under way: no mail being sent, no message being worked on."""
    now: AwareDatetime


class ApplicationReceived(Dated):
    """An application reached its journey: the fact the delegation hears."""

    participant: ParticipantId
    facts: Facts
    received_at: AwareDatetime
    substitute_for: ParticipantId | None = None


class OfferClosed(Dated):
    """An offer came to its end."""

    participant: ParticipantId
    outcome: OfferOutcome


class Withdrawn(Dated):
    """A participant withdrew of their own accord."""

    participant: ParticipantId
    reason: Line = ""
