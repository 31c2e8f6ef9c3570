"""Two persons of one organisation who travel together or not at all."""

from collections.abc import Mapping, Sequence

from delegation.application import Applied


def partners(applications: Sequence[Applied]) -> Mapping[str, str]:
    """Who is paired with whom, both ways: where two applications of one organisation name each other."""
    known = {one.participant: one for one in applications}
    found: dict[str, str] = {}
    for one in applications:
        other = known.get(one.together_with or "")
        if other is not None and other.together_with == one.participant and _share(one, other):
            found[one.participant] = other.participant
    return found


def _share(one: Applied, other: Applied) -> bool:
    return one.participant != other.participant and _plain(one) == _plain(other)


def _plain(one: Applied) -> str:
    return " ".join(one.facts.organisation.split()).casefold()
