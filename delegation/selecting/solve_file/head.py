"""What a selection file says besides its candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator

from delegation.fact import Fact
from delegation.panel import Ruling
from delegation.person import Line
from delegation.reading.problem import FileError
from delegation.reading.wording import problems_of
from delegation.selecting.solve_file.candidates import Scale
from delegation.selecting.solve_file.quotas import TypedRule
from delegation.selecting.solve_file.solvable import DEFAULT_SEED, lot_id
from delegation.selecting.solve_file.tree import Tree, Typed, as_plain
from delegation.selection_rules import SelectionRules


class TypedRuling(Fact):
    """One candidate taken or left out in any case."""

    id: Line = Field(min_length=1)
    reason: Line = ""
    author: Line = ""


class SolveHead(Fact):
    """Places, quotas and rulings as typed."""

    places: int = Field(gt=0, le=1_000_000)
    reserve: int = Field(default=0, ge=0, le=1_000_000)
    seed: str = DEFAULT_SEED
    scale: Decimal = Field(default=Decimal(100), ge=Decimal("0.01"), le=1_000_000)
    round_scores: bool = False
    one_per_organisation: bool = True
    quotas: tuple[TypedRule, ...] = ()
    take: tuple[TypedRuling, ...] = ()
    leave: tuple[TypedRuling, ...] = ()

    @field_validator("take", "leave", mode="before")
    @classmethod
    def _ids_alone(cls, typed: object) -> object:
        """`- A-17` is short for `- id: A-17`."""
        if not isinstance(typed, list):
            return typed
        return [{"id": one} if isinstance(one, str) else one for one in typed]

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        names = [one.id for one in self.quotas]
        doubled = next((name for name in names if names.count(name) > 1), None)
        if doubled is not None:
            raise ValueError(f"There are two rules {doubled!r}; keep one of them.")
        return self

    @property
    def best_score(self) -> Scale:
        return Scale(Fraction(self.scale), self.round_scores)

    def rulings(self) -> tuple[Ruling, ...]:
        """In the order of the lot's ids, as the solver takes them."""
        found = [_ruling(one, taken=True) for one in self.take]
        found += [_ruling(one, taken=False) for one in self.leave]
        return tuple(sorted(found, key=lambda one: one.participant))


class WholeFile(SolveHead):
    """All keys of the file, for telling which one was meant."""

    candidates: object = None


@dataclass(frozen=True)
class Instead:
    """What the caller says in place of the file."""

    places: int | None = None
    reserve: int | None = None
    seed: str | None = None

    def of(self, rules: SelectionRules) -> SelectionRules:
        said = {"places": self.places, "reserve": self.reserve, "lot_seed": self.seed}
        return rules.model_copy(update={name: value for name, value in said.items() if value is not None})


def read_head(typed: Typed, content: Mapping[str, Tree], instead: Instead) -> SolveHead:
    """Everything but candidates and tables of quotas. Raises FileError with every mistake at its place."""
    elsewhere = ("candidates", "quotas") if isinstance(content.get("quotas"), str) else ("candidates",)
    plain = {key: as_plain(value) for key, value in content.items() if key not in elsewhere}
    if instead.places is not None:
        plain.setdefault("places", str(instead.places))
    try:
        return SolveHead.model_validate(plain, extra="forbid")
    except ValidationError as error:
        found = list(problems_of(error, typed.places, WholeFile))
        said = str(error.errors(include_url=False)[0]["msg"])
        raise FileError(found or [typed.problem((), said, "correct it here.")]) from None


def unknown(rulings: Sequence[TypedRuling], names: Mapping[str, str]) -> list[str]:
    """Ids that are ruled about and not among the candidates."""
    return [one.id for one in rulings if lot_id(one.id) not in names]


def _ruling(typed: TypedRuling, *, taken: bool) -> Ruling:
    return Ruling.model_construct(
        participant=lot_id(typed.id), taken=taken, author=typed.author, reason=typed.reason, at=None
    )
