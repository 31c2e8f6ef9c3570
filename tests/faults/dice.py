"""Faults by chance, and the same chances again under the same seed."""

import random
from collections import Counter
from collections.abc import Mapping


class Dice:
    """Says each time whether something goes wrong, and what. Used by one thread."""

    def __init__(self, seed: str, chances: Mapping[str, float]) -> None:
        """`chances`: fault to probability; together they must not be more than one."""
        if sum(chances.values()) > 1:
            raise ValueError("The faults together are more likely than anything can be.")
        self._random = random.Random(seed)  # the seed is printed, so that it can be repeated
        self._chances = dict(chances)
        self.thrown: Counter[str] = Counter()
        self.is_held = False
        """While it is, nothing goes wrong."""

    def throw(self) -> str:
        """The fault that happens now; empty if none does."""
        if self.is_held:
            return ""
        point = self._random.random()
        for fault, chance in self._chances.items():
            point -= chance
            if point < 0:
                self.thrown[fault] += 1
                return fault
        return ""

    def between(self, shortest: float, longest: float) -> float:
        """Some seconds of the two."""
        return self._random.uniform(shortest, longest)


NO_FAULTS: Mapping[str, float] = {}


def faults_at(chance: float, *faults: str) -> Mapping[str, float]:
    """These faults, with `chance` together."""
    return dict.fromkeys(faults, chance / len(faults))
