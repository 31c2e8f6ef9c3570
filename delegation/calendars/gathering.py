"""Several versions of a programme told as one: what is gathered for a while leaves as one mail."""

from collections.abc import Iterable
from itertools import chain

from delegation.change import Difference
from delegation.letter import FactValue, LetterName
from delegation.news import ItineraryPublished

CORRECTIONS = (LetterName.ITINERARY_CHANGED, LetterName.HOST_CHANGED)
"""Letters that correct a programme which is known already."""


def merged(first: ItineraryPublished, second: ItineraryPublished) -> ItineraryPublished:
    """One piece of news that leads from before `first` to `second`.

    A correction of a programme that has not left yet becomes part of it; what came and went in between
    is not told at all.
    """
    if second.letter not in CORRECTIONS:
        return second.model_copy(update={"urgent": first.urgent or second.urgent})
    differences = tuple(joined(first.differences, second.differences))
    facts: dict[str, FactValue] = {**second.facts, "changes": rows(differences)}
    if first.letter in CORRECTIONS:
        facts["reason"] = _reasons(first, second)
    else:
        facts.pop("reason", None)
    return second.model_copy(
        update={
            "letter": first.letter,
            "facts": facts,
            "differences": differences,
            "attachments": tuple(dict.fromkeys((*first.attachments, *second.attachments))),
            "urgent": first.urgent or second.urgent,
        }
    )


def joined(first: Iterable[Difference], second: Iterable[Difference]) -> Iterable[Difference]:
    """Per item one line from how it was at first to how it is now; none where that is the same."""
    by_item: dict[str, Difference] = {}
    for one in chain(first, second):
        before = by_item.get(one.item)
        by_item[one.item] = one if before is None else one.model_copy(update={"old": before.old})
    return (one for one in by_item.values() if one.old != one.new)


def rows(differences: Iterable[Difference]) -> tuple[dict[str, str], ...]:
    """Differences as letters show them."""
    return tuple({"item": one.title or one.item, "old": one.old, "new": one.new} for one in differences)


def _reasons(first: ItineraryPublished, second: ItineraryPublished) -> str:
    told = (str(news.facts.get("reason", "")) for news in (first, second))
    return " ".join(dict.fromkeys(reason for reason in told if reason))
