"""The programme as one host sees it: who comes, how many, and an answer wanted for each."""

from collections.abc import Mapping

from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem

ANSWERED = (ItemKind.VISIT, ItemKind.MEETING, ItemKind.RECEPTION)
"""What a host is asked to confirm; of everything else it is only told."""


def hosted_items(
    host: str, itinerary: Itinerary, file: DelegationFile, organisations: Mapping[str, str]
) -> tuple[ItineraryItem, ...]:
    """What `host` receives, in order of time, cancelled items left out.

    A meeting is called by who comes; a visit says how many do. `organisations` by participant id. The
    delegates' own list of attendees is left out: their ids mean nothing to a host.
    """
    mine = (item for item in itinerary.items if host in item.hosts and not item.cancelled)
    seen = (_seen(item, file, organisations) for item in mine)
    return tuple(sorted(seen, key=lambda item: (item.starts_at, item.id)))


def _seen(item: ItineraryItem, file: DelegationFile, organisations: Mapping[str, str]) -> ItineraryItem:
    about = f"{guests_of(item, organisations)}, {file.title}"
    description = about if item.kind is ItemKind.MEETING else f"{about}\n\n{item.description}".strip()
    return item.model_copy(
        update={
            "title": title_for_host(item, organisations),
            "description": description,
            "attendees": None,
            "rsvp": item.kind in ANSWERED,
            "decline_costs": False,
        }
    )


def title_for_host(item: ItineraryItem, organisations: Mapping[str, str]) -> str:
    """`Meeting with Nordlicht Cluster` for a meeting, the title of the programme for everything else."""
    if item.kind is not ItemKind.MEETING or not item.attendees:
        return item.title
    return f"Meeting with {guests_of(item, organisations)}"


def guests_of(item: ItineraryItem, organisations: Mapping[str, str]) -> str:
    """Who comes: organisations to a meeting, `12 delegates` to a visit, `The whole delegation`."""
    if item.attendees is None:
        return "The whole delegation"
    if item.kind is ItemKind.MEETING:
        return ", ".join(organisations.get(name, name) for name in item.attendees)
    return "1 delegate" if len(item.attendees) == 1 else f"{len(item.attendees)} delegates"
