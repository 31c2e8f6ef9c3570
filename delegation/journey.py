"""One participant's journey: how it starts, what they tell us, and the news the delegation has for them."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from delegation.application import ApplicationStatus, Facts
from delegation.change import Difference
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.follow_up import OutcomeReport, SurveyAnswer
from delegation.ids import ParticipantId, Slug
from delegation.invite import SentInvite
from delegation.itinerary import ItineraryItem
from delegation.letter import FactValue, LetterName
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


class NewsHeading(Fact):
    """What every piece of news carries: when it happened, and the facts its letter shows."""

    at: AwareDatetime
    facts: dict[str, FactValue] = Field(default_factory=dict)


class FixAsked(NewsHeading):
    """The application lacks something that may still be mended."""

    kind: Literal["fix_asked"] = "fix_asked"
    until: AwareDatetime


class Decided(NewsHeading):
    """The decision on the application; with an offer when a place is offered."""

    kind: Literal["decided"] = "decided"
    status: ApplicationStatus
    offer: Offer | None = None
    attachments: tuple[DocumentRef, ...] = ()
    confirmed: bool = False
    """A substitute steps into a place that is already confirmed."""
    next_steps: tuple[Line, ...] = ()
    """What follows a confirmation, each with its date, for the letter that confirms it."""


class ItineraryPublished(NewsHeading):
    """This person's part of a new version of the itinerary."""

    kind: Literal["itinerary_published"] = "itinerary_published"
    version: int
    items: tuple[ItineraryItem, ...]
    letter: LetterName
    differences: tuple[Difference, ...] = ()
    attachments: tuple[DocumentRef, ...] = ()


class PlaceReleased(NewsHeading):
    """The person no longer travels; their calendar is emptied."""

    kind: Literal["place_released"] = "place_released"
    reason: Line


class DelegationClosed(NewsHeading):
    """The end of the journey, planned or by cancellation."""

    kind: Literal["delegation_closed"] = "delegation_closed"
    cancelled: bool = False
    letter: LetterName | None = None


News = Annotated[
    FixAsked | Decided | ItineraryPublished | PlaceReleased | DelegationClosed, Field(discriminator="kind")
]
"""What the delegation tells a participant. Hearing the same news twice changes nothing."""


class Told(Fact):
    """A piece of news with whom it is for."""

    participant: ParticipantId
    news: News


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
    version: int = 0
    """Of the itinerary last heard of."""
    invites: tuple[SentInvite, ...] = ()
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
