"""Everything a published itinerary is made of, so that it can be composed anew after any change."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from delegation.encounters import Encounter, EncounterSchedule, MeetingRequest
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.matchmaking_rules import MeetingRound
from delegation.meeting import Host, HostWish, Meeting, MeetingRules, MeetingSchedule, Slot
from delegation.meeting_sections import section_of_host
from delegation.planning.composing import ItemOverride, compose, encounter_item_id, meeting_item_id
from delegation.planning.reserve_lists import Choice, MovedUp, Waiting
from delegation.planning.visits import VisitAssignment, VisitPlan


class StandIn(Fact):
    """Who came instead of whom."""

    left: ParticipantId
    came: ParticipantId


class Away(Fact):
    """A delegate who does not attend an item of the programme."""

    participant: ParticipantId
    item: ItemId


class GivenUp(Fact):
    """What was freed with an item, so that it can be given back."""

    item: ItemId
    participant: ParticipantId | None = None
    """Who stays away from it; None: it was cancelled for everybody."""
    visits: tuple[VisitAssignment, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    encounters: tuple[Encounter, ...] = ()


class PlanState(Fact):
    """The published itinerary with what it was composed from."""

    itinerary: Itinerary
    visits: VisitPlan = VisitPlan()
    schedule: MeetingSchedule = MeetingSchedule()
    encounters: EncounterSchedule = EncounterSchedule()
    """Meetings of delegates with each other."""
    rounds: tuple[MeetingRound, ...] = ()
    """In which they meet, as they are held now."""
    requests: tuple[MeetingRequest, ...] = ()
    """Who asked whom for such a meeting, and what was answered in time."""
    groups: dict[ParticipantId, ItemId] = Field(default_factory=dict)
    """In which group each delegate has registered."""
    delegates: tuple[ParticipantId, ...] = ()
    hosts: tuple[Host, ...] = ()
    """As they receive now: a host may have added slots since the file was written."""
    meeting_rules: MeetingRules | None = None
    more_meeting_rules: tuple[MeetingRules, ...] = ()
    """Of further cities, in order of their first slot as the file gave it."""
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
    given_up: tuple[GivenUp, ...] = ()
    """What belonged to items that were cancelled, and to delegates who stay away."""
    withdrawn: tuple[ItemId, ...] = ()
    """Hosts that receive nobody any more."""
    waiting: tuple[Waiting, ...] = ()
    """The reserve lists of parallel sessions, each in its order."""
    choices: tuple[Choice, ...] = ()
    """What delegates chose after the programme was published."""
    moved_up: tuple[MovedUp, ...] = ()
    """Places that became free and went to who waited, oldest first."""

    @property
    def sections(self) -> tuple[MeetingRules, ...]:
        """The meetings of every city; hosts that name no city are in the first."""
        return (*(() if self.meeting_rules is None else (self.meeting_rules,)), *self.more_meeting_rules)

    @property
    def plans_cities(self) -> bool:
        """Whether meetings are in several cities, or at premises of hosts: then the way counts."""
        at_home = (one for one in self.hosts if one.receives_at is not None)
        return bool(self.more_meeting_rules) or any(
            one.meets or one.id in self.withdrawn for one in at_home if self.sections
        )

    def section_of(self, host_id: str) -> MeetingRules | None:
        """The meetings in the city of that host; None where there are none, or no such host."""
        host = self.host(host_id)
        return None if host is None else section_of_host(self.sections, host)

    def of_host(self, host: str) -> tuple[Meeting, ...]:
        return tuple(one for one in self.schedule.meetings if one.host == host)

    def host(self, host_id: str) -> Host | None:
        return next((one for one in self.hosts if one.id == host_id), None)

    def is_away(self, participant: str, item: str) -> bool:
        return any((one.participant, one.item) == (participant, item) for one in self.away)

    def freed_with(self, item: str, participant: str | None = None) -> GivenUp | None:
        """What was given up when the item was cancelled, or when that participant stayed away from it."""
        return next(
            (one for one in self.given_up if (one.item, one.participant) == (item, participant)), None
        )


def first_plan(
    file: DelegationFile,
    visits: VisitPlan,
    schedule: MeetingSchedule,
    delegates: Sequence[str],
    organisations: Mapping[str, str] | None = None,
    *,
    hosts: Sequence[Host] | None = None,
) -> PlanState:
    """The state of version 1, as the file, the visit plan and the meeting schedule say.

    `hosts` are as they receive; None: as the file says.
    """
    state = PlanState(
        itinerary=Itinerary(),
        visits=visits,
        schedule=schedule,
        delegates=tuple(delegates),
        hosts=tuple(hosts or file.hosts),
        meeting_rules=file.first_meetings,
        more_meeting_rules=file.meeting_sections[1:],
        rounds=file.matchmaking.rounds if file.matchmaking else (),
        organisations=dict(organisations or {}),
    )
    return recomposed(state, file)


def changed(state: PlanState, **update: Any) -> PlanState:  # Any: as model_copy takes it
    """The state with some of its parts replaced; its itinerary is composed later."""
    return state.model_copy(update=update)


def recomposed(state: PlanState, file: DelegationFile) -> PlanState:
    """The state with the itinerary its parts give: a new version if that differs, else the same."""
    meetings = (*state.schedule.meetings, *(one for freed in state.given_up for one in freed.meetings))
    held = {meeting_item_id(one.participant, one.host) for one in meetings}
    met = (*state.encounters.encounters, *(one for freed in state.given_up for one in freed.encounters))
    held |= {encounter_item_id(one.one, one.other) for one in met}
    overrides = tuple(
        one for one in state.overrides if not one.item.startswith("meeting-") or one.item in held
    )
    itinerary = compose(
        file,
        state.itinerary.version + 1,
        state.visits,
        state.schedule,
        state.delegates,
        sections=state.sections,
        hosts=state.hosts,
        cancelled=state.cancelled,
        overrides=overrides,
        stands_in=[(one.left, one.came) for one in state.stands_in],
        away={(one.participant, one.item) for one in state.away},
        encounters=state.encounters.encounters,
        rounds=state.rounds,
        organisations=state.organisations,
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
    """The state with these meetings; how good they are is worked out by `remaking.rescheduled`."""
    return changed(state, schedule=state.schedule.model_copy(update={"meetings": meetings}))


def without_meetings(state: PlanState, gone: Sequence[Meeting]) -> PlanState:
    return with_meetings(state, tuple(one for one in state.schedule.meetings if one not in gone))


def encounter_of(state: PlanState, item: ItineraryItem | str) -> Encounter | None:
    """The meeting of two delegates behind an item's id, or None where it is none."""
    wanted = item if isinstance(item, str) else item.id
    held = (one for one in state.encounters.encounters if encounter_item_id(one.one, one.other) == wanted)
    return next(held, None)


