"""The manifest of one transfer or journey: who is to be in it, to be ticked off at the door."""

from collections.abc import Mapping
from datetime import datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.papers.paper import Delegate, Imprint, Row
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import day_in_full, hours_of, zone_city
from delegation.papers.whereabouts import Guest, address, beside, guests, where


class TransferManifest(Fact):
    imprint: Imprint
    title: str
    kind: str
    day: str
    hours: str
    home_hours: str = ""
    facts: tuple[Row, ...]
    passengers: tuple[Guest, ...]


def transfer_manifest(
    file: DelegationFile,
    programme: Programme,
    item: ItineraryItem,
    delegates: Mapping[str, Delegate],
    made_at: datetime,
) -> TransferManifest:
    """Everybody who travels with this item, by name."""
    home = beside(item, file.organiser.zone)
    return TransferManifest(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        title=item.title,
        kind=item.kind.value,
        day=day_in_full(item.starts.date()),
        hours=hours_of(item),
        home_hours=f"{zone_city(file.organiser.zone)}: {home}" if home else "",
        facts=tuple(_facts(file, item)),
        passengers=guests(programme.attending(item), delegates),
    )


def _facts(file: DelegationFile, item: ItineraryItem) -> list[Row]:
    """Where it starts and ends, and what else is known of it; what is not given has no line."""
    ends = file.place(item.ends_place)
    said = (
        ("Meeting point", _lines(where(file, item), address(file, item))),
        ("Goes to", _lines(ends.name, ends.address) if ends else ""),
        ("Seats", str(item.capacity) if item.capacity else ""),
        ("About it", item.description.strip()),
    )
    return [Row(label=label, text=text) for label, text in said if text]


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
