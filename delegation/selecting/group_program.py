"""What is demanded of a group of one size, as an integer program: how many of each class are taken.

The solver (HiGHS) works with floating-point numbers. What it finds is rounded, and the group is counted
again in whole numbers; a bound is used in whole hundredths only. It stops after a number of nodes, never
after a time, so that it stops at the same point on every machine.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.alike import Alike
from delegation.selecting.balance import Bound, Demand, Share, Variety

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

    from delegation.selecting.alike import Bools, Floats, Ints

TOLERANCE = 0.05
"""Hundredths of a point by which the solver's own figures may be off; true totals are whole."""
NODES = 50_000
"""Branches after which the solver stops with what it has."""
SOLVED, STOPPED, INFEASIBLE = 0, 1, 2


class SolverFailed(RuntimeError):
    """The solver gave no answer, or one that breaks a rule. A defect, not an outcome."""


@dataclass(frozen=True)
class Found:
    """A permitted group, what it is worth, and what no group permitted there can exceed."""

    counts: "Ints"
    """How many of each class."""
    total: int
    """Its points, less what wishes it misses cost."""
    bound: int


@dataclass(frozen=True)
class Answer:
    """What the solver says about some columns: nothing at all where no group is permitted."""

    values: "Floats"
    bound: float
    is_proven: bool


@dataclass(frozen=True)
class Program:
    """The rows for groups of `size` under some of the demands, and the columns beside the classes."""

    alike: Alike
    kept: tuple[int, ...]
    """Which of the demands, by number."""
    size: int | None
    """None: any size, which makes shares rows of their own kind."""
    is_loose: bool = False
    """Every demand may be missed, at a price of 1 for each person or value off."""

    @cached_property
    def rows(self) -> "Ints":
        """Rows of `alike.matrix` in use, in this program's order; rows counting values come after them."""
        import numpy as np

        found = [0]
        for number in self.kept:
            first, demand = self.alike.first_row[number], self.alike.demands[number]
            found += range(first, first + _height(demand))
        return np.array(found, dtype=np.int64)

    @cached_property
    def matrix(self) -> "csc_array":
        """Per row and type."""
        from scipy.sparse import csc_array, vstack

        used = csc_array(self._with_shares(self.alike.matrix.tocsr()[self.rows]))
        varieties = sum(isinstance(self.alike.demands[number], Variety) for number in self.kept)
        return csc_array(vstack([used, csc_array((varieties, used.shape[1]))], format="csc"))

    def _with_shares(self, matrix: "csr_array") -> "csr_array":
        """For any size: 100 * members - percent * everybody must not be below 0, or not above."""
        from scipy.sparse import csr_array, diags_array

        percents = self._percents if self.size is None else {}
        if not percents:
            return matrix
        hundredfold, taken_off = [1.0] * len(self.rows), [0.0] * len(self.rows)
        for row, percent in percents.items():
            hundredfold[row], taken_off[row] = 100.0, float(percent)
        everybody = csr_array(matrix[[0]])
        lowered = csr_array([[share] for share in taken_off]) @ everybody
        return csr_array(diags_array(hundredfold) @ matrix - lowered)

    @cached_property
    def _percents(self) -> dict[int, int]:
        """Of the demands for shares, by row."""
        found, row = {}, 1
        for number in self.kept:
            demand = self.alike.demands[number]
            if isinstance(demand, Share):
                found[row] = demand.low if demand.high is None else demand.high
            row += _height(demand)
        return found

    @cached_property
    def is_lazy(self) -> "Bools":
        import numpy as np

        lazy = self.alike.is_lazy[self.rows]
        return np.concatenate([lazy, np.zeros(self.matrix.shape[0] - len(lazy), dtype=bool)])

    @cached_property
    def beside(self) -> "_Beside":
        return _Beside(self)

    def worth(self, counts: "Ints", plus: "Ints | None" = None) -> int | None:
        """Points less what missed wishes cost, in whole numbers; None where a rule is broken.

        `plus` counts in the rows as well: somebody without points who belongs to the group.
        """
        rows = self.alike.rows_of(counts) if plus is None else self.alike.rows_of(counts) + plus
        if rows[0] != self.size:
            return None
        worth = int(self.alike.scores @ counts)
        for number in self._touched(rows):
            off, price = self.alike.off(number, rows), self.alike.demands[number].price
            if off and not price:
                return None
            worth -= off * price
        return worth

    def folded(self, plus: "Ints") -> "Floats":
        """Counts by the rows of the pool as counts by the rows of this program."""
        import numpy as np

        return np.append(plus[self.rows], np.zeros(self.matrix.shape[0] - len(self.rows)))

    def _touched(self, rows: "Ints") -> list[int]:
        """Demands to be counted: of the many about organisations only those with more than one person."""
        crowded = self.alike.is_lazy & (rows > 1)
        first_row, lazy = self.alike.first_row, self.alike.is_lazy
        return [n for n in self.kept if not lazy[first_row[n]] or crowded[first_row[n]]]


