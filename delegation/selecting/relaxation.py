"""The same with divisible people: what no group can exceed, and who can be decided about by that alone.

Any prices for the rows give a bound (weak duality): take every class that is worth more than the rows it
uses, leave every other. The best prices come from the linear program, which is solved for the classes
that matter and taken up again with those its prices make worthwhile. So the bound does not depend on
the linear program having been solved to the last digit, nor on which classes it was given.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from delegation.selecting.group_program import INFEASIBLE, SOLVED, TOLERANCE, Program, SolverFailed

if TYPE_CHECKING:
    from delegation.selecting.alike import Bools, Floats, Ints

ROUNDS = 40
"""How often classes and rows are added before all are taken at once."""
WORTHWHILE = 1e-6


@dataclass(frozen=True)
class Relaxation:
    """The bound and its prices."""

    program: Program
    value: float
    prices: "Floats"
    """Per row, in hundredths."""
    gain: "Floats"
    """Per class: the score of one unit less the prices of its rows. Above 0 the class is taken whole."""

    def promise(self, plus: "Ints") -> float:
        """What no group can exceed that includes somebody without points who counts in the rows `plus`."""
        return self.value - float(self.prices @ self.program.folded(plus))

    def undecided(self, spare: float) -> "Bools":
        """Classes that some group within `spare` of the bound takes otherwise than the relaxation.

        Taking one unit more or less than the relaxation of a class with gain g costs at least |g|.
        """
        import numpy as np

        return np.asarray((np.abs(self.gain) <= spare + TOLERANCE) & ~self.program.alike.is_pinned)

    def whole(self, spare: float) -> "Ints":
        """How many of each class are taken by every group within `spare`; 0 for the undecided."""
        import numpy as np

        alike = self.program.alike
        taken = alike.is_pinned | (self.gain > spare + TOLERANCE)
        return np.where(taken, alike.counts, 0)


def relax(program: Program) -> Relaxation | None:
    """The bound for groups of this size; None when even divisible people cannot keep the rules."""
    import numpy as np

    alike = program.alike
    columns, rows = _first_classes(program), ~program.is_lazy
    for _ in range(ROUNDS):
        solved = _linear(program, columns, rows)
        if solved is None:
            break
        prices, counts = solved
        gain = _gain(program, prices)
        added = ~columns & (gain > WORTHWHILE)
        broken = ~rows & (_used(program, counts) > program.beside.high + WORTHWHILE)
        if not added.any() and not broken.any():
            return _bound(program, prices, gain)
        columns, rows = columns | added, rows | broken
    everything = _linear(program, np.ones(len(alike.counts), dtype=bool), np.ones_like(rows))
    if everything is None:
        return None
    return _bound(program, everything[0], _gain(program, everything[0]))


def _first_classes(program: Program) -> "Bools":
    """Three times as many people as are wanted, by points, and the two best of each type."""
    import numpy as np

    alike = program.alike
    order = np.lexsort((np.arange(len(alike.scores)), -alike.scores / alike.sizes))
    before = np.cumsum((alike.counts * alike.sizes)[order])
    chosen = alike.is_pinned.copy()
    chosen[order[before <= 3 * (program.size or 0) + 50]] = True
    base = alike.base_types[0][alike.types[order]]
    for _ in range(2):
        left = order[~chosen[order]]
        firsts = np.unique(base[~chosen[order]], return_index=True)[1]
        chosen[left[firsts]] = True
    return chosen


def _linear(program: Program, columns: "Bools", rows: "Bools") -> "tuple[Floats, Floats] | None":
    """Prices of all rows and the amounts taken of all classes; None when it is infeasible."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csc_array, hstack, vstack

    alike, beside = program.alike, program.beside
    used = np.flatnonzero(columns)
    matrix = csc_array(hstack([program.matrix[:, alike.types[used]], beside.matrix], format="csc")).tocsr()
    above = np.flatnonzero(rows & np.isfinite(beside.high))[1:]
    below = np.flatnonzero(rows & np.isfinite(beside.low))[1:]
    counts = alike.counts[used].astype(float)
    least = np.concatenate([np.where(alike.is_pinned[used], counts, 0), np.zeros(len(beside.most))])
    answer = linprog(
        np.concatenate([-alike.scores[used], beside.prices]),
        A_ub=vstack([matrix[above], -matrix[below]], format="csc"),
        b_ub=np.concatenate([beside.high[above], -beside.low[below]]),
        A_eq=matrix[[0]],
        b_eq=[program.size],
        bounds=np.column_stack([least, np.concatenate([counts, beside.most])]),
        method="highs",
    )
    if answer.status == INFEASIBLE:
        return None
    if answer.status != SOLVED:
        raise SolverFailed(f"The relaxation of the selection was not solved: {answer.message}")
    prices, taken = np.zeros(len(rows)), np.zeros(len(alike.counts))
    prices[0] = -answer.eqlin.marginals[0]
    np.add.at(prices, above, np.maximum(0, -answer.ineqlin.marginals[: len(above)]))
    np.add.at(prices, below, np.minimum(0, answer.ineqlin.marginals[len(above) :]))
    taken[used] = answer.x[: len(used)]
    return prices, taken


def _gain(program: Program, prices: "Floats") -> "Floats":
    import numpy as np

    per_type = program.matrix.T @ prices
    return np.asarray(program.alike.scores - per_type[program.alike.types], dtype=float)


def _used(program: Program, taken: "Floats") -> "Floats":
    import numpy as np

    by_type = np.bincount(program.alike.types, weights=taken, minlength=program.matrix.shape[1])
    return np.asarray(program.matrix @ by_type)


def _bound(program: Program, prices: "Floats", gain: "Floats") -> Relaxation:
    """What the prices prove: rows at their dearer limit, classes and other columns where they gain."""
    import numpy as np

    alike, beside = program.alike, program.beside
    limits = np.where(prices > 0, beside.high, np.where(prices < 0, beside.low, 0))
    value = float(prices @ limits)
    gained = np.where(alike.is_pinned, gain, np.maximum(gain, 0))
    value += float(gained @ alike.counts)
    other = -(beside.matrix.T @ prices) - beside.prices
    most = np.where(np.isfinite(beside.most), beside.most, (program.size or 0) + len(prices))
    value += float(np.maximum(other, 0) @ most)
    return Relaxation(program, value, prices, gain)
