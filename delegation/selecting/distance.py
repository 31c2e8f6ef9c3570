"""How many points everybody outside the group is short of it: asked once per type, not once per person.

Why that is exact. Let W be the worth of the best group that includes somebody without points who counts
in all demands like the people of one type, save for organisations, besides those of the pool.

- A group with a person of that type and score s is worth at most s + W: put the pointless one in the
  person's stead, and it loses s and keeps all demands (one organisation less can break none).
- It is worth s + W when some group worth W takes neither the person nor anybody of the same organisation:
  put the person in the pointless one's stead. Within a class it is enough that the group does not take
  all of them, since two of a class can be exchanged.

Where the group found does take them, the question is asked for the class itself. The same holds for pairs,
which count for two.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.group_program import Found
from delegation.selecting.search import Search

if TYPE_CHECKING:
    from delegation.selecting.alike import Bools, Ints


@dataclass(frozen=True)
class Distances:
    """Answers for one selection, solved when first asked for."""

    search: Search
    total: int

    def missing(self, number: int) -> int | None:
        """Hundredths that the best group with one more unit of class `number` is worth less than the best.

        None: no permitted group of that size includes one.
        """
        found = self._of_class.get(number, -1)
        if found == -1:
            found = self._of_class[number] = self._asked(number)
        return None if found is None else self.total - found

    @cached_property
    def _of_class(self) -> dict[int, int | None]:
        return {}

    @cached_property
    def _of_type(self) -> "dict[int, tuple[Found, Ints] | None]":
        """The best group with somebody of a type, and how many of it count in each row."""
        return {}

    def _asked(self, number: int) -> int | None:
        alike = self.search.program.alike
        kind = int(alike.base_types[0][alike.types[number]])
        if kind not in self._of_type:
            found = self.search.with_somebody(self._rows(kind))
            self._of_type[kind] = None if found is None else (found, alike.rows_of(found.counts))
        somebody = self._of_type[kind]
        if somebody is None:
            return None
        if self._has_room(*somebody, number):
            return int(alike.scores[number]) + somebody[0].total
        return self.search.with_one_of(number)

    def _rows(self, kind: int) -> "Ints":
        import numpy as np

        column = self.search.program.alike.base_types[1][:, [kind]].toarray()[:, 0]
        return np.asarray(column, dtype=np.int64)

    def _has_room(self, found: Found, rows: "Ints", number: int) -> bool:
        """Whether one more of the class fits: one is left, and nobody of the organisation is in."""
        alike = self.search.program.alike
        if found.counts[number] >= alike.counts[number]:
            return False
        kind, matrix = int(alike.types[number]), alike.matrix
        own = matrix.indices[matrix.indptr[kind] : matrix.indptr[kind + 1]]
        return not rows[own[self._is_in_force[own]]].any()

    @cached_property
    def _is_in_force(self) -> "Bools":
        """The rows of one-per-organisation, unless that is left out of account."""
        import numpy as np

        program = self.search.program
        in_force = np.zeros(program.alike.matrix.shape[0], dtype=bool)
        in_force[program.rows] = program.alike.is_lazy[program.rows]
        return in_force


def replaceable(search: Search, chosen: "Ints", total: int) -> frozenset[int]:
    """Classes of which another group of the same worth takes fewer units, so that the lot decided.

    Where a class has more units than are taken, any of them could stand in. For the others a group is
    looked for that leaves out as many of them as possible; what none leaves out is in all of them.
    """
    import numpy as np

    from delegation.selecting.core import Part
    from delegation.selecting.group_program import TOLERANCE

    alike = search.program.alike
    if not chosen.any():
        return frozenset()
    core = search.core(search.bound.value - total + TOLERANCE)
    partly = np.flatnonzero((chosen > 0) & (chosen < alike.counts) & ~alike.is_pinned)
    found = {int(number) for number in partly}
    whole = {int(number) for number in core.free if 0 < chosen[number] == alike.counts[number]}
    while whole:
        parts = [
            Part(int(number), 0, int(alike.counts[number]), -1 if int(number) in whole else 0)
            for number in core.free
        ]
        other = core.best(floor=total, parts=parts)
        fewer = {n for n in whole if other is not None and other.counts[n] < alike.counts[n]}
        if not fewer:
            break
        found |= fewer
        whole -= fewer
    return frozenset(found)
