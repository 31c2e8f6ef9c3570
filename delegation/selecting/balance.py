"""The balance of a group, counted: what each published rule demands, and how far a group is from it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.selecting.scoring import Evaluated
from delegation.selection_rules import BalanceRule, RuleKind, SelectionRules

ONE_PER_ORGANISATION = "one-per-organisation"
ONE_PER_ORGANISATION_TEXT = "At most one place per organisation."
PLACES = "places"

Group = Collection[int]
"""Positions in the pool."""


class RuleCheck(Fact):
    """Whether a group keeps one rule, with the figures."""

    rule: ItemId
    text: str
    satisfied: bool
    detail: str
    """`DE 3, FR 2 (at most 3)`; never who."""


@dataclass(frozen=True)
class Bound:
    """The smallest demand of a rule: how many of some members there may be."""

    rule: str
    text: str
    value: str | None
    """The value it is about, for a rule that holds for each value."""
    members: frozenset[int]
    low: int = 0
    high: int | None = None

    def off(self, group: Group) -> int:
        """How many people too few or too many."""
        count = sum(1 for position in group if position in self.members)
        return max(0, self.low - count) + (0 if self.high is None else max(0, count - self.high))

    @property
    def named(self) -> str:
        """How a letter names it: `the limit of 3 for DE ("At most 3 per country.")`."""
        published = f'"{self.text}"'
        if self.value is None:
            return f"the rule {published}"
        demand = f"the limit of {self.high}" if self.high is not None else f"the minimum of {self.low}"
        return f"{demand} for {self.value} ({published})"


@dataclass(frozen=True)
class Variety:
    """At least `low` of these values must occur in the group."""

    rule: str
    text: str
    members_by_value: tuple[frozenset[int], ...]
    low: int
    value: None = None

    def off(self, group: Group) -> int:
        """How many values are missing."""
        return max(
            0, self.low - sum(1 for members in self.members_by_value if any(p in members for p in group))
        )

    @property
    def named(self) -> str:
        return f'the rule "{self.text}"'


Demand = Bound | Variety


def in_order(evaluated: Sequence[Evaluated]) -> tuple[Evaluated, ...]:
    """The pool: sorted by id, so that nothing depends on the order of arrival."""
    return tuple(sorted(evaluated, key=lambda one: one.participant))


def demands(pool: Sequence[Evaluated], rules: SelectionRules) -> tuple[Demand, ...]:
    """Everything the rules demand of a group of this pool; what can never be broken is left out."""
    found: list[Demand] = [*_one_per_organisation(pool)]
    for rule in rules.rules:
        found.extend(_demands_of(rule, pool))
    return tuple(found)


def _one_per_organisation(pool: Sequence[Evaluated]) -> Iterator[Demand]:
    members: dict[str, set[int]] = {}
    for position, one in enumerate(pool):
        members.setdefault(_organisation(one), set()).add(position)
    for group in members.values():
        if len(group) > 1:
            yield Bound(ONE_PER_ORGANISATION, ONE_PER_ORGANISATION_TEXT, None, frozenset(group), high=1)


def _organisation(one: Evaluated) -> str:
    return " ".join(one.facts.organisation.split()).casefold()


def _demands_of(rule: BalanceRule, pool: Sequence[Evaluated]) -> Iterator[Demand]:
    members = _members(pool, rule.field)
    listed = rule.values or tuple(members)
    any_of = frozenset().union(*(members.get(value, frozenset()) for value in listed))
    match rule.kind:
        case RuleKind.AT_MOST_PER_VALUE:
            for value in listed:
                if len(members.get(value, frozenset())) > rule.limit:
                    yield Bound(rule.id, rule.text, value, members[value], high=rule.limit)
        case RuleKind.AT_LEAST_PER_VALUE:
            for value in listed:
                yield Bound(rule.id, rule.text, value, members.get(value, frozenset()), low=rule.limit)
        case RuleKind.AT_LEAST_VALUES:
            by_value = tuple(members[value] for value in listed if value in members)
            yield Variety(rule.id, rule.text, by_value, low=rule.limit)
        case RuleKind.AT_LEAST:
            yield Bound(rule.id, rule.text, None, any_of, low=rule.limit)
        case RuleKind.AT_MOST:
            if len(any_of) > rule.limit:
                yield Bound(rule.id, rule.text, None, any_of, high=rule.limit)


def _members(pool: Sequence[Evaluated], field: str) -> dict[str, frozenset[int]]:
    """Who gave which answer, by value in alphabetical order."""
    found: dict[str, set[int]] = {}
    for position, one in enumerate(pool):
        for value in one.facts.values_of(field):
            found.setdefault(value, set()).add(position)
    return {value: frozenset(found[value]) for value in sorted(found)}


def check_rules(group: Sequence[Evaluated], rules: SelectionRules) -> tuple[RuleCheck, ...]:
    """Every published rule against a group: the places and one per organisation first."""
    crowded = sum(demand.off(range(len(group))) for demand in _one_per_organisation(group))
    return (
        RuleCheck(
            rule=PLACES,
            text=f"{rules.places} places.",
            satisfied=len(group) <= rules.places,
            detail=f"{len(group)} of {rules.places} places taken",
        ),
        RuleCheck(
            rule=ONE_PER_ORGANISATION,
            text=ONE_PER_ORGANISATION_TEXT,
            satisfied=not crowded,
            detail=f"{len({_organisation(one) for one in group})} organisations, {len(group)} people",
        ),
        *(_check(rule, group) for rule in rules.rules),
    )


def _check(rule: BalanceRule, group: Sequence[Evaluated]) -> RuleCheck:
    everyone = range(len(group))
    return RuleCheck(
        rule=rule.id,
        text=rule.text,
        satisfied=not any(demand.off(everyone) for demand in _demands_of(rule, group)),
        detail=_detail(rule, group),
    )


def _detail(rule: BalanceRule, group: Sequence[Evaluated]) -> str:
    answers = [set(one.facts.values_of(rule.field)) for one in group]
    match rule.kind:
        case RuleKind.AT_MOST_PER_VALUE | RuleKind.AT_LEAST_PER_VALUE:
            counts = Counter(value for values in answers for value in values)
            listed = rule.values or tuple(counts)
            shown = sorted(listed, key=lambda value: (-counts[value], value))
            word = "most" if rule.kind is RuleKind.AT_MOST_PER_VALUE else "least"
            counted = ", ".join(f"{value} {counts[value]}" for value in shown)
            return f"{counted or 'none'} (at {word} {rule.limit})"
        case RuleKind.AT_LEAST_VALUES:
            present = {
                value for values in answers for value in values if not rule.values or value in rule.values
            }
            return f"{len(present)} different (at least {rule.limit})"
        case RuleKind.AT_LEAST | RuleKind.AT_MOST:
            count = sum(1 for values in answers if values & set(rule.values))
            return f"{count} (at {'least' if rule.kind is RuleKind.AT_LEAST else 'most'} {rule.limit})"
