"""Meetings in several cities: delegates are asked once, and the way between places is known."""

from datetime import date
from itertools import combinations

from delegation.cities.from_file import plans_cities
from delegation.file import DelegationFile
from delegation.planning.travel import travel_minutes
from delegation.reading.checks.finding import Findings, found
from delegation.reading.checks.sections import hosts_in, meeting_sections


def check_meeting_cities(file: DelegationFile) -> Findings:
    """Nothing to say where meetings are in one hall."""
    if plans_cities(file):
        yield from _asked_once(file)
        yield from _ways(file)


def _asked_once(file: DelegationFile) -> Findings:
    """Delegates state their wishes for all cities together."""
    first = file.first_meetings
    for where, rules in meeting_sections(file):
        for key in ("wishes_open", "wishes_close"):
            if first is not None and getattr(rules, f"{key}_at") != getattr(first, f"{key}_at"):
                message = f"wishes are asked for once, but {key!r} differs from that of {first.leg!r}"
                yield found((*where, key), message, "write the same date for all cities.")


def _ways(file: DelegationFile) -> Findings:
    """From each place of meetings to each other at which somebody may be on the same day."""
    known = {place.id: (n, place) for n, place in enumerate(file.places)}
    for (one, on), (other, then) in combinations(sorted(_places(file).items()), 2):
        if one in known and other in known and on & then:
            (n, first), (_, second) = known[one], known[other]
            if travel_minutes(first, second) is None:
                message = f"meetings are held here and at {other!r} on one day, and nobody knows the way"
                remedy = "write the minutes, or the coordinates of both places."
                yield found(("places", n, "minutes_to"), message, remedy)


def _places(file: DelegationFile) -> dict[str, frozenset[date]]:
    """Where meetings are held, and on which days."""
    days: dict[str, frozenset[date]] = {}
    for _, rules in meeting_sections(file):
        on = frozenset(slot.starts.date() for slot in rules.slots)
        for place in (rules.place, *(host.receives_at for host in hosts_in(file, rules.leg))):
            if place is not None:
                days[place] = days.get(place, frozenset()) | on
    return days
