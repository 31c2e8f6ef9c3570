"""Addresses of the portal that stand in mails: calendar feeds, and pages on which an invite is answered."""

from pydantic import Field

from delegation.fact import Fact
from delegation.ids import ItemId


class CalendarLinks(Fact):
    """Where one recipient's programme is found and answered. Empty: there is no such page."""

    feed: str = ""
    """The calendar feed, as `https://`."""
    webcal: str = ""
    """The same as `webcal://`, which opens a calendar program."""
    answers: dict[ItemId, str] = Field(default_factory=dict)
    """By item: the page on which its invite is answered."""
