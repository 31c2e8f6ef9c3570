"""The plan of a programme: visits by wish, meetings by wish, composed into an itinerary."""

from collections.abc import Mapping, Sequence

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.meeting import Host, HostWish, MeetingParty, MeetingSchedule, Wishes
from delegation.planning.changing.situation import Situation
from delegation.planning.changing.visiting import refilled
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.plan_state import PlanState, changed, first_plan, recomposed
from delegation.planning.remaking import rescheduled
from delegation.planning.visits import assign_visits, blocks_of, must_attend


class Wishing(Fact):
    """One delegate's wishes, with the organisation hosts may have asked for."""

    participant: ParticipantId
    organisation: str
    wishes: Wishes


def plan(
    file: DelegationFile,
    delegates: Sequence[Wishing],
    kept: PlanState | None = None,
    *,
    hosts: Sequence[Host] | None = None,
    host_wishes: Sequence[HostWish] = (),
    ruled_out: Mapping[str, Sequence[str]] | None = None,
) -> PlanState:
    """The programme for these delegates. What `kept` holds for them stays; only the rest is solved.

    `hosts` are as they receive (None: as the file, or the plan kept, says) and `host_wishes` what they
    answered to requests; `ruled_out` names items that are not possible for a participant.
    """
    wishes = {one.participant: one.wishes for one in delegates}
    if kept is None:
        return _first(file, delegates, hosts or file.hosts, host_wishes, ruled_out or {})
    staying = tuple(one for one in kept.schedule.meetings if one.participant in wishes)
    joined = changed(
        kept,
        delegates=tuple(one.participant for one in delegates),
        organisations=_organisations(delegates),
        schedule=kept.schedule.model_copy(update={"meetings": staying}),
        hosts=tuple(hosts or kept.hosts),
        host_wishes=tuple(host_wishes) or kept.host_wishes,
    )
    joined = refilled(joined, Situation(file, wishes, ruled_out=ruled_out or {}), blocks_of(file.itinerary))
    if joined == kept:
        return kept
    return recomposed(rescheduled(joined, wishes, fill=True), file)


def _first(
    file: DelegationFile,
    delegates: Sequence[Wishing],
    hosts: Sequence[Host],
    host_wishes: Sequence[HostWish],
    ruled_out: Mapping[str, Sequence[str]],
) -> PlanState:
    names = [one.participant for one in delegates]
    visits = assign_visits(
        file.itinerary,
        names,
        {one.participant: one.wishes for one in delegates},
        ruled_out=ruled_out,
        must=must_attend(file.itinerary),
        hosts=hosts,
        within=file.itinerary_dates.visits_within,
    )
    meetings = _meetings(file, delegates, hosts, host_wishes)
    state = first_plan(file, visits, meetings, names, _organisations(delegates), hosts=hosts)
    return changed(state, host_wishes=tuple(host_wishes))


def _organisations(delegates: Sequence[Wishing]) -> dict[str, str]:
    return {one.participant: one.organisation for one in delegates}


def _meetings(
    file: DelegationFile,
    delegates: Sequence[Wishing],
    hosts: Sequence[Host],
    host_wishes: Sequence[HostWish],
) -> MeetingSchedule:
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
    return schedule_meetings(file.meetings, hosts, parties, host_wishes=host_wishes)
