"""Quotas: rules of balance as typed, or a panel's categories with a minimum and a maximum per feature."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line
from delegation.reading.problem import FileError, Problem
from delegation.selecting.scoring import Evaluated
from delegation.selecting.solve_file.solvable import field_id
from delegation.selecting.solve_file.table import Table
from delegation.selection_rules import BalanceRule, RuleKind

FIELD_COLUMNS, VALUE_COLUMNS = ("category", "feature"), ("feature", "value")
"""Two ways of naming the same columns are in use."""
_COUNT = re.compile(r"[0-9]{1,7}")
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_WORDING = {
    RuleKind.AT_MOST_PER_VALUE: "At most {limit} per {field}.",
    RuleKind.AT_LEAST_PER_VALUE: "At least {limit} from each of {values} ({field}).",
    RuleKind.AT_LEAST_VALUES: "At least {limit} different answers to {field}.",
    RuleKind.AT_LEAST: "At least {limit} with {field} {values}.",
    RuleKind.AT_MOST: "At most {limit} with {field} {values}.",
    RuleKind.AT_LEAST_SHARE: "At least {limit} percent with {field} {values}.",
    RuleKind.AT_MOST_SHARE: "At most {limit} percent with {field} {values}.",
}


class TypedRule(Fact):
    """A rule as in a delegation file; here its field may have any name, and its wording may be left out."""

    id: ItemId
    text: Line = ""
    kind: RuleKind
    field: Line = Field(min_length=1)
    limit: int = Field(ge=0)
    values: tuple[str, ...] = ()
    price: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _makes_a_rule(self) -> Self:
        self.rule()
        return self

    def rule(self) -> BalanceRule:
        words = {"limit": self.limit, "field": self.field, "values": " or ".join(self.values)}
        return BalanceRule(
            id=self.id,
            text=self.text or _WORDING[self.kind].format(**words),
            kind=self.kind,
            field=field_id(self.field),
            limit=self.limit,
            values=self.values,
            price=self.price,
        )


def rules_of_categories(table: Table, places: int) -> tuple[BalanceRule, ...]:
    """A minimum and a maximum per feature, without those that no group of `places` can break.

    Raises FileError with every mistake at its row.
    """
    field, value = columns_of_categories(table)
    table.demand((field, value, "min", "max"))
    problems = list(_problems_of_categories(table))
    if problems:
        raise FileError(problems)
    rules: list[BalanceRule] = []
    for number, row in enumerate(table.rows, start=1):
        base = _NOT_IN_IDS.sub("-", f"{row[field]} {row[value]}".lower()).strip("-")[:40].strip("-")
        low, high = int(row["min"]), int(row["max"])
        named = (f"q{number}-{base}".rstrip("-"), field_id(row[field]), f"{row[field]} {row[value]}")
        if low:
            rules.append(_quota(*named, RuleKind.AT_LEAST, low, row[value]))
        if high < places:
            rules.append(_quota(*named, RuleKind.AT_MOST, high, row[value]))
    return tuple(rules)


def columns_of_categories(table: Table) -> tuple[str, str]:
    """What the two columns are called that name what is counted and its value."""
    return VALUE_COLUMNS if "category" not in table.columns and "value" in table.columns else FIELD_COLUMNS


def values_of_categories(table: Table) -> Mapping[str, tuple[str, ...]]:
    """The features of each category, as the table lists them."""
    field, value = columns_of_categories(table)
    found: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        found[row[field]] = (*found.get(row[field], ()), row[value])
    return found


def _quota(base: str, field: str, named: str, kind: RuleKind, limit: int, value: str) -> BalanceRule:
    word = "least" if kind is RuleKind.AT_LEAST else "most"
    text = f"At {word} {limit} with {named}."
    return BalanceRule(id=f"{base}-{word}", text=text, kind=kind, field=field, limit=limit, values=(value,))


def _problems_of_categories(table: Table) -> Iterator[Problem]:
    field, value = columns_of_categories(table)
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(table.rows):
        for name in (field, value):
            if not row[name] or not row[name].isprintable():
                yield table.problem(number, name, "nothing stands here", "write the word that is counted.")
        for name in ("min", "max"):
            if not _COUNT.fullmatch(row[name]):
                said = f"{row[name]!r} is not a whole number"
                yield table.problem(number, name, said, "write digits only, as in 9.")
                break
        else:
            if int(row["min"]) > int(row["max"]):
                said = f"the minimum {row['min']} is more than the maximum {row['max']}"
                yield table.problem(number, "min", said, "correct one of the two.")
        if (row[field], row[value]) in seen:
            yield table.problem(number, value, f"{row[value]!r} stands twice", "keep one of the rows.")
        seen.add((row[field], row[value]))


def strangers(
    evaluated: Sequence[Evaluated], known: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, str, str]]:
    """Row, category and answer wherever a candidate's answer is none of the category's features."""
    fields = {category: (field_id(category), frozenset(values)) for category, values in known.items()}
    for number, one in enumerate(evaluated):
        for category, (field, values) in fields.items():
            for answer in one.facts.values_of(field):
                if answer not in values:
                    yield number, category, answer
