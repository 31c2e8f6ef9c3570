"""Whole-number programmes with several aims, one after the other. Needs scipy, imported when solving."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Programme:
    """Columns between 0 and a whole upper bound; rows that may not exceed a limit."""

    upper: list[int]
    nodes: int | None = None
    """Branches looked at before giving up on a proof; counted, not timed, so that results repeat."""
    rows: list[tuple[Sequence[int], Sequence[int], int]] = field(default_factory=list)

    def at_most(self, columns: Sequence[int], limit: int, weights: Sequence[int] | None = None) -> None:
        """The weighted sum of `columns` is at most `limit` (weights 1 unless given)."""
        if columns:
            self.rows.append((columns, weights or [1] * len(columns), limit))


def best(programme: Programme, aims: Sequence[Sequence[int]]) -> tuple[list[int], bool] | None:
    """Maximise the first aim, then among its best the second, and so on.

    Returns the columns and whether every level is proven, or None where nothing is possible.
    """
    found: list[int] | None = None
    proven = True
    for aim in aims:
        if found is not None and not any(aim):
            continue
        solved = _solved(programme, aim)
        if solved is None:
            break
        found, exact = solved
        proven = proven and exact
        reached = sum(weight * value for weight, value in zip(aim, found, strict=True))
        used = [column for column, weight in enumerate(aim) if weight]
        programme.at_most(used, -reached, [-aim[column] for column in used])
    return None if found is None else (found, proven)


def _solved(programme: Programme, aim: Sequence[int]) -> tuple[list[int], bool] | None:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    outcome = milp(
        -np.array(aim, dtype=float),
        integrality=np.ones(len(aim)),
        bounds=Bounds(np.zeros(len(aim)), np.array(programme.upper, dtype=float)),
        constraints=LinearConstraint(
            _matrix(programme), ub=np.array([limit for *_, limit in programme.rows])
        ),
        options={"mip_rel_gap": 0.0} | ({} if programme.nodes is None else {"node_limit": programme.nodes}),
    )
    if outcome.x is None:
        return None
    return [round(value) for value in outcome.x], bool(outcome.status == 0)


def _matrix(programme: Programme) -> object:
    """The rows as a sparse matrix."""
    from scipy.sparse import csr_array

    ends, columns, weights = [0], list[int](), list[int]()
    for some, factors, _ in programme.rows:
        columns.extend(some)
        weights.extend(factors)
        ends.append(len(columns))
    return csr_array((weights, columns, ends), shape=(len(programme.rows), len(programme.upper)), dtype=float)
