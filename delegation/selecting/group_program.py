"""Whom to take, as an integer program: rows of people with lower and upper limits, solved by HiGHS.

The solver works with floating-point numbers. What it finds is rounded to a group, and the group is
counted again in whole numbers; a bound is used in whole hundredths only.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.balance import Demand, Share, Variety

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    Floats = NDArray[np.float64]

TOLERANCE = 0.05
"""Hundredths of a point by which the solver's own figures may be off; true totals are whole."""
INFEASIBLE = 2


class SolverFailed(RuntimeError):
    """The solver gave no answer, or one that breaks a rule. A defect, not an outcome."""


@dataclass(frozen=True)
class Found:
    """A permitted group, its total, and the total that no group permitted there can exceed."""

    group: frozenset[int]
    total: int
    bound: int


@dataclass(frozen=True)
class Relaxation:
    """The best total if people were divisible, and what it costs at least to deviate from that solution."""

    value: float
    cost_of_taking: "Floats"
    """Per position: 0 for those it takes in full or in part."""
    cost_of_leaving: "Floats"
    """Per position: 0 for those it leaves out in full or in part."""

    def cost(self, ins: Collection[int], outs: Collection[int]) -> float:
        """By how much at least the total sinks when all of `ins` are taken and all of `outs` left."""
        return float(self.cost_of_taking[list(ins)].sum() + self.cost_of_leaving[list(outs)].sum())

    def settled(self, spare: float) -> tuple[set[int], set[int]]:
        """Who stays in and who stays out of every group that costs at most `spare`."""
        kept_in = {int(position) for position in (self.cost_of_leaving > spare).nonzero()[0]}
        kept_out = {int(position) for position in (self.cost_of_taking > spare).nonzero()[0]}
        return kept_in, kept_out


@dataclass(frozen=True)
class GroupProgram:
    """The people of a pool, by position, with what is demanded of a group of them."""

    scores: tuple[int, ...]
    demands: tuple[Demand, ...]
    pinned: frozenset[int]

    def solve(
        self,
        size: tuple[int, int],
        *,
        ins: Collection[int] = (),
        outs: Collection[int] = (),
        weights: Sequence[int] | None = None,
    ) -> Found | None:
        """The group with the highest sum of `weights` (the scores if not given); None if none is permitted.

        `size` is the least and the highest number of people, `ins` are taken and `outs` left in any case.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows, low, high = self._rows
        low[0], high[0] = size
        least, most = self._limits(ins, outs)
        weights = self.scores if weights is None else weights
        objective, whole = self._padded(weights), self._padded([1] * len(self.scores))
        if (least > most).any():
            return None
        open_ = least < most
        open_[0] = True  # the solver takes no problem without columns
        given, settled = rows[:, ~open_] @ least[~open_], objective[~open_] @ least[~open_]
        answer = milp(
            -objective[open_],
            constraints=LinearConstraint(rows[:, open_], low - given, high - given),
            integrality=whole[open_],
            bounds=Bounds(least[open_], most[open_]),
            options={"mip_rel_gap": 0.0},
        )
        if answer.status == INFEASIBLE:
            return None
        if answer.status != 0:
            raise SolverFailed(f"The selection was not solved: {answer.message}")
        values = least.copy()
        values[open_] = answer.x
        return self._counted(values, weights, settled - answer.mip_dual_bound)

    def relax(self, size: int) -> Relaxation:
        """The same with divisible people, for groups of exactly `size`."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        rows, low, high = self._rows
        above, below = np.isfinite(high), np.isfinite(low)
        above[0] = below[0] = False
        answer = linprog(
            -self._padded(self.scores),
            A_ub=vstack([rows[above], -rows[below]], format="csc"),
            b_ub=np.concatenate([high[above], -low[below]]),
            A_eq=rows[[0]],
            b_eq=[size],
            bounds=np.column_stack(self._limits((), ())),
            method="highs",
        )
        if answer.status != 0:
            raise SolverFailed(f"The relaxation of the selection was not solved: {answer.message}")
        taking, leaving = answer.lower.marginals.copy(), -answer.upper.marginals
        taking[list(self.pinned)] = 0
        people = slice(len(self.scores))
        return Relaxation(-answer.fun, taking[people], leaving[people])

    def _counted(self, answer: "Floats", weights: Sequence[int], bound: float) -> Found:
        group = frozenset(position for position in range(len(self.scores)) if answer[position] > 0.5)
        if any(demand.off(group) for demand in self.demands):
            raise SolverFailed(
                "The solver's group breaks a rule when it is counted; the selection stops here."
            )
        total = sum(weights[position] for position in group)
        return Found(group, total, max(total, int(bound + TOLERANCE)))

    def _padded(self, people: Sequence[int]) -> "Floats":
        """One figure per column: those of the people, then 0 for every value that may occur."""
        import numpy as np

        padded = np.zeros(self._columns)
        padded[: len(people)] = people
        return padded

    def _limits(self, ins: Collection[int], outs: Collection[int]) -> tuple["Floats", "Floats"]:
        import numpy as np

        least, most = np.zeros(self._columns), np.ones(self._columns)
        least[list(self.pinned | set(ins))] = 1
        most[list(outs)] = 0
        return least, most

    @property
    def _columns(self) -> int:
        """People, then one column per value of each demand for variety: 1 where the value occurs."""
        return len(self.scores) + sum(len(d.members_by_value) for d in self.demands if isinstance(d, Variety))

    @property
    def _rows(self) -> "tuple[csc_array, Floats, Floats]":
        """The matrix and a fresh copy of the limits of its rows; row 0 counts the people."""
        matrix, low, high = self._built
        return matrix, low.copy(), high.copy()

    @cached_property
    def _built(self) -> "tuple[csc_array, Floats, Floats]":
        import numpy as np
        from scipy.sparse import csc_array

        rows = _Rows(len(self.scores))
        for demand in self.demands:
            rows.add(demand)
        shape = (len(rows.low), self._columns)
        matrix = csc_array((rows.entries, (rows.row_of, rows.column_of)), shape=shape)
        return matrix, np.array(rows.low), np.array(rows.high)


class _Rows:
    """The matrix as it grows, entry by entry."""

    def __init__(self, people: int) -> None:
        self.row_of: list[int] = []
        self.column_of: list[int] = []
        self.entries: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._people = self._next_column = people
        self._row([(position, 1) for position in range(people)], 0, people)

    def add(self, demand: Demand) -> None:
        if isinstance(demand, Share):
            percent, sign = (demand.low, 1) if demand.high is None else (demand.high, -1)
            weights = [sign * (100 * (p in demand.members) - percent) for p in range(self._people)]
            self._row([(p, weight) for p, weight in enumerate(weights) if weight], 0, float("inf"))
            return
        if not isinstance(demand, Variety):
            high = float("inf") if demand.high is None else demand.high
            self._row([(position, 1) for position in sorted(demand.members)], demand.low, high)
            return
        occurs = range(self._next_column, self._next_column + len(demand.members_by_value))
        for column, members in zip(occurs, demand.members_by_value, strict=True):
            self._row([(column, 1), *((position, -1) for position in sorted(members))], float("-inf"), 0)
        self._row([(column, 1) for column in occurs], demand.low, float("inf"))
        self._next_column = occurs.stop

    def _row(self, entries: Sequence[tuple[int, float]], low: float, high: float) -> None:
        self.row_of += [len(self.low)] * len(entries)
        self.column_of += [column for column, _ in entries]
        self.entries += [value for _, value in entries]
        self.low.append(low)
        self.high.append(high)
