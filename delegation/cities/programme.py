"""Whole-number programmes with several aims, one after the other, with a bound for each.

Needs scipy, imported when solving. Branches are counted, not timed, so that results repeat.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import floor

NODES = 4_000
"""Branches looked at for one aim before its bound is stated instead of a proof."""


TRIED_NODES = 50
"""Branches of the first trial, whose result need not be the best."""


@dataclass
class Programme:
    """Columns between whole bounds, and rows whose weighted sum may not exceed a limit."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    rows: list[tuple[Sequence[int], Sequence[int], int]] = field(default_factory=list)

    def column(self, *, lower: int = 0, upper: int = 1) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.upper) - 1

    def at_most(self, columns: Sequence[int], limit: int, weights: Sequence[int] | None = None) -> None:
        """The weighted sum of `columns` is at most `limit` (weights 1 unless given)."""
        if columns:
            self.rows.append((columns, weights or [1] * len(columns), limit))

    def one_at_most(self, groups: Iterable[Sequence[int]]) -> None:
        for columns in groups:
            if len(columns) > 1:
                self.at_most(columns, 1)


Aim = dict[int, int]
"""Weight of each column that counts."""


@dataclass(frozen=True)
class Best:
    """The columns of the best that was found, and per aim what is reached and what nothing can exceed."""

    columns: tuple[int, ...]
    reached: tuple[int, ...]
    bounds: tuple[int, ...]


def best(programme: Programme, aims: Sequence[Aim], most: Sequence[int], nodes: int = NODES) -> Best | None:
    """Maximise the first aim, then among its best the second, and so on. None: nothing is possible.

    `most` is what each aim can at most be on its own: an aim that has it needs no proof, and once an aim is
    not proven, it is the bound of later ones. All aims are first tried in one: where that is proven best
    and every aim but the last has all it can, the last one cannot have more either.
    """
    mixed = _mixed(aims, most)
    tried = _maximised(programme, mixed, TRIED_NODES)
    found: tuple[int, ...] = () if tried is None else tried[0]
    if tried is not None and _worth(mixed, found) == tried[1]:
        every = tuple(_worth(aim, found) for aim in aims)
        if every[:-1] == tuple(most[:-1]):
            return Best(found, every, every)
    reached, bounds, proven = list[int](), list[int](), True
    for aim, limit in zip(aims, most, strict=True):
        solved: tuple[tuple[int, ...], int] | None = found, limit
        if not found or _worth(aim, found) < limit:
            solved = _maximised(programme, aim, nodes)
        if solved is None and not found:
            return None
        found, bound = solved or (found, limit)
        reached.append(_worth(aim, found))
        bounds.append(max(reached[-1], min(bound, limit) if proven else limit))
        proven = proven and reached[-1] == bounds[-1]
        programme.at_most(list(aim), -reached[-1], [-weight for weight in aim.values()])
    return Best(found, tuple(reached), tuple(bounds))


def _mixed(aims: Sequence[Aim], most: Sequence[int]) -> Aim:
    """All aims in one: each first one weighs ten times as much, as a share of the most it can be."""
    mixed: dict[int, int] = {}
    for number, (aim, limit) in enumerate(zip(reversed(aims), reversed(most), strict=True)):
        for column, weight in aim.items():
            mixed[column] = mixed.get(column, 0) + weight * max(1, 10**number * most[-1] // max(1, limit))
    return mixed


def _worth(aim: Aim, columns: Sequence[int]) -> int:
    return sum(weight * columns[column] for column, weight in aim.items())


def _maximised(programme: Programme, aim: Aim, nodes: int) -> tuple[tuple[int, ...], int] | None:
    """Columns and bound, or None where no plan was found."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    costs = np.zeros(len(programme.upper))
    costs[list(aim)] = [-weight for weight in aim.values()]
    if not len(costs):
        return (), 0
    outcome = milp(
        costs,
        integrality=np.ones(len(costs)),
        bounds=Bounds(np.array(programme.lower, dtype=float), np.array(programme.upper, dtype=float)),
        constraints=LinearConstraint(_matrix(programme), ub=np.array([row[2] for row in programme.rows])),
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if outcome.x is None:
        return None
    columns = tuple(round(value) for value in outcome.x)
    return columns, _worth(aim, columns) if outcome.status == 0 else floor(-outcome.mip_dual_bound + 1e-6)


def _matrix(programme: Programme) -> object:
    """The rows as a sparse matrix."""
    from scipy.sparse import csr_array

    ends, columns, weights = [0], list[int](), list[int]()
    for some, factors, _ in programme.rows:
        columns.extend(some)
        weights.extend(factors)
        ends.append(len(columns))
    return csr_array((weights, columns, ends), shape=(len(programme.rows), len(programme.upper)), dtype=float)