def with_encounters(state: PlanState, encounters: Sequence[Encounter]) -> PlanState:
    """The state with these meetings of delegates; how good they are is worked out later."""
    return changed(state, encounters=state.encounters.model_copy(update={"encounters": tuple(encounters)}))


def without_encounters(state: PlanState, gone: Sequence[Encounter]) -> PlanState:
    return with_encounters(state, [one for one in state.encounters.encounters if one not in gone])


def round_with(state: PlanState, slot_id: str) -> MeetingRound | None:
    """The round with that slot; None where there is none."""
    return next((one for one in state.rounds if one.slot(slot_id) is not None), None)


def slot_at(rules: MeetingRules, starts: datetime, ends: datetime) -> Slot | None:
    """The slot with exactly these local times."""
    length = ends - starts
    found = (
        slot for slot in rules.slots if slot.starts == starts and timedelta(minutes=slot.minutes) == length
    )
    return next(found, None)


def with_section(state: PlanState, before: MeetingRules, after: MeetingRules) -> PlanState:
    """The state with other meetings of one city."""
    first, *more = (after if one == before else one for one in state.sections)
    return changed(state, meeting_rules=first, more_meeting_rules=tuple(more))


def shifted(rules: MeetingRules, later: timedelta) -> MeetingRules:
    """The rules with every slot that much later. Raises ValueError where a slot would not exist."""
    slots = tuple(slot.model_copy(update={"starts": slot.starts + later}) for slot in rules.slots)
    return MeetingRules.model_validate({**rules.model_dump(), "slots": slots})


def with_slots(rules: MeetingRules, new: Sequence[Slot]) -> MeetingRules:
    """The rules with more slots. Raises ValueError where they overlap or do not exist."""
    return MeetingRules.model_validate({**rules.model_dump(), "slots": (*rules.slots, *new)})
