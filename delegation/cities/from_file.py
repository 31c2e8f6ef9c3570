"""From the delegation file to the problem, and from the plan back to the meetings of the itinerary."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from delegation.cities.plan import CityMeeting, CityPlan
from delegation.cities.problem import (
    City,
    CityDelegate,
    CityHost,
    CityProblem,
    Engagement,
    MeetingPlace,
    Rating,
    Travel,
)
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.meeting import Host, HostWish, Meeting, MeetingParty, MeetingRules, Wish
from delegation.meeting_sections import OWN_PREMISES, receives_at_home, section_of_host
from delegation.planning.travel import travel_minutes


def plans_cities(file: DelegationFile) -> bool:
    """Whether meetings are in more than one city, or at premises of hosts: then travel counts."""
    return bool(file.more_meetings) or any(host.receives_at for host in file.hosts if host.meets)


def problem_of(
    file: DelegationFile,
    parties: Sequence[MeetingParty],
    hosts: Sequence[Host],
    busy: Mapping[str, Sequence[ItineraryItem]],
    *,
    host_wishes: Sequence[HostWish] = (),
    sections: Sequence[MeetingRules] | None = None,
    kept: Sequence[Meeting] = (),
) -> CityProblem:
    """What there is to plan: the file's meetings in all cities, for these delegates and hosts.

    `busy` holds, for each participant or host, the items they attend anyway: the fixed programme, and the
    visits they were given; a way that nobody knows is not guessed. `sections` are the meetings of each city
    (None: as the file says). `kept` meetings stay in slot and table.

    Raises:
        ValueError: a time for the way between two places is missing, or a host receives in no city with
            meetings; the message says what to add.
    """
    sections = sections_of(file) if sections is None else sections
    receiving = [host for host in hosts if host.meets]
    places = _places(sections, receiving)
    own = {one.id for one in places if one.tables is None}
    ways = _Ways(file, [one.id for one in places])
    engaged = tuple(
        _engagements(busy, {*(one.participant for one in parties), *(one.id for one in receiving)}, ways)
    )
    return CityProblem(
        cities=tuple(City(id=one.leg, zone=one.zone, slots=one.slots) for one in sections),
        places=places,
        travel=ways.between([place for one in engaged for place in (one.place, one.leaves_at) if place]),
        hosts=tuple(_host(sections, host) for host in receiving),
        delegates=tuple(_delegate(sections, party) for party in parties),
        ratings=tuple(ratings_of(parties, receiving, host_wishes)),
        engagements=engaged,
        kept=tuple(_kept(one, own, receiving) for one in kept),
    )


def sections_of(file: DelegationFile) -> tuple[MeetingRules, ...]:
    """The meetings of every city, in order of their first slot."""
    return file.meeting_sections


def meetings_of(plan: CityPlan) -> tuple[Meeting, ...]:
    """The plan as the itinerary knows meetings; at own premises the table is `OWN_PREMISES`."""
    return tuple(
        Meeting(
            participant=one.participant,
            host=one.host,
            slot=one.slot,
            table=OWN_PREMISES if one.table is None else one.table,
        )
        for one in plan.meetings
    )


def _places(sections: Sequence[MeetingRules], hosts: Sequence[Host]) -> tuple[MeetingPlace, ...]:
    halls = [MeetingPlace(id=one.place, city=one.leg, tables=one.tables) for one in sections]
    premises = {
        host.receives_at: _section(sections, host).leg
        for host in hosts
        if host.receives_at is not None and receives_at_home(sections, host)
    }
    return (*halls, *(MeetingPlace(id=place, city=leg) for place, leg in sorted(premises.items())))


def _section(sections: Sequence[MeetingRules], host: Host) -> MeetingRules:
    """The meetings in the host's city; without one, those that come first."""
    found = section_of_host(sections, host)
    if found is None:
        legs = ", ".join(one.leg for one in sections)
        raise ValueError(
            f"The host {host.id!r} meets in {host.meets_in!r}, where no meetings are planned; "
            f"write one of {legs}, or add the meetings of {host.meets_in!r} to 'more_meetings'."
        )
    return found


