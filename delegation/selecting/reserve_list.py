"""The reserve list: who can step in, and in which order they are asked.

The list is to be of use: whoever drops out, somebody on it should be able to take the place under
the published rules. So it takes in turn whoever can replace the most selected people that nobody on
the list can replace yet; when all can be replaced, it begins anew, for a second drop-out. Equal use
goes to fewer points missing, then to the higher score, then to the lot. A pair takes two places on the
list, and stands in for pairs.

On the list, the order is score, then lot: a free place goes to the first with whom the rules hold.
Who can replace whom depends on types only, so it is asked of types, not of people.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from delegation.selecting.alike import Alike
from delegation.selecting.balance import Variety
from delegation.selecting.pairs import Unit
from delegation.selecting.selection_model import GroupModel

if TYPE_CHECKING:
    from delegation.selecting.alike import Bools, Floats, Ints


def reserve_list(model: GroupModel, missing: Mapping[int, int | None], length: int) -> tuple[int, ...]:
    """Up to `length` of those not selected, by position, in the order of their ranks.

    `missing` holds the points missing of everyone not selected (None: no permitted group has them).
    """
    if model.best is None or length == 0 or not missing:
        return ()
    order = {position: number for number, position in enumerate(model.by_score)}
    waiting = sorted(
        (unit for unit in model.units if unit[0] in missing),
        key=lambda unit: (missing[unit[0]] is None, missing[unit[0]] or 0, order[unit[0]]),
    )
    swaps = Swaps(model.alike, model.chosen, model.kept)
    taken = {position for unit in _useful(waiting, swaps, length) for position in unit}
    return tuple(position for position in model.by_score if position in taken)


def _useful(waiting: list[Unit], swaps: "Swaps", length: int) -> list[Unit]:
    """The greedy choice: of each type the nearest is next, and of equally useful types the nearest."""
    import numpy as np

    alike = swaps.alike
    kinds = [int(alike.types[alike.class_of[unit[0]]]) for unit in waiting]
    live = sorted(set(kinds))
    queues: dict[int, list[int]] = {kind: [] for kind in live}
    for number, kind in enumerate(kinds):
        queues[kind].append(number)
    exhausted = len(waiting)
    heads = np.array([queues[kind][0] for kind in live])
    helps, people = swaps.table(live), swaps.people
    sizes, used = alike.type_sizes[live], [0] * len(live)
    taken: list[Unit] = []
    covered = np.zeros(len(people), dtype=bool)
    left = length
    while True:
        heads[sizes > left] = exhausted
        if not (heads < exhausted).any():
            return taken
        gain = np.where(heads < exhausted, helps @ (people * ~covered), -1)
        best = int(np.lexsort((heads, -gain))[0])
        if covered.any() and gain[best] == 0:
            covered[:] = False
            continue
        taken.append(waiting[int(heads[best])])
        left -= int(sizes[best])
        used[best] += 1
        queue = queues[live[best]]
        heads[best] = queue[used[best]] if used[best] < len(queue) else exhausted
        covered |= helps[best] > 0


class Swaps:
    """Which exchanges of one member for one newcomer keep all demands of a group that keeps them."""

    def __init__(self, alike: Alike, chosen: "Ints", kept: tuple[int, ...]) -> None:
        import numpy as np

        self.alike = alike
        self._kept = [number for number in kept if not alike.demands[number].price]
        by_type = np.bincount(alike.types, weights=chosen, minlength=alike.matrix.shape[1])
        self._members = np.flatnonzero(by_type)
        self.people = np.asarray(by_type[self._members] * alike.type_sizes[self._members], dtype=float)
        self._rows = alike.rows_of(chosen)

    def table(self, newcomers: list[int]) -> "Floats":
        """Per type of newcomer and type of member: 1 where the newcomer could take the member's place."""
        import numpy as np

        base, plain = self.alike.base_types
        kinds, places = np.unique(base[newcomers], return_inverse=True)
        arriving = plain[:, kinds].toarray()
        leaving = plain[:, base[self._members]].toarray()
        able = np.ones((len(kinds), len(self._members)), dtype=bool)
        for number in self._kept:
            if not self.alike.is_lazy[self.alike.first_row[number]]:
                able &= self._keeps(number, arriving, leaving)
        able &= arriving[0][:, None] == leaving[0][None, :]
        table = able[places]
        self._heed_organisations(table, newcomers)
        return table.astype(float)

    def _keeps(self, number: int, arriving: "Ints", leaving: "Ints") -> "Bools":
        import numpy as np

        demand, first = self.alike.demands[number], self.alike.first_row[number]
        if isinstance(demand, Variety):
            rows = range(first, first + len(demand.members_by_value))
            occurring = [self._after(row, arriving, leaving) > 0 for row in rows]
            return np.asarray(np.sum(occurring, axis=0) >= demand.low)
        low, high = demand.limits(int(self._rows[0]))
        count = self._after(first, arriving, leaving)
        return np.asarray((count >= low) & (count <= (float("inf") if high is None else high)))

    def _after(self, row: int, arriving: "Ints", leaving: "Ints") -> "Ints":
        """The count in a row after each exchange."""
        import numpy as np

        return np.asarray(self._rows[row] + arriving[row][:, None] - leaving[row][None, :])

    def _heed_organisations(self, table: "Bools", newcomers: list[int]) -> None:
        """Where somebody of the newcomer's organisation is in, only that one can be replaced."""
        lazy = set(self.alike.is_lazy.nonzero()[0].tolist())
        force = {self.alike.first_row[number] for number in self._kept}
        matrix = self.alike.matrix
        members = matrix[:, self._members].tocsr()
        for place, kind in enumerate(newcomers):
            for row in matrix.indices[matrix.indptr[kind] : matrix.indptr[kind + 1]]:
                if row in lazy and row in force and self._rows[row]:
                    table[place] &= members[[row]].toarray()[0] > 0
