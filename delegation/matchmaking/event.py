"""A matchmaking of any kind: two sides or everybody with everybody, over several days and rooms."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field, field_validator

from delegation.fact import Fact
from delegation.matchmaking.market import USUAL, Aim
from delegation.meeting import Wish
from delegation.person import Line
from delegation.zoned import Day, LocalTime, ZoneName, instant

RATING = {Wish.MUST: 3, Wish.NICE: 2}
"""What the words count for; 1 and 0 are given as figures, a `no` has none."""


class OpenTo(StrEnum):
    """Which pairs may meet besides those of whom one asked for the other."""

    ASKED = "asked"
    THEMES = "themes"
    ANYBODY = "anybody"


class EventPerson(Fact):
    """Somebody who takes part. People of one group (a side, an organisation's table) do not meet."""

    id: Line = Field(min_length=1)
    group: Line = ""
    available: tuple[Line, ...] | None = None
    """The slots in which they can meet; None: all."""
    away: tuple[Line, ...] = ()
    """Slots they cannot take, of those: a break, a visit, a talk."""
    at_least: int | None = Field(default=None, ge=0, le=1000)
    at_most: int | None = Field(default=None, ge=0, le=1000)
    at_most_per_day: int | None = Field(default=None, ge=0, le=1000)
    themes: tuple[Line, ...] = ()


class EventSlot(Fact):
    id: Line = Field(min_length=1)
    starts: LocalTime
    minutes: int = Field(gt=0, le=480)


class EventRoom(Fact):
    id: Line = Field(min_length=1)
    tables: int = Field(gt=0, le=10_000)
    closed: tuple[Line, ...] = ()
    """Slots in which nobody can meet there."""


class Request(Fact):
    """What one person wishes of another."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    asks: Line = Field(alias="from", min_length=1)
    whom: Line = Field(alias="to", min_length=1)
    wish: Wish | Literal[0, 1, 2, 3] = Wish.NICE
    """`must` is 3, `nice` is 2; `no` rules the meeting out."""
    at: LocalTime | None = None
    expires: LocalTime | None = None
    """From then on it counts neither for nor against a meeting."""

    @field_validator("wish", mode="before")
    @classmethod
    def _figures_may_be_text(cls, wish: object) -> object:
        if wish in ("0", "1", "2", "3", 0, 1, 2, 3):
            return int(str(wish))
        if wish not in list(Wish):
            raise ValueError(f"{wish!r} is no wish; write must, nice or no, or a figure from 0 to 3.")
        return wish

    @property
    def rating(self) -> int:
        """0 to 3, or -1 for a `no`."""
        return self.wish if isinstance(self.wish, int) else RATING.get(self.wish, -1)


class EventMeeting(Fact):
    """Two people, the smaller id first, at a table in a slot."""

    one: Line
    other: Line
    slot: Line
    room: Line = ""
    table: int = 0


class MeetingEvent(Fact):
    """Everything a matchmaking is solved from."""

    zone: ZoneName
    slots: tuple[EventSlot, ...]
    rooms: tuple[EventRoom, ...]
    people: tuple[EventPerson, ...]
    requests: tuple[Request, ...] = ()
    kept: tuple[EventMeeting, ...] = ()
    """Published or confirmed: they stay in slot and, where given, room and table."""
    at_least: int = Field(default=0, ge=0, le=1000)
    """Fewest meetings of each person, unless they say otherwise."""
    at_most: int | None = Field(default=None, ge=0, le=1000)
    at_most_per_day: int | None = Field(default=None, ge=0, le=1000)
    open_to: OpenTo = OpenTo.ASKED
    days: tuple[Day, ...] = ()
    """The local days of the event; where given, every slot begins on one of them."""
    as_of: LocalTime | None = None
    """Requests that have expired by then do not count."""
    order: tuple[Aim, ...] = USUAL
    """What counts before what."""

    @field_validator("order")
    @classmethod
    def _each_aim_once(cls, order: tuple[Aim, ...]) -> tuple[Aim, ...]:
        if len(set(order)) != len(order) or not order:
            raise ValueError("Name each aim of the order once, and at least one.")
        return order

    def standing_at(self, moment: datetime) -> "MeetingEvent":
        """Without the requests that have lapsed by then."""
        standing = tuple(
            one for one in self.requests if one.expires is None or instant(one.expires, self.zone) > moment
        )
        return self.model_copy(update={"requests": standing})


class EventScore(Fact):
    """How good a set of meetings is; the event's order says which figure decides first."""

    musts: int = 0
    """Musts met; two for a meeting both called a must."""
    mutual: int = 0
    """Meetings that both asked for (`nice` or more)."""
    floor: int = 0
    """Meetings that count towards the fewest each person should have."""
    points: int = 0
    """Of each meeting the two ratings (0 to 3), and 2 more if both asked for it."""
    themes: int = 0
    """Themes in common, of meetings nobody asked for."""


class Unmet(Fact):
    """A must that is not held, with the first reason that applies."""

    asks: Line
    whom: Line
    code: str
    sentence: str


class EventSchedule(Fact):
    """The meetings of an event, with what is known about how good they are."""

    meetings: tuple[EventMeeting, ...] = ()
    score: EventScore = EventScore()
    best_score: EventScore = EventScore()
    """Nothing can be better than this, read in the event's order."""
    value: int = 0
    """The figures of the score in the event's order, as one number."""
    bound: int = 0
    gap_percent: float = 0.0
    """By how much the first figure that is not the best falls short of it."""
    idle_slots: int = 0
    """Empty slots between a person's first and last meeting of a day, over all people."""
    idle_bound: int = 0
    """What each person's own slots and number of meetings make unavoidable, summed."""
    worst_idle: int = 0
    """The most idle slots of one person."""
    below_floor: int = 0
    """People with fewer meetings than they should have."""
    room_changes: int = 0
    """How often a person goes to another room between two meetings of a day."""
    table_changes: int = 0
    unmet_musts: tuple[Unmet, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether no schedule can be better (idle slots and changes of table aside)."""
        return self.score == self.best_score

    def of(self, person: str) -> tuple[EventMeeting, ...]:
        return tuple(one for one in self.meetings if person in (one.one, one.other))