def _host(sections: Sequence[MeetingRules], host: Host) -> CityHost:
    section = _section(sections, host)
    slots = {slot.id for slot in section.slots}
    return CityHost(
        id=host.id,
        place=host.receives_at or section.place,
        at_most=host.at_most,
        unavailable=tuple(sorted(slots & set(host.unavailable))),
    )


def _delegate(sections: Sequence[MeetingRules], party: MeetingParty) -> CityDelegate:
    """Each city limits its own meetings; what a delegate should have in each adds up over the trip."""
    return CityDelegate(
        participant=party.participant,
        at_least=sum(one.at_least for one in sections),
        at_most=sum(one.at_most for one in sections),
        at_most_in={one.leg: one.at_most for one in sections},
    )


def ratings_of(
    parties: Sequence[MeetingParty], hosts: Sequence[Host], said: Sequence[HostWish]
) -> Iterator[Rating]:
    """What both sides think; hosts by their answer to a request, else by the organisations they wish for."""
    answers = {(one.participant, one.host): one.wish for one in said}
    for party in parties:
        for host in hosts:
            wish, answer = party.wish_for(host.id), answers.get((party.participant, host.id))
            asked = _plain(party.organisation) in {_plain(name) for name in host.wishes}
            hosts_wish = answer or (Wish.NICE if party.organisation and asked else None)
            if wish is not None or hosts_wish is not None:
                yield Rating(participant=party.participant, host=host.id, wish=wish, hosts_wish=hosts_wish)


def _plain(name: str) -> str:
    """Names are compared without regard to case and spacing."""
    return " ".join(name.casefold().split())


class _Ways:
    """The minutes between the places of meetings, and from and to other places."""

    def __init__(self, file: DelegationFile, meet: Iterable[str]) -> None:
        known = {place.id: place for place in file.places}
        self._places = known
        self._meet = [known[name] for name in dict.fromkeys(meet) if name in known]

    def known(self, place: str | None) -> str | None:
        """The place, if the way to and from every place of meetings is known."""
        at = self._places.get(place or "")
        return None if at is None or any(travel_minutes(at, one) is None for one in self._meet) else at.id

    def between(self, elsewhere: Iterable[str]) -> tuple[Travel, ...]:
        """In both directions, as they may differ."""
        others = [self._places[name] for name in dict.fromkeys(elsewhere)]
        ways = {(one.id, other.id): (one, other) for one in self._meet for other in (*self._meet, *others)}
        ways |= {(other, one): (second, first) for (one, other), (first, second) in ways.items()}
        return tuple(
            Travel(one=one, other=other, minutes=minutes)
            for (one, other), way in ways.items()
            if one != other and (minutes := travel_minutes(*way)) is not None
        )


def _engagements(
    busy: Mapping[str, Sequence[ItineraryItem]], people: Collection[str], ways: _Ways
) -> Iterator[Engagement]:
    """Items that take time. Optional ones and whole days take none."""
    for who, items in sorted(busy.items()):
        for item in items if who in people else ():
            if item.all_day or item.optional or item.cancelled:
                continue
            ends = item.ends_at.astimezone(item.starts_at.tzinfo).replace(tzinfo=None)
            place, end = ways.known(item.place), ways.known(item.ends_place or item.place)
            yield Engagement(
                who=who,
                zone=item.zone,
                starts=item.starts,
                ends=ends,
                place=place,
                ends_place=None if end == place else end,
            )


def _kept(meeting: Meeting, own: set[str], hosts: Sequence[Host]) -> CityMeeting:
    host = next((one for one in hosts if one.id == meeting.host), None)
    at_premises = host is not None and host.receives_at in own
    table = None if at_premises else meeting.table
    return CityMeeting(participant=meeting.participant, host=meeting.host, slot=meeting.slot, table=table)
