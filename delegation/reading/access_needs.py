"""What a delegate needs of places, from the papers in the vault. Health data: never in a payload."""

from collections.abc import Mapping

from delegation.venue import Access

NEEDS_FIELD = "access-needs"
"""Id of the form field, asked at the stage logistics; its answer is part of the paper with the diet."""


def access_needs(paper: Mapping[str, object]) -> tuple[Access, ...]:
    """The needs in the paper `diet` of a delegate, or in their answers; other words are left out."""
    given = paper.get(NEEDS_FIELD.replace("-", "_"), paper.get(NEEDS_FIELD))
    chosen = given if isinstance(given, list | tuple) else str(given or "").replace(",", " ").split()
    return tuple(one for one in Access if one.value in {str(each).strip() for each in chosen})
