"""The published programme as documents need it: what is neither in the delegation file nor in the vault."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from delegation.encounters import MeetingRequest
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.meeting import MeetingParty, MeetingRules, MeetingSchedule, MeetingWish, Wish, Wishes
from delegation.meeting_sections import section_with
from delegation.planning.encounter_requests import said_of_each_other
from delegation.planning.meeting_reasons import why
from delegation.planning.visits import VisitPlan
from delegation.rooming import Rooming
from delegation.zoned import Day, zone_named

if TYPE_CHECKING:
    from delegation.planning.plan_state import PlanState
    from delegation.status import DelegationState


class OpenTask(Fact):
    """Something still to be settled, on the sheet of the day it belongs to."""

    text: str
    day: Day


class Programme(Fact):
    """One version of the programme with whoever takes part in it."""

    itinerary: Itinerary
    delegates: tuple[ParticipantId, ...] = ()
    schedule: MeetingSchedule = MeetingSchedule()
    meeting_rules: MeetingRules | None = None
    more_meeting_rules: tuple[MeetingRules, ...] = ()
    """Of further cities, as in the plan."""
    visits: VisitPlan = VisitPlan()
    organisations: dict[ParticipantId, str] = Field(default_factory=dict)
    requests: tuple[MeetingRequest, ...] = ()
    """Of delegates for meetings with each other; nobody is shown what others said."""
    wishes: dict[ParticipantId, tuple[MeetingWish, ...]] = Field(default_factory=dict)
    """What each delegate wished for; shown to nobody else."""
    rooming: Rooming = Rooming()
    tasks: tuple[OpenTask, ...] = ()

    @property
    def sections(self) -> tuple[MeetingRules, ...]:
        """The meetings of every city."""
        return tuple(one for one in (self.meeting_rules, *self.more_meeting_rules) if one is not None)

    @property
    def items(self) -> tuple[ItineraryItem, ...]:
        """What takes place, in order of time."""
        held = (item for item in self.itinerary.items if not item.cancelled)
        return tuple(sorted(held, key=lambda item: (item.starts_at, item.title, item.id)))

    def attending(self, item: ItineraryItem) -> tuple[ParticipantId, ...]:
        """Who of the delegates comes to it."""
        return tuple(one for one in self.delegates if item.is_for(one))


def programme_of(
    file: DelegationFile,
    plan: "PlanState",
    wishes: Mapping[str, Wishes],
    rooming: Rooming = Rooming(),  # noqa: B008 - frozen
    tasks: Sequence[tuple[str, datetime]] = (),
) -> Programme:
    """What documents show of a plan. `tasks` are (text, since when), as the delegation keeps them."""
    return Programme(
        itinerary=plan.itinerary,
        delegates=plan.delegates,
        schedule=plan.schedule,
        meeting_rules=plan.meeting_rules,
        more_meeting_rules=plan.more_meeting_rules,
        visits=plan.visits,
        organisations=plan.organisations,
        requests=plan.requests,
        wishes={one: _stated(wishes.get(one)) for one in plan.delegates},
        rooming=rooming,
        tasks=tuple(OpenTask(text=text, day=_day(file, since)) for text, since in tasks),
    )


def programme_in(file: DelegationFile, state: "DelegationState") -> Programme | None:
    """The programme a delegation has by now, or None while nothing is planned."""
    if state.plan is None:
        return None
    tasks = [(task.text, task.since) for task in state.tasks]
    return programme_of(file, state.plan, state.wishes, state.rooming, tasks)


def _stated(wishes: Wishes | None) -> tuple[MeetingWish, ...]:
    return (wishes.meetings or ()) if wishes else ()


def _day(file: DelegationFile, since: datetime) -> date:
    """The day a task came up, or the first or last of the trip if that was before or after it."""
    local = since.astimezone(zone_named(file.legs[0].zone)).date()
    return max(file.starts_on, min(file.ends_on, local))


def why_met(file: DelegationFile, programme: Programme, participant: str, host: str) -> str:
    """Why the delegate meets the host, from their own wishes; empty where they have no meeting."""
    held = next((one for one in programme.schedule.of(participant) if one.host == host), None)
    rules = None if held is None else section_with(programme.sections, held.slot)
    if rules is None:
        return ""
    wishes = programme.wishes.get(participant, ())
    party = MeetingParty(participant=participant, wishes=wishes)
    return why(programme.schedule, rules, file.hosts, party, host)


def met_by(programme: Programme, participant: str, item: ItineraryItem) -> str:
    """The organisation of whom the delegate meets, where two delegates meet each other; else empty."""
    others = [one for one in item.attendees or () if one != participant] if item.is_encounter else []
    return ", ".join(programme.organisations.get(one, one) for one in others)


def why_encountered(programme: Programme, participant: str, item: ItineraryItem) -> str:
    """Why the delegate meets the other one, from what they said themselves; empty where they said nothing."""
    name, said = met_by(programme, participant, item), said_of_each_other(programme.requests)
    match next((said.get((participant, one)) for one in item.attendees or () if one != participant), None):
        case Wish.MUST:
            return f"You meet {name} because you called this meeting a must."
        case Wish.NICE:
            return f"You meet {name} because you asked for it and it fits."
        case _:
            return ""


def why_visited(programme: Programme, participant: str, item: str) -> str:
    """Why the delegate goes on this one of several parallel visits; empty where nothing had to be chosen."""
    found = (one.reason for one in programme.visits.of(participant) if one.item == item)
    return next(found, "")
