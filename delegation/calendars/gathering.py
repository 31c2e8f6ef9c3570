"""Several versions of a programme told as one: what is gathered for a while leaves as one mail."""

from collections.abc import Iterable
from itertools import chain

from delegation.change import Difference
from delegation.letter import LetterName
from delegation.news import ItineraryPublished

CORRECTIONS = (LetterName.ITINERARY_CHANGED, LetterName.HOST_CHANGED)
"""Letters that correct a programme which is known already."""


ENDINGS = (LetterName.DELEGATE_LEFT, LetterName.DELEGATION_CANCELLED)
"""Letters after which nothing is ahead any more."""


def merged(first: ItineraryPublished, second: ItineraryPublished) -> ItineraryPublished:
    """One piece of news that leads from before `first` to `second`.

    A correction of a programme that has not left yet becomes part of it; what came and went in between
    is not told at all. A correction of a programme that is over changes nothing: what was ahead is taken out.
    """
    if first.letter in ENDINGS and second.letter in CORRECTIONS:
        return first.model_copy(update={"version": max(first.version, second.version)})
    differences = tuple(joined(first.differences, second.differences))
    facts = dict(second.facts)
    if "changes" in facts:
        facts["changes"] = rows(differences)
    merge = second.model_copy(
        update={"facts": facts, "differences": differences, "urgent": first.urgent or second.urgent}
    )
    return _corrected(first, merge) if second.letter in CORRECTIONS else merge


def _corrected(first: ItineraryPublished, merge: ItineraryPublished) -> ItineraryPublished:
    """The letter of a correction that is told together with what it corrects."""
    facts = dict(merge.facts)
    if first.letter in CORRECTIONS:
        facts["reason"] = _reasons(first, merge)
    else:
        facts.pop("reason", None)
    attachments = tuple(dict.fromkeys((*first.attachments, *merge.attachments)))
    return merge.model_copy(update={"letter": first.letter, "facts": facts, "attachments": attachments})


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
    told, new = (str(news.facts.get("reason", "")) for news in (first, second))
    return told if new in told else f"{told} {new}".strip()
