"""An auditor of plans: reads the problem and the plan as written, and shares no code with what plans."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from delegation.cities.plan import CityMeeting, CityPlan
from delegation.cities.problem import CityProblem


@dataclass(frozen=True)
class _Stay:
    """Where somebody is, from when to when, in UTC; `place` None: the way is inside, or does not count."""

    who: str
    starts: datetime
    ends: datetime
    place: str | None
    what: str
    fixed: bool = False
    ends_place: str | None = None
    """Where it leaves them, if elsewhere."""


def objections(problem: CityProblem, plan: CityPlan) -> tuple[str, ...]:
    """Everything that is wrong with the plan, each as a sentence; empty if it may be published."""
    if unknown := tuple(_unknown(problem, plan)):
        return unknown
    return (
        *_double_booked(problem, plan),
        *_crowded(problem, plan),
        *_unavailable(problem, plan),
        *_unwanted(problem, plan),
        *_over_limits(problem, plan),
        *_visits(problem, plan),
        *_not_kept(problem, plan),
        *_misstated(plan),
    )


def _unknown(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    delegates, hosts = {one.participant for one in problem.delegates}, {one.id for one in problem.hosts}
    cities, places = _slot_cities(problem), {one.id: one.city for one in problem.places}
    options = {(visit.id, option.id) for visit in problem.visits for option in visit.options}
    for one in plan.meetings:
        if one.participant not in delegates or one.host not in hosts or one.slot not in cities:
            yield f"{_name(one)} is of somebody or at a time that is not in the problem."
        elif cities[one.slot] != places[_places(problem)[one.host]]:
            yield f"{_name(one)} is in a slot of another city than its host."
    for place in plan.visits:
        if place.participant not in delegates or (place.visit, place.option) not in options:
            yield f"{place.participant} joins {place.visit} at {place.option}, which is not in the problem."


def _name(one: CityMeeting) -> str:
    return f"The meeting of {one.participant} with {one.host} in {one.slot}"


def _slot_cities(problem: CityProblem) -> dict[str, str]:
    return {slot.id: city.id for city in problem.cities for slot in city.slots}


def _places(problem: CityProblem) -> dict[str, str]:
    return {host.id: host.place for host in problem.hosts}


def _utc(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _slot_times(problem: CityProblem) -> dict[str, tuple[datetime, datetime]]:
    times = {}
    for city in problem.cities:
        for slot in city.slots:
            starts = _utc(slot.starts, city.zone)
            times[slot.id] = starts, starts + timedelta(minutes=slot.minutes)
    return times


def _stays(problem: CityProblem, plan: CityPlan) -> Iterator[_Stay]:
    times, places = _slot_times(problem), _places(problem)
    for one in plan.meetings:
        starts, ends = times[one.slot]
        for who in (one.participant, one.host):
            yield _Stay(who, starts, ends, places[one.host], _name(one))
    zones = {city.id: city.zone for city in problem.cities}
    for visit in problem.visits:
        for option in visit.options:
            starts, ends = (_utc(local, zones[visit.city]) for local in (option.starts, option.ends))
            for place in plan.visits:
                if (place.visit, place.option) == (visit.id, option.id):
                    yield _Stay(place.participant, starts, ends, None, f"the visit {visit.id}")
    for item in problem.engagements:
        starts, ends = _utc(item.starts, item.zone), _utc(item.ends, item.zone)
        what = "a fixed point of the programme"
        yield _Stay(item.who, starts, ends, item.place, what, fixed=True, ends_place=item.ends_place)


def _double_booked(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    """Two things at once, or too little time for the way between them."""
    minutes = {(one.other, one.one): one.minutes for one in problem.travel}
    minutes.update({(one.one, one.other): one.minutes for one in problem.travel})
    kept = {_name(one) for one in problem.kept}
    everybody: dict[str, list[_Stay]] = defaultdict(list)
    for stay in _stays(problem, plan):
        everybody[stay.who].append(stay)
    for who, stays in sorted(everybody.items()):
        stays.sort(key=lambda stay: (stay.starts, stay.ends, stay.what))
        for number, first in enumerate(stays):
            for second in stays[number + 1 :]:
                if (first.fixed and (second.fixed or second.what in kept)) or (
                    second.fixed and first.what in kept
                ):
                    continue
                way = 0
                leaves = first.ends_place or first.place
                if leaves and second.place and leaves != second.place:
                    way = minutes.get((leaves, second.place), 0)
                if second.starts < first.ends:
                    yield f"{who} is at two places at once: {first.what} and {second.what}."
                elif second.starts < first.ends + timedelta(minutes=way):
                    yield f"{who} needs {way} minutes from {first.what} to {second.what} and has less."


def _crowded(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    places, tables = _places(problem), {one.id: one.tables for one in problem.places}
    held = Counter((places[one.host], one.slot) for one in plan.meetings)
    for (place, slot), count in sorted(held.items()):
        most = tables[place]
        if most is not None and count > most:
            yield f"{place} has {most} tables, and {count} meetings in {slot}."
    used = Counter((places[one.host], one.slot, one.table) for one in plan.meetings if one.table is not None)
    yield from (
        f"{place}: table {table} is used twice in {slot}."
        for (place, slot, table), n in used.items()
        if n > 1
    )
    for one in plan.meetings:
        most = tables[places[one.host]]
        if (most is None) != (one.table is None) or not 1 <= (one.table or 1) <= (most or 1):
            yield f"{_name(one)} has no table, or one that does not exist."


def _unavailable(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    away = {(one.participant, slot) for one in problem.delegates for slot in one.unavailable}
    away |= {(one.id, slot) for one in problem.hosts for slot in one.unavailable}
    kept = {(one.participant, one.host, one.slot) for one in problem.kept}
    for one in plan.meetings:
        if (one.participant, one.host, one.slot) not in kept and away & {
            (one.participant, one.slot),
            (one.host, one.slot),
        }:
            yield f"{_name(one)} is at a time that one of them cannot."


def _unwanted(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    said = {(one.participant, one.host): {one.wish, one.hosts_wish} for one in problem.ratings}
    for one in plan.meetings:
        if "no" in said.get((one.participant, one.host), ()):
            yield f"{_name(one)}: one of them has said no."
    twice = Counter((one.participant, one.host) for one in plan.meetings)
    yield from (f"{who} meets {host} {n} times." for (who, host), n in sorted(twice.items()) if n > 1)


def _over_limits(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    """More meetings than a person may have, unless that many were to be kept."""
    days = {slot.id: slot.starts.date() for city in problem.cities for slot in city.slots}
    held, kept = _counts(plan.meetings, days), _counts(problem.kept, days)
    limits: dict[tuple[str, date | None], int] = {(one.id, None): one.at_most for one in problem.hosts}
    for one in problem.delegates:
        limits[one.participant, None] = one.at_most
        limits.update({(one.participant, day): one.day_at_most for day in set(days.values())})
    cities = _slot_cities(problem)
    for one in problem.delegates:
        for city, most in one.at_most_in.items():
            own, before = (
                sum(it.participant == one.participant and cities.get(it.slot) == city for it in some)
                for some in (plan.meetings, problem.kept)
            )
            if own > max(most, before):
                yield f"{one.participant} has {own} meetings in {city}, and may have {most}."
    for key, most in sorted(limits.items(), key=str):
        if held[key] > max(most, kept[key]):
            when = "on the trip" if key[1] is None else f"on {key[1]}"
            yield f"{key[0]} has {held[key]} meetings {when}, and may have {most}."


def _counts(meetings: tuple[CityMeeting, ...], days: dict[str, date]) -> Counter[tuple[str, date | None]]:
    counts: Counter[tuple[str, date | None]] = Counter()
    for one in meetings:
        counts.update([(one.participant, None), (one.host, None)])
        if one.slot in days:
            counts[one.participant, days[one.slot]] += 1
    return counts


def _visits(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    wished = {(one.participant, visit) for one in problem.delegates for visit in one.visits}
    away = {one.participant: set(one.unavailable) for one in problem.delegates}
    kept = {(one.participant, one.visit) for one in problem.kept_visits}
    zones, slots = {city.id: city.zone for city in problem.cities}, _slot_times(problem)
    for visit in problem.visits:
        joining = [one for one in plan.visits if one.visit == visit.id]
        if len({one.option for one in joining}) > 1:
            yield f"The visit {visit.id} takes place more than once."
        seats = max(visit.capacity, sum(one.visit == visit.id for one in problem.kept_visits))
        if len(joining) > seats:
            yield f"The visit {visit.id} has {visit.capacity} places and {len(joining)} visitors."
        times = {one.id: (one.starts, one.ends) for one in visit.options}
        for one in joining:
            if (one.participant, visit.id) in kept:
                continue
            if (one.participant, visit.id) not in wished:
                yield f"{one.participant} did not wish for the visit {visit.id}."
            starts, ends = (_utc(local, zones[visit.city]) for local in times[one.option])
            missed = [
                slot for slot in away[one.participant] if slots[slot][0] < ends and starts < slots[slot][1]
            ]
            if missed:
                yield f"{one.participant} cannot be at the visit {visit.id}."
    if len(set(plan.visits)) != len(plan.visits):
        yield "Somebody has two places in one visit."


def _not_kept(problem: CityProblem, plan: CityPlan) -> Iterator[str]:
    here = {one.participant for one in problem.delegates} | {one.id for one in problem.hosts}
    cities = _slot_cities(problem)
    said_no = {(one.participant, one.host) for one in problem.ratings if "no" in (one.wish, one.hosts_wish)}
    held = {(one.participant, one.host, one.slot): one.table for one in plan.meetings}
    for one in problem.kept:
        gone = not {one.participant, one.host} <= here or one.slot not in cities
        if gone or (one.participant, one.host) in said_no:
            continue
        key = one.participant, one.host, one.slot
        if key not in held or (one.table is not None and held[key] != one.table):
            yield f"{_name(one)} was to be kept, at table {one.table}."
    options = {(visit.id, option.id) for visit in problem.visits for option in visit.options}
    for place in problem.kept_visits:
        if place.participant in here and (place.visit, place.option) in options and place not in plan.visits:
            yield f"{place.participant} was to keep the place in the visit {place.visit}."


def _misstated(plan: CityPlan) -> Iterator[str]:
    if plan.value > plan.bound:
        yield f"The plan claims {plan.value:,}, more than the bound {plan.bound:,}."
