"""Which applications may be evaluated at all: rules as data."""

from enum import StrEnum

from pydantic import Field

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
    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class Eligibility(Fact):
    """The rules, and how long an applicant has to mend what can be mended."""

    rules: tuple[EligibilityRule, ...] = ()
    fix_working_days: int = Field(default=3, ge=0)
    holidays: ItemId | None = None
    checked: LocalTime | None = None
    """When the check runs; at the cut-off if not given."""
