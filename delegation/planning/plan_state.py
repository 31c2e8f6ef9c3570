"""Everything a published itinerary is made of, so that it can be composed anew after any change."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.meeting import (
    Host,
    HostWish,
    Meeting,
    MeetingParty,
    MeetingRules,
    MeetingSchedule,
    MeetingWish,
    Slot,
    Wish,
    Wishes,
)
from delegation.planning.composing import ItemOverride, compose, meeting_item_id
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.visits import VisitPlan
from delegation.zoned import instant


class StandIn(Fact):
    """Who came instead of whom."""

    left: ParticipantId
    came: ParticipantId


class Away(Fact):
    """A delegate who does not attend an item of the programme."""

    participant: ParticipantId
    item: ItemId


class PlanState(Fact):
    """The published itinerary with what it was composed from."""

    itinerary: Itinerary
    visits: VisitPlan = VisitPlan()
    schedule: MeetingSchedule = MeetingSchedule()
    delegates: tuple[ParticipantId, ...] = ()
    hosts: tuple[Host, ...] = ()
    """As they receive now: a host may have added slots since the file was written."""
    meeting_rules: MeetingRules | None = None
    cancelled: tuple[ItemId, ...] = ()
    """Items of the programme and meetings that are not to come back."""
    overrides: tuple[ItemOverride, ...] = ()
    stands_in: tuple[StandIn, ...] = ()
    organisations: dict[ParticipantId, str] = Field(default_factory=dict)
    """Organisation of each delegate, as hosts name it in their wishes."""
    host_wishes: tuple[HostWish, ...] = ()
    """What hosts answered to requests."""
    away: tuple[Away, ...] = ()
    """Who stays away from what, although in the delegation."""

    def of_host(self, host: str) -> tuple[Meeting, ...]:
        return tuple(one for one in self.schedule.meetings if one.host == host)


def first_plan(
    file: DelegationFile,
    visits: VisitPlan,
    schedule: MeetingSchedule,
    delegates: Sequence[str],
    organisations: Mapping[str, str] | None = None,
) -> PlanState:
    """The state of version 1, as the file, the visit plan and the meeting schedule say."""
    state = PlanState(
        itinerary=Itinerary(),
        visits=visits,
        schedule=schedule,
        delegates=tuple(delegates),
        hosts=file.hosts,
        meeting_rules=file.meetings,
        organisations=dict(organisations or {}),
    )
    return recomposed(state, file)


def changed(state: PlanState, **update: Any) -> PlanState:  # Any: as model_copy takes it
    """The state with some of its parts replaced; its itinerary is composed later."""
    return state.model_copy(update=update)


def recomposed(state: PlanState, file: DelegationFile) -> PlanState:
    """The state with the itinerary its parts give: a new version if that differs, else the same."""
    held = {meeting_item_id(one.participant, one.host) for one in state.schedule.meetings}
    overrides = tuple(
        one for one in state.overrides if not one.item.startswith("meeting-") or one.item in held
    )
    itinerary = compose(
        file,
        state.itinerary.version + 1,
        state.visits,
        state.schedule,
        state.delegates,
        rules=state.meeting_rules,
        hosts=state.hosts,
        cancelled=state.cancelled,
        overrides=overrides,
        stands_in=[(one.left, one.came) for one in state.stands_in],
    )
    if itinerary.items == state.itinerary.items:
        itinerary = state.itinerary
    return changed(state, itinerary=itinerary, overrides=overrides)


def overridden(state: PlanState, item: str, **new: Any) -> PlanState:  # Any: as model_copy takes it
    """The state with more changed about one item; what was changed before stays."""
    before = next((one for one in state.overrides if one.item == item), ItemOverride(item=item))
    others = tuple(one for one in state.overrides if one.item != item)
    return changed(state, overrides=(*others, before.model_copy(update=new)))


def meeting_of(state: PlanState, item: ItineraryItem | str) -> Meeting | None:
    """The meeting behind an item's id, or None where it is not a meeting."""
    wanted = item if isinstance(item, str) else item.id
    return next(
        (one for one in state.schedule.meetings if meeting_item_id(one.participant, one.host) == wanted), None
    )


def with_meetings(state: PlanState, meetings: tuple[Meeting, ...]) -> PlanState:
    """The state with these meetings; how good they are is worked out by `rescheduled`."""
    return changed(state, schedule=state.schedule.model_copy(update={"meetings": meetings}))


def without_meetings(state: PlanState, gone: Sequence[Meeting]) -> PlanState:
    return with_meetings(state, tuple(one for one in state.schedule.meetings if one not in gone))


def slot_at(rules: MeetingRules, starts: datetime, ends: datetime) -> Slot | None:
    """The slot with exactly these local times."""
    length = ends - starts
    found = (
        slot for slot in rules.slots if slot.starts == starts and timedelta(minutes=slot.minutes) == length
    )
    return next(found, None)


def shifted(rules: MeetingRules, later: timedelta) -> MeetingRules:
    """The rules with every slot that much later. Raises ValueError where a slot would not exist."""
    slots = tuple(slot.model_copy(update={"starts": slot.starts + later}) for slot in rules.slots)
    return MeetingRules.model_validate({**rules.model_dump(), "slots": slots})


def with_slots(rules: MeetingRules, new: Sequence[Slot]) -> MeetingRules:
    """The rules with more slots. Raises ValueError where they overlap or do not exist."""
    return MeetingRules.model_validate({**rules.model_dump(), "slots": (*rules.slots, *new)})


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
        _receiving_after(state, now),
        parties(state, wishes),
        kept=state.schedule.meetings,
        only=only,
        fill=fill,
    )
    return changed(state, schedule=schedule)


def begun_slots(state: PlanState, now: datetime | None) -> frozenset[str]:
    """The slots that have started by `now`; none where no time is given."""
    rules = state.meeting_rules
    if rules is None or now is None:
        return frozenset()
    return frozenset(slot.id for slot in rules.slots if instant(slot.starts, rules.zone) <= now)


def _receiving_after(state: PlanState, now: datetime | None) -> tuple[Host, ...]:
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
    gone = (host.id for host in state.hosts if meeting_item_id(participant, host.id) in state.cancelled)
    return tuple(MeetingWish(host=host, wish=Wish.NO) for host in gone)


def _stated(wishes: Mapping[str, Wishes], participant: str) -> tuple[MeetingWish, ...]:
    stated = wishes.get(participant)
    return () if stated is None else stated.meetings or ()
