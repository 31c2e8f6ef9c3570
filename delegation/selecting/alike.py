"""Who is alike: units that count the same in every demand form a type; with equal scores as well, a class.

Within a class only the lot tells units apart, so the search is about how many of each class are taken.
Whatever is found for a class holds for each of its members, since exchanging two of them changes no count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.balance import ONE_PER_ORGANISATION, Demand, Variety
from delegation.selecting.pairs import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

Marks = tuple[int, ...]
"""The rows a unit counts in, ascending; a row twice where both of a pair count."""


@dataclass(frozen=True)
class Alike:
    """The units of a pool by class. Scores in hundredths; a unit's is the sum of its people."""

    demands: tuple[Demand, ...]
    members: tuple[tuple[Unit, ...], ...]
    """Per class, in the order of the lot."""
    scores: "Ints"
    sizes: "Ints"
    counts: "Ints"
    types: "Ints"
    is_pinned: "Bools"
    lot_place: tuple[int, ...]
    """Per position."""
    matrix: "csc_array"
    """Per row and type, how many people of a unit of that type count there. Row 0: all of them."""
    first_row: tuple[int, ...]
    """Per demand; a demand for variety has one row per value."""

    @cached_property
    def class_of(self) -> dict[int, int]:
        return {
            position: number
            for number, units in enumerate(self.members)
            for unit in units
            for position in unit
        }

    @cached_property
    def unit_of(self) -> dict[int, Unit]:
        return {position: unit for units in self.members for unit in units for position in unit}

    @cached_property
    def is_lazy(self) -> "Bools":
        """Rows of one-per-organisation: many, and few of them matter."""
        import numpy as np

        lazy = np.zeros(self.matrix.shape[0], dtype=bool)
        for number, demand in enumerate(self.demands):
            lazy[self.first_row[number]] = demand.rule == ONE_PER_ORGANISATION
        return lazy

    @cached_property
    def type_sizes(self) -> "Ints":
        import numpy as np

        return np.asarray(self.matrix[[0]].toarray()[0], dtype=np.int64)

    @cached_property
    def base_types(self) -> "tuple[Ints, csc_array]":
        """Per type, its type without regard to organisations; and the matrix of those."""
        import numpy as np
        from scipy.sparse import csc_array, diags_array

        plain = csc_array(diags_array((~self.is_lazy).astype(float)) @ self.matrix)
        plain.eliminate_zeros()
        plain.sort_indices()
        seen: dict[tuple[bytes, bytes], int] = {}
        firsts: list[int] = []
        base = np.zeros(plain.shape[1], dtype=np.int64)
        for number in range(plain.shape[1]):
            entries = slice(plain.indptr[number], plain.indptr[number + 1])
            key = plain.indices[entries].tobytes(), plain.data[entries].tobytes()
            if key not in seen:
                seen[key] = len(seen)
                firsts.append(number)
            base[number] = seen[key]
        return base, plain[:, firsts]

    def people(self, counts: "Ints") -> frozenset[int]:
        """The first of each class by lot, as many as `counts` says."""
        return frozenset(
            position
            for number in counts.nonzero()[0]
            for unit in self.members[number][: counts[number]]
            for position in unit
        )

    def rows_of(self, counts: "Ints") -> "Ints":
        """How many people of a group count in each row."""
        import numpy as np

        by_type = np.bincount(self.types, weights=counts, minlength=self.matrix.shape[1])
        return np.asarray((self.matrix @ by_type).round(), dtype=np.int64)

    def off(self, number: int, rows: "Ints") -> int:
        """How far a group with these counts is from demand `number`."""
        demand, first = self.demands[number], self.first_row[number]
        if isinstance(demand, Variety):
            occurring = int((rows[first : first + len(demand.members_by_value)] > 0).sum())
            return max(0, demand.low - occurring)
        low, high = demand.limits(int(rows[0]))
        count = int(rows[first])
        return max(0, low - count) + (0 if high is None else max(0, count - high))


def alike(
    scores: Sequence[int],
    lot: Sequence[int],
    demands: tuple[Demand, ...],
    units: Sequence[Unit],
    pinned: frozenset[int],
) -> Alike:
    """Sort units into classes. A unit is as early in the lot as the earlier of its people."""
    import numpy as np

    place = [0] * len(scores)
    for number, position in enumerate(lot):
        place[position] = number
    marks, first_row, height = _marks(len(scores), demands)
    types: dict[tuple[int, Marks], int] = {}
    classes: dict[tuple[int, int, bool], list[Unit]] = {}
    for unit in sorted(units, key=lambda one: min(place[position] for position in one)):
        signature = len(unit), tuple(sorted(row for position in unit for row in marks[position]))
        kind = types.setdefault(signature, len(types))
        total = sum(scores[position] for position in unit)
        classes.setdefault((kind, total, not pinned.isdisjoint(unit)), []).append(unit)
    keys = list(classes)
    return Alike(
        demands=demands,
        members=tuple(tuple(classes[key]) for key in keys),
        scores=np.array([key[1] for key in keys], dtype=np.int64),
        sizes=np.array([len(classes[key][0]) for key in keys], dtype=np.int64),
        counts=np.array([len(classes[key]) for key in keys], dtype=np.int64),
        types=np.array([key[0] for key in keys], dtype=np.int64),
        is_pinned=np.array([key[2] for key in keys], dtype=bool),
        lot_place=tuple(place),
        matrix=_matrix(list(types), height),
        first_row=first_row,
    )


def _marks(people: int, demands: Sequence[Demand]) -> tuple[list[list[int]], tuple[int, ...], int]:
    """The rows everybody counts in; the first row of each demand; and how many rows there are."""
    marks: list[list[int]] = [[] for _ in range(people)]
    first_row: list[int] = []
    row = 1
    for demand in demands:
        first_row.append(row)
        sets = demand.members_by_value if isinstance(demand, Variety) else (demand.members,)
        for members in sets:
            for position in members:
                marks[position].append(row)
            row += 1
    return marks, tuple(first_row), row


def _matrix(types: Sequence[tuple[int, Marks]], height: int) -> "csc_array":
    from scipy.sparse import csc_array

    rows: list[int] = []
    columns: list[int] = []
    entries: list[float] = []
    for column, (size, marks) in enumerate(types):
        rows += [0, *marks]
        columns += [column] * (1 + len(marks))
        entries += [size, *([1] * len(marks))]
    matrix = csc_array((entries, (rows, columns)), shape=(height, len(types)), dtype=float)
    matrix.sum_duplicates()
    return matrix
