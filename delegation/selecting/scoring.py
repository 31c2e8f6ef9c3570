"""From marks to a score: exact fractions, rounded once, half up."""

from collections.abc import Sequence
from fractions import Fraction

from pydantic import AwareDatetime, Field

from delegation.application import Applied, Facts
from delegation.evaluation import Criterion, Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.selecting.pairing_up import partners

FULL_SCORE = 10_000
"""100.00 points, in hundredths."""
FULL_MEAN = 5


class Evaluated(Fact):
    """An application with its score. All figures are whole hundredths, so that nothing is lost in JSON."""

    participant: ParticipantId
    facts: Facts
    score: int = Field(ge=0, le=FULL_SCORE)
    """Hundredths of a point: 8800 is 88.00 of 100."""
    mean: int = Field(default=0, ge=0)
    """Weighted mean of the marks, in hundredths on the scale from 0 to 5."""
    spread: int = Field(default=0, ge=0)
    """Distance of the furthest two totals, in hundredths on the scale from 0 to 5."""
    received_at: AwareDatetime
    passes_threshold: bool = True
    score_sheets: int = 0
    together_with: ParticipantId | None = None
    """The other of a pair: both are selected, or neither. Named by both."""
    below: ItemId | None = None
    """The criterion whose own threshold was missed, if that is why it does not pass."""
    criterion_means: dict[ItemId, int] = Field(default_factory=dict)
    """Mean of the marks by criterion, in hundredths on the scale of the marks."""


def evaluate(
    applications: Sequence[Applied], sheets: Sequence[Scoresheet], evaluation: Evaluation
) -> tuple[Evaluated, ...]:
    """Score each application from all its sheets, in the order of the applications' ids.

    Every sheet counts the same. An application without any sheet scores 0 and does not pass the
    threshold; `score_sheets` is then 0, and the selection says so. A criterion may have a threshold of
    its own: `below` names the first one that is missed, in the order of the criteria.
    """
    held: dict[str, list[Scoresheet]] = {}
    for sheet in sheets:
        held.setdefault(sheet.application, []).append(sheet)
    ordered = sorted(applications, key=lambda applied: applied.participant)
    pairs = partners(ordered)
    return tuple(
        _evaluated(one, held.get(one.participant, []), evaluation, pairs.get(one.participant))
        for one in ordered
    )


def _evaluated(
    applied: Applied, sheets: Sequence[Scoresheet], evaluation: Evaluation, partner: str | None
) -> Evaluated:
    totals = [total_of(sheet, evaluation) for sheet in sheets]
    mean = sum(totals, Fraction(0)) / len(totals) if totals else Fraction(0)
    means = {one.id: mean_of(one, sheets) for one in evaluation.criteria} if totals else {}
    missed = _missed(means, evaluation)
    return Evaluated(
        participant=applied.participant,
        facts=applied.facts,
        score=rounded(mean * FULL_SCORE / FULL_MEAN),
        mean=rounded(mean * 100),
        spread=rounded(spread_of(sheets, evaluation) * 100),
        received_at=applied.received_at,
        passes_threshold=bool(totals) and mean >= _exactly(evaluation.threshold) and missed is None,
        score_sheets=len(totals),
        together_with=partner,
        below=missed,
        criterion_means={name: rounded(value * 100) for name, value in means.items()},
    )


def mean_of(criterion: Criterion, sheets: Sequence[Scoresheet]) -> Fraction:
    """Mean of the marks for one criterion, 0 to the highest mark; `sheets` must not be empty."""
    marks = [mark.mark for sheet in sheets for mark in sheet.marks if mark.criterion == criterion.id]
    return Fraction(sum(marks), len(sheets))


def _missed(means: dict[str, Fraction], evaluation: Evaluation) -> str | None:
    """The first criterion whose own threshold is missed."""
    for one in evaluation.criteria:
        if one.threshold is not None and one.id in means and means[one.id] < _exactly(one.threshold):
            return one.id
    return None


def total_of(sheet: Scoresheet, evaluation: Evaluation) -> Fraction:
    """One evaluator's weighted mean, on the scale from 0 to 5 whatever the highest mark is."""
    return sheet.total(evaluation.criteria) * FULL_MEAN / evaluation.highest_mark


def spread_of(sheets: Sequence[Scoresheet], evaluation: Evaluation) -> Fraction:
    """How far the furthest two totals lie apart, 0 to 5."""
    totals = [total_of(sheet, evaluation) for sheet in sheets]
    return max(totals) - min(totals) if totals else Fraction(0)


def third_opinion_spread(evaluation: Evaluation) -> Fraction:
    return _exactly(evaluation.third_opinion_spread)


def rounded(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return (value * 2 + 1).__floor__() // 2


def in_points(hundredths: int) -> str:
    """`8800` as people read it: `88.00`."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _exactly(written: float) -> Fraction:
    """The decimal that was written in the file, not the nearest binary number."""
    return Fraction(str(written))
