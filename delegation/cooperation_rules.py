"""How agreements between organisations are kept in view: reminders, reports, how long."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.zoned import LocalTime, ZoneName, instant, zone_named


class CooperationRules(Fact):
    """The rules of an arrangement under which organisations come to agreements."""

    zone: ZoneName
    ends: LocalTime
    remind_days_before: tuple[Annotated[int, Field(gt=0, le=365)], ...] = (7, 1)
    """Before the next date of an agreement its owner is reminded."""
    quiet_days: int = Field(default=90, gt=0)
    """Without news for so long, the owner is asked."""
    reports: tuple[LocalTime, ...] = ()
    """When the yearly reports are made; each covers the time since the one before."""
    reported_to: ItemId | None = None
    """Who gets the yearly report, by id of `people`."""

    @model_validator(mode="after")
    def _reports_come_before_the_end(self) -> Self:
        if list(self.reports) != sorted(set(self.reports)):
            raise ValueError("List each yearly report once, the earliest first.")
        if self.reports and self.reports[-1] > self.ends:
            raise ValueError(
                f"The last report, {self.reports[-1]:%Y-%m-%d %H:%M}, comes after the arrangement ends; "
                "move 'ends' or the report."
            )
        return self

    @property
    def ends_at(self) -> datetime:
        return instant(self.ends, self.zone)

    @property
    def reports_at(self) -> tuple[datetime, ...]:
        return tuple(instant(one, self.zone) for one in self.reports)

    def reminded_at(self, due: datetime, days_before: int) -> datetime:
        """When the owner is reminded of a date, by the wall clock."""
        there = due.astimezone(zone_named(self.zone)).replace(tzinfo=None)
        return instant(there - timedelta(days=days_before), self.zone)
