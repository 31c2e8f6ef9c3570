"""News: what the delegation tells participants and hosts. Hearing the same twice changes nothing."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from delegation.application import ApplicationStatus
from delegation.calendar_rules import CalendarRules
from delegation.change import Difference
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.hosting import Asking
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import ItineraryItem
from delegation.letter import FactValue, LetterName
from delegation.offer import Offer
from delegation.person import Line


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
    final: bool = True
    """Whether the journey ends with it; False while one may apply again, or be admitted after all."""
    letter: LetterName | None = None
    """By which it is told; None: as the decision of a panel is."""


class CutOffMoved(NewsHeading):
    """The cut-off the application counts for was moved: until when it may be replaced."""

    kind: Literal["cut_off_moved"] = "cut_off_moved"
    closes_at: AwareDatetime


class ItineraryPublished(NewsHeading):
    """The recipient's part of a new version of the itinerary."""

    kind: Literal["itinerary_published"] = "itinerary_published"
    version: int
    items: tuple[ItineraryItem, ...]
    letter: LetterName
    differences: tuple[Difference, ...] = ()
    attachments: tuple[DocumentRef, ...] = ()
    rules: CalendarRules = CalendarRules()
    urgent: bool = False
    """Leaves at once, with all that was being gathered."""


class PlaceReleased(NewsHeading):
    """The person no longer travels; their calendar is emptied."""

    kind: Literal["place_released"] = "place_released"
    reason: Line
    final: bool = True
    """Whether the journey ends with it; False where one may still register again."""


class DelegationClosed(NewsHeading):
    """The end of the journey, planned or by cancellation."""

    kind: Literal["delegation_closed"] = "delegation_closed"
    cancelled: bool = False
    letter: LetterName | None = None


class LetterTold(NewsHeading):
    """A letter to leave with the recipient's other mail, from whatever else they take part in."""

    kind: Literal["letter_told"] = "letter_told"
    letter: LetterName
    source: ItemId
    """What it is about, as an exchange. With the letter and the sequence it is the letter's identity."""
    sequence: int = 0
    attachments: tuple[DocumentRef, ...] = ()


class AppointmentsTold(NewsHeading):
    """The recipient's appointments of one source, as an exchange, in place of those told before."""

    kind: Literal["appointments_told"] = "appointments_told"
    source: ItemId
    number: int = Field(gt=0)
    """Rises with each; an older one changes nothing."""
    items: tuple[ItineraryItem, ...] = ()
    rules: CalendarRules = CalendarRules()


class HostAsked(NewsHeading):
    """What a host would receive, for it to confirm."""

    kind: Literal["host_asked"] = "host_asked"
    until: AwareDatetime
    remind_at: AwareDatetime | None = None
    at_most: int | None = None
    """Most meetings; None: it takes no meetings."""
    slots: tuple[ItemId, ...] = ()
    ends_at: AwareDatetime | None = None
    """The end of the last thing it would receive."""


class HostRequests(NewsHeading):
    """Who asks a host for a meeting, for it to answer. Only organisations are told."""

    kind: Literal["host_requests"] = "host_requests"
    until: AwareDatetime
    remind_at: AwareDatetime | None = None
    requests: tuple[Asking, ...]


class GuestListSent(NewsHeading):
    """Who comes to a host. A later list replaces the earlier one."""

    kind: Literal["guest_list_sent"] = "guest_list_sent"
    number: int = Field(default=1, gt=0)
    """Of this host's lists: 1, 2, ..."""
    attachments: tuple[DocumentRef, ...]


class HostThanked(NewsHeading):
    """Thanks for what the host gave."""

    kind: Literal["host_thanked"] = "host_thanked"


News = Annotated[
    FixAsked
    | CutOffMoved
    | Decided
    | ItineraryPublished
    | PlaceReleased
    | LetterTold
    | AppointmentsTold
    | DelegationClosed,
    Field(discriminator="kind"),
]
"""What the delegation tells a participant."""

HostNews = Annotated[
    ItineraryPublished | HostAsked | HostRequests | GuestListSent | HostThanked | DelegationClosed,
    Field(discriminator="kind"),
]
"""What it tells a host."""


class Told(Fact):
    """A piece of news with whom it is for."""

    participant: ParticipantId
    news: News


class HostTold(Fact):
    """A piece of news for a host; `person` is who answers its mail."""

    host: ItemId
    person: ItemId
    news: HostNews
