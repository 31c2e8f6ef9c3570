"""A problem of an itinerary, as a value."""

from enum import StrEnum

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.itinerary import ItineraryItem
from delegation.zoned import stamp


class ProblemCode(StrEnum):
    TWO_PLACES = "two-places"
    ROOM_TWICE = "room-twice"
    HOST_TWICE = "host-twice"
    NO_TRAVEL_TIME = "no-travel-time"
    OVER_CAPACITY = "over-capacity"
    HOST_OVER_LIMIT = "host-over-limit"
    CLOSED = "closed"
    CLOCK_CHANGE = "clock-change"
    OUTSIDE_LEG = "outside-leg"
    GUEST_LIST = "guest-list"
    ACCESS = "access"


class Severity(StrEnum):
    PROBLEM = "problem"
    """It cannot be carried out like this."""
    WARNING = "warning"
    """It can, but somebody should look at it."""


class ItineraryProblem(Fact):
    """One thing that does not fit: what, where, for whom, and what to do."""

    code: ProblemCode
    severity: Severity = Severity.PROBLEM
    items: tuple[ItemId, ...]
    """The items it is about, in order of time."""
    people: tuple[str, ...] = ()
    """Ids of the delegates and hosts concerned; none: everybody, or nobody in particular."""
    message: str
    """What is wrong, without a full stop."""
    remedy: str
    """What to do, as the second half of a sentence."""

    @property
    def sentence(self) -> str:
        """Both as text for people."""
        return f"{self.message}. {self.remedy[:1].upper()}{self.remedy[1:]}"

    @property
    def is_warning(self) -> bool:
        return self.severity is Severity.WARNING


class CheckedItinerary(Fact):
    """An itinerary that was looked at, and what was found."""

    source: str
    """The file, or the name of the delegation."""
    version: int = 0
    """As published; 0: the programme as it is written in the file."""
    items: int
    """How many fixed points it has."""
    problems: tuple[ItineraryProblem, ...] = ()

    @property
    def can_be_travelled(self) -> bool:
        return all(one.is_warning for one in self.problems)


def both(one: ItineraryItem, other: ItineraryItem) -> str:
    """The two items with their times."""
    return f"{at_its_time(one)} and {at_its_time(other)}"


def at_its_time(item: ItineraryItem) -> str:
    """`'Reception' (Tue 16 May 2017, 18:00 (EDT, UTC-4))`."""
    return f"{item.title!r} ({stamp(item.starts_at, item.zone)})"
