"""What a place offers those who come: when it is open, and to whom."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.zoned import TimeOfDay


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        return list(cls)[day.weekday()]


class Opening(Fact):
    """Hours on some days of the week, on the clock of the place. Until `opens` or earlier: past midnight."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    opens: TimeOfDay
    closes: TimeOfDay
    """00:00 or 24:00 is the midnight that ends the day."""

    @model_validator(mode="after")
    def _names_each_day_once(self) -> Self:
        twice = [one for one, other in pairwise(sorted(self.days)) if one is other]
        if twice:
            raise ValueError(f"The opening hours name {twice[0].value!r} twice; delete one.")
        return self

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when it is open from that day on, in local time; None if it stays closed."""
        if Weekday.of(day) not in self.days:
            return None
        ends = day if self.closes > self.opens else day + timedelta(days=1)
        return datetime.combine(day, self.opens), datetime.combine(ends, self.closes)


class Access(StrEnum):
    """What a place may have, and somebody may need."""

    STEP_FREE = "step-free"
    """From the street to the room, without stairs."""
    ACCESSIBLE_TOILET = "accessible-toilet"
    HEARING_LOOP = "hearing-loop"
    ASSISTANCE_DOG = "assistance-dog"
    """Dogs that assist may come in."""
    SEATING = "seating"
    """Nobody has to stand or walk for long."""
    QUIET_ROOM = "quiet-room"


def is_open(opening: Sequence[Opening], starts: datetime, ends: datetime) -> bool:
    """Whether the hours cover all of it, in local time of the place; yes if no hours are known."""
    return not opening or _covered_until(opening, starts, ends) >= ends


def _covered_until(opening: Sequence[Opening], starts: datetime, ends: datetime) -> datetime:
    days = (starts.date() + timedelta(days=n) for n in range(-1, (ends - starts).days + 2))
    spans = sorted(span for day in days for one in opening if (span := one.on(day)) is not None)
    reached = starts
    for opens, closes in spans:
        if opens <= reached < closes:
            reached = closes
    return reached
