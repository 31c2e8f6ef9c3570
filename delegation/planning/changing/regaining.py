"""Meetings after a change: freed slots are offered again, and what that does to others is stated."""

from collections.abc import Collection, Mapping, Sequence

from delegation.change import Disturbance
from delegation.meeting import Meeting, MeetingParty, MeetingSchedule, Wishes
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.city_meetings import replanned_in_cities
from delegation.planning.framing import cancelled_matchmaking
from delegation.planning.plan_state import PlanState, changed
from delegation.planning.remaking import begun_slots, busy_slots, parties, receiving_after
from delegation.planning.replanning import replanned


def remade(
    state: PlanState,
    published: Sequence[Meeting],
    situation: Situation,
    *,
    hosts: Collection[str] = (),
    people: Collection[str] = (),
    freed: Sequence[Meeting] = (),
    fill: bool = False,
) -> Outcome:
    """The state with new meetings of these hosts, then of these delegates, where both sides are free.

    `published` is what was held before; `freed` is what lost its slot and may be held in another one. At
    most `situation.moves_at_most` published meetings are held at another time, and none for a delegate's
    sake. New meetings are wanted by one side, or lift a delegate to the fewest they should have; with
    `fill` any pair may meet that has not ruled it out.
    """
    if not state.sections:
        return Outcome(state)
    if not state.plans_cities and cancelled_matchmaking(state, situation.file) is not None:
        hosts = people = freed = ()
    wanted = _Wanted(state, published, situation)
    schedule, disturbance = wanted.held(
        state.schedule.meetings, only=tuple(hosts), freed=freed, fill=fill, moves=situation.moves_at_most
    )
    if people:
        schedule, later = wanted.held(schedule.meetings, people=people)
        disturbance = later.model_copy(update={"proven": disturbance.proven and later.proven})
    return Outcome(changed(state, schedule=schedule), disturbance)


def valued(state: PlanState, published: Sequence[Meeting], situation: Situation) -> Outcome:
    """The state with its meetings as they are, and what they are worth; nobody gets a new one."""
    return remade(state, published, situation)


class _Wanted:
    """The meetings to be made again, for one state."""

    def __init__(self, state: PlanState, published: Sequence[Meeting], situation: Situation) -> None:
        self._state, self._published, self._situation = state, published, situation
        self._parties = parties(state, situation.wishes)
        self._busy = busy_slots(state)
        self._begun = begun_slots(state, situation.now)

    def held(
        self,
        kept: Sequence[Meeting],
        *,
        only: Collection[str] | None = None,
        people: Collection[str] | None = None,
        freed: Sequence[Meeting] = (),
        fill: bool = False,
        moves: int = 0,
    ) -> tuple[MeetingSchedule, Disturbance]:
        if self._state.plans_cities:
            return self._in_cities(kept, only, people, freed, moves)
        rules = self._state.meeting_rules
        if rules is None:
            raise LookupError("A programme without meetings holds none of them.")
        return replanned(
            rules,
            receiving_after(self._state, self._situation.now),
            self._parties,
            kept,
            published=self._published,
            freed=freed,
            only=only,
            fill=fill and not rules.only_if_asked,
            moves_at_most=moves,
            pinned=[one for one in kept if one.slot in self._begun],
            gone=_gone(self._published, self._parties, self._state, self._situation.wishes),
            host_wishes=self._state.host_wishes,
            busy=self._busy if people is None else self._busy_but_for(people),
        )

    def _in_cities(
        self,
        kept: Sequence[Meeting],
        only: Collection[str] | None,
        people: Collection[str] | None,
        freed: Sequence[Meeting],
        moves: int,
    ) -> tuple[MeetingSchedule, Disturbance]:
        return replanned_in_cities(
            self._state,
            self._situation.file,
            self._parties,
            kept,
            published=self._published,
            freed=freed,
            only=only,
            people=people,
            moves_at_most=moves,
            now=self._situation.now,
            gone=_gone(self._published, self._parties, self._state, self._situation.wishes),
        )

    def _busy_but_for(self, people: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Nobody else has time for a new meeting."""
        rules = self._state.meeting_rules
        every = tuple(slot.id for slot in rules.slots) if rules else ()
        others = [one.participant for one in self._parties if one.participant not in people]
        return {**self._busy, **dict.fromkeys(others, every)}


def _gone(
    published: Sequence[Meeting],
    present: Sequence[MeetingParty],
    state: PlanState,
    wishes: Mapping[str, Wishes],
) -> tuple[MeetingParty, ...]:
    """Who had meetings and is no longer at the tables, for the figures only."""
    known = {one.participant for one in present}
    left = dict.fromkeys(one.participant for one in published if one.participant not in known)
    return tuple(
        MeetingParty(
            participant=one,
            organisation=state.organisations.get(one, ""),
            wishes=(wishes[one].meetings or ()) if one in wishes else (),
        )
        for one in left
    )
