"""What an import would do, row by row, before anything is done."""

from collections import Counter
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.organisations.matching import Proposal
from delegation.organisations.platform_mapping import TableFormat
from delegation.person import Line


class Outcome(StrEnum):
    """What a row is, compared with what is known."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    """The platform now says something else than before, or something that was not known."""
    CONFLICT = "conflict"
    """It says something else than another source."""
    DUPLICATE = "duplicate"
    """It may be an organisation that is known, or that stands in the file before."""
    REFUSED = "refused"


ACCEPTABLE = (Outcome.NEW, Outcome.CHANGED, Outcome.CONFLICT)
"""What may be accepted for all rows at once; what may be doubled is decided row by row."""


class FieldChange(Fact):
    """One field, before and after. What is personal is not shown."""

    field: str
    old: str
    new: str
    said_by: str = ""
    """The platform the old value is from."""


class RowOutcome(Fact):
    """What becomes of one row."""

    row: int
    outcome: Outcome
    name: str = ""
    organisation: str = ""
    """The id it has, or would get."""
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    remedy: str = ""
    remarks: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    decided: str = ""
    """By the file of decisions: what to do with this row."""
    applied: bool = False


class ImportReport(Fact):
    """What an import does, or would do."""

    delegation: str
    platform: str
    sha256: str
    """Of the file."""
    format: TableFormat | None = None
    at: AwareDatetime
    problem: str = ""
    """Why nothing can be made of the file; empty: its rows were read."""
    remedy: str = ""
    remarks: tuple[str, ...] = ()
    rows: tuple[RowOutcome, ...] = ()

    def counts(self) -> dict[Outcome, int]:
        found = Counter(one.outcome for one in self.rows)
        return {outcome: found[outcome] for outcome in Outcome if found[outcome]}

    @property
    def applied(self) -> int:
        return sum(1 for one in self.rows if one.applied)


class Do(StrEnum):
    """What may be decided of a row."""

    TAKE = "take"
    """What the row says, all of it or some fields."""
    KEEP = "keep"
    """What is known; the row does nothing."""
    NEW = "new"
    """It is an organisation of its own."""
    SAME_AS = "same-as"
    """It is that organisation; what the row says is taken."""


class RowDecision(Fact):
    row: int = Field(gt=0)
    do: Do
    fields: tuple[Line, ...] = ()
    """Of `take` and `same-as`: only these; none: all."""
    organisation: ItemId | None = None
    """Of `same-as`."""
    mark: Literal["", "sourced", "inferred", "made-up"] = ""

    @model_validator(mode="after")
    def _names_the_organisation(self) -> Self:
        if (self.do is Do.SAME_AS) != (self.organisation is not None):
            raise ValueError("Name the organisation with 'same-as'; otherwise leave it out.")
        return self


class Decisions(Fact):
    """The file of decisions, for one file that is imported."""

    sha256: str = Field(pattern=r"^[0-9a-f]{12,64}$")
    """Of the file the rows are of, at least 12 characters of it, as the report shows it."""
    decisions: tuple[RowDecision, ...] = ()

    @model_validator(mode="after")
    def _each_row_once(self) -> Self:
        for row, count in Counter(one.row for one in self.decisions).items():
            if count > 1:
                raise ValueError(f"The row {row} is decided twice; keep one.")
        return self

    def of(self, row: int) -> RowDecision | None:
        return next((one for one in self.decisions if one.row == row), None)
