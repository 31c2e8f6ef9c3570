"""How agreements between organisations are kept in view: reminders, reports, how long."""

from datetime import datetime

from pydantic import Field

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.zoned import LocalTime, ZoneName, instant


class CooperationRules(Fact):
    """The rules of an arrangement under which organisations come to agreements."""

    zone: ZoneName
    ends: LocalTime
    remind_days_before: tuple[int, ...] = (7, 1)
    """Before the next date of an agreement its owner is reminded."""
    quiet_days: int = Field(default=90, gt=0)
    """Without news for so long, the owner is asked."""
    reports: tuple[LocalTime, ...] = ()
    """When the yearly reports are made; each covers the time since the one before."""
    reported_to: ItemId | None = None
    """Who gets the yearly report, by id of `people`."""

    @property
    def ends_at(self) -> datetime:
        return instant(self.ends, self.zone)
