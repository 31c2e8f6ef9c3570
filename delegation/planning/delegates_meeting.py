"""The meetings of delegates with each other in a plan: first scheduled, kept and added to, made anew."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from delegation.change import Disturbance
from delegation.encounters import EncounterSchedule, MeetingRequest
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary
from delegation.planning.encounter_times import begun_in_rounds, gathering_of
from delegation.planning.encounters import reschedule_encounters, schedule_encounters, valued_encounters
from delegation.planning.plan_state import PlanState, changed, recomposed, with_encounters


def asked_anew(
    kept: PlanState,
    delegates: Collection[str],
    requests: Sequence[MeetingRequest],
    groups: Mapping[str, str] | None,
) -> PlanState:
    """The plan with what is asked now, and the meetings of those who still come. None asked: as before."""
    if not kept.rounds:
        return kept
    came = {one.left: one.came for one in kept.stands_in}
    now = tuple(
        one.model_copy(update={"asks": came.get(one.asks, one.asks), "whom": came.get(one.whom, one.whom)})
        for one in requests
    )
    held = kept.encounters.encounters
    staying = tuple(one for one in held if one.one in delegates and one.other in delegates)
    asked = changed(kept, requests=now or kept.requests, groups={**kept.groups, **(groups or {})})
    return asked if staying == held else with_encounters(asked, staying)


def meeting_each_other(state: PlanState, file: DelegationFile, before: Itinerary) -> PlanState:
    """The plan with all rounds solved; meetings it holds stay. Its version is the one after `before`."""
    if not state.rounds:
        return state
    schedule = schedule_encounters(gathering_of(state, file), state.encounters.encounters)
    return recomposed(changed(state, encounters=schedule, itinerary=before), file)


def met_anew(
    before: PlanState,
    after: PlanState,
    file: DelegationFile,
    now: datetime | None,
    *,
    moves_at_most: int = 0,
    newcomers: Collection[str] = (),
    left_out: Collection[str] = (),
    may_solve: bool,
) -> tuple[PlanState, Disturbance]:
    """The plan after a change with freed time filled, as far as the solver may be asked; and its figures.

    New meetings are only of those who lost one (without `left_out`), and of `newcomers`; nobody else's are
    moved but for `moves_at_most`, and nothing that has begun by `now`.
    """
    if not after.rounds:
        return after, Disturbance()
    gathering, kept = gathering_of(after, file, now), after.encounters.encounters
    gone = [one for one in before.encounters.encounters if one not in kept]
    people = {who for one in gone for who in (one.one, one.other)} | {*newcomers}
    people = {one for one in people if one in after.delegates and one not in left_out}
    if not (may_solve and people):
        schedule = valued_encounters(gathering, kept)
    else:
        begun = begun_in_rounds(after, now)
        fixed = [one for one in kept if one.slot in begun]
        schedule = reschedule_encounters(
            gathering, kept, people=people, fixed=fixed, moves_at_most=moves_at_most
        )
    return changed(after, encounters=schedule), _disturbance(before.encounters, schedule)


def _disturbance(before: EncounterSchedule, after: EncounterSchedule) -> Disturbance:
    """What lies between the two, pair by pair."""
    old = {(one.one, one.other): one.slot for one in before.encounters}
    new = {(one.one, one.other): one.slot for one in after.encounters}
    return Disturbance(
        dropped=sum(pair not in new for pair in old),
        regained=sum(pair not in old for pair in new),
        moved=sum(pair in new and new[pair] != slot for pair, slot in old.items()),
        value_lost=before.score.points - after.score.points,
        proven=after.proven,
    )
