"""The plan of a programme: visits by wish, meetings by wish, composed into an itinerary."""

from collections.abc import Mapping, Sequence

from delegation.encounters import MeetingRequest
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.itinerary import Itinerary
from delegation.meeting import Host, HostWish, MeetingParty, MeetingSchedule, Wishes
from delegation.planning.changing.situation import Situation
from delegation.planning.changing.visiting import refilled, with_reserve_lists
from delegation.planning.city_meetings import replanned_in_cities
from delegation.planning.delegates_meeting import asked_anew, meeting_each_other
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.plan_state import PlanState, changed, first_plan, recomposed
from delegation.planning.remaking import busy_slots, parties, rescheduled
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
    requests: Sequence[MeetingRequest] = (),
    groups: Mapping[str, str] | None = None,
) -> PlanState:
    """The programme for these delegates. What `kept` holds for them stays; only the rest is solved.

    `hosts` are as they receive (None: as the file, or the plan kept, says) and `host_wishes` what they
    answered to requests; `ruled_out` names items that are not possible for a participant. `requests` are
    those of delegates for each other, `groups` says in which group each has registered.
    """
    asked = (
        None if kept is None else asked_anew(kept, [one.participant for one in delegates], requests, groups)
    )
    state = _with_hosts(file, delegates, asked, hosts, host_wishes, ruled_out or {})
    if kept is None:
        state = changed(state, requests=tuple(requests), groups=dict(groups or {}))
    if kept is not None and state == kept:
        return kept
    return meeting_each_other(state, file, kept.itinerary if kept else Itinerary())


def _with_hosts(
    file: DelegationFile,
    delegates: Sequence[Wishing],
    kept: PlanState | None,
    hosts: Sequence[Host] | None,
    host_wishes: Sequence[HostWish],
    ruled_out: Mapping[str, Sequence[str]],
) -> PlanState:
    """The visits, and the meetings with hosts."""
    wishes = {one.participant: one.wishes for one in delegates}
    if kept is None:
        return _first(file, delegates, hosts or file.hosts, host_wishes, ruled_out)
    staying = tuple(one for one in kept.schedule.meetings if one.participant in wishes)
    joined = changed(
        kept,
        delegates=tuple(one.participant for one in delegates),
        organisations=_organisations(delegates),
        schedule=kept.schedule.model_copy(update={"meetings": staying}),
        hosts=tuple(hosts or kept.hosts),
        host_wishes=tuple(host_wishes) or kept.host_wishes,
    )
    joined = refilled(joined, Situation(file, wishes, ruled_out=ruled_out), blocks_of(file.itinerary))
    if joined == kept:
        return kept
    if joined.plans_cities:
        schedule, _ = replanned_in_cities(joined, file, parties(joined, wishes), joined.schedule.meetings)
        return recomposed(changed(joined, schedule=schedule), file)
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
        within=file.itinerary_rules.visits_within,
    )
    organisations = _organisations(delegates)
    draft = first_plan(file, visits, MeetingSchedule(), names, organisations, hosts=hosts)
    draft = changed(draft, host_wishes=tuple(host_wishes))
    meetings = _meetings(draft, file, delegates)
    state = first_plan(file, visits, meetings, names, organisations, hosts=hosts)
    wishes = {one.participant: one.wishes for one in delegates}
    state = with_reserve_lists(state, Situation(file, wishes, ruled_out=ruled_out))
    return changed(state, host_wishes=draft.host_wishes)


def _organisations(delegates: Sequence[Wishing]) -> dict[str, str]:
    return {one.participant: one.organisation for one in delegates}


def _meetings(draft: PlanState, file: DelegationFile, delegates: Sequence[Wishing]) -> MeetingSchedule:
    """The first schedule for the programme as drafted, which has no meetings yet."""
    if draft.meeting_rules is None:
        return MeetingSchedule()
    everybody = [
        MeetingParty(
            participant=one.participant,
            organisation=one.organisation,
            wishes=one.wishes.meetings or (),
        )
        for one in delegates
    ]
    if draft.plans_cities:
        schedule, _ = replanned_in_cities(draft, file, everybody, ())
        return schedule
    return schedule_meetings(
        draft.meeting_rules,
        draft.hosts,
        everybody,
        fill=not draft.meeting_rules.only_if_asked,
        host_wishes=draft.host_wishes,
        busy=busy_slots(draft),
    )
