"""The meetings of a plan in several cities, first planned and made anew after a change: the way counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from delegation.change import Disturbance
from delegation.cities.choosing import Contradictory
from delegation.cities.from_file import meetings_of, problem_of, ratings_of
from delegation.cities.model import Choice
from delegation.cities.parts import pair_of, ruled_out, wanted
from delegation.cities.plan import CityMeeting, CityPlan
from delegation.cities.planning import described, plan_cities
from delegation.cities.problem import CityProblem, Rating
from delegation.cities.replanning import proposed
from delegation.cities.trip import Trip
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Host, Meeting, MeetingParty, MeetingSchedule, MeetingWish, Wish
from delegation.meeting_sections import receives_at_home
from delegation.planning.composing import meeting_items
from delegation.planning.framing import cancelled_matchmaking, framed_by
from delegation.planning.plan_state import PlanState, recomposed
from delegation.planning.remaking import receiving_after
from delegation.planning.replanning import differing

Pair = tuple[str, str]
"""A participant and a host."""


def replanned_in_cities(
    state: PlanState,
    file: DelegationFile,
    parties: Sequence[MeetingParty],
    kept: Sequence[Meeting],
    *,
    published: Sequence[Meeting] | None = None,
    freed: Sequence[Meeting] = (),
    only: Collection[str] | None = None,
    people: Collection[str] | None = None,
    moves_at_most: int = 0,
    now: datetime | None = None,
    gone: Sequence[MeetingParty] = (),
) -> tuple[MeetingSchedule, Disturbance]:
    """The schedule with the fewest published meetings lost and at most so many moved, then the best score.

    `kept` stay where they are, but for `moves_at_most`; `freed` lost their slot and need a move each. New
    meetings are of `only` these hosts and these `people` (None: all), and one side asked for them. Nothing
    new is put into slots that have begun by `now`. `published` is what was published before the change
    (default: kept and freed) and `gone` who left, for the figures only.

    Without new meetings, moves or freed ones it needs no solver.
    """
    trip = _CityMeetings(state, file, tuple(parties), now)
    plan = trip.planned(kept, freed, only, people, moves_at_most)
    unmet = tuple(
        MeetingWish(host=wish.host, wish=wish.wish, participant=party.participant)
        for party in parties
        for wish in party.wishes
        if wish.wish is Wish.MUST and not _holds(plan, party.participant, wish.host)
    )
    schedule = MeetingSchedule(
        meetings=meetings_of(plan),
        value=plan.value,
        bound=plan.bound,
        idle_slots=plan.idle_slots,
        unmet_musts=unmet,
        score=plan.score,
        best_score=plan.best_score,
    )
    before = tuple(published if published is not None else (*kept, *freed))
    everybody = (*parties, *gone)
    return schedule, differing(before, schedule, lambda pairs: trip.worth(everybody, pairs))


def _holds(plan: CityPlan, participant: str, host: str) -> bool:
    return any((one.participant, one.host) == (participant, host) for one in plan.meetings)


@dataclass(frozen=True)
class _CityMeetings:
    """The delegates and hosts of one plan, and what takes their time."""

    state: PlanState
    file: DelegationFile
    parties: tuple[MeetingParty, ...]
    now: datetime | None

    def planned(
        self,
        kept: Sequence[Meeting],
        freed: Sequence[Meeting],
        only: Collection[str] | None,
        people: Collection[str] | None,
        moves: int,
    ) -> CityPlan:
        """The meetings as they are where nothing can come of it, else solved."""
        held = {(one.participant, one.host) for one in (*kept, *freed)}
        problem = self._problem(kept, held, only, people)
        offered = [one for one in problem.ratings if (one.participant, one.host) not in held]
        if not freed and not any(wanted(one) and not ruled_out(one) for one in offered):
            return _as_they_are(problem)
        try:
            return _moved(problem, freed, moves) if freed or moves else plan_cities(problem)
        except Contradictory:  # the programme was changed so that kept meetings leave no time for the way
            return _as_they_are(problem)

    def _problem(
        self,
        kept: Sequence[Meeting],
        held: Collection[Pair],
        only: Collection[str] | None,
        people: Collection[str] | None,
    ) -> CityProblem:
        """The kept meetings, and those that may be new."""
        problem = problem_of(
            self.file,
            self.parties,
            self._hosts(kept),
            engaged(self.state, self.file),
            host_wishes=self.state.host_wishes,
            sections=self.state.sections,
            kept=kept,
        )
        hosts = {one.id for one in self.state.hosts if self._may_receive(one, only)}
        ratings = (
            _stays(one) if (one.participant, one.host) in held else one
            for one in problem.ratings
            if (one.participant, one.host) in held
            or (one.host in hosts and (people is None or one.participant in people))
        )
        return problem.model_copy(update={"ratings": tuple(ratings)})

    def _hosts(self, kept: Sequence[Meeting]) -> tuple[Host, ...]:
        """The hosts that receive somebody, also those that have withdrawn since."""
        still = {one.host for one in kept}
        return tuple(
            one.model_copy(update={"meets": one.meets or one.id in still})
            for one in receiving_after(self.state, self.now)
        )

    def _may_receive(self, host: Host, only: Collection[str] | None) -> bool:
        """Whether it gets new meetings; none at tables of a session that was cancelled."""
        if not host.meets or (only is not None and host.id not in only):
            return False
        rules = self.state.section_of(host.id)
        at_home = receives_at_home(self.state.sections, host)
        return rules is not None and (at_home or cancelled_matchmaking(self.state, self.file, rules) is None)

    def worth(self, parties: Sequence[MeetingParty], pairs: Collection[Pair]) -> int:
        """Points of these meetings; of people nobody knows any more, nothing."""
        hosts = {one.id for one in self.state.hosts}
        known = {one.participant for one in parties}
        rated = ratings_of(parties, self.state.hosts, self.state.host_wishes)
        points = {(one.participant, one.host): pair_of(0, 0, one, 0).points for one in rated}
        return sum(points.get(one, 1) for one in sorted(pairs) if one[0] in known and one[1] in hosts)


def _stays(rating: Rating) -> Rating:
    """Of a meeting that was published: nobody's later `no` takes it away by itself."""
    wishes = {"wish": rating.wish, "hosts_wish": rating.hosts_wish}
    return rating.model_copy(
        update={side: None if wish is Wish.NO else wish for side, wish in wishes.items()}
    )


