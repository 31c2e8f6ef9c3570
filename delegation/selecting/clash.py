"""Which rules cannot hold together: an irreducible set, found by leaving one out after the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from delegation.selecting.selection_model import GroupModel

PINNED = "pinned"
"""Stands for the applications that a recorded decision has placed in the group."""


def smallest_clash(model: GroupModel) -> tuple[str, ...]:
    """Ids of rules that no group keeps together, none of which could be missing, in their order."""
    return _irreducible(_names(model), lambda kept: _restricted(model, kept).highest is None)


def blocking(model: GroupModel, position: int, size: int) -> tuple[str, ...]:
    """Ids of rules under which no group of `size` can include `position`, none of which could be missing."""
    return _irreducible(_names(model), lambda kept: not _restricted(model, kept).allows(position, size))


def _irreducible(names: Sequence[str], clashes: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """The deletion filter: leave a name out for good as long as the rest still clashes."""
    kept = list(names)
    for name in names:
        rest = [other for other in kept if other != name]
        if clashes(rest):
            kept = rest
    return tuple(kept)


def _names(model: GroupModel) -> tuple[str, ...]:
    rules = dict.fromkeys(demand.rule for demand in model.demands)
    return (*rules, PINNED) if model.pinned else tuple(rules)


def _restricted(model: GroupModel, kept: Sequence[str]) -> GroupModel:
    return replace(
        model,
        demands=tuple(demand for demand in model.demands if demand.rule in kept),
        pinned=model.pinned if PINNED in kept else frozenset(),
    )
