"""Invites in the words of RFC 5545 and 5546: what a participant's own calendar has been told."""

from enum import StrEnum

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.itinerary import ItineraryItem


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class PartStat(StrEnum):
    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


class Revision(Fact):
    """One thing to tell a calendar: invite, update or cancel one item for one participant."""

    item: ItineraryItem
    method: Method
    sequence: int
    """RFC 5545 SEQUENCE: one higher on every revision that is sent."""
    dtstamp: AwareDatetime
    """When this revision was made (trip time); identical when the same revision is sent again."""
    partstat: PartStat = PartStat.NEEDS_ACTION
    material: bool = True
    """Whether the change asks for a new answer (time, place, status)."""
    changed: tuple[str, ...] = ()
    """What changed, as lines `old -> new` for the mail's text. Empty on a first invite."""


class SentInvite(Fact):
    """The last revision a participant was sent for an item, and what they answered."""

    item: ItineraryItem
    sequence: int
    method: Method
    partstat: PartStat = PartStat.NEEDS_ACTION
