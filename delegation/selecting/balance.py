"""The balance of a group, counted: what each published rule demands, and how far a group is from it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.selecting.amount import amount
from delegation.selecting.pairs import units
from delegation.selecting.scoring import Evaluated, in_points, rounded
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
    """`DE 3, FR 2 (at most 3)`; never who. A wish not met adds what it costs: `; costs 5.00 points`."""
    is_wish: bool = False
    """A rule with a price: it may be missed."""
    off: int = 0
    """How many people or values too few or too many."""
    cost: int = 0
    """What a wish that is not met costs, in hundredths of a point."""

    @property
    def stands_in_the_way(self) -> bool:
        """Not kept, and not just a wish."""
        return not self.satisfied and not self.is_wish


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
    price: int = 0
    """Hundredths of a point that each person off costs; 0: it must hold."""

    def off(self, group: Group) -> int:
        """How many people too few or too many."""
        return _off(self, group)

    def limits(self, _size: int) -> tuple[int, int | None]:
        """The least and the highest number of members in a group of any size."""
        return self.low, self.high

    @property
    def named(self) -> str:
        """How a letter names it: `the limit of 3 for DE ("At most 3 per country.")`."""
        published = f'"{self.text}"'
        if self.value is None:
            return f"the rule {published}"
        demand = f"the limit of {self.high}" if self.high is not None else f"the minimum of {self.low}"
        return f"{demand} for {self.value} ({published})"


@dataclass(frozen=True)
class Share:
    """How many percent of those selected may be among some members."""

    rule: str
    text: str
    members: frozenset[int]
    low: int = 0
    high: int | None = None
    price: int = 0
    value: None = None

    def off(self, group: Group) -> int:
        """How many people too few or too many for a group of this size."""
        return _off(self, group)

    def limits(self, size: int) -> tuple[int, int | None]:
        """In people, exact: 100 * count must be at least low * size and at most high * size."""
        return -(-self.low * size // 100), None if self.high is None else self.high * size // 100

    @property
    def named(self) -> str:
        return f'the rule "{self.text}"'


def _off(demand: "Bound | Share", group: Group) -> int:
    count = sum(1 for position in group if position in demand.members)
    low, high = demand.limits(len(group))
    return max(0, low - count) + (0 if high is None else max(0, count - high))


@dataclass(frozen=True)
class Variety:
    """At least `low` of these values must occur in the group."""

    rule: str
    text: str
    members_by_value: tuple[frozenset[int], ...]
    low: int
    price: int = 0
    value: None = None

    def off(self, group: Group) -> int:
        """How many values are missing."""
        return max(
            0, self.low - sum(1 for members in self.members_by_value if any(p in members for p in group))
        )

    @property
    def named(self) -> str:
        return f'the rule "{self.text}"'


Demand = Bound | Share | Variety


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
    """The two of a pair count as one where they are of one organisation: the first stands for both."""
    members: dict[str, set[int]] = {}
    for unit in units(pool):
        first = {_organisation(pool[position]): position for position in reversed(unit)}
        for organisation, position in first.items():
            members.setdefault(organisation, set()).add(position)
    for group in members.values():
        if len(group) > 1:
            yield Bound(ONE_PER_ORGANISATION, ONE_PER_ORGANISATION_TEXT, None, frozenset(group), high=1)


def _organisation(one: Evaluated) -> str:
    return " ".join(one.facts.organisation.split()).casefold()


def _demands_of(rule: BalanceRule, pool: Sequence[Evaluated]) -> Iterator[Demand]:
    members = _members(pool, rule.field)
    listed = rule.values or tuple(members)
    any_of = frozenset().union(*(members.get(value, frozenset()) for value in listed))
    named, price = (rule.id, rule.text), _price(rule)
    match rule.kind:
        case RuleKind.AT_MOST_PER_VALUE:
            for value in listed:
                if len(members.get(value, frozenset())) > rule.limit:
                    yield Bound(*named, value, members[value], high=rule.limit, price=price)
        case RuleKind.AT_LEAST_PER_VALUE:
            for value in listed:
                yield Bound(*named, value, members.get(value, frozenset()), low=rule.limit, price=price)
        case RuleKind.AT_LEAST_VALUES:
            by_value = tuple(members[value] for value in listed if value in members)
            yield Variety(*named, by_value, low=rule.limit, price=price)
        case RuleKind.AT_LEAST:
            yield Bound(*named, None, any_of, low=rule.limit, price=price)
        case RuleKind.AT_MOST:
            if len(any_of) > rule.limit:
                yield Bound(*named, None, any_of, high=rule.limit, price=price)
        case RuleKind.AT_LEAST_SHARE:
            yield Share(*named, any_of, low=rule.limit, price=price)
        case RuleKind.AT_MOST_SHARE:
            yield Share(*named, any_of, high=rule.limit, price=price)


def _price(rule: BalanceRule) -> int:
    """In whole hundredths of a point, at least one; 0 for a rule that must hold."""
    return 0 if rule.price is None else max(1, rounded(Fraction(str(rule.price)) * 100))


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
    organisations = len({_organisation(one) for one in group})
    people = "1 person" if len(group) == 1 else f"{len(group)} people"
    return (
        RuleCheck(
            rule=PLACES,
            text=f"{amount(rules.places, 'place')}.",
            satisfied=len(group) <= rules.places,
            detail=f"{len(group)} of {amount(rules.places, 'place')} taken",
        ),
        RuleCheck(
            rule=ONE_PER_ORGANISATION,
            text=ONE_PER_ORGANISATION_TEXT,
            satisfied=not crowded,
            detail=f"{amount(organisations, 'organisation')}, {people}",
        ),
        *(_check(rule, group) for rule in rules.rules),
    )


def _check(rule: BalanceRule, group: Sequence[Evaluated]) -> RuleCheck:
    off = sum(demand.off(range(len(group))) for demand in _demands_of(rule, group))
    cost = off * _price(rule)
    return RuleCheck(
        rule=rule.id,
        text=rule.text,
        satisfied=not off,
        detail=_detail(rule, group) + (f"; costs {in_points(cost)} points" if cost else ""),
        is_wish=rule.price is not None,
        off=off,
        cost=cost,
    )


def _detail(rule: BalanceRule, group: Sequence[Evaluated]) -> str:
    answers = [set(one.facts.values_of(rule.field)) for one in group]
    match rule.kind:
        case RuleKind.AT_MOST_PER_VALUE | RuleKind.AT_LEAST_PER_VALUE:
            return _per_value(rule, answers)
        case RuleKind.AT_LEAST_VALUES:
            present = {
                value for values in answers for value in values if not rule.values or value in rule.values
            }
            return f"{len(present)} different (at least {rule.limit})"
        case RuleKind.AT_LEAST | RuleKind.AT_MOST:
            return f"{_fitting(rule, answers)} ({_at(rule)} {rule.limit})"
        case RuleKind.AT_LEAST_SHARE | RuleKind.AT_MOST_SHARE:
            return f"{_fitting(rule, answers)} of {len(group)} ({_at(rule)} {rule.limit} %)"


def _per_value(rule: BalanceRule, answers: Sequence[set[str]]) -> str:
    counts = Counter(value for values in answers for value in values)
    listed = rule.values or tuple(counts)
    shown = sorted(listed, key=lambda value: (-counts[value], value))
    counted = ", ".join(f"{value} {counts[value]}" for value in shown)
    return f"{counted or 'none'} ({_at(rule)} {rule.limit})"


def _fitting(rule: BalanceRule, answers: Sequence[set[str]]) -> int:
    return sum(1 for values in answers if values & set(rule.values))


def _at(rule: BalanceRule) -> str:
    return "at most" if rule.kind.value.startswith("at-most") else "at least"
