"""The reserve list: who can step in, and in which order they are asked.

The list is to be of use: whoever drops out, somebody on it should be able to take the place under
the published rules. So it takes in turn whoever can replace the most selected people that nobody on
the list can replace yet; when all can be replaced, it begins anew, for a second drop-out. Equal use
goes to fewer points missing, then to the higher score, then to the lot.

On the list, the order is score, then lot: a free place goes to the first with whom the rules hold.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from delegation.selecting.balance import Demand, Variety
from delegation.selecting.selection_model import GroupModel


def reserve_list(model: GroupModel, missing: Mapping[int, int | None], length: int) -> tuple[int, ...]:
    """Up to `length` of those not selected, by position, in the order of their ranks.

    `missing` holds the points missing of everyone not selected (None: no permitted group has them).
    """
    if model.best is None or length == 0:
        return ()
    waiting = sorted(missing, key=lambda position: _nearness(model, missing, position))
    swaps = Swaps(model.best.group, model.demands)
    replaceable = {position: swaps.replaceable_by(position) for position in waiting}
    taken = _useful(waiting, replaceable, length)
    return tuple(position for position in model.by_score if position in taken)


def _nearness(model: GroupModel, missing: Mapping[int, int | None], position: int) -> tuple[bool, int, int]:
    points = missing[position]
    return points is None, points or 0, model.by_score.index(position)


def _useful(waiting: list[int], replaceable: Mapping[int, frozenset[int]], length: int) -> set[int]:
    """The greedy choice; `max` takes the first of equals, so the order of `waiting` decides."""
    taken: list[int] = []
    covered: set[int] = set()
    while len(taken) < min(length, len(waiting)):
        left = [position for position in waiting if position not in taken]
        best = max(left, key=lambda position: len(replaceable[position] - covered))
        if covered and not replaceable[best] - covered:
            covered = set()
            continue
        taken.append(best)
        covered |= replaceable[best]
    return set(taken)


class Swaps:
    """Which exchanges of one member for one newcomer keep all demands of a group that keeps them."""

    def __init__(self, group: frozenset[int], demands: Iterable[Demand]) -> None:
        self._group = group
        bounds, self._varieties = [], list[_Occurring]()
        for demand in demands:
            if isinstance(demand, Variety):
                self._varieties.append(_Occurring(demand, group))
            else:
                bounds.append((demand, len(demand.members & group)))
        self._at_low = [bound.members for bound, count in bounds if bound.low and count == bound.low]
        self._at_high = [bound.members for bound, count in bounds if count == bound.high]

    def replaceable_by(self, newcomer: int) -> frozenset[int]:
        """Whose place `newcomer` could take."""
        return frozenset(member for member in self._group if self._is_kept(member, newcomer))

    def _is_kept(self, member: int, newcomer: int) -> bool:
        return (
            all(newcomer in members or member not in members for members in self._at_low)
            and all(member in members or newcomer not in members for members in self._at_high)
            and all(variety.survives(member, newcomer) for variety in self._varieties)
        )


class _Occurring:
    """The values of a demand for variety that occur in a group, and how often."""

    def __init__(self, demand: Variety, group: frozenset[int]) -> None:
        self._low = demand.low
        self._values: dict[int, set[int]] = {}
        for value, members in enumerate(demand.members_by_value):
            for position in members:
                self._values.setdefault(position, set()).add(value)
        self._count = Counter(value for position in group for value in self._values.get(position, ()))

    def survives(self, member: int, newcomer: int) -> bool:
        arriving = self._values.get(newcomer, set())
        leaving = {value for value in self._values.get(member, ()) if self._count[value] == 1}
        different = (
            len(self._count) - len(leaving - arriving) + sum(1 for v in arriving if not self._count[v])
        )
        return different >= self._low
