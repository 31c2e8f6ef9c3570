"""Where a host stands: what it was asked, what it answered, and how its workflow begins and ends."""

from pydantic import AwareDatetime

from delegation.calendar_book import CalendarBook
from delegation.fact import Fact
from delegation.hosting import Asking, HostAnswer, HostWithdrawal
from delegation.ids import ItemId, Slug
from delegation.tempo import Tempo


class Question(Fact):
    """Something a host is asked, until when, and when it is reminded."""

    asked_at: AwareDatetime
    until: AwareDatetime
    told: str = ""
    """`until` as a fact of letters (`delegation.moments`)."""
    remind_at: AwareDatetime | None = None
    """None: it is not reminded, or was."""


class HostState(Fact):
    """What a host was asked and answered, carried from one run of its workflow to the next."""

    rows: tuple[dict[str, str], ...] = ()
    """What it receives, as it was last told."""
    at_most: int | None = None
    """Most meetings it was asked for; None: it takes no meetings."""
    slots: tuple[ItemId, ...] = ()
    ends_at: AwareDatetime | None = None
    """The end of the last thing it receives."""
    confirming: Question | None = None
    requesting: Question | None = None
    requests: tuple[Asking, ...] = ()
    """Who asks it for a meeting."""
    guest_list: int = 0
    """How many times it was sent a guest list."""
    guest_list_at: AwareDatetime | None = None
    """When it was sent the last one."""
    thanked_at: AwareDatetime | None = None
    answer: HostAnswer | None = None
    """Its last word, all answers together."""
    withdrawal: HostWithdrawal | None = None


class HostView(Fact):
    """Where a host stands: for its page, and for the organiser."""

    host: ItemId
    state: HostState
    now: AwareDatetime
    reminded_next: AwareDatetime | None = None
    is_over: bool = False
    """Whether the delegation has ended."""


class HostStart(Fact):
    """Input of the Host workflow. Who answers for the host is known by id only."""

    delegation: Slug
    host: ItemId
    person: ItemId
    tempo: Tempo
    book: CalendarBook = CalendarBook()
    state: HostState = HostState()


class HostEnd(Fact):
    """Result of the Host workflow."""

    invites: int
    """How many items its calendar was told of."""
