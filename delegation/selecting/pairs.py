"""Pairs within a pool: two who are selected together or not at all count as one unit."""

from collections.abc import Sequence

from delegation.selecting.scoring import Evaluated

Unit = tuple[int, ...]
"""Positions that are taken together: one, or the two of a pair in ascending order."""


def partner_of(one: Evaluated, others: Sequence[Evaluated]) -> Evaluated | None:
    """The other of a pair, if both name each other and both are among `others`."""
    return next((other for other in others if _are_paired(one, other)), None)


def units(pool: Sequence[Evaluated]) -> tuple[Unit, ...]:
    """Everybody once: alone, or with the other of the pair where both are in the pool."""
    place = {one.participant: position for position, one in enumerate(pool)}
    found: list[Unit] = []
    for position, one in enumerate(pool):
        other = place.get(one.together_with or "")
        if other is None or not _are_paired(one, pool[other]):
            found.append((position,))
        elif position < other:
            found.append((position, other))
    return tuple(found)


def _are_paired(one: Evaluated, other: Evaluated) -> bool:
    names = (one.participant, one.together_with, other.participant, other.together_with)
    return names[0] == names[3] and names[1] == names[2] and one.participant != other.participant
