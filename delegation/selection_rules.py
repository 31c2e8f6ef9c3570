"""How many places there are and how the group must be balanced: rules as data."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line


class RuleKind(StrEnum):
    AT_MOST_PER_VALUE = "at-most-per-value"
    """No value of `field` occurs more than `limit` times (at most 3 per country)."""
    AT_LEAST_PER_VALUE = "at-least-per-value"
    """Each of `values` of `field` occurs at least `limit` times (at least 2 per focus area)."""
    AT_LEAST_VALUES = "at-least-values"
    """`field` takes at least `limit` different values (at least 8 countries)."""
    AT_LEAST = "at-least"
    """At least `limit` people whose `field` is one of `values` (at least 4 first-timers)."""
    AT_MOST = "at-most"
    """At most `limit` people whose `field` is one of `values`."""
    AT_LEAST_SHARE = "at-least-share"
    """At least `limit` percent of those selected have one of `values` in `field` (half of them SMEs)."""
    AT_MOST_SHARE = "at-most-share"
    """At most `limit` percent of those selected have one of `values` in `field`."""


class BalanceRule(Fact):
    id: ItemId
    text: Line
    """The published wording: "At most 3 organisations per country."."""
    kind: RuleKind
    field: ItemId
    limit: int = Field(ge=0)
    values: tuple[str, ...] = ()
    price: float | None = Field(default=None, gt=0)
    """Makes the rule a wish: points (as 2.5) that each person or value too few or too many costs the group.

    None: the rule must hold."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""

    @model_validator(mode="after")
    def _values_where_needed(self) -> Self:
        shares = (RuleKind.AT_LEAST_SHARE, RuleKind.AT_MOST_SHARE)
        needs = (RuleKind.AT_LEAST_PER_VALUE, RuleKind.AT_LEAST, RuleKind.AT_MOST, *shares)
        if self.kind in needs and not self.values:
            raise ValueError(
                f"Rule {self.id!r} is {self.kind.value!r} and has no 'values'; list the values it counts."
            )
        if self.kind in shares and self.limit > 100:
            raise ValueError(f"Rule {self.id!r} asks for {self.limit} percent; a share is 0 to 100.")
        return self


class SelectionRules(Fact):
    """The places, the reserve list and the balance of the group."""

    places: int = Field(gt=0)
    reserve: int = Field(default=0, ge=0)
    rules: tuple[BalanceRule, ...] = ()
    lot_seed: str = "legation"
    """Published before the call closes; decides between equally good groups."""
