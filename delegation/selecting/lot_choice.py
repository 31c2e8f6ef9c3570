"""Of all groups with the same worth, the first in the order of the lot."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from delegation.selecting.core import Core, Part
from delegation.selecting.group_program import TOLERANCE, Found
from delegation.selecting.search import Search

if TYPE_CHECKING:
    from delegation.selecting.alike import Ints

BLOCK = 12
"""How many units are decided at once. Their weights are powers of two, which the solver must tell apart."""


def first_by_lot(search: Search, highest: Found) -> "Ints":
    """How many of each class are in that group. Who comes earlier in the lot counts more than all after."""
    core = search.core(search.bound.value - highest.total + TOLERANCE)
    return _Choice(core, highest).decided()


class _Choice:
    """The lot decides unit by unit; whom the group at hand includes anyway need not be asked about."""

    def __init__(self, core: Core, highest: Found) -> None:
        self._core = core
        self._total = highest.total
        self._counts = highest.counts
        alike = core.relaxation.program.alike
        self._least = {int(number): 0 for number in core.free}
        self._most = {int(number): int(alike.counts[number]) for number in core.free}

    def decided(self) -> "Ints":
        waiting = list(self._queue())
        start = 0
        while True:
            block: list[tuple[int, int]] = []
            while start < len(waiting) and len(block) < BLOCK:
                self._note(waiting[start], block)
                start += 1
            if not block:
                return self._counts
            self._decide(block)

    def _queue(self) -> Iterator[tuple[int, int]]:
        """Class and place within it, of all undecided units in the order of the lot."""
        alike = self._core.relaxation.program.alike
        found = [
            (min(alike.lot_place[position] for position in unit), number, place)
            for number in self._least
            for place, unit in enumerate(alike.members[number], start=1)
        ]
        return ((number, place) for _, number, place in sorted(found))

    def _note(self, one: tuple[int, int], block: list[tuple[int, int]]) -> None:
        number, place = one
        if place > self._most[number]:
            return
        if not block and place <= self._counts[number]:
            self._least[number] = place
        else:
            block.append(one)

    def _decide(self, block: list[tuple[int, int]]) -> None:
        found = self._core.best(floor=self._total, parts=self._parts(block))
        if found is not None:
            self._counts = found.counts
        for number, place in block:
            if place <= self._counts[number]:
                self._least[number] = max(self._least[number], place)
            else:
                self._most[number] = min(self._most[number], place - 1)

    def _parts(self, block: list[tuple[int, int]]) -> list[Part]:
        """Each class as its settled units, those of the block by their weight, and the rest."""
        asked: dict[int, list[int]] = {number: [] for number in self._least}
        for order, (number, _) in enumerate(block):
            asked[number].append(2 ** (BLOCK - 1 - order))
        parts: list[Part] = []
        for number, weights in asked.items():
            least, most = self._least[number], self._most[number]
            parts += [Part(number, 0, 1, weight) for weight in weights]
            parts.append(Part(number, least, most - len(weights)))
        return parts