def _moved(problem: CityProblem, freed: Sequence[Meeting], moves: int) -> CityPlan:
    """Fewest lost, at most so many moved; what has begun, or was put over something else, stays."""
    trip = Trip(problem)
    fixed = [
        one
        for one in problem.kept
        if not trip.open_slots(trip.delegate_numbers[one.participant], trip.host_numbers[one.host])
        >> trip.slot_numbers[one.slot]
        & 1
    ]
    lost = [
        CityMeeting(participant=one.participant, host=one.host, slot=one.slot)
        for one in freed
        if one.participant in trip.delegate_numbers
    ]
    published = CityPlan(meetings=(*problem.kept, *lost))
    return proposed(problem.model_copy(update={"kept": tuple(fixed)}), published, moves).plan


def _as_they_are(problem: CityProblem) -> CityPlan:
    """The kept meetings, and what they are worth."""
    trip = Trip(problem)
    seats = ((trip.pair_numbers[one.participant, one.host], trip.slot_numbers[one.slot]) for one in trip.kept)
    choice = Choice(tuple(sorted(seats)), ())
    return described(trip, choice, trip.score(list(choice.meetings), []), trip.kept)


def engaged(state: PlanState, file: DelegationFile) -> Mapping[str, tuple[ItineraryItem, ...]]:
    """For each delegate and host what takes their time beside meetings, as the plan is now.

    The session held for meetings takes none, unless somebody stays away from it; whoever stays away from
    something is nowhere in particular meanwhile.
    """
    items = [
        one
        for one in recomposed(state, file).itinerary.items
        if one.kind is not ItemKind.MEETING or one.is_encounter
    ]
    fixed = [one for one in items if not one.cancelled and framed_by(one, state, file) is None]
    found = {
        who: (*(one for one in fixed if one.is_for(who)), *_away(state, who, items))
        for who in state.delegates
    }
    return found | {host.id: tuple(one for one in fixed if host.id in one.hosts) for host in state.hosts}


def _away(state: PlanState, who: str, items: Sequence[ItineraryItem]) -> list[ItineraryItem]:
    """What they stay away from: items of the programme, and the slots of meetings they gave up."""
    freed = tuple(one for given in state.given_up if given.participant == who for one in given.meetings)
    missed = meeting_items(state.sections, state.hosts, MeetingSchedule(meetings=freed))
    return [
        one.model_copy(update={"place": None, "ends_place": None, "optional": False})
        for one in (*(item for item in items if state.is_away(who, item.id)), *missed)
    ]
