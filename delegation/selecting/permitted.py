"""Whether any group is permitted at all, of which size, and with whom: a question about types, not points."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.alike import Alike
from delegation.selecting.group_program import Program, maximise

if TYPE_CHECKING:
    from delegation.selecting.alike import Floats, Ints


@dataclass(frozen=True)
class Permitted:
    """The groups of up to `places` people that keep the demands `kept`; wishes are left aside."""

    alike: Alike
    kept: tuple[int, ...]
    places: int
    is_pinned: bool = True
    """Whether those placed by a recorded decision must be in."""

    def largest(self) -> int | None:
        """The size of the largest permitted group; None when there is none, not even an empty one."""
        return self._most_people((0, self.places), None)

    def allows(self, size: int, kind: int | None = None, plus: "Ints | None" = None) -> bool:
        """Whether a group of `size` is permitted: with one more unit of type `kind` than are placed in it.

        `plus` counts in the rows of the pool as well: somebody beside the pool.
        """
        return self._most_people((size, size), kind, plus) is not None

    def _most_people(
        self, sizes: tuple[int, int], kind: int | None, plus: "Ints | None" = None
    ) -> int | None:
        import numpy as np
        from scipy.sparse import csc_array, hstack

        least = self._least.copy()
        if kind is not None:
            least[kind] += 1
        program = self._program(sizes[0] if sizes[0] == sizes[1] else None)
        beside = program.beside
        low, high = beside.low.copy(), beside.high.copy()
        low[0], high[0] = sizes
        if plus is not None:
            low, high = low - program.folded(plus), high - program.folded(plus)
        if not self.alike.members:
            return None if (low > 0).any() or (high < 0).any() else 0
        columns = csc_array(hstack([program.matrix, beside.matrix], format="csc"))
        answer = maximise(
            np.concatenate([self.alike.type_sizes, np.zeros(len(beside.most))]),
            columns,
            (low, high),
            (np.append(least, np.zeros(len(beside.most))), np.append(self._counts, beside.most)),
            np.ones(columns.shape[1], dtype=bool),
        )
        return None if answer is None else int(answer.values[: len(least)].round() @ self.alike.type_sizes)

    def _program(self, size: int | None) -> Program:
        kept = tuple(number for number in self.kept if not self.alike.demands[number].price)
        return Program(self.alike, kept, size)

    @cached_property
    def _counts(self) -> "Floats":
        import numpy as np

        per_type = np.bincount(
            self.alike.types, weights=self.alike.counts, minlength=self.alike.matrix.shape[1]
        )
        return per_type.astype(float)

    @cached_property
    def _least(self) -> "Floats":
        import numpy as np

        pinned = self.alike.counts * (self.alike.is_pinned & self.is_pinned)
        per_type = np.bincount(self.alike.types, weights=pinned, minlength=self.alike.matrix.shape[1])
        return per_type.astype(float)
