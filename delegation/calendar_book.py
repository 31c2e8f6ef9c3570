"""The calendar book of one recipient: what their calendar was told, and what is about to be told."""

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.invite import Revision, SentInvite
from delegation.news import ItineraryPublished


class CalendarBook(Fact):
    """State of one recipient's calendar. The rules that change it are in `calendars/book_keeping.py`."""

    version: int = 0
    """Of the itinerary last heard of."""
    invites: tuple[SentInvite, ...] = ()
    pending: ItineraryPublished | None = None
    """Heard, and not yet sent; several versions are merged into one."""
    due: AwareDatetime | None = None
    """When `pending` and `again` leave."""
    leaving: tuple[Revision, ...] = ()
    """On their way out; some may have arrived before all have left."""
    again: tuple[ItemId, ...] = ()
    """Items whose invite was asked for once more."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be sent."""
        return self.pending is None and not self.again


class CalendarView(Fact):
    """What may be asked of a recipient's calendar at any time."""

    recipient: str
    """Participant or host id."""
    version: int
    invites: tuple[SentInvite, ...] = ()
    due: AwareDatetime | None = None
    """When changes that are being gathered leave; None: everything has left."""
    now: AwareDatetime
