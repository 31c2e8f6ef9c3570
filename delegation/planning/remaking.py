"""Making the meetings of a plan anew: who can be at the tables, when, and what they wish."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from delegation.itinerary import ItemKind, ItineraryItem
from delegation.meeting import Host, MeetingParty, MeetingWish, Slot, Wish, Wishes
from delegation.planning.composing import meeting_item_id
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.plan_state import PlanState, changed
from delegation.zoned import instant

Hours = tuple[datetime, datetime]
"""From which instant to which."""


def rescheduled(
    state: PlanState,
    wishes: Mapping[str, Wishes],
    *,
    only: Sequence[str] | None = None,
    fill: bool = False,
    now: datetime | None = None,
) -> PlanState:
    """Every meeting stays; `only` these hosts (None: all) get new ones where both sides are free.

    New meetings are wanted by one side, or lift a delegate to the fewest they should have; with `fill`
    any pair may meet that has not ruled it out. Slots that have begun by `now` get no new meeting.
    """
    if state.meeting_rules is None:
        return state
    schedule = schedule_meetings(
        state.meeting_rules,
        receiving_after(state, now),
        parties(state, wishes),
        kept=state.schedule.meetings,
        only=only,
        fill=fill and not state.meeting_rules.only_if_asked,
        host_wishes=state.host_wishes,
        busy=busy_slots(state),
    )
    return changed(state, schedule=schedule)


def begun_slots(state: PlanState, now: datetime | None) -> frozenset[str]:
    """The slots that have started by `now`; none where no time is given."""
    if now is None:
        return frozenset()
    return frozenset(
        slot.id for one in state.sections for slot in one.slots if instant(slot.starts, one.zone) <= now
    )


def receiving_after(state: PlanState, now: datetime | None) -> tuple[Host, ...]:
    """The hosts, none of whom takes a new meeting in a slot that has begun."""
    begun = sorted(begun_slots(state, now))
    return tuple(
        host.model_copy(update={"unavailable": tuple(dict.fromkeys((*host.unavailable, *begun)))})
        for host in state.hosts
    )


def parties(state: PlanState, wishes: Mapping[str, Wishes]) -> tuple[MeetingParty, ...]:
    """The delegates with their wishes; a meeting that was cancelled counts as ruled out.

    Who has left after some of their meetings is still among them, for the meetings that were held.
    """
    gone = dict.fromkeys(
        one.participant for one in state.schedule.meetings if one.participant not in state.delegates
    )
    left = tuple(
        MeetingParty(
            participant=one,
            wishes=tuple(MeetingWish(host=host.id, wish=Wish.NO) for host in state.hosts),
        )
        for one in gone
    )
    return left + tuple(
        MeetingParty(
            participant=one,
            organisation=state.organisations.get(one, ""),
            wishes=(*_ruled_out(state, one), *_stated(wishes, one)),
        )
        for one in state.delegates
    )


def _ruled_out(state: PlanState, participant: str) -> tuple[MeetingWish, ...]:
    gone = (host.id for host in state.hosts if is_ruled_out(state, participant, host.id))
    return tuple(MeetingWish(host=host, wish=Wish.NO) for host in gone)


def is_ruled_out(state: PlanState, participant: str, host: str) -> bool:
    """Whether the meeting of the two was cancelled, or the delegate stays away from it."""
    name = meeting_item_id(participant, host)
    return name in state.cancelled or state.is_away(participant, name)


def busy_slots(state: PlanState) -> dict[str, tuple[str, ...]]:
    """For each delegate the slots they cannot meet in: they stay away then, or are expected elsewhere."""
    slots = {slot.id: slot_hours(slot, one.zone) for one in state.sections for slot in one.slots}
    found = {}
    for who in state.delegates:
        hours = [
            *_hours_elsewhere(state, who),
            *(slots[one] for one in _slots_away(state, who) if one in slots),
        ]
        closed = tuple(one for one, slot in slots.items() if any(_meet(slot, span) for span in hours))
        if closed:
            found[who] = closed
    return found


def slot_hours(slot: Slot, zone: str) -> Hours:
    starts = instant(slot.starts, zone)
    return starts, starts + timedelta(minutes=slot.minutes)


def _hours_elsewhere(state: PlanState, participant: str) -> list[Hours]:
    """When they stay away, and when they attend what only some attend."""
    return [
        (item.starts_at, item.ends_at)
        for item in state.itinerary.items
        if (item.kind is not ItemKind.MEETING or item.is_encounter)
        if not (item.cancelled or item.all_day)
        if state.is_away(participant, item.id) or _must_attend(item, participant)
    ]


def _must_attend(item: ItineraryItem, participant: str) -> bool:
    """Meetings are held within a session, unless it is one of several at once; what else only some attend
    is theirs alone."""
    is_theirs = item.kind is not ItemKind.SESSION or item.block is not None
    return is_theirs and not item.optional and participant in (item.attendees or ())


def _slots_away(state: PlanState, participant: str) -> tuple[str, ...]:
    return tuple(
        one.slot for freed in state.given_up if freed.participant == participant for one in freed.meetings
    )


def _meet(one: Hours, other: Hours) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _stated(wishes: Mapping[str, Wishes], participant: str) -> tuple[MeetingWish, ...]:
    stated = wishes.get(participant)
    return () if stated is None else stated.meetings or ()
