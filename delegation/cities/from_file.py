"""From the delegation file to the problem, and from the plan back to the meetings of the itinerary."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

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
from delegation.planning.travel import travel_minutes

OWN_PREMISES = 0
"""The table of a meeting at the host's own premises."""


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
    kept: Sequence[Meeting] = (),
) -> CityProblem:
    """What there is to plan: the file's meetings in all cities, for these delegates and hosts.

    `busy` holds, for each participant or host, the items they attend anyway: the fixed programme, and the
    visits they were given. `kept` meetings stay in slot and table.

    Raises:
        ValueError: a time for the way between two places is missing, or a host receives in no city with
            meetings; the message says what to add.
    """
    sections = sections_of(file)
    receiving = [host for host in hosts if host.meets]
    places = _places(sections, receiving)
    own = {one.id for one in places if one.tables is None}
    engaged = tuple(_engagements(busy, {one.participant for one in parties}, {one.id for one in receiving}))
    return CityProblem(
        cities=tuple(City(id=one.leg, zone=one.zone, slots=one.slots) for one in sections),
        places=places,
        travel=tuple(_travel(file, [one.id for one in places], [one.place for one in engaged if one.place])),
        hosts=tuple(_host(sections, host) for host in receiving),
        delegates=tuple(_delegate(sections, party) for party in parties),
        ratings=tuple(_ratings(parties, receiving, host_wishes)),
        engagements=engaged,
        kept=tuple(_kept(one, own, receiving) for one in kept),
    )


def sections_of(file: DelegationFile) -> tuple[MeetingRules, ...]:
    """The meetings of every city, in order of their first slot."""
    every = (*(() if file.meetings is None else (file.meetings,)), *file.more_meetings)
    return tuple(sorted(every, key=lambda one: min(slot.starts for slot in one.slots)))


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
    taken = {one.place for one in sections}
    premises = {
        host.receives_at: _section(sections, host).leg
        for host in hosts
        if host.receives_at is not None and host.receives_at not in taken
    }
    return (*halls, *(MeetingPlace(id=place, city=leg) for place, leg in sorted(premises.items())))


def _section(sections: Sequence[MeetingRules], host: Host) -> MeetingRules:
    """The meetings in the host's city; without one, those that come first."""
    if host.meets_in is None:
        return sections[0]
    found = next((one for one in sections if one.leg == host.meets_in), None)
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


def _ratings(
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


def _engagements(
    busy: Mapping[str, Sequence[ItineraryItem]], participants: set[str], hosts: set[str]
) -> Iterator[Engagement]:
    """Items that take time. Optional ones and whole days take none; a journey counts without its way."""
    for who, items in sorted(busy.items()):
        for item in items if who in participants | hosts else ():
            if item.all_day or item.optional or item.cancelled:
                continue
            ends = item.ends_at.astimezone(item.starts_at.tzinfo).replace(tzinfo=None)
            moves = item.ends_place not in (None, item.place)
            place = None if moves else item.place
            yield Engagement(who=who, zone=item.zone, starts=item.starts, ends=ends, place=place)


def _travel(file: DelegationFile, meet: Iterable[str], elsewhere: Iterable[str]) -> Iterator[Travel]:
    known = {place.id: place for place in file.places}
    here = [known[name] for name in dict.fromkeys(meet) if name in known]
    others = [known[name] for name in dict.fromkeys(elsewhere) if name in known]
    for number, one in enumerate(here):
        for other in (*here[number + 1 :], *(place for place in others if place not in here)):
            if (minutes := travel_minutes(one, other)) is not None:
                yield Travel(one=one.id, other=other.id, minutes=minutes)


def _kept(meeting: Meeting, own: set[str], hosts: Sequence[Host]) -> CityMeeting:
    host = next((one for one in hosts if one.id == meeting.host), None)
    at_premises = host is not None and host.receives_at in own
    table = None if at_premises else meeting.table
    return CityMeeting(participant=meeting.participant, host=meeting.host, slot=meeting.slot, table=table)
