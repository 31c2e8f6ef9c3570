"""The call for applications: when it is open and what it asks."""

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.form import FieldType, FormField, Stage
from delegation.ids import ItemId
from delegation.zoned import Day, LocalTime, ZoneName, demand_existing, instant

__all__ = ["Call", "CutOff", "FieldType", "FormField", "Holidays", "Stage"]


class CutOff(Fact):
    """A date by which applications must be in. Later ones only open when places are left."""

    id: ItemId
    closes: LocalTime
    only_if_places_left: bool = False
    """Nobody is evaluated for it unless places are free when it closes."""
    late_until: LocalTime | None = None
    """Until then a late application is still taken, at the applicant's own cost."""
    panel: LocalTime | None = None
    """For a later cut-off: when its scores are in and the selection for it is solved; five working days after
    it closes if not given. The first cut-off goes by the dates of the evaluation."""
    confirm_by: LocalTime | None = None
    """For a later cut-off: until when its offers stand; else as long as those of people promoted."""


class Call(Fact):
    """When applications are taken and what they must contain."""

    zone: ZoneName
    opens: LocalTime
    cut_offs: tuple[CutOff, ...] = Field(min_length=1)
    fields: tuple[FormField, ...] = ()
    largest_application: int = Field(default=256_000, gt=0)
    """Bytes of one application, larger ones are refused."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        demand_existing(self.opens, self.zone, "The opening of the call")
        previous, name = self.opens, "the opening"
        for cut_off in self.cut_offs:
            demand_existing(cut_off.closes, self.zone, f"Cut-off {cut_off.id!r}")
            if cut_off.closes <= previous:
                raise ValueError(f"Cut-off {cut_off.id!r} is not after {name}; put the dates in order.")
            previous, name = cut_off.closes, f"cut-off {cut_off.id!r}"
        return self

    @property
    def opens_at(self) -> datetime:
        return instant(self.opens, self.zone)

    def closes_at(self, cut_off: CutOff) -> datetime:
        return instant(cut_off.closes, self.zone)

    @property
    def last_closes_at(self) -> datetime:
        return self.closes_at(self.cut_offs[-1])

    @property
    def first_closes_at(self) -> datetime:
        return self.closes_at(self.cut_offs[0])


class Holidays(Fact):
    """The non-working days a deadline in working days skips."""

    id: ItemId
    days: tuple[Day, ...] = ()
