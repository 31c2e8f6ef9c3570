"""Which rules cannot hold together: the smallest set of them that no group keeps.

Found by hitting sets: a set of rules clashes only if it shares a rule with everything whose removal ends
all clashes. So the smallest set is proposed that hits all such removals known; if it can be kept, it is
grown until nothing more can be kept, and what is then left out is one removal more.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from delegation.selecting.permitted import Permitted
from delegation.selecting.selection_model import GroupModel

if TYPE_CHECKING:
    from delegation.selecting.alike import Ints

PINNED = "pinned"
"""Stands for the applications that a recorded decision has placed in the group."""


def smallest_clash(model: GroupModel) -> tuple[str, ...]:
    """Ids of rules that no group keeps together; no smaller set of rules clashes. In their order."""

    def is_kept(kept: Collection[str]) -> bool:
        return _restricted(model, kept).largest() is not None

    return _smallest(_names(model), is_kept)


def blocking(model: GroupModel, plus: "Ints", size: int) -> tuple[str, ...]:
    """Ids of the fewest rules under which no group of `size` can include somebody who counts like `plus`."""

    def is_kept(kept: Collection[str]) -> bool:
        return _restricted(model, kept).allows(size, plus=plus)

    return _smallest(_names(model), is_kept)


def blocking_type(model: GroupModel, kind: int, size: int) -> tuple[str, ...]:
    """The same for who is in the pool, of type `kind`: exact also where only their organisation stands
    in the way."""

    def is_kept(kept: Collection[str]) -> bool:
        return _restricted(model, kept).allows(size, kind=kind)

    return _smallest(_names(model), is_kept)


def _smallest(names: Sequence[str], is_kept: Callable[[Collection[str]], bool]) -> tuple[str, ...]:
    """The smallest of `names` that are not kept together; all of them must not be, or nothing is named."""
    if is_kept(names):
        return ()
    removals: list[frozenset[str]] = []
    while True:
        proposed = _hitting(names, removals)
        if not is_kept(proposed):
            return proposed
        grown = list(proposed)
        for name in names:
            if name not in grown and is_kept([*grown, name]):
                grown.append(name)
        removals.append(frozenset(names) - frozenset(grown))


def _hitting(names: Sequence[str], removals: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """The smallest set with a name of every removal, the first in the order of the rules."""
    relevant = [name for name in names if any(name in removal for removal in removals)]
    for size in range(len(relevant) + 1):
        for chosen in combinations(relevant, size):
            if all(removal.intersection(chosen) for removal in removals):
                return chosen
    return tuple(names)


def _names(model: GroupModel) -> tuple[str, ...]:
    rules = dict.fromkeys(demand.rule for demand in model.demands_kept if not demand.price)
    return (*rules, PINNED) if model.pinned else tuple(rules)


def _restricted(model: GroupModel, kept: Collection[str]) -> Permitted:
    left_out = {name for name in _names(model) if name not in kept}
    return model.permitted(left_out, is_pinned=PINNED in kept)
