"""Who travels with me and who receives us: by name only where they agreed to be named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil

from delegation.fact import Fact
from delegation.invite import Method, SentInvite
from delegation.papers.catalogue import may_be_shown
from delegation.papers.paper import Delegate
from delegation.papers.wall_clock import country_name
from delegation.papers.whereabouts import contact_of
from delegation.status import RosterEntry
from portal.web.delegates.people_card import Card
from portal.web.delegates.programme_stops import Shown, in_order
from portal.web.delegates.visit import MinePage

AT_ONCE = 50
"""People on one page of the list."""


class Fellow(Fact):
    """Somebody who travels. Without their consent the organisation stands for them."""

    id: str
    organisation: str
    country: str
    name: str = ""
    position: str = ""
    email: str = ""


class Receiving(Fact):
    """A host of my programme, with who answers for it."""

    id: str
    organisation: str
    profile: str
    name: str
    position: str
    phone: str


class PeoplePage(MinePage):
    """The facts of `templates/portal/mine-people.html`."""

    hosts: tuple[Receiving, ...]
    fellows: tuple[Fellow, ...]
    """Of this page of the list."""
    total: int
    """All who travel besides me and are found."""
    find: str
    page: int
    pages: int
    am_named: bool
    """Whether others see my name and address."""


class Found(Fact):
    """A part of the list of all who travel."""

    ids: tuple[str, ...]
    total: int
    page: int
    pages: int


def found(
    delegates: Iterable[str], entries: Mapping[str, RosterEntry], me: str, find: str, page: int
) -> Found:
    """Those whose organisation or country holds `find`, by organisation, and of these one page."""
    wanted = find.casefold().strip()
    others = sorted((one for one in delegates if one != me), key=lambda one: _by_name(one, entries))
    kept = [one for one in others if wanted in _searched(one, entries)]
    pages = max(1, ceil(len(kept) / AT_ONCE))
    here = min(max(1, page), pages)
    return Found(
        ids=tuple(kept[(here - 1) * AT_ONCE : here * AT_ONCE]), total=len(kept), page=here, pages=pages
    )


def fellow(
    participant: str, entry: RosterEntry | None, read: Callable[[str], Delegate | None], language: str
) -> Fellow:
    """What others may see of them; `read` looks into the vault, where somebody erased is missing."""
    delegate = read(participant)
    organisation = entry.organisation if entry else delegate.organisation if delegate else ""
    country = country_name(entry.country, language) if entry and entry.country else ""
    if delegate is None or not may_be_shown(delegate):
        return Fellow(id=participant, organisation=organisation or participant, country=country)
    person = delegate.person
    return Fellow(
        id=participant,
        organisation=organisation or participant,
        country=country,
        name=person.name,
        position=person.position,
        email=str(person.email),
    )


def hosts_of(invites: Sequence[SentInvite], shown: Shown) -> tuple[Receiving, ...]:
    """Who receives them, in the order in which they come to each."""
    standing = (one for one in in_order(invites) if one.method is Method.REQUEST)
    ids = dict.fromkeys(host for one in standing for host in one.item.hosts)
    return tuple(host for one in ids if (host := _receiving(one, shown)))


def _receiving(host_id: str, shown: Shown) -> Receiving | None:
    host, person = shown.said.host(host_id), contact_of(shown.said, host_id)
    if host is None:
        return None
    return Receiving(
        id=host_id,
        organisation=host.organisation,
        profile=host.profile.strip(),
        name=person.name if person else "",
        position=person.position if person else "",
        phone=person.phone if person else "",
    )


def card_of(one: Fellow | Receiving, note: str) -> Card:
    """For an address book, with where they met."""
    return Card(
        name=one.name,
        organisation=one.organisation,
        position=one.position,
        phone=one.phone if isinstance(one, Receiving) else "",
        email=one.email if isinstance(one, Fellow) else "",
        note=note,
    )


def _by_name(participant: str, entries: Mapping[str, RosterEntry]) -> tuple[str, str]:
    entry = entries.get(participant)
    return (entry.organisation.casefold() if entry else ""), participant


def _searched(participant: str, entries: Mapping[str, RosterEntry]) -> str:
    entry = entries.get(participant)
    if entry is None:
        return participant.casefold()
    country = country_name(entry.country) if entry.country else ""
    return f"{entry.organisation} {entry.country} {country}".casefold()
