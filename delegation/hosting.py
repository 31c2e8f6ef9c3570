"""Hosts as recipients of a programme: how the workflow of one begins and ends."""

from delegation.calendar_book import CalendarBook
from delegation.fact import Fact
from delegation.ids import ItemId, Slug
from delegation.tempo import Tempo


class HostStart(Fact):
    """Input of the Host workflow. Who answers for the host is known by id only."""

    delegation: Slug
    host: ItemId
    person: ItemId
    tempo: Tempo
    book: CalendarBook = CalendarBook()


class HostEnd(Fact):
    """Result of the Host workflow."""

    invites: int
    """How many items its calendar was told of."""
