"""The panel: what it tries and changes before it decides, and when the decision is published."""

from collections.abc import Iterator, Sequence
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from delegation.evaluation import Evaluation
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId
from delegation.person import Line
from delegation.selection_rules import SelectionRules
from delegation.tempo import Dated


class Adjustment(Fact):
    """A change to what the selection is solved from. What is empty stays as it is."""

    places: int | None = Field(default=None, gt=0)
    reserve: int | None = Field(default=None, ge=0)
    limits: dict[ItemId, int] = Field(default_factory=dict)
    """New limits of balance rules, by rule id."""
    dropped: tuple[ItemId, ...] = ()
    """Balance rules that no longer apply."""
    weights: dict[ItemId, int] = Field(default_factory=dict)
    """New weights of criteria, by id; all weights still add up to 100."""
    threshold: float | None = Field(default=None, ge=0, le=5)
    take: tuple[ParticipantId, ...] = ()
    """In the group in any case."""
    leave: tuple[ParticipantId, ...] = ()
    """Out of the group in any case."""
    free: tuple[ParticipantId, ...] = ()
    """Neither any more: earlier rulings about them are taken back."""


class Adjust(Dated):
    """The panel changes places, rules or weights, or rules on single applications: by whom, and why."""

    adjustment: Adjustment
    author: Line
    reason: Line = Field(min_length=3)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.adjustment == Adjustment():
            raise ValueError("Nothing is changed; say what to change, as places, a limit, or whom to take.")
        return self


class Decide(Dated):
    """The panel's decision: the selection as solved becomes the one that is published."""

    author: Line
    note: Line = ""


class Publish(Dated):
    """Letters may go out: on the day of the letters, or at once when that has passed."""

    author: Line


class PanelDecision(Fact):
    """What was decided and published for one cut-off, kept when the next one comes."""

    cut_off: ItemId
    adjustments: tuple[Adjust, ...] = ()
    decision: Decide
    publication: Publish


class Ruling(Fact):
    """One application placed or left out by the panel."""

    participant: ParticipantId
    taken: bool
    author: str
    reason: str
    at: AwareDatetime | None = None


class Settled(Fact):
    """What the selection is solved from after all adjustments."""

    rules: SelectionRules
    evaluation: Evaluation
    rulings: tuple[Ruling, ...] = ()

    @property
    def pinned(self) -> tuple[ParticipantId, ...]:
        return tuple(one.participant for one in self.rulings if one.taken)

    @property
    def excluded(self) -> tuple[ParticipantId, ...]:
        return tuple(one.participant for one in self.rulings if not one.taken)


def settled(rules: SelectionRules, evaluation: Evaluation, adjustments: Sequence[Adjust]) -> Settled:
    """The rules after `adjustments`, in their order; the last word about an application counts."""
    rulings: dict[str, Ruling] = {}
    for one in adjustments:
        change = one.adjustment
        rules, evaluation = _rules_after(rules, change), _evaluation_after(evaluation, change)
        for participant in (*change.free, *change.take, *change.leave):
            rulings.pop(participant, None)
        for participant in (*change.take, *change.leave):
            rulings[participant] = Ruling(
                participant=participant,
                taken=participant in change.take,
                author=one.author,
                reason=one.reason,
                at=one.at,
            )
    ordered = tuple(rulings[participant] for participant in sorted(rulings))
    return Settled(rules=rules, evaluation=evaluation, rulings=ordered)


def why_not_adjust(
    adjustment: Adjustment, rules: SelectionRules, evaluation: Evaluation, known: Sequence[ParticipantId]
) -> str | None:
    """Why this cannot be changed, in a sentence with the remedy; `known` are the applications evaluated."""
    problems = (
        *_problems_of_rules(adjustment, rules),
        *_problems_of_weights(adjustment, evaluation),
        *_problems_of_rulings(adjustment, known),
    )
    return problems[0] if problems else None


def _problems_of_rules(adjustment: Adjustment, rules: SelectionRules) -> Iterator[str]:
    ids = [rule.id for rule in rules.rules]
    for name in (*adjustment.limits, *adjustment.dropped):
        if name not in ids:
            yield f"There is no rule {name!r}; the rules are {', '.join(ids) or 'none'}."
    if any(limit < 0 for limit in adjustment.limits.values()):
        yield "A limit is 0 or more."


def _problems_of_weights(adjustment: Adjustment, evaluation: Evaluation) -> Iterator[str]:
    weights = {criterion.id: criterion.weight for criterion in evaluation.criteria}
    for name, weight in adjustment.weights.items():
        if name not in weights:
            yield f"There is no criterion {name!r}; the criteria are {', '.join(weights)}."
        elif not 0 < weight <= 100:
            yield f"The weight of {name!r} would be {weight}; a weight is 1 to 100 percent."
    total = sum({**weights, **adjustment.weights}.values())
    if total != 100:
        yield f"The weights would add up to {total}, not to 100; change another one as well."


def _problems_of_rulings(adjustment: Adjustment, known: Sequence[ParticipantId]) -> Iterator[str]:
    for participant in (*adjustment.take, *adjustment.leave, *adjustment.free):
        if participant not in known:
            yield f"{participant} was not evaluated, so nothing can be ruled about it."
    both = sorted(set(adjustment.take) & set(adjustment.leave))
    if both:
        yield f"{', '.join(both)}: both taken and left; say one of them."


def _rules_after(rules: SelectionRules, change: Adjustment) -> SelectionRules:
    kept = (rule for rule in rules.rules if rule.id not in change.dropped)
    balanced = tuple(
        rule.model_copy(update={"limit": change.limits.get(rule.id, rule.limit)}) for rule in kept
    )
    return rules.model_copy(
        update={
            "rules": balanced,
            "places": change.places if change.places is not None else rules.places,
            "reserve": change.reserve if change.reserve is not None else rules.reserve,
        }
    )


def _evaluation_after(evaluation: Evaluation, change: Adjustment) -> Evaluation:
    criteria = tuple(
        one.model_copy(update={"weight": change.weights.get(one.id, one.weight)})
        for one in evaluation.criteria
    )
    threshold = change.threshold if change.threshold is not None else evaluation.threshold
    return evaluation.model_copy(update={"criteria": criteria, "threshold": threshold})
