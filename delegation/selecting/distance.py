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

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.group_program import Found
from delegation.selecting.search import Search

if TYPE_CHECKING:
    from delegation.selecting.alike import Ints


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
    def _of_type(self) -> dict[int, Found | None]:
        return {}

    def _asked(self, number: int) -> int | None:
        alike = self.search.program.alike
        kind = int(alike.base_types[0][alike.types[number]])
        if kind not in self._of_type:
            self._of_type[kind] = self.search.with_somebody(self._rows(kind))
        somebody = self._of_type[kind]
        if somebody is None:
            return None
        if self._has_room(somebody.counts, number):
            return int(alike.scores[number]) + somebody.total
        found = self.search.with_one_of(number)
        return None if found is None else found.total

    def _rows(self, kind: int) -> "Ints":
        import numpy as np

        column = self.search.program.alike.base_types[1][:, [kind]].toarray()[:, 0]
        return np.asarray(column, dtype=np.int64)

    def _has_room(self, counts: "Ints", number: int) -> bool:
        """Whether one more of the class fits: one is left, and nobody of the organisation is in."""
        alike = self.search.program.alike
        if counts[number] >= alike.counts[number]:
            return False
        column = alike.matrix[:, [int(alike.types[number])]]
        own = [int(row) for row in column.indices if self._is_in_force[row]]
        return not own or not alike.rows_of(counts)[own].any()

    @cached_property
    def _is_in_force(self) -> Mapping[int, bool]:
        program = self.search.program
        lazy = {int(row): False for row in range(program.alike.matrix.shape[0])}
        return lazy | {int(row): bool(program.alike.is_lazy[row]) for row in program.rows}


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
