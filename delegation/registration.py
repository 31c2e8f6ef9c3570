"""Registration: who comes is taken on arrival while there are places; who comes later waits in order."""

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line
from delegation.zoned import LocalTime, ZoneName, instant


class Group(Fact):
    """People who register as one kind: clusters, companies."""

    id: ItemId
    title: Line
    places: int | None = Field(default=None, gt=0)
    """Of all places, at most so many for this group; None: as many as there are."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class RegistrationRules(Fact):
    """How many are taken, of which groups, and who waits when it is full.

    Eligibility is checked on arrival, so that everybody knows at once; what is missing may be mended.
    """

    zone: ZoneName
    places: int = Field(gt=0)
    reserve: int = Field(default=0, ge=0)
    """How many may wait for a place; who comes after them is told that it is full."""
    passed_on_until: LocalTime | None = None
    """Until when a place that becomes free goes to who waits first; None: until the first day begins."""
    groups: tuple[Group, ...] = ()
    group_field: ItemId | None = None
    """The field of the form that says to which group somebody belongs, with group ids as its options."""

    @model_validator(mode="after")
    def _groups_are_told_by_a_field(self) -> Self:
        if bool(self.groups) != (self.group_field is not None):
            raise ValueError(
                "Write 'groups' and 'group_field' together: the field says who is in which group."
            )
        return self

    @property
    def passed_on_until_at(self) -> datetime | None:
        return None if self.passed_on_until is None else instant(self.passed_on_until, self.zone)

    def group(self, group_id: str) -> Group | None:
        return next((one for one in self.groups if one.id == group_id), None)
