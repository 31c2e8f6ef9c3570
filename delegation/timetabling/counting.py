"""Two ways of saying how many of some literals are true: as a sum, or as clauses.

A solver that learns from sums is fast where tables are ample; where almost every table is taken, it needs the
intermediate counts as variables that it can learn about.
"""

from collections.abc import Sequence
from itertools import product

from delegation.timetabling.program import Literal, Program


def by_sums(program: Program, literals: Sequence[Literal], least: int, most: int) -> None:
    """One linear rule."""
    if not _possible(literals, least, most):
        program.clause()
    elif least > 0 or most < len(literals):
        program.count(literals, max(least, 0), min(most, len(literals)))


def by_totals(program: Program, literals: Sequence[Literal], least: int, most: int) -> None:
    """A tree of unary totals: at each node, literal n says that at least n of those below are true."""
    if not _possible(literals, least, most):
        program.clause()
    elif least > 0 or most < len(literals):
        totals = _totals(program, tuple(literals), min(len(literals), most + 1), downwards=least > 0)
        if most < len(totals):
            program.clause(-totals[most])
        if least > 0:
            program.clause(totals[least - 1])


def _possible(literals: Sequence[Literal], least: int, most: int) -> bool:
    return least <= min(most, len(literals)) and most >= 0


def _totals(
    program: Program, literals: tuple[Literal, ...], most: int, *, downwards: bool
) -> tuple[Literal, ...]:
    """Totals up to `most`; `downwards` also says that a total is not higher than what is below it."""
    if len(literals) <= 1:
        return literals
    middle = len(literals) // 2
    left, right = (
        _totals(program, half, most, downwards=downwards) for half in (literals[:middle], literals[middle:])
    )
    made = tuple(program.variable() for _ in range(min(len(left) + len(right), most)))
    for a, b in product(range(len(left) + 1), range(len(right) + 1)):
        if a + b:
            program.clause(*_not_reached(left, a), *_not_reached(right, b), made[min(a + b, len(made)) - 1])
        if downwards and a + b < len(made):
            program.clause(*left[a : a + 1], *right[b : b + 1], -made[a + b])
    return made


def _not_reached(totals: Sequence[Literal], number: int) -> tuple[Literal, ...]:
    return (-totals[number - 1],) if number else ()
