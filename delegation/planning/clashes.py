"""What cannot be in an itinerary: all checks together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from types import MappingProxyType

from delegation.file import DelegationFile
from delegation.itinerary import Itinerary
from delegation.meeting import Host
from delegation.planning.checking import accessible, limits, presence, times, travelling
from delegation.planning.checking.problem import ItineraryProblem, Severity
from delegation.planning.checking.programme import Programme
from delegation.venue import Access

CHECKS = (
    presence.check_people,
    limits.check_capacities,
    presence.check_hosts,
    limits.check_host_limits,
    presence.check_rooms,
    travelling.check_travel,
    times.check_opening,
    times.check_legs,
    times.check_clocks,
    times.check_guest_lists,
    accessible.check_access,
)
NO_NEEDS: Mapping[str, Sequence[Access]] = MappingProxyType({})


def check_itinerary(
    itinerary: Itinerary,
    file: DelegationFile,
    *,
    hosts: Sequence[Host] = (),
    expected: int | None = None,
    needs: Mapping[str, Sequence[Access]] = NO_NEEDS,
    now: datetime | None = None,
) -> tuple[ItineraryProblem, ...]:
    """Every problem and warning, by check and then in order of time; empty: it can be travelled.

    `hosts` are those as they are now, with their limits; `expected` is how many come to what
    everybody attends; `needs` are of the delegates, from the vault; `now` tells which dates have passed.
    What is not given is not checked.
    """
    programme = Programme(itinerary, file, {host.id: host for host in hosts}, expected, needs, now)
    return tuple(dict.fromkeys(chain.from_iterable(check(programme) for check in CHECKS)))


def itinerary_problems(
    itinerary: Itinerary, file: DelegationFile, hosts: Sequence[Host] = ()
) -> tuple[str, ...]:
    """The problems as sentences, without the warnings. Limits of hosts are checked for those given."""
    found = check_itinerary(itinerary, file, hosts=hosts)
    return tuple(dict.fromkeys(one.sentence for one in found if one.severity is Severity.PROBLEM))
