"""The best permitted group, proven and unique.

Three questions are answered in this order, each without touching the answers before: how many places
can be filled, what is the highest total score of so many people, and which of the groups with that
total does the lot prefer. The lot makes the answer unique, hence the same on every machine and with
every solver.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from delegation.selecting.balance import Demand
from delegation.selecting.group_program import TOLERANCE, Found, GroupProgram, Relaxation

WINDOWS = (60, 600)
"""How far below the relaxation's promise, in hundredths, a group is looked for before looking everywhere."""


@dataclass(frozen=True)
class GroupModel:
    """Whom to take of a pool, by position. All figures in hundredths of a point."""

    scores: tuple[int, ...]
    lot: tuple[int, ...]
    """All positions, in the order of the published lot."""
    places: int
    demands: tuple[Demand, ...]
    pinned: frozenset[int] = frozenset()
    """Taken in any case."""

    @cached_property
    def by_score(self) -> tuple[int, ...]:
        """All positions, highest score first, equal ones by lot."""
        return tuple(sorted(self.lot, key=lambda position: -self.scores[position]))

    @cached_property
    def best(self) -> Found | None:
        """The group the rules select; None when no group keeps them all."""
        best = self.highest
        if best is None or not best.group:
            return best
        return replace(best, group=self._preferred_by_lot(best))

    @cached_property
    def highest(self) -> Found | None:
        """A group that fills most places with the highest total, before the lot decides."""
        if not self.scores:
            return None if any(demand.off(()) for demand in self.demands) else Found(frozenset(), 0, 0)
        full = min(self.places, len(self.scores))
        found = self._program.solve((full, full))
        if found is not None:
            return found
        largest = self._program.solve((0, full), weights=(1,) * len(self.scores))
        return largest and self._program.solve((len(largest.group), len(largest.group)))

    def without(self, demands: Collection[Demand]) -> "GroupModel":
        return replace(self, demands=tuple(demand for demand in self.demands if demand not in demands))

    def allows(self, position: int, size: int) -> bool:
        """Whether some permitted group of `size` includes `position`."""
        return self._program.solve((size, size), ins={position}) is not None

    def best_with(self, position: int) -> int | None:
        """The highest total of a permitted group of the same size with `position`; None if there is none.

        Searches just below what the relaxation promises first, where few people can still change
        sides, and widens until something is found or everybody may.
        """
        promise = int(self._relaxation.value - self._relaxation.cost({position}, ()) + TOLERANCE)
        for window in WINDOWS:
            found = self._reaching(promise - window, {position}, ())
            if found is not None:
                return found.total
        found = self._program.solve((self._size, self._size), ins={position})
        return None if found is None else found.total

    def is_replaceable(self, position: int) -> bool:
        """Whether a group without `position` reaches the same total, so that the lot decided."""
        return self.highest is not None and self._reaching(self.highest.total, (), {position}) is not None

    def _preferred_by_lot(self, found: Found) -> frozenset[int]:
        """Of all groups with this total, the first in the order of the lot."""
        group = found.group
        ins, outs = self._relaxation.settled(self._relaxation.value - found.total + TOLERANCE)
        for position in self.lot:
            if position in ins or position in outs:
                continue
            if position not in group:
                other = self._reaching(found.total, {*ins, position}, outs)
                if other is None:
                    outs.add(position)
                    continue
                group = other.group
            ins.add(position)
            if len(ins) == len(group):
                break
        return group

    def _reaching(self, floor: int, ins: Collection[int], outs: Collection[int]) -> Found | None:
        """The best group of the same size with `ins` and without `outs`, if its total is at least `floor`.

        Reduced-cost fixing: who alone would cost more than lies between the relaxation and `floor`
        cannot change sides, so the solver decides about the few who can.
        """
        spare = self._relaxation.value - self._relaxation.cost(ins, outs) - floor + TOLERANCE
        if spare < 0:
            return None
        kept_in, kept_out = self._relaxation.settled(spare)
        together, apart = (kept_in - set(outs)) | set(ins), (kept_out - set(ins)) | set(outs)
        found = self._program.solve((self._size, self._size), ins=together, outs=apart)
        return found if found is not None and found.total >= floor else None

    @cached_property
    def _relaxation(self) -> Relaxation:
        return self._program.relax(self._size)

    @property
    def _size(self) -> int:
        return 0 if self.highest is None else len(self.highest.group)

    @cached_property
    def _program(self) -> GroupProgram:
        return GroupProgram(self.scores, self.demands, self.pinned)
