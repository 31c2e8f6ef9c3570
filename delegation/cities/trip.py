"""The problem in numbers: slots in minutes, places, who can be where when, and what is worth how much."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from delegation.cities.parts import Option, Pair, minute, pair_of, ruled_out, span, time_of, wanted
from delegation.cities.plan import CityMeeting, VisitPlace
from delegation.cities.problem import CityDelegate, CityProblem, Rating, in_order
from delegation.meeting import MeetingScore

OF_VISIT = (4, 3, 2)
"""Points of the first, second and third wish for a visit; later wishes count 1."""


class Trip:
    """A problem in order, with everything numbered; a slot is its number, a set of slots a bit mask."""

    def __init__(self, problem: CityProblem, published: Sequence[CityMeeting] = ()) -> None:
        """Pairs of `published` meetings may meet even if neither side asked for it."""
        self._published = {(one.participant, one.host) for one in published}
        self.problem = in_order(problem)
        cities = {city.id: city for city in self.problem.cities}
        listed = [
            (time_of(slot.starts, slot.minutes, city.zone), city.id, slot)
            for city in self.problem.cities
            for slot in city.slots
        ]
        listed.sort(key=lambda one: (one[0].starts, one[1], one[2].id))
        self.times = tuple(time for time, _, _ in listed)
        self.slot_ids = tuple(slot.id for _, _, slot in listed)
        self.slot_city = tuple(city for _, city, _ in listed)
        self.zones = {city.id: cities[city.id].zone for city in self.problem.cities}
        self.days = tuple(sorted({time.day for time in self.times}))

    @cached_property
    def slot_numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.slot_ids)}

    @cached_property
    def day_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each local day its slots, in order of time."""
        return tuple(tuple(n for n, time in enumerate(self.times) if time.day == day) for day in self.days)

    @cached_property
    def day_of(self) -> tuple[int, ...]:
        return tuple(self.days.index(time.day) for time in self.times)

    @cached_property
    def city_slots(self) -> dict[str, int]:
        return {
            city: sum(1 << n for n, one in enumerate(self.slot_city) if one == city)
            for city in sorted(set(self.slot_city))
        }

    @cached_property
    def delegates(self) -> tuple[CityDelegate, ...]:
        return tuple(sorted(self.problem.delegates, key=lambda one: one.participant))

    @cached_property
    def delegate_numbers(self) -> dict[str, int]:
        return {one.participant: number for number, one in enumerate(self.delegates)}

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        return tuple(sorted(one.id for one in self.problem.hosts))

    @cached_property
    def host_numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.hosts)}

    @cached_property
    def host_at_most(self) -> tuple[int, ...]:
        known = {one.id: one.at_most for one in self.problem.hosts}
        return tuple(known[name] for name in self.hosts)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where meetings happen, and where people are engaged otherwise."""
        ends = (place for one in self.problem.engagements for place in (one.place, one.leaves_at))
        elsewhere = {place for place in ends if place is not None}
        return tuple(sorted(elsewhere | {one.id for one in self.problem.places}))

    @cached_property
    def tables(self) -> tuple[int | None, ...]:
        known = {one.id: one.tables for one in self.problem.places}
        return tuple(known.get(name) for name in self.places)

    @cached_property
    def host_place(self) -> tuple[int, ...]:
        known = {one.id: one.place for one in self.problem.hosts}
        return tuple(self.places.index(known[name]) for name in self.hosts)

    @cached_property
    def host_city(self) -> tuple[str, ...]:
        cities = {one.id: one.city for one in self.problem.places}
        return tuple(cities[self.places[place]] for place in self.host_place)

    @cached_property
    def minutes(self) -> tuple[tuple[int, ...], ...]:
        """Travel from place to place; 0 where nobody can have to travel within a day."""
        known = {(one.other, one.one): one.minutes for one in self.problem.travel}
        known |= {(one.one, one.other): one.minutes for one in self.problem.travel}
        return tuple(
            tuple(0 if one == other else known.get((one, other), 0) for other in self.places)
            for one in self.places
        )

    def clash(self, slot: int, place: int, other: int, other_place: int) -> bool:
        """Whether nobody can be in both slots at these places: too close in time for the way."""
        first, second = self.times[slot], self.times[other]
        if (second.starts, other) < (first.starts, slot):
            return self.clash(other, other_place, slot, place)
        return second.starts < first.ends + self.minutes[place][other_place]

    @cached_property
    def close(self) -> tuple[tuple[int, int], ...]:
        """Pairs of slots, the earlier first, between which some way is too long."""
        longest = max((max(row) for row in self.minutes), default=0)
        return tuple(
            (one, other)
            for one in range(len(self.times))
            for other in range(one + 1, len(self.times))
            if self.times[other].starts < self.times[one].ends + longest
        )

    # Who can be where when

    def _engaged(self, who: str, place: int | None) -> int:
        """The slots in which `who` cannot be at `place`: engaged, or on the way (None: way left out)."""
        return self._engagements.get((who, place), 0)

    @cached_property
    def _engagements(self) -> dict[tuple[str, int | None], int]:
        """For each person and place the slots lost to fixed points of the programme."""
        lost: dict[tuple[str, int | None], int] = {}
        for one in self.problem.engagements:
            starts, ends = minute(one.starts, one.zone), minute(one.ends, one.zone)
            for place in (None, *range(len(self.places))):
                there, back = self._way(place, one.place), self._way(one.leaves_at, place)
                mask = sum(
                    1 << n
                    for n, time in enumerate(self.times)
                    if time.starts < ends + back and starts < time.ends + there
                )
                lost[one.who, place] = lost.get((one.who, place), 0) | mask
        return lost

    def _way(self, one: int | str | None, other: int | str | None) -> int:
        """Minutes between two places, by number or name; 0 where one of them is nowhere in particular."""
        if one is None or other is None:
            return 0
        numbers = (self.places.index(place) if isinstance(place, str) else place for place in (one, other))
        first, second = numbers
        return self.minutes[first][second]

    @cached_property
    def busy(self) -> tuple[int, ...]:
        """For each delegate the slots taken by the programme, the way left out."""
        return tuple(self._engaged(one.participant, None) for one in self.delegates)

    @cached_property
    def _host_closed(self) -> tuple[int, ...]:
        known = {one.id: one.unavailable for one in self.problem.hosts}
        return tuple(self._mask(known[name]) for name in self.hosts)

    def _mask(self, slots: tuple[str, ...]) -> int:
        return sum(1 << self.slot_numbers[one] for one in set(slots))

    def open_slots(self, delegate: int, host: int) -> int:
        """Slots in which both can be at the host's place, other meetings left out."""
        place, name = self.host_place[host], self.delegates[delegate].participant
        closed = self._host_closed[host] | self._engaged(self.hosts[host], place)
        closed |= self._mask(self.delegates[delegate].unavailable) | self._engaged(name, place)
        return self.city_slots[self.host_city[host]] & ~closed

    # What may be held, and what it is worth

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs that may meet, in order of delegate and host; those kept among them, in their slot only."""
        rated = {(one.participant, one.host): one for one in self.problem.ratings}
        kept = {(one.participant, one.host): 1 << self.slot_numbers[one.slot] for one in self.kept}
        found = []
        for key in sorted(set(rated) | set(kept) | self._published):
            if key[0] not in self.delegate_numbers or key[1] not in self.host_numbers:
                continue
            delegate, host = self.delegate_numbers[key[0]], self.host_numbers[key[1]]
            rating = rated.get(key) or Rating(participant=key[0], host=key[1])
            slots = kept.get(key) or self.open_slots(delegate, host)
            if slots and not ruled_out(rating) and (key in kept or key in self._published or wanted(rating)):
                found.append(pair_of(delegate, host, rating, slots))
        return tuple(found)

    @cached_property
    def pair_numbers(self) -> dict[tuple[str, str], int]:
        return {
            (self.delegates[one.delegate].participant, self.hosts[one.host]): number
            for number, one in enumerate(self.pairs)
        }

    @cached_property
    def kept(self) -> tuple[CityMeeting, ...]:
        """Meetings that stay: both sides are there, and neither has said no."""
        return tuple(one for one in self.problem.kept if self._stays(one))

    @cached_property
    def fell_away(self) -> tuple[CityMeeting, ...]:
        return tuple(one for one in self.problem.kept if not self._stays(one))

    @cached_property
    def _ruled_out(self) -> frozenset[tuple[str, str]]:
        return frozenset((one.participant, one.host) for one in self.problem.ratings if ruled_out(one))

    def _stays(self, one: CityMeeting) -> bool:
        known = one.participant in self.delegate_numbers and one.host in self.host_numbers
        return known and one.slot in self.slot_numbers and (one.participant, one.host) not in self._ruled_out

    @cached_property
    def kept_visits(self) -> tuple[VisitPlace, ...]:
        options = {(visit.id, option.id) for visit in self.problem.visits for option in visit.options}
        return tuple(
            one
            for one in self.problem.kept_visits
            if one.participant in self.delegate_numbers and (one.visit, one.option) in options
        )

    @cached_property
    def visits(self) -> tuple[str, ...]:
        return tuple(sorted(one.id for one in self.problem.visits))

    @cached_property
    def visit_city(self) -> tuple[str, ...]:
        known = {one.id: one.city for one in self.problem.visits}
        return tuple(known[name] for name in self.visits)

    @cached_property
    def capacity(self) -> tuple[int, ...]:
        """Of each visit; never below those whose place is kept."""
        known = {one.id: one.capacity for one in self.problem.visits}
        kept = Counter(one.visit for one in self.kept_visits)
        return tuple(max(known[name], kept[name]) for name in self.visits)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Every visit at every time it may take place; only the kept one, where places are kept."""
        fixed = {one.visit: one.option for one in self.kept_visits}
        found = []
        for visit in sorted(self.problem.visits, key=lambda one: one.id):
            for one in sorted(visit.options, key=lambda option: option.id):
                if fixed.get(visit.id, one.id) == one.id:
                    time = span(one.starts, one.ends, self.zones[visit.city])
                    slots = sum(1 << n for n, other in enumerate(self.times) if other.overlaps(time))
                    found.append(Option(self.visits.index(visit.id), one.id, time, slots))
        return tuple(found)

    def visit_points(self, delegate: int, visit: int) -> int:
        """What the wish for that visit is worth; 0: no wish."""
        wishes = self.delegates[delegate].visits
        if (name := self.visits[visit]) not in wishes:
            return 0
        rank = wishes.index(name)
        return OF_VISIT[rank] if rank < len(OF_VISIT) else 1

    def may_join(self, delegate: int, option: Option) -> bool:
        """Whether they wish for the visit and are free all the time."""
        closed = self._mask(self.delegates[delegate].unavailable)
        name = self.delegates[delegate].participant
        if not self.visit_points(delegate, option.visit) or closed & option.slots:
            return False
        engaged = (one for one in self.problem.engagements if one.who == name)
        return not any(span(one.starts, one.ends, one.zone).overlaps(option.time) for one in engaged)

    def score(self, meetings: list[tuple[int, int]], visits: list[tuple[int, int]]) -> MeetingScore:
        """Of meetings as (pair, slot) and places in visits as (delegate, option)."""
        held = [self.pairs[pair] for pair, _ in meetings]
        of_days = Counter((self.pairs[pair].delegate, self.day_of[slot]) for pair, slot in meetings)
        of_trip = Counter(pair.delegate for pair in held)
        floor = sum(min(one.at_least, of_trip[n]) for n, one in enumerate(self.delegates))
        floor += sum(min(self.delegates[who].day_at_least, count) for (who, _), count in of_days.items())
        wishes = sum(self.visit_points(who, self.options[option].visit) for who, option in visits)
        return MeetingScore(
            musts=sum(pair.must for pair in held),
            mutual=sum(pair.mutual for pair in held),
            floor=floor,
            points=sum(pair.points for pair in held) + wishes,
        )

    @cached_property
    def radix(self) -> int:
        """A power of ten above every figure of a score."""
        wishes = sum(len(one.visits) for one in self.delegates) * OF_VISIT[0]
        floors = sum(one.at_least + one.day_at_least * len(self.days) for one in self.delegates)
        most = max(sum(pair.points for pair in self.pairs) + wishes, min(floors, 10**9))
        return int(10 ** max(3, len(str(most))))
