"""The search among groups of one size: in small cores first, wider where a core does not prove the answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.core import Core
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
        return None if self._relaxation is None else self._widening(self._relaxation.value)

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

    def with_somebody(self, column: "Ints") -> Found | None:
        """The best group that includes somebody without points who counts in the rows like `column`."""
        promise = self.bound.promise(column)
        return self._widening(promise, plus=column)

    def with_one_of(self, number: int) -> Found | None:
        """The best group with at least one unit of class `number`."""
        promise = self.bound.value + min(0.0, float(self.bound.gain[number]))
        return self._widening(promise, least={number: 1})

    def _widening(
        self, promise: float, *, plus: "Ints | None" = None, least: "dict[int, int] | None" = None
    ) -> Found | None:
        """Look within a window below `promise`; what is found there is the best there is.

        Below its own promise as below the bound of all groups: a class whose gain exceeds the window
        costs more than the window to decide otherwise, with the one who is given as without.
        """
        for spare in WINDOWS:
            found = self.core(spare).best(plus=plus, least=least)
            if found is not None and found.total >= promise - spare - TOLERANCE:
                return found
        if not self._is_permitted(plus, least):
            return None
        return self.core(float("inf")).best(plus=plus, least=least)

    def _is_permitted(self, plus: "Ints | None", least: "dict[int, int] | None") -> bool:
        """Whether there is any such group: asked of the types, which are fewer than the classes."""
        program = self.program
        permitted = Permitted(program.alike, program.kept, program.size or 0)
        kind = next((int(program.alike.types[number]) for number in least or {}), None)
        return permitted.allows(program.size or 0, kind, plus)
