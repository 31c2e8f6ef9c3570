"""One participant's journey: how it starts, and what they tell us."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from delegation.application import ApplicationStatus, Facts
from delegation.calendar_book import CalendarBook
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.itinerary import ItineraryItem
from delegation.meeting import Wishes
from delegation.offer import Offer, OfferOutcome, OfferSource
from delegation.person import Line
from delegation.requesting import SaidOfMeetings
from delegation.rooming import RoomWish
from delegation.tempo import Dated, Tempo
from delegation.terms import Terms


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
    room: RoomWish | None = None


class Withdrawal(Dated):
    reason: Line = ""


class OwnAppointments(Fact):
    """What one source, as an exchange, has put into this person's calendar."""

    number: int
    """Of the word that counts; older ones change nothing."""
    items: tuple[ItineraryItem, ...] = ()


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
    cut_off: str = ""
    """The cut-off the application was last handed in for."""
    closes_at: AwareDatetime | None = None
    """Until when it may be replaced; None in histories from before cut-offs could be moved."""
    moved_to: tuple[AwareDatetime, ...] = ()
    """Every date to which the cut-off was moved, as it was told; one to which it came back stands twice."""
    decided: int = 0
    """How many decisions were told so far; tells letters of the same name apart."""
    fix_until: AwareDatetime | None = None
    substitute_for: ParticipantId | None = None
    offer: Offer | None = None
    reminders_sent: int = 0
    next_steps: tuple[Line, ...] = ()
    outcome: OfferOutcome | None = None
    answered_at: AwareDatetime | None = None
    """When the applicant accepted or declined; trip time."""
    answered_by: OfferSource | None = None
    provided: tuple[ChecklistItem, ...] = ()
    room: RoomWish | None = None
    wishes: Wishes = Wishes()
    calendar: CalendarBook = CalendarBook()
    appointments: dict[ItemId, OwnAppointments] = Field(default_factory=dict)
    """By source, of what goes on beside the itinerary."""
    survey: SurveyAnswer | None = None
    outcomes: tuple[OutcomeReport, ...] = ()
    meetings: SaidOfMeetings = SaidOfMeetings()
    """Of meetings with other delegates."""
    address_refused: bool = False


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
    room: RoomWish | None = None
    survey: SurveyAnswer | None = None
    outcomes: tuple[OutcomeReport, ...] = ()
    meetings: SaidOfMeetings = SaidOfMeetings()


class JourneyView(Fact):
    """What may be asked of a journey at any time."""

    participant: ParticipantId
    state: JourneyState
    waiting_until: AwareDatetime | None = None
    is_over: bool = False
    """Whether the journey has come to its end: nothing can be answered any more."""
    is_settled: bool = True
    """Whether nothing is under way: no mail being sent, no message being worked on."""
    now: AwareDatetime


class ApplicationReceived(Dated):
    """An application reached its journey: the fact the delegation hears."""

    participant: ParticipantId
    facts: Facts
    received_at: AwareDatetime
    substitute_for: ParticipantId | None = None
    together_with: ParticipantId | None = None


class OfferClosed(Dated):
    """An offer came to its end."""

    participant: ParticipantId
    outcome: OfferOutcome


class Withdrawn(Dated):
    """A participant withdrew of their own accord."""

    participant: ParticipantId
    reason: Line = ""