class _Beside:
    """The columns beside the classes (whether a value occurs, how far a wish is missed) and all limits."""

    def __init__(self, program: Program) -> None:
        import numpy as np
        from scipy.sparse import csc_array

        self._entries: list[tuple[int, int, float]] = []
        self._prices: list[float] = []
        self._most: list[float] = []
        self.missing: dict[int, int] = {}
        """The column of each demand that may be missed, by number of the demand."""
        height = program.matrix.shape[0]
        low, high = np.full(height, -np.inf), np.full(height, np.inf)
        if program.size is not None:
            low[0] = high[0] = program.size
        row, last = 1, len(program.rows)
        for number in program.kept:
            demand = program.alike.demands[number]
            if isinstance(demand, Variety):
                values = range(row, row + len(demand.members_by_value))
                low[values.start : values.stop] = 0
                low[last] = demand.low
                self._occurring(values, last)
                self._missable(program, number, last)
                last += 1
            else:
                low[row], high[row] = _limits(demand, program.size)
                self._missable(program, number, row)
            row += _height(demand)
        rows, columns, entries = zip(*self._entries, strict=True) if self._entries else ((), (), ())
        self.matrix = csc_array((entries, (rows, columns)), shape=(height, len(self._prices)), dtype=float)
        self.low, self.high = low, high
        self.prices, self.most = np.array(self._prices), np.array(self._most)
        self.is_whole = np.array([price == 0 for price in self._prices], dtype=bool) | program.is_loose

    def _occurring(self, values: range, last: int) -> None:
        for row in values:
            self._entries += [(row, len(self._prices), -1.0), (last, len(self._prices), 1.0)]
            self._prices.append(0.0)
            self._most.append(1.0)

    def _missable(self, program: Program, number: int, row: int) -> None:
        """A column for how far a wish is missed: it adds what is too few, or takes off what is too many."""
        demand = program.alike.demands[number]
        price = 1 if program.is_loose else demand.price
        if price:
            sign = 1 if isinstance(demand, Variety) or demand.high is None else -1
            by = 100 if isinstance(demand, Share) and program.size is None else 1
            self.missing[number] = len(self._prices)
            self._entries.append((row, len(self._prices), sign * by))
            self._prices.append(price)
            self._most.append(float("inf"))


def _limits(demand: Bound | Share, size: int | None) -> tuple[float, float]:
    if size is None and isinstance(demand, Share):
        return (0, float("inf")) if demand.high is None else (-float("inf"), 0)
    least, most = demand.limits(size or 0)
    return least or -float("inf"), float("inf") if most is None else most


def _height(demand: Demand) -> int:
    return len(demand.members_by_value) if isinstance(demand, Variety) else 1


def maximise(
    objective: "Floats",
    matrix: "csc_array",
    limits: "tuple[Floats, Floats]",
    bounds: "tuple[Floats, Floats]",
    is_whole: "Bools",
) -> Answer | None:
    """Solve an integer program; None when nothing fulfils it. When stopped early, with what was found."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not len(objective):
        holds = (limits[0] <= TOLERANCE).all() and (limits[1] >= -TOLERANCE).all()
        return Answer(np.zeros(0), 0.0, is_proven=True) if holds else None
    answer = milp(
        -objective,
        constraints=LinearConstraint(matrix, *limits) if matrix.shape[0] else None,
        integrality=is_whole.astype(int),
        bounds=Bounds(*bounds),
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )
    if answer.status == INFEASIBLE:
        return None
    if answer.status not in (SOLVED, STOPPED) or answer.x is None:
        raise SolverFailed(f"The selection was not solved: {answer.message}")
    bound = answer.fun if answer.mip_dual_bound is None else answer.mip_dual_bound  # None: nothing was whole
    return Answer(answer.x, -bound, answer.status == SOLVED)
