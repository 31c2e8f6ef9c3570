"""Who leaves the delegation, and who steps in."""

from collections.abc import Mapping
from typing import TypeVar

from delegation.change import DropOut
from delegation.meeting import Meeting
from delegation.planning.changing.encounters import encounters_taken_over, taken_over
from delegation.planning.changing.regaining import remade, valued
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.changing.visiting import refilled
from delegation.planning.composing import meeting_item_id
from delegation.planning.encounter_times import begun_in_rounds
from delegation.planning.plan_state import (
    Away,
    GivenUp,
    PlanState,
    StandIn,
    changed,
    with_meetings,
    without_encounters,
    without_meetings,
)
from delegation.planning.remaking import begun_slots
from delegation.planning.reserve_lists import Choice, Waiting
from delegation.planning.visits import VisitAssignment, VisitGap, VisitPlan

Held = TypeVar("Held", VisitAssignment, VisitGap, Meeting, Away, Waiting, Choice)
"""What a delegate has and a substitute takes over."""


def drop_out(change: DropOut, state: PlanState, situation: Situation) -> Outcome:
    """Places and meetings of who leaves are offered to those who have the time free."""
    gone = change.participant
    begun = begun_slots(state, situation.now)
    freed = [one for one in state.schedule.of(gone) if one.slot not in begun]
    met = begun_in_rounds(state, situation.now)
    missed = [one for one in state.encounters.of(gone) if one.slot not in met]
    after = without_encounters(without_meetings(state, freed), missed)
    after = changed(after, delegates=tuple(one for one in state.delegates if one != gone))
    after = refilled(after, situation)
    hosts = tuple(dict.fromkeys(one.host for one in freed))
    return remade(after, state.schedule.meetings, situation, hosts=hosts)


def replace(change: DropOut, state: PlanState, situation: Situation) -> Outcome:
    """The substitute takes over every place and meeting; nothing else changes."""
    left, came = change.participant, change.substitute or change.participant
    met = encounters_taken_over(state, left, came)
    with_hosts = {meeting_item_id(left, one.id): meeting_item_id(came, one.id) for one in state.hosts}
    hands = _Hands(left, came, {**with_hosts, **met.items})
    organisations = dict(state.organisations)
    if left in organisations:
        organisations.setdefault(came, organisations[left])
    after = changed(
        with_meetings(met.state, hands.all_of(state.schedule.meetings)),
        delegates=tuple(hands.name(one) for one in state.delegates),
        visits=VisitPlan(
            assignments=hands.all_of(state.visits.assignments), gaps=hands.all_of(state.visits.gaps)
        ),
        organisations=organisations,
        stands_in=_standing_in(state.stands_in, left, came),
        cancelled=tuple(hands.item(one) for one in state.cancelled),
        overrides=tuple(one.model_copy(update={"item": hands.item(one.item)}) for one in state.overrides),
        away=tuple(one.model_copy(update={"item": hands.item(one.item)}) for one in hands.all_of(state.away)),
        given_up=tuple(hands.given_up(one) for one in state.given_up),
        waiting=hands.all_of(state.waiting),
        choices=hands.all_of(state.choices),
    )
    return valued(after, after.schedule.meetings, situation)


def _standing_in(known: tuple[StandIn, ...], left: str, came: str) -> tuple[StandIn, ...]:
    """Who comes instead of whom in the end, also when a substitute is replaced or the first one returns."""
    moved = [one.model_copy(update={"came": came}) if one.came == left else one for one in known]
    if not any(one.came == came for one in moved):
        moved.append(StandIn(left=left, came=came))
    return tuple(one for one in moved if one.left != one.came)


class _Hands:
    """From one delegate to another: names, and the ids of meetings made from names."""

    def __init__(self, left: str, came: str, items: Mapping[str, str]) -> None:
        self._left, self._came, self._items = left, came, items

    def name(self, participant: str) -> str:
        return self._came if participant == self._left else participant

    def item(self, item: str) -> str:
        return self._items.get(item, item)

    def all_of(self, held: tuple[Held, ...]) -> tuple[Held, ...]:
        return tuple(one.model_copy(update={"participant": self.name(one.participant)}) for one in held)

    def given_up(self, freed: GivenUp) -> GivenUp:
        return GivenUp(
            item=self.item(freed.item),
            participant=None if freed.participant is None else self.name(freed.participant),
            visits=self.all_of(freed.visits),
            meetings=self.all_of(freed.meetings),
            encounters=tuple(taken_over(one, self._left, self._came) for one in freed.encounters),
        )
