"""The cheapest way out of rules that clash: which would have to give way and by how much."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.selecting.amount import amount
from delegation.selecting.balance import (
    ONE_PER_ORGANISATION,
    PLACES,
    Demand,
    Share,
    Variety,
)
from delegation.selecting.group_program import Program, maximise
from delegation.selecting.selection_model import GroupModel

if TYPE_CHECKING:
    from delegation.selecting.alike import Floats


class GivesWay(Fact):
    """One rule, or the part of one for a value, that would have to give way."""

    rule: ItemId
    text: str
    value: str = ""
    low: int | None = None
    """The minimum as published."""
    high: int | None = None
    """The limit as published."""
    off: int = 0
    """How many people or values too few or too many the group would have."""
    would_do: int
    """The limit with which the rules can be kept, where all rules named give way."""


def way_out(model: GroupModel) -> tuple[GivesWay, ...]:
    """The smallest relaxation: fewest people off in all, and of those the one that keeps early rules most.

    Where more are placed by recorded decisions than there are places, the places give way first.
    """
    pinned = len({p for unit in model.units if not model.pinned.isdisjoint(unit) for p in unit})
    places = max(model.places, pinned)
    loose = _Loose(model, places)
    grown = () if places == model.places else (_more_places(model, places),)
    return (*grown, *loose.giving_way())


def _more_places(model: GroupModel, places: int) -> GivesWay:
    return GivesWay(
        rule=PLACES,
        text=f"{amount(model.places, 'place')}.",
        high=model.places,
        off=places - model.places,
        would_do=places,
    )


class _Loose:
    """The rules with a column each for how far they are missed; groups of any size up to `places`."""

    def __init__(self, model: GroupModel, places: int) -> None:
        import numpy as np
        from scipy.sparse import csc_array, hstack

        hard = tuple(number for number in model.kept if not model.demands[number].price)
        self._model, self._hard = model, hard
        self._program = Program(model.alike, hard, None, is_loose=True)
        beside, alike = self._program.beside, model.alike
        self._matrix = csc_array(hstack([self._program.matrix, beside.matrix], format="csc"))
        types = self._program.matrix.shape[1]
        pinned = np.bincount(alike.types, weights=alike.counts * alike.is_pinned, minlength=types)
        counts = np.bincount(alike.types, weights=alike.counts, minlength=types)
        self._least = np.append(pinned, np.zeros(len(beside.most))).astype(float)
        self._most = np.append(counts, beside.most).astype(float)
        self._low, self._high = beside.low.copy(), beside.high.copy()
        self._low[0], self._high[0] = 0, places
        self._first = types

    def giving_way(self) -> tuple[GivesWay, ...]:
        """Fix the fewest people off in all, then for each rule in its order as few as that allows."""
        self._hold(self._hard, self._fewest(self._hard))
        parts: list[GivesWay] = []
        for group in _by_rule(self._model, self._hard):
            off = self._fewest(group)
            self._hold(group, off)
            if off and self._model.demands[group[0]].rule == ONE_PER_ORGANISATION:
                parts.append(_giving_way(self._model.demands[group[0]], off, 0))
            elif off:
                parts += self._by_value(group)
        return tuple(parts)

    def _by_value(self, group: Sequence[int]) -> list[GivesWay]:
        found = []
        for number in group:
            off = self._fewest([number])
            self._hold([number], off)
            if off:
                found.append(_giving_way(self._model.demands[number], off, self._size()))
        return found

    def _size(self) -> int:
        values = self._solved(self._columns(self._hard))
        return int(values[: self._first].round() @ self._model.alike.type_sizes)

    def _columns(self, numbers: Sequence[int]) -> list[int]:
        return [self._first + self._program.beside.missing[number] for number in numbers]

    def _fewest(self, numbers: Sequence[int]) -> int:
        columns = self._columns(numbers)
        return int(self._solved(columns)[columns].round().sum())

    def _solved(self, columns: Sequence[int]) -> "Floats":
        import numpy as np

        objective = np.zeros(len(self._least))
        objective[list(columns)] = -1
        answer = maximise(
            objective,
            self._matrix,
            (self._low, self._high),
            (self._least, self._most),
            np.ones(len(objective), dtype=bool),
        )
        if answer is None:
            raise ValueError("Even rules that may all be missed clash; check the places and the pool.")
        return answer.values

    def _hold(self, numbers: Sequence[int], off: int) -> None:
        """From now on these are missed by at most `off` together."""
        import numpy as np
        from scipy.sparse import csc_array, vstack

        row = np.zeros((1, len(self._least)))
        row[0, self._columns(numbers)] = 1
        self._matrix = csc_array(vstack([self._matrix, csc_array(row)], format="csc"))
        self._low, self._high = np.append(self._low, 0), np.append(self._high, off)


def _by_rule(model: GroupModel, numbers: Sequence[int]) -> list[list[int]]:
    rules: dict[str, list[int]] = {}
    for number in numbers:
        rules.setdefault(model.demands[number].rule, []).append(number)
    return list(rules.values())


def _giving_way(demand: Demand, off: int, size: int) -> GivesWay:
    high = None if isinstance(demand, Variety) else demand.high
    low = demand.low if high is None else None
    return GivesWay(
        rule=demand.rule,
        text=demand.text,
        value=demand.value or "",
        low=low,
        high=high,
        off=off,
        would_do=_would_do(demand, off, size),
    )


def _would_do(demand: Demand, off: int, size: int) -> int:
    """The new limit: in percent for a share, of a group of `size`."""
    if isinstance(demand, Share):
        least, most = demand.limits(size)
        return (
            max(0, 100 * (least - off) // max(size, 1))
            if most is None
            else -(-100 * (most + off) // max(size, 1))
        )
    high = None if isinstance(demand, Variety) else demand.high
    return demand.low - off if high is None else high + off
