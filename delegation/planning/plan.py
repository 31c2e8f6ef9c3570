"""The plan of a programme: visits by wish, meetings by wish, composed into an itinerary."""

from collections.abc import Mapping, Sequence

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.meeting import MeetingParty, MeetingSchedule, Wishes
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.plan_state import PlanState, changed, first_plan, recomposed, rescheduled
from delegation.planning.visits import VisitPlan, assign_visits


class Wishing(Fact):
    """One delegate's wishes, with the organisation hosts may have asked for."""

    participant: ParticipantId
    organisation: str
    wishes: Wishes


def plan(file: DelegationFile, delegates: Sequence[Wishing], kept: PlanState | None = None) -> PlanState:
    """The programme for these delegates. What `kept` holds for them stays; only the rest is solved."""
    wishes = {one.participant: one.wishes for one in delegates}
    names = [one.participant for one in delegates]
    visits = _visits(file, names, wishes, kept)
    organisations = {one.participant: one.organisation for one in delegates}
    if kept is None:
        return first_plan(file, visits, _meetings(file, delegates), names, organisations)
    staying = tuple(one for one in kept.schedule.meetings if one.participant in wishes)
    joined = changed(
        kept,
        delegates=tuple(names),
        organisations=organisations,
        visits=visits,
        schedule=kept.schedule.model_copy(update={"meetings": staying}),
    )
    if joined == kept:
        return kept
    return recomposed(rescheduled(joined, wishes, fill=True), file)


def _visits(
    file: DelegationFile, names: Sequence[str], wishes: Mapping[str, Wishes], kept: PlanState | None
) -> VisitPlan:
    assigned = kept.visits.assignments if kept else ()
    items = kept.itinerary.items if kept else file.itinerary
    parallel = [item for item in items if item.block is not None]
    staying = [one for one in assigned if one.participant in wishes]
    return assign_visits(parallel, names, wishes, staying)


def _meetings(file: DelegationFile, delegates: Sequence[Wishing]) -> MeetingSchedule:
    if file.meetings is None:
        return MeetingSchedule()
    parties = [
        MeetingParty(
            participant=one.participant,
            organisation=one.organisation,
            wishes=one.wishes.meetings or (),
        )
        for one in delegates
    ]
    return schedule_meetings(file.meetings, file.hosts, parties)
