"""What delegates need of places, read from the vault: health data that no payload carries."""

import json
from collections.abc import Mapping, Sequence

from activities.keys import papers_key
from activities.ports import DocumentStore, Missing
from delegation.file import DelegationFile
from delegation.journey import ChecklistItem
from delegation.planning.checking.accessible import places_ruled_out
from delegation.reading.access_needs import access_needs
from delegation.venue import Access


def needs_of(
    store: DocumentStore, delegation: str, delegates: Sequence[str]
) -> Mapping[str, Sequence[Access]]:
    """Of each delegate who named any; those who handed in nothing yet, or need nothing, are left out.

    Raises OSError when the vault is away.
    """
    found = {who: _of(store, papers_key(delegation, who, ChecklistItem.DIET.value)) for who in delegates}
    return {who: needs for who, needs in found.items() if needs}


def ruled_out_for(
    store: DocumentStore, file: DelegationFile, delegates: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Per delegate the items they cannot attend. Health data: for planning, and kept nowhere.

    Raises OSError when the vault is away.
    """
    needs = needs_of(store, file.slug, delegates)
    return {who: places_ruled_out(own, file.itinerary, file.places) for who, own in needs.items()}


def _of(store: DocumentStore, key: str) -> tuple[Access, ...]:
    try:
        paper = json.loads(store.read(key))
    except (Missing, ValueError):
        return ()
    return access_needs(paper) if isinstance(paper, dict) else ()
