"""Twenty delegates and forty hosts in three cities, with ways and site visits: ours beside plain booking.

Run with `python -m bench.cities [seeds]`. "First come" books wishes as they arrive into the first slot that
both have free; "self-booking" into any such slot; "best first" in order of worth. All three keep the time for
the way, and give visits in order of wish before any meeting. Value is the points of meetings and visits, the
bound what no plan exceeds; idle slots leave out the way. Then one host and one delegate cancel, and a slot is
lost: two proposals each. Seconds are of one processor.
"""

import resource
import sys
from collections.abc import Callable, Sequence
from random import Random
from time import process_time

from bench.cities_events import Size, generated
from delegation.cities.checking import objections
from delegation.cities.model import Choice
from delegation.cities.plan import CityPlan
from delegation.cities.planning import described, plan_cities
from delegation.cities.problem import CityProblem
from delegation.cities.replanning import Cancelled, replan_cities, without
from delegation.cities.trip import Pair, Trip
from delegation.meeting import MeetingScore

SIZES = {"18 wishes each": Size(), "18 wishes each, 9 meetings at most": Size(at_most=9)}
HEADINGS = ("musts", "mutual", "floor", "points", "meetings", "idle", "worst", "way", "changes", "seconds")


class Booking:
    """Meetings booked one after the other, under the same rules as a plan."""

    def __init__(self, problem: CityProblem) -> None:
        self.trip = Trip(problem)
        self.joins = self._visits()
        self.seats: list[tuple[int, int]] = []

    def _visits(self) -> list[tuple[int, int]]:
        """Every visit at its first option, and wishes in order of rank as long as there are places."""
        trip, joins, taken = self.trip, list[tuple[int, int]](), dict[int, int]()
        first = {one.visit: number for number, one in reversed(list(enumerate(trip.options)))}
        wishes = [(who, option) for option in sorted(first.values()) for who in range(len(trip.delegates))]
        for who, option in sorted(
            wishes, key=lambda one: -trip.visit_points(one[0], trip.options[one[1]].visit)
        ):
            one = trip.options[option]
            own = (trip.options[other].time for same, other in joins if same == who)
            free = taken.get(option, 0) < trip.capacity[one.visit] and not any(
                one.time.overlaps(o) for o in own
            )
            if free and trip.may_join(who, one):
                joins.append((who, option))
                taken[option] = taken.get(option, 0) + 1
        return joins

    def slots(self, number: int) -> list[int]:
        pair = self.trip.pairs[number]
        return [slot for slot in range(len(self.trip.times)) if self._fits(number, pair, slot)]

    def _fits(self, number: int, pair: Pair, slot: int) -> bool:
        trip, place = self.trip, self.trip.host_place[pair.host]
        if not pair.open_slots >> slot & 1 or any(number == other for other, _ in self.seats):
            return False
        if any(who == pair.delegate and trip.options[one].slots >> slot & 1 for who, one in self.joins):
            return False
        beside = 0
        for other, at in self.seats:
            one = trip.pairs[other]
            there = trip.host_place[one.host]
            beside += (there, at) == (place, slot)
            if at == slot and one.host == pair.host:
                return False
            if one.delegate == pair.delegate and (at == slot or trip.clash(slot, place, at, there)):
                return False
        held = sum(trip.pairs[other].delegate == pair.delegate for other, _ in self.seats)
        tables = trip.tables[place]
        return held < trip.delegates[pair.delegate].at_most and (tables is None or beside < tables)

    def book(self, order: Sequence[int], choose: Callable[[list[int]], int]) -> CityPlan:
        for number in order:
            if slots := self.slots(number):
                self.seats.append((number, choose(slots)))
        choice = Choice(tuple(sorted(self.seats)), tuple(sorted(self.joins)))
        return described(self.trip, choice, MeetingScore(), ())


def booked(problem: CityProblem, seed: int) -> dict[str, Callable[[], CityPlan]]:
    """How meetings come about today."""
    pairs, chance = Trip(problem).pairs, Random(seed)
    arrival = chance.sample(range(len(pairs)), len(pairs))
    worth = sorted(arrival, key=lambda one: (-pairs[one].must, -pairs[one].mutual, -pairs[one].points))
    return {
        "first come": lambda: Booking(problem).book(arrival, min),
        "self-booking": lambda: Booking(problem).book(arrival, chance.choice),
        "best first": lambda: Booking(problem).book(worth, min),
    }


def compare(name: str, size: Size, seed: int) -> None:
    problem = generated(seed, size)
    print(f"\n{name}, seed {seed}: {len(Trip(problem).pairs)} pairs that may meet")
    print(f"{'':14}" + "".join(f"{heading:>9}" for heading in HEADINGS))
    ways = {**booked(problem, seed), "ours": lambda: plan_cities(problem)}
    plan = CityPlan()
    for way, make in ways.items():
        started = process_time()
        plan = make()
        row(way, plan, process_time() - started)
        told = plan.model_copy(update={"bound": max(plan.value, plan.bound)})
        assert objections(problem, told) == (), objections(problem, told)
    best = plan.best_score
    figures = (best.musts, best.mutual, best.floor, best.points)
    print(f"{'bound':14}" + "".join(f"{figure:9}" for figure in figures))
    changes = sorted(plan.room_changes_of.values())
    print(
        f"gap {plan.gap_percent:.3f} %, changes of table or place per delegate {changes[0]} to {changes[-1]}"
    )
    replan(problem, plan)


def row(way: str, plan: CityPlan, seconds: float) -> None:
    score = plan.score
    figures = (
        score.musts, score.mutual, score.floor, score.points, len(plan.meetings),
        plan.idle_slots, plan.most_idle, plan.travel_slots, plan.room_changes,
    )  # fmt: skip
    print(f"{way:14}" + "".join(f"{figure:9}" for figure in figures) + f"{seconds:9.1f}", flush=True)


def replan(problem: CityProblem, plan: CityPlan) -> None:
    lost = {
        "a delegate": Cancelled(delegates=("D-03",)),
        "a host": Cancelled(hosts=("h07",)),
        "a slot": Cancelled(slots=("c0-d0-03",)),
        "a visit": Cancelled(visits=("c0-v0",)),
    }
    for what, cancelled in lost.items():
        started = process_time()
        proposals = replan_cities(problem, plan, cancelled)
        seconds, left = process_time() - started, without(problem, cancelled, plan)
        for one in proposals:
            assert objections(left, one.plan) == (), objections(left, one.plan)
            points = one.plan.score.points
            print(
                f"{what} cancels, at most {one.moves_at_most} moved: {len(one.dropped)} dropped, "
                f"{len(one.moved)} moved, {len(one.added)} added, {len(one.joined)} join a visit, "
                f"{points} points, gap {one.plan.gap_percent:.3f} %, idle {one.plan.idle_slots}"
            )
        print(f"both proposals in {seconds:.1f} s", flush=True)


def main(arguments: Sequence[str]) -> None:
    for name, size in SIZES.items():
        for seed in range(1, 1 + int(arguments[0] if arguments else 1)):
            compare(name, size, seed)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
