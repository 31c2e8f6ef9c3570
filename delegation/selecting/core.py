"""The core of a program: the few classes that can still be decided otherwise, all others settled.

Within `spare` of the bound, a class whose gain is more than `spare` is taken or left as the relaxation
does it (reduced-cost fixing). So a group found in the core that is worth at least the bound less `spare`
is the best of all groups, and where the core has none, no group is worth so much.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.group_program import TOLERANCE, Found, SolverFailed, maximise
from delegation.selecting.relaxation import Relaxation

if TYPE_CHECKING:
    from scipy.sparse import csc_array

    from delegation.selecting.alike import Bools, Floats, Ints

NONE: Mapping[int, int] = {}
UNDER = 0.4
"""A whole total is at least `n` exactly when it is at least `n - UNDER`; leaves room for rounding."""


@dataclass(frozen=True)
class Part:
    """Some units of one class as a column of their own: how many are taken, and the weight of each."""

    number: int
    least: int
    most: int
    weight: int = 0


@dataclass(frozen=True)
class Core:
    """The classes undecided within `spare` of the bound."""

    relaxation: Relaxation
    spare: float

    @cached_property
    def free(self) -> "Ints":
        import numpy as np

        return np.flatnonzero(self.relaxation.undecided(self.spare))

    @cached_property
    def settled(self) -> "Ints":
        return self.relaxation.whole(self.spare)

    @cached_property
    def _columns(self) -> "csc_array":
        """Of the free classes."""
        program = self.relaxation.program
        return program.matrix[:, program.alike.types[self.free]]

    @cached_property
    def _given(self) -> "Floats":
        """What the settled classes count in each row."""
        return self._counted(self.settled)

    def _counted(self, counts: "Ints") -> "Floats":
        import numpy as np

        program = self.relaxation.program
        if not counts.any():
            return np.zeros(program.matrix.shape[0])
        by_type = np.bincount(program.alike.types, weights=counts, minlength=program.matrix.shape[1])
        return np.asarray(program.matrix @ by_type)

    @cached_property
    def _reach(self) -> "Floats":
        """How many of the undecided could count in each row."""
        import numpy as np

        return np.asarray(self._columns @ self.relaxation.program.alike.counts[self.free].astype(float))

    @cached_property
    def _is_counted(self) -> "Bools":
        """Rows in which something undecided counts."""
        import numpy as np

        beside = self.relaxation.program.beside
        return np.asarray((self._reach > 0) | (np.abs(beside.matrix) @ np.ones(len(beside.prices)) > 0))

    def best(
        self,
        *,
        plus: "Ints | None" = None,
        fewer: Mapping[int, int] = NONE,
        floor: int | None = None,
        parts: Sequence[Part] | None = None,
    ) -> Found | None:
        """The best group in the core; None if none is permitted there.

        `plus` counts in the rows of the pool besides those taken; of a class in `fewer` so many units are
        not there to be taken. With `parts` the group is the one with the highest weight among those worth
        `floor`.
        """
        settled = self.settled.copy()
        for number, count in fewer.items():
            settled[number] -= min(count, settled[number])
        chosen = parts if parts is not None else self._parts(fewer)
        return self._solved(chosen, settled, plus, floor, is_weighted=parts is not None)

    @cached_property
    def _place(self) -> dict[int, int]:
        return {int(number): place for place, number in enumerate(self.free)}

    def _parts(self, fewer: Mapping[int, int]) -> list[Part]:
        alike = self.relaxation.program.alike
        return [
            Part(
                number,
                0,
                max(0, int(alike.counts[number]) - fewer.get(number, 0)),
                int(alike.scores[number]),
            )
            for number in self._place
        ]

    def _solved(
        self,
        parts: Sequence[Part],
        settled: "Ints",
        plus: "Ints | None",
        floor: int | None,
        *,
        is_weighted: bool,
    ) -> Found | None:
        import numpy as np

        program, beside = self.relaxation.program, self.relaxation.program.beside
        given = self._given - self._counted(self.settled - settled)
        if plus is not None:
            given = given + program.folded(plus)
        low, high = beside.low - given, beside.high - given
        is_open = self._is_counted & ~(program.is_lazy & (self._reach <= high))
        if (low[~self._is_counted] > TOLERANCE).any() or (high[~self._is_counted] < -TOLERANCE).any():
            return None
        matrix, limits = self._rows_for(parts, (low, high), is_open, floor)
        costs = np.zeros_like(beside.prices) if is_weighted else -beside.prices
        answer = maximise(
            np.concatenate([[part.weight for part in parts], costs]),
            matrix,
            limits,
            (
                np.concatenate([[part.least for part in parts], np.zeros(len(costs))]),
                np.concatenate([[part.most for part in parts], beside.most]),
            ),
            np.concatenate([np.ones(len(parts), dtype=bool), beside.is_whole]),
        )
        if answer is None:
            return None
        counts = _with_parts(settled, parts, answer.values)
        return self._found(counts, plus, answer.bound + float(settled @ program.alike.scores), is_weighted)

    def _rows_for(
        self, parts: Sequence[Part], limits: "tuple[Floats, Floats]", is_open: "Bools", floor: int | None
    ) -> "tuple[csc_array, tuple[Floats, Floats]]":
        import numpy as np
        from scipy.sparse import csc_array, hstack, vstack

        beside, alike = self.relaxation.program.beside, self.relaxation.program.alike
        places = [self._place[part.number] for part in parts]
        matrix = hstack([self._columns[:, places], beside.matrix], format="csr")[is_open]
        low, high = (side[is_open] for side in limits)
        if floor is None:
            return csc_array(matrix), (low, high)
        worth = np.concatenate([alike.scores[[part.number for part in parts]], -beside.prices])
        needed = floor - UNDER - float(self.settled @ alike.scores)
        grown = csc_array(vstack([matrix, csc_array(worth[None, :])], format="csc"))
        return grown, (np.append(low, needed), np.append(high, np.inf))

    def _found(self, counts: "Ints", plus: "Ints | None", bound: float, is_weighted: bool) -> Found:
        worth = self.relaxation.program.worth(counts, plus)
        if worth is None:
            raise SolverFailed("The solver's group breaks a rule when it is counted; nothing was selected.")
        return Found(counts, worth, worth if is_weighted else max(worth, math.floor(bound + TOLERANCE)))


def _with_parts(settled: "Ints", parts: Sequence[Part], values: "Floats") -> "Ints":
    counts = settled.copy()
    for part, value in zip(parts, values[: len(parts)].round().astype(int), strict=True):
        counts[part.number] += value
    return counts
