"""What a programme of exchanges pays for, who signs, and by when each step is taken."""

from datetime import datetime

from pydantic import Field

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line
from delegation.zoned import LocalTime, ZoneName, instant


class Partnership(Fact):
    """Organisations that act together; `coordinator`, by id of `people`, validates and signs for them."""

    id: ItemId
    title: Line
    coordinator: ItemId
    organisations: tuple[Line, ...] = ()
    """By name, as in the applications."""
    target: int | None = Field(default=None, gt=0)
    """How many exchanges its indicator aims at."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class LumpSum(Fact):
    """What is paid for a stay of at least so many days, up to a distance."""

    days: int = Field(gt=0)
    up_to_km: int | None = Field(default=None, gt=0)
    """None: any distance."""
    cents: int = Field(gt=0)


class ExchangeRules(Fact):
    """The rules of a programme of exchanges."""

    zone: ZoneName
    ends: LocalTime
    """When the programme ends: no stay after it."""
    partnerships: tuple[Partnership, ...] = Field(min_length=1)
    shortest_days: int = Field(default=3, gt=0)
    longest_days: int = Field(default=31, gt=0)
    accept_within_days: int = Field(default=14, gt=0, le=365)
    sign_within_days: int = Field(default=14, gt=0, le=365)
    report_within_days: int = Field(default=30, gt=0, le=365)
    """After the stay."""
    pay_within_days: int = Field(default=10, gt=0, le=365)
    """After the report was approved."""
    remind_days_before: tuple[int, ...] = (3, 1)
    """Before each of these dates."""
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    lump_sums: tuple[LumpSum, ...] = Field(min_length=1)

    @property
    def ends_at(self) -> datetime:
        return instant(self.ends, self.zone)
