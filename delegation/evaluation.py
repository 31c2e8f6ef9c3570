"""How applications are scored: criteria with weights, evaluators, score sheets."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.tempo import Dated
from delegation.zoned import LocalTime, ZoneName, demand_existing, instant


class Criterion(Fact):
    id: ItemId
    text: Line
    weight: int = Field(gt=0, le=100)
    """Percent; the weights of all criteria add up to 100."""
    threshold: float | None = Field(default=None, ge=0)
    """Mean of its marks (0 to the highest mark) below which an application is not selected."""
    help: str = Field(default="", max_length=1_000)
    """What evaluators look at, and what a high mark takes; shown beside the marks."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class Evaluator(Fact):
    """One who scores. `person` names them in the delegation file's people."""

    id: ItemId
    person: ItemId
    organisation: Line = ""
    country: str = ""
    declared_conflicts: tuple[str, ...] = ()
    """Organisations whose applications this evaluator must not see."""
    regions: tuple[str, ...] = ()
    """Regions whose applications this evaluator must not see, as answered in `Evaluation.region_field`."""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class Evaluation(Fact):
    """Who scores what, by when, and what the score must reach."""

    zone: ZoneName
    opens: LocalTime
    closes: LocalTime
    panel: LocalTime
    """When the panel meets: the selection is solved from the scores held then."""
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    evaluators: tuple[Evaluator, ...] = Field(min_length=1)
    score_sheets: int = Field(default=2, ge=1)
    """Score sheets per application."""
    third_opinion_spread: float = Field(default=1.5, gt=0)
    """A further evaluator is asked when two weighted totals (0 to 5) differ by more."""
    threshold: float = Field(default=3.0, ge=0, le=5)
    """Weighted mean (0 to 5) below which an application is not selected."""
    highest_mark: int = Field(default=5, gt=0)
    blind: bool = False
    """Evaluators read applications without knowing who applied."""
    region_field: ItemId | None = None
    """The field of the form that names the region of an organisation, for conflicts of interest."""
    remind_days_before: tuple[Annotated[int, Field(ge=1, le=365)], ...] = ()
    """Days before `closes` on which those who still owe are reminded; they are again when it closes."""
    reassign: LocalTime | None = None
    """When what evaluators still owe is given to others, once; never if not given."""
    comments_in_letters: bool = True
    """Whether the letters to those on the reserve list and not selected quote the evaluators' comments."""

    @model_validator(mode="after")
    def _weights_and_dates(self) -> Self:
        total = sum(criterion.weight for criterion in self.criteria)
        if total != 100:
            raise ValueError(
                f"The weights of the criteria add up to {total}, not to 100; change one of them."
            )
        for name, local in (("opening", self.opens), ("end", self.closes), ("panel", self.panel)):
            demand_existing(local, self.zone, f"The {name} of the evaluation")
        if not self.opens < self.closes <= self.panel:
            raise ValueError(
                "The evaluation must open, then close, then the panel meets; put the dates in order."
            )
        return self

    @model_validator(mode="after")
    def _dates_between(self) -> Self:
        for days in self.remind_days_before:
            if self.closes - timedelta(days=days) <= self.opens:
                raise ValueError(
                    f"A reminder {days} days before the end comes before the evaluation opens; use fewer."
                )
        if self.reassign is not None:
            demand_existing(self.reassign, self.zone, "The date on which sheets are reassigned")
            if not self.opens < self.reassign < self.panel:
                raise ValueError(
                    "Sheets are reassigned after the evaluation opens and before the panel meets."
                )
        return self

    @model_validator(mode="after")
    def _thresholds_can_be_reached(self) -> Self:
        for criterion in self.criteria:
            if criterion.threshold is not None and criterion.threshold > self.highest_mark:
                raise ValueError(
                    f"The threshold of {criterion.id!r} is above the highest mark {self.highest_mark}."
                )
        return self

    @property
    def opens_at(self) -> datetime:
        return instant(self.opens, self.zone)

    @property
    def closes_at(self) -> datetime:
        return instant(self.closes, self.zone)

    @property
    def panel_at(self) -> datetime:
        return instant(self.panel, self.zone)

    @property
    def reassigned_at(self) -> datetime | None:
        return None if self.reassign is None else instant(self.reassign, self.zone)

    @property
    def reminded_at(self) -> tuple[datetime, ...]:
        """When those who owe sheets are reminded before the end, in order."""
        days = sorted(set(self.remind_days_before), reverse=True)
        return tuple(instant(self.closes - timedelta(days=one), self.zone) for one in days)


class Mark(Fact):
    criterion: ItemId
    mark: int = Field(ge=0)


class Scoresheet(Fact):
    """One evaluator's marks for one application."""

    application: ParticipantId
    evaluator: ItemId
    marks: tuple[Mark, ...]
    comment: str = Field(default="", max_length=2_000)

    def total(self, criteria: tuple[Criterion, ...]) -> Fraction:
        """Weighted mean of the marks, 0 to the highest mark, exactly."""
        given = {mark.criterion: mark.mark for mark in self.marks}
        return sum((Fraction(given[c.id] * c.weight, 100) for c in criteria), Fraction(0))


class Scoresheets(Dated):
    """What an evaluator hands in at once."""

    evaluator: ItemId
    sheets: tuple[Scoresheet, ...] = Field(min_length=1)


class ConflictOfInterest(Dated):
    """An evaluator must not score an application; declared while the evaluation runs."""

    evaluator: ItemId
    application: ParticipantId
    reason: Line = Field(min_length=3)


class Relief(Dated):
    """An evaluator does not go on: what they still owe is given to the others."""

    evaluator: ItemId
    author: Line
    reason: Line = Field(min_length=3)
