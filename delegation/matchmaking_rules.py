"""Meetings of delegates with each other: when they ask for them, and the rounds in which they meet."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.matchmaking.event import OpenTo
from delegation.meeting import Slot
from delegation.person import Line
from delegation.zoned import LocalTime, ZoneName, demand_existing, instant


class MeetingRoom(Fact):
    """A room with meeting tables."""

    id: ItemId
    name: Line
    tables: int = Field(gt=0)


class MeetingRound(Fact):
    """A block of time in which members of one group meet members of another, or of their own."""

    id: ItemId
    title: Line
    leg: ItemId
    zone: ZoneName
    place: ItemId
    between: tuple[ItemId, ItemId]
    """Groups of the registration; twice the same where its members meet each other."""
    rooms: tuple[MeetingRoom, ...] = Field(min_length=1)
    slots: tuple[Slot, ...] = Field(min_length=1)
    """The same for all tables, in the zone of the round; their ids are unique in the file."""
    at_least: int = Field(default=0, ge=0)
    """Fewest meetings each should have in this round, as far as requests allow."""
    at_most: int = Field(gt=0)
    open_to: OpenTo = OpenTo.ASKED
    """Which pairs may meet besides those of whom one asked for the other."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""

    @model_validator(mode="after")
    def _slots_exist_and_do_not_overlap(self) -> Self:
        ordered = sorted(self.slots, key=lambda slot: slot.starts)
        for slot in ordered:
            demand_existing(slot.starts, self.zone, f"Meeting slot {slot.id!r}")
        for one, other in pairwise(ordered):
            if one.starts + timedelta(minutes=one.minutes) > other.starts:
                raise ValueError(f"Meeting slots {one.id!r} and {other.id!r} overlap; move the later one.")
        return self

    def slot(self, slot_id: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.id == slot_id), None)

    def room(self, room_id: str) -> MeetingRoom | None:
        return next((room for room in self.rooms if room.id == room_id), None)

    def hours(self, slot: Slot) -> tuple[datetime, datetime]:
        """From which instant to which the slot lasts."""
        starts = instant(slot.starts, self.zone)
        return starts, starts + timedelta(minutes=slot.minutes)


class MatchmakingRules(Fact):
    """When delegates ask each other for meetings, until when the asked answer, and when they meet."""

    zone: ZoneName
    """Of the dates, usually the organiser's."""
    requests_open: LocalTime
    requests_close: LocalTime
    answer_by: LocalTime
    """What is unanswered then has expired: it counts neither for nor against a meeting."""
    remind_days_before: int = Field(default=1, ge=0, le=30)
    """Who has requests to answer is reminded once, so many days before."""
    requests_at_most: int | None = Field(default=None, gt=0)
    """Most requests of one delegate; None: no limit."""
    told_every_days: int | None = Field(default=None, gt=0)
    """How often the asked hear of new requests while requests are open; None: once, when they close."""
    catalogue: tuple[ItemId, ...] = ()
    """Fields of the form that others see of each organisation: themes, what it offers, what it seeks."""
    named_if: ItemId | None = None
    """The field by which a delegate agrees that others see their name as well; None: they see no name, and
    only those who are asked learn who asks them."""
    rounds: tuple[MeetingRound, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if not self.requests_open < self.requests_close < self.answer_by:
            raise ValueError(
                "Requests open, then close, then are answered; put 'requests_open', 'requests_close' and "
                "'answer_by' in order."
            )
        return self

    @property
    def requests_open_at(self) -> datetime:
        return instant(self.requests_open, self.zone)

    @property
    def requests_close_at(self) -> datetime:
        return instant(self.requests_close, self.zone)

    @property
    def answer_by_at(self) -> datetime:
        return instant(self.answer_by, self.zone)
