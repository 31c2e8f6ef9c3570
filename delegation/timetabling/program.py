"""Questions of yes or no, rules over them, and those to be answered yes as rarely as possible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Literal = int
"""A variable, counted from 1; negative for its opposite."""


@dataclass
class Program:
    """Built up rule by rule, always in the same order, so that equal instances give equal programs."""

    variables: int = 0
    clauses: list[Sequence[Literal]] = field(default_factory=list)
    """At least one of each is true."""
    choices: list[Sequence[Literal]] = field(default_factory=list)
    """Exactly one of each is true."""
    counts: list[tuple[Sequence[Literal], int, int]] = field(default_factory=list)
    """Literals, and how many of them are true at least and at most."""
    costs: list[Literal] = field(default_factory=list)
    """As few of these as possible are true."""

    def variable(self) -> Literal:
        """A new one."""
        self.variables += 1
        return self.variables

    def clause(self, *literals: Literal) -> None:
        """At least one is true."""
        self.clauses.append(literals)

    def choose(self, literals: Iterable[Literal]) -> None:
        """Exactly one is true."""
        self.choices.append(tuple(literals))

    def count(self, literals: Sequence[Literal], least: int, most: int) -> None:
        """Between `least` and `most` are true."""
        self.counts.append((tuple(literals), least, most))

    def any_of(self, literals: Sequence[Literal]) -> Literal:
        """A literal that is true where one of `literals` is; at most one of them may be."""
        if len(literals) == 1:
            return literals[0]
        made = self.variable()
        self.choose((*literals, -made))
        return made

    def text(self) -> str:
        """The program as CP-SAT reads it."""
        return "\n".join(
            (
                *("variables { domain: 0 domain: 1 }" for _ in range(self.variables)),
                *(f"constraints {{ bool_or {{ {_literals(one)} }} }}" for one in self.clauses),
                *(f"constraints {{ exactly_one {{ {_literals(one)} }} }}" for one in self.choices),
                *(_linear(*one) for one in self.counts),
                f"objective {{ {_sum(self.costs)} offset: {sum(one < 0 for one in self.costs)} }}",
            )
        )


def _literals(literals: Iterable[Literal]) -> str:
    """CP-SAT counts variables from 0 and writes the opposite of variable n as -n - 1."""
    return " ".join(f"literals: {one - 1 if one > 0 else one}" for one in literals)


def _linear(literals: Sequence[Literal], least: int, most: int) -> str:
    opposite = sum(one < 0 for one in literals)
    within = f"domain: {least - opposite} domain: {most - opposite}"
    return f"constraints {{ linear {{ {_sum(literals)} {within} }} }}"


def _sum(literals: Sequence[Literal]) -> str:
    """An opposite counts as one less its variable; the ones are taken off on the other side."""
    return " ".join(f"vars: {abs(one) - 1} coeffs: {1 if one > 0 else -1}" for one in literals)
