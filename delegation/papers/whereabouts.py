"""Where an item is and who is there: what several documents say in the same words."""

from collections.abc import Iterable, Mapping, Sequence

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.papers.paper import Delegate
from delegation.papers.wall_clock import hours_of, zone_label
from delegation.person import Person


class Guest(Fact):
    """One delegate as a list at a door shows them: nothing that a host does not need."""

    name: str
    organisation: str
    position: str = ""


def guest(delegate: Delegate) -> Guest:
    person = delegate.person
    return Guest(name=person.name, organisation=delegate.organisation, position=person.position)


def guests(participants: Iterable[str], delegates: Mapping[str, Delegate]) -> tuple[Guest, ...]:
    """Those of the participants whom the vault knows, by name."""
    known = [delegates[one] for one in participants if one in delegates]
    return tuple(
        guest(one) for one in sorted(known, key=lambda one: (one.person.name.casefold(), one.participant))
    )


def where(file: DelegationFile, item: ItineraryItem) -> str:
    """`Gaylord National, Chesapeake 6`; empty where no place is given."""
    place = file.place(item.place)
    return ", ".join(text for text in (place.name if place else "", item.room) if text)


def from_to(file: DelegationFile, item: ItineraryItem) -> str:
    """The same, and where a journey ends: `30th Street Station → Union Station`."""
    ends = file.place(item.ends_place)
    return " → ".join(text for text in (where(file, item), ends.name if ends else "") if text)


def address(file: DelegationFile, item: ItineraryItem) -> str:
    place = file.place(item.place)
    return place.address if place else ""


def city_of(file: DelegationFile, items: Sequence[ItineraryItem]) -> str:
    """`Philadelphia – Washington`: the legs these items belong to, in their order."""
    return " – ".join(dict.fromkeys(leg.city for item in items if (leg := file.leg(item.leg))))


def host_names(file: DelegationFile, item: ItineraryItem) -> tuple[str, ...]:
    return tuple(host.organisation for name in item.hosts if (host := file.host(name)))


def contact_of(file: DelegationFile, host_id: str) -> Person | None:
    """The person who answers for the host."""
    host = file.host(host_id)
    return next((one for one in file.people if host and one.id == host.person), None)


def beside(item: ItineraryItem, home: str) -> str:
    """The hours on the clocks of `home`; empty where they show the same, and for whole days."""
    agree = zone_label(item.starts_at, home) == zone_label(item.starts_at, item.zone)
    return "" if agree or item.all_day else hours_of(item, home)
