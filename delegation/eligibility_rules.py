"""Which applications may be evaluated at all: rules as data."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line
from delegation.zoned import LocalTime


class Test(StrEnum):
    """How a rule looks at its field."""

    __test__ = False  # pytest collects classes by this name

    PRESENT = "present"
    TRUE = "true"
    ONE_OF = "one-of"
    AT_LEAST = "at-least"
    ON_TIME = "on-time"
    """The application arrived by the cut-off it is for; looks at no field."""


class EligibilityRule(Fact):
    """One condition, in words for the letter and in data for the check."""

    id: ItemId
    text: Line
    """What must hold: "A link to the organisation's ECCP profile is given."."""
    test: Test
    field: ItemId | None = None
    values: tuple[str, ...] = ()
    limit: int | None = None
    fixable: bool = False
    """Whether the applicant may mend it within the fix window."""

    @model_validator(mode="after")
    def _what_the_test_needs(self) -> Self:
        if self.test is not Test.ON_TIME and self.field is None:
            raise ValueError(f"Rule {self.id!r} looks at no field; name it under 'field'.")
        if self.test is Test.ONE_OF and not self.values:
            raise ValueError(f"Rule {self.id!r} accepts no answer; list the accepted ones under 'values'.")
        if self.test is Test.AT_LEAST and self.limit is None:
            raise ValueError(f"Rule {self.id!r} has no number to reach; give it under 'limit'.")
        return self

    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class Eligibility(Fact):
    """The rules, and how long an applicant has to mend what can be mended."""

    rules: tuple[EligibilityRule, ...] = ()
    fix_working_days: int = Field(default=3, ge=0, le=60)
    holidays: ItemId | None = None
    checked: LocalTime | None = None
    """When the check runs; at the cut-off if not given."""
