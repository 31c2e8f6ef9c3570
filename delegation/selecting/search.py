"""The search among groups of one size: in small cores first, wider where a core does not prove the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.core import NONE, Core
from delegation.selecting.group_program import TOLERANCE, Found, Program, SolverFailed
from delegation.selecting.permitted import Permitted
from delegation.selecting.relaxation import Relaxation, relax

if TYPE_CHECKING:
    from delegation.selecting.alike import Ints

WINDOWS = (20.0, 100.0, 500.0, 3_000.0)
"""How far below its bound, in hundredths, a group is looked for before looking everywhere."""


@dataclass(frozen=True)
class Search:
    """The best groups of one size."""

    program: Program

    @cached_property
    def highest(self) -> Found | None:
        """A group worth most; None when no group of this size keeps the rules."""
        if not self.program.alike.members:
            return self._nobody()
        if self._relaxation is None:
            return None
        permitted = Permitted(self.program.alike, self.program.kept, self._size)
        return self._widening(self._relaxation.value, is_permitted=lambda: permitted.allows(self._size))

    def _nobody(self) -> Found | None:
        import numpy as np

        counts = np.zeros(0, dtype=np.int64)
        worth = self.program.worth(counts)
        return None if worth is None else Found(counts, worth, worth)

    @cached_property
    def _relaxation(self) -> Relaxation | None:
        return relax(self.program)

    @property
    def bound(self) -> Relaxation:
        """Of a search that has found a group."""
        if self._relaxation is None:
            raise SolverFailed("No group of this size keeps the rules, so none can be asked about.")
        return self._relaxation

    def core(self, spare: float) -> Core:
        """What groups worth the bound less `spare` can still differ in."""
        return self._cores.setdefault(spare, Core(self.bound, spare))

    @cached_property
    def _cores(self) -> dict[float, Core]:
        return {}

    def with_somebody(self, plus: "Ints") -> Found | None:
        """The best group with somebody without points who counts in the rows of the pool as `plus`."""
        permitted = Permitted(self.program.alike, self.program.kept, self._size)
        return self._widening(
            self.bound.promise(plus), plus, {}, lambda: permitted.allows(self._size, plus=plus)
        )

    def with_one_of(self, number: int) -> int | None:
        """The worth of the best group with one unit of class `number`; None if none is permitted.

        One of the class is taken, so one fewer is left, and nobody else of the organisation can be taken.
        The prices still bound what the others are worth: each one missing takes off its gain.
        """
        import numpy as np

        alike, gain = self.program.alike, self.bound.gain
        kind = int(alike.types[number])
        mates = self._mates(number)
        if any(alike.is_pinned[mate] for mate in mates):
            return None
        plus = np.asarray(alike.matrix[:, [kind]].toarray()[:, 0], dtype=np.int64)
        fewer = {number: 1, **{mate: int(alike.counts[mate]) for mate in mates}}
        lost = sum(count * max(0.0, float(gain[missing])) for missing, count in fewer.items())
        permitted = Permitted(alike, self.program.kept, self._size)
        found = self._widening(
            self.bound.promise(plus) - lost, plus, fewer, lambda: permitted.allows(self._size, kind)
        )
        return None if found is None else found.total + int(alike.scores[number])

    def _mates(self, number: int) -> list[int]:
        """Other classes with somebody of the same organisation, where one of each is all there may be."""
        import numpy as np

        alike = self.program.alike
        column = alike.matrix[:, [int(alike.types[number])]]
        rows = [row for row in column.indices if alike.is_lazy[row] and row in self._rows_in_force]
        if not rows:
            return []
        types = np.flatnonzero(np.asarray(alike.matrix.tocsr()[rows].sum(axis=0)).ravel())
        return [int(mate) for mate in np.flatnonzero(np.isin(alike.types, types)) if mate != number]

    @cached_property
    def _rows_in_force(self) -> frozenset[int]:
        return frozenset(int(row) for row in self.program.rows)

    @property
    def _size(self) -> int:
        return self.program.size or 0

    def _widening(
        self,
        promise: float,
        plus: "Ints | None" = None,
        fewer: Mapping[int, int] = NONE,
        is_permitted: Callable[[], bool] = lambda: True,
    ) -> Found | None:
        """Look within a window below `promise`; what is found there is the best there is.

        Below its own promise as below the bound of all groups: a class whose gain exceeds the window
        costs more than the window to decide otherwise, with the one who is given as without. Before
        looking everywhere it is asked of the types, which are fewer, whether there is any group.
        """
        for spare in WINDOWS:
            found = self.core(spare).best(plus=plus, fewer=fewer)
            if found is not None and found.total >= promise - spare - TOLERANCE:
                return found
        if not is_permitted():
            return None
        return self.core(float("inf")).best(plus=plus, fewer=fewer)
