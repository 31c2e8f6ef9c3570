"""A delegation has one leg per city."""

from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line
from delegation.zoned import Day, ZoneName


class Leg(Fact):
    """One city of the route, with the zone its clocks show."""

    id: ItemId
    city: Line
    country: str = Field(pattern=r"^[A-Z]{2}$")
    """ISO 3166-1 alpha-2."""
    zone: ZoneName
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    arrives: Day
    leaves: Day
    hotel: Line = ""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""

    @model_validator(mode="after")
    def _leaves_after_it_arrives(self) -> Self:
        if self.leaves < self.arrives:
            raise ValueError(
                f"{self.city} is reached on {self.arrives} but left before that; change {self.leaves}."
            )
        return self
