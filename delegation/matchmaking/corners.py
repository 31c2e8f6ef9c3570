"""Corners of linear programmes that are whole numbers. Needs scipy, imported when solving."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CLOSE = 1e-6


@dataclass
class Rows:
    """Columns between 0 and a whole upper bound; rows that may not exceed a limit."""

    upper: list[int]
    rows: list[tuple[Sequence[int], Sequence[int], int]] = field(default_factory=list)

    def at_most(self, columns: Sequence[int], limit: int, weights: Sequence[int] | None = None) -> None:
        """The weighted sum of `columns` is at most `limit` (weights 1 unless given)."""
        if len(columns):
            self.rows.append((columns, weights or [1] * len(columns), limit))


def whole_corner(rows: Rows, aims: Sequence[Sequence[int]]) -> list[int] | None:
    """Maximise the first aim, then among its best the second, and so on; None if a corner is not whole.

    Each level keeps to the best of those before without a row for it: what the level's prices say must be at
    its limit stays there (complementary slackness). So no row spoils the shape that makes corners whole.
    """
    import numpy as np
    from scipy.optimize import linprog

    matrix, limits = _matrix(rows), np.array([limit for *_, limit in rows.rows], dtype=float)
    lower, upper = np.zeros(len(rows.upper)), np.array(rows.upper, dtype=float)
    tight = np.zeros(len(limits), dtype=bool)
    values = lower
    for aim in aims:
        if not any(aim):
            continue
        loose = np.flatnonzero(~tight)
        solved = linprog(
            -np.array(aim, dtype=float),
            A_ub=matrix[loose],
            b_ub=limits[loose],
            A_eq=matrix[np.flatnonzero(tight)] if tight.any() else None,
            b_eq=limits[tight] if tight.any() else None,
            bounds=np.column_stack((lower, upper)),
            method="highs-ds",
        )
        if solved.x is None:
            return None
        values = np.rint(solved.x)
        if np.abs(values - solved.x).max(initial=0) > CLOSE:
            return None
        at_lower, at_upper = solved.lower.marginals > CLOSE, solved.upper.marginals < -CLOSE
        upper, lower = np.where(at_lower, lower, upper), np.where(at_upper, upper, lower)
        tight[loose[np.abs(solved.ineqlin.marginals) > CLOSE]] = True
    return [int(value) for value in values]


def _matrix(rows: Rows) -> "csr_array":
    from scipy.sparse import csr_array

    ends, columns, weights = [0], list[int](), list[int]()
    for some, factors, _ in rows.rows:
        columns.extend(some)
        weights.extend(factors)
        ends.append(len(columns))
    shape = (len(rows.rows), len(rows.upper))
    return csr_array((weights, columns, ends), shape=shape, dtype=float)
