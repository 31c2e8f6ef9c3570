"""What a programme of exchanges pays for, who signs, and by when each step is taken."""

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

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
    check_within_days: int = Field(default=14, gt=0, le=365)
    """After the report came in: to check and to approve it."""
    pay_within_days: int = Field(default=10, gt=0, le=365)
    """After the report was approved."""
    remind_days_before: tuple[int, ...] = (3, 1)
    """Before each of these dates."""
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    role_field: ItemId = "role"
    """The field of the form that says whether somebody visits, receives, or both: `visitor`, `host`, `both`.

    Who was not asked may do both."""
    themes_field: ItemId = "themes"
    seeks_field: ItemId = "seeks"
    offers_field: ItemId = "offers"
    lump_sums: tuple[LumpSum, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_gone_by(self) -> Self:
        if self.shortest_days > self.longest_days:
            raise ValueError(
                f"The shortest stay, {self.shortest_days} days, is longer than the longest, "
                f"{self.longest_days} days; exchange the two."
            )
        names = [name.casefold() for one in self.partnerships for name in one.organisations]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name!r} stands in two partnerships; an exchange counts for one only.")
        return self

    def partnership(self, partnership: str) -> Partnership | None:
        return next((one for one in self.partnerships if one.id == partnership), None)

    @property
    def ends_at(self) -> datetime:
        return instant(self.ends, self.zone)
