"""Candidates of a selection file: checked by hand, because a model per row would take half a minute."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from delegation.application import Facts, Value
from delegation.reading.problem import Problem
from delegation.selecting.scoring import FULL_SCORE, Evaluated, rounded
from delegation.selecting.solve_file.solvable import NO_TIME, lot_id, without_organisation
from delegation.selecting.solve_file.tree import Tree

PERSONAL = ("organisation", "country")
JUDGED = ("passes_threshold", "mean", "score_sheets", "below")
"""What the evaluation found; only files that a delegation wrote have these."""
NAMED = ("id", "score", "together_with", *PERSONAL, *JUDGED)
"""Every other key or column is a feature."""
LONGEST_ID, LONGEST_ANSWER = 200, 10_000
MOST_DIGITS = 20
MOST_PROBLEMS = 200
"""Reading stops there: nobody reads more, and the same mistake may stand in every row."""
_DECIMAL = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,20}))?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can write and no text can hold."""

Row = Mapping[str, Tree]
At = Callable[[int, str, str, str], Problem]
"""Makes a problem of row, field, message and remedy."""


@dataclass(frozen=True)
class Scale:
    """What the best possible score is, and whether scores finer than hundredths of 100 points are rounded."""

    full: Fraction = Fraction(100)
    rounds: bool = False

    def hundredths(self, written: str) -> int | None:
        """The score in hundredths of 100 points; None if it is finer than that. Raises ValueError."""
        found = _DECIMAL.fullmatch(written)
        if found is None:
            raise ValueError
        whole, part = found[1], found[2] or ""
        if self.full == 100 and len(part) <= 2:
            return int(whole) * 100 + int(part.ljust(2, "0"))
        exact = Fraction(int(whole + part), 10 ** len(part)) * FULL_SCORE / self.full
        return rounded(exact) if self.rounds or exact.denominator == 1 else None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the evaluation found besides the score."""

    passes_threshold: bool = True
    mean: int = 0
    score_sheets: int = 0
    below: str | None = None


NOT_JUDGED = Judged()


@dataclass
class Candidates:
    """Reads rows into those evaluated; what is wrong stands in `problems`."""

    at: At
    scale: Scale
    features: Mapping[str, str]
    """Which columns are features, with the names rules know them by."""
    has_organisations: bool
    has_scores: bool
    is_judged: bool
    """Whether the file says what the evaluation found."""
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Ids as written, by the ids of the lot."""

    def read(self, rows: Sequence[Row]) -> tuple[Evaluated, ...]:
        ids = self._ids(rows)
        found: list[Evaluated] = []
        for number, (row, participant) in enumerate(zip(rows, ids, strict=True)):
            if len(self.problems) >= MOST_PROBLEMS:
                break
            found.append(self._evaluated(number, row, participant))
        if not self.problems:
            self.problems.extend(self._one_sided(found))
        return tuple(found)

    def _ids(self, rows: Sequence[Row]) -> list[str]:
        found = []
        for number, row in enumerate(rows):
            written = self._text(number, row, "id") if row.get("id") is not None else str(number + 1)
            participant = lot_id(written)
            if not written:
                self._complain(number, "id", "the id is empty", "write one, or leave 'id' out everywhere.")
            elif participant in self.names:
                self._complain(number, "id", f"{written!r} stands twice", "give each candidate its own id.")
            self.names[participant] = written
            found.append(participant)
            if len(self.problems) >= MOST_PROBLEMS:
                return found + [""] * (len(rows) - len(found))
        return found

    def _evaluated(self, number: int, row: Row, participant: str) -> Evaluated:
        organisation = self._text(number, row, "organisation")
        if not (self.has_organisations and organisation):
            organisation = without_organisation(participant)
        facts = Facts.model_construct(
            organisation=organisation,
            country=self._text(number, row, "country"),
            values=self._values(number, row),
        )
        other = self._text(number, row, "together_with")
        judged = self._judged(number, row) if self.is_judged else NOT_JUDGED
        return Evaluated.model_construct(  # with every field: a default costs more than all the rest
            participant=participant,
            facts=facts,
            score=self._score(number, row),
            received_at=NO_TIME,
            together_with=lot_id(other) if other else None,
            passes_threshold=judged.passes_threshold,
            mean=judged.mean,
            spread=0,
            score_sheets=judged.score_sheets,
            below=judged.below,
            criterion_means={},
        )

    def _values(self, number: int, row: Row) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, known in self.features.items():
            value = row.get(name)
            if type(value) is str and value.isprintable() and len(value) <= LONGEST_ANSWER:
                found[known] = value
            elif isinstance(value, Sequence) and not isinstance(value, str):
                found[known] = tuple([self._word(number, name, one) for one in value])
            elif value is not None:
                found[known] = self._word(number, name, value)
        return found

    def _score(self, number: int, row: Row) -> int:
        written = row.get("score")
        if written in (None, "") and not self.has_scores:
            return 0
        shown = format(written, "f") if isinstance(written, Decimal) and _is_usual(written) else written
        try:
            score = self.scale.hundredths(shown if isinstance(shown, str) else "")
        except ValueError:
            remedy = "write digits with a point, as in 87.25."
            self._complain(number, "score", f"{_shown(written)} is not a score", remedy)
            return 0
        if score is None:
            remedy = "write 'round_scores: yes' to round scores half up to hundredths of 100 points."
            self._complain(number, "score", f"{shown} is finer than a hundredth of a point", remedy)
            return 0
        if score > FULL_SCORE:
            remedy = "write what the best possible score is, as 'scale: 500'."
            self._complain(number, "score", f"{shown} is more than the scale's {self.scale.full}", remedy)
        return score

    def _judged(self, number: int, row: Row) -> Judged:
        passes = self._text(number, row, "passes_threshold") or "yes"
        if passes not in ("yes", "no"):
            self._complain(number, "passes_threshold", f"{passes!r} is not possible here", "write yes or no.")
        return Judged(
            passes_threshold=passes != "no",
            mean=self._whole(number, row, "mean"),
            score_sheets=self._whole(number, row, "score_sheets"),
            below=self._text(number, row, "below") or None,
        )

    def _whole(self, number: int, row: Row, name: str) -> int:
        written = self._text(number, row, name)
        if written and not _WHOLE.fullmatch(written):
            self._complain(number, name, f"{written!r} is not a whole number", "write digits only, as in 12.")
            return 0
        return int(written or 0)

    def _one_sided(self, evaluated: Sequence[Evaluated]) -> Iterator[Problem]:
        """A pair is one where both name each other, as on the form."""
        chosen = {one.participant: one.together_with for one in evaluated}
        for number, one in enumerate(evaluated):
            other = one.together_with
            if other is None:
                continue
            if other not in chosen or other == one.participant:
                said, remedy = "nobody else has that id", "write the id of the other candidate."
            elif chosen[other] != one.participant:
                said, remedy = "the other does not name this one", "write 'together_with' there as well."
            else:
                continue
            yield self.at(number, "together_with", said, remedy)

    def _text(self, number: int, row: Row, name: str) -> str:
        value = row.get(name)
        if type(value) is str and len(value) <= LONGEST_ID and value.isprintable():
            return value
        found = "" if value is None else self._word(number, name, value)
        if len(found) > LONGEST_ID or not found.isprintable():
            remedy = f"write one line of at most {LONGEST_ID} characters."
            self._complain(number, name, f"{_shown(found)} is not possible here", remedy)
        return found

    def _word(self, number: int, name: str, value: Tree) -> str:
        if type(value) is str and len(value) <= LONGEST_ANSWER and value.isprintable():
            return value
        match value:
            case bool():
                return "yes" if value else "no"
            case Decimal() if _is_usual(value):
                return format(value, "f")
            case str() if len(value) <= LONGEST_ANSWER and not _HALF.search(value):
                return value
        remedy = f"write text of at most {LONGEST_ANSWER:,} characters, or a list of such for a feature."
        self._complain(number, name, f"{_shown(value)} is not possible here", remedy)
        return ""

    def _complain(self, number: int, name: str, message: str, remedy: str) -> None:
        self.problems.append(self.at(number, name, message, remedy))


def _is_usual(number: Decimal) -> bool:
    """Whether it can be written out: an exponent of a billion cannot."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_DIGITS and number.adjusted() < MOST_DIGITS


def _shown(value: Tree) -> str:
    match value:
        case None:
            return "nothing"
        case Mapping():
            return "an entry with keys"
        case str() | bool() | Decimal():
            text = str(value)
            return repr(text if len(text) <= 60 else f"{text[:57]}...")
        case _:
            return "a list"
