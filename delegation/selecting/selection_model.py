"""The best permitted group, proven and unique.

Three questions are answered in this order, each without touching the answers before: how many places
can be filled, what is the highest worth of so many people (their points, less what missed wishes cost),
and which of the groups worth that does the lot prefer. The lot makes the answer unique, hence the same
on every machine and with every solver.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from delegation.selecting.alike import Alike, alike
from delegation.selecting.balance import Demand
from delegation.selecting.distance import Distances, replaceable
from delegation.selecting.group_program import Found, Program
from delegation.selecting.lot_choice import first_by_lot
from delegation.selecting.pairs import Unit
from delegation.selecting.permitted import Permitted
from delegation.selecting.search import Search

if TYPE_CHECKING:
    from delegation.selecting.alike import Ints


@dataclass(frozen=True)
class Best:
    """The selected group. Hundredths of a point."""

    group: frozenset[int]
    total: int
    """Points, less what wishes that are not met cost."""
    bound: int
    """What no permitted group of as many people can exceed."""


@dataclass(frozen=True)
class GroupModel:
    """Whom to take of a pool, by position. All figures in hundredths of a point."""

    scores: tuple[int, ...]
    lot: tuple[int, ...]
    """All positions, in the order of the published lot."""
    places: int
    demands: tuple[Demand, ...]
    units: tuple[Unit, ...]
    pinned: frozenset[int] = frozenset()
    """Taken in any case."""
    dropped: frozenset[int] = frozenset()
    """Numbers of demands that are left out of account."""
    sorted_before: Alike | None = None
    """The classes, where this is a model of the same people as another."""

    @cached_property
    def by_score(self) -> tuple[int, ...]:
        """All positions, highest score first, equal ones by lot. The two of a pair stay together."""
        place = self.alike.lot_place
        key: dict[int, tuple[int, ...]] = {}
        for unit in self.units:
            mean = -sum(self.scores[position] for position in unit) * (2 // len(unit))
            first = min(place[position] for position in unit)
            key |= {position: (mean, first, -self.scores[position], place[position]) for position in unit}
        return tuple(sorted(self.lot, key=key.__getitem__))

    @cached_property
    def alike(self) -> Alike:
        found = self.sorted_before
        return found or alike(self.scores, self.lot, self.demands, self.units, self.pinned)

    @cached_property
    def best(self) -> Best | None:
        """The group the rules select; None when no group keeps them all."""
        if self.highest is None:
            return None
        counts = self.chosen
        return Best(self.alike.people(counts), self.highest.total, self.highest.bound)

    @cached_property
    def highest(self) -> Found | None:
        """A group that fills most places with the highest worth, before the lot decides."""
        return self.search.highest if self.search else None

    @cached_property
    def chosen(self) -> "Ints":
        """How many of each class are in the group that the lot prefers."""
        import numpy as np

        if self.search is None or self.highest is None or not self.highest.counts.any():
            return np.zeros(len(self.alike.members), dtype=np.int64)
        return first_by_lot(self.search, self.highest)

    @cached_property
    def search(self) -> Search | None:
        """Among groups of the largest size that is permitted; None when none is."""
        full = min(self.places, len(self.scores))
        search = self.search_of(full)
        if search.highest is not None:
            return search
        largest = self.permitted().largest()
        return None if largest is None else self.search_of(largest)

    def search_of(self, size: int) -> Search:
        return Search(Program(self.alike, self.kept, size))

    def permitted(self, without: Collection[str] = (), *, is_pinned: bool = True) -> Permitted:
        """What is permitted without the rules of these ids."""
        kept = tuple(number for number in self.kept if self.demands[number].rule not in without)
        return Permitted(self.alike, kept, self.places, is_pinned)

    @property
    def kept(self) -> tuple[int, ...]:
        return tuple(number for number in range(len(self.demands)) if number not in self.dropped)

    @property
    def demands_kept(self) -> tuple[Demand, ...]:
        return tuple(self.demands[number] for number in self.kept)

    @cached_property
    def by_points(self) -> tuple[int, ...]:
        """All positions, highest score of the person first, equal ones by lot."""
        return tuple(sorted(self.lot, key=lambda position: -self.scores[position]))

    @cached_property
    def distances(self) -> Distances:
        """How far others are from the selected group; ValueError when there is none."""
        if self.search is None or self.highest is None:
            raise ValueError("No group keeps all rules, so nobody has a distance to it.")
        return Distances(self.search, self.highest.total)

    @cached_property
    def decided_by_lot(self) -> frozenset[int]:
        """Those of the group without whom another group is worth as much."""
        if self.search is None or self.highest is None:
            return frozenset()
        classes = replaceable(self.search, self.chosen, self.highest.total)
        group = self.best.group if self.best else frozenset()
        return frozenset(position for position in group if self.alike.class_of[position] in classes)

    def without(self, numbers: Sequence[int]) -> "GroupModel":
        """The same people without the demands of these numbers."""
        return replace(self, dropped=self.dropped | frozenset(numbers), sorted_before=self.alike)
