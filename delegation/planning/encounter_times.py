"""When delegates can meet each other: beside everything else a plan holds for them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from delegation.encounters import Encounter
from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.matchmaking_rules import MeetingRound
from delegation.planning.composing import encounter_item_id, surrounds
from delegation.planning.encounter_events import Gathering
from delegation.planning.plan_state import PlanState, recomposed

Hours = tuple[datetime, datetime]
"""From which instant to which."""


def gathering_of(state: PlanState, file: DelegationFile, now: datetime | None = None) -> Gathering:
    """Who can meet whom and when in the plan as it is; nothing new is put into slots begun by `now`."""
    return Gathering(
        rounds=state.rounds,
        delegates=state.delegates,
        groups=state.groups,
        requests=state.requests,
        organisations=state.organisations,
        busy=busy_in_rounds(state, file),
        cancelled=frozenset(_called_off(state)),
        closed=begun_in_rounds(state, now) | _without_session(state),
    )


def begun_in_rounds(state: PlanState, now: datetime | None) -> frozenset[str]:
    """The slots that have started by `now`; none where no time is given."""
    slots = ((slot.id, one.hours(slot)[0]) for one in state.rounds for slot in one.slots)
    return frozenset(name for name, starts in slots if now is not None and starts <= now)


def _without_session(state: PlanState) -> frozenset[str]:
    """The slots of rounds whose session was cancelled."""
    gone = [one for one in state.itinerary.items if one.id in state.cancelled]
    rounds = (each for one in gone for each in rounds_framed_by(one, state.rounds))
    return frozenset(slot.id for one in rounds for slot in one.slots)


def busy_in_rounds(state: PlanState, file: DelegationFile) -> dict[str, tuple[str, ...]]:
    """For each delegate the slots they cannot meet another delegate in: they are elsewhere, or stay away."""
    if not state.rounds:
        return {}
    slots = {slot.id: one.hours(slot) for one in state.rounds for slot in one.slots}
    taken = _taking_time(state, file)
    found = {}
    for who in state.delegates:
        hours = [
            *_hours_of(state, taken, who),
            *(slots[one] for one in _given_up(state, who) if one in slots),
        ]
        closed = tuple(name for name, span in slots.items() if any(_meet(span, one) for one in hours))
        if closed:
            found[who] = closed
    return found


def _taking_time(state: PlanState, file: DelegationFile) -> list[ItineraryItem]:
    """What takes somebody's time beside meetings of delegates, the sessions these are held in among it."""
    items = recomposed(state, file).itinerary.items
    return [one for one in items if not (one.cancelled or one.all_day or one.optional or one.is_encounter)]


def _hours_of(state: PlanState, items: Iterable[ItineraryItem], who: str) -> Iterator[Hours]:
    for one in items:
        attends = one.is_for(who) and not rounds_framed_by(one, state.rounds)
        if attends or state.is_away(who, one.id):
            yield one.starts_at, one.ends_at


def _given_up(state: PlanState, who: str) -> Iterator[str]:
    """The slots of meetings they stay away from."""
    for freed in state.given_up:
        if freed.participant == who:
            yield from (one.slot for one in freed.encounters)


def _called_off(state: PlanState) -> Iterator[tuple[str, str]]:
    """The pairs whose meeting is cancelled, or from which one of the two stays away."""
    away = {(one.participant, one.item) for one in state.away}
    for freed in state.given_up:
        for one in freed.encounters:
            name = encounter_item_id(one.one, one.other)
            if name in state.cancelled or {(one.one, name), (one.other, name)} & away:
                yield one.one, one.other


def rounds_framed_by(item: ItineraryItem, rounds: Sequence[MeetingRound]) -> tuple[MeetingRound, ...]:
    """The rounds that are held within the session, also when some stay away from it."""
    whole = item.model_copy(update={"attendees": None}) if item.block is None else item
    return tuple(
        one for one in rounds if surrounds(whole, one.place, [one.hours(slot) for slot in one.slots])
    )


def encounters_within(
    item: ItineraryItem, state: PlanState, now: datetime | None = None
) -> tuple[Encounter, ...]:
    """The meeting behind the item, or all that have not begun of the rounds held within it."""
    held = state.encounters.encounters
    own = tuple(one for one in held if encounter_item_id(one.one, one.other) == item.id)
    if own:
        return own
    names = {one.id for one in rounds_framed_by(item, state.rounds)}
    begun = begun_in_rounds(state, now)
    return tuple(one for one in held if one.round in names and one.slot not in begun)


def _meet(one: Hours, other: Hours) -> bool:
    return one[0] < other[1] and other[0] < one[1]
