"""Where meetings are in several cities: whether there is the time for the way to them."""

from collections.abc import Iterator, Sequence

from delegation.file import DelegationFile
from delegation.meeting import Meeting
from delegation.planning.checking.problem import ItineraryProblem, ProblemCode
from delegation.planning.clashes import check_itinerary
from delegation.planning.composing import meeting_item_id
from delegation.planning.plan_state import PlanState, changed, recomposed, with_meetings, without_meetings

IN_THE_WAY = (ProblemCode.TWO_PLACES, ProblemCode.HOST_TWICE, ProblemCode.NO_TRAVEL_TIME)


def no_way_to(
    meetings: Sequence[Meeting],
    state: PlanState,
    file: DelegationFile,
    *,
    instead_of: Sequence[Meeting] = (),
) -> Iterator[str]:
    """What the delegate and the host of these meetings would miss, or be late for, if they were held."""
    if not state.plans_cities:
        return
    before = without_meetings(state, [*meetings, *instead_of])
    after = with_meetings(before, (*before.schedule.meetings, *meetings))
    named = {meeting_item_id(one.participant, one.host) for one in meetings}
    known = {_what(one) for one in _problems(before, file)}
    for one in _problems(after, file):
        if named & set(one.items) and _what(one) not in known:
            yield one.sentence


def no_way_between(after: PlanState, before: PlanState, file: DelegationFile) -> Iterator[str]:
    """Which meetings could not both be held any more if those of a city were at another time or place."""
    if not before.plans_cities:
        return
    held = {meeting_item_id(one.participant, one.host) for one in after.schedule.meetings}
    known = {_what(one) for one in _problems(before, file)}
    for one in _problems(after, file):
        if set(one.items) <= held and _what(one) not in known:
            yield one.sentence


def _what(problem: ItineraryProblem) -> tuple[object, ...]:
    return problem.code, problem.items, problem.people


def _problems(state: PlanState, file: DelegationFile) -> list[ItineraryProblem]:
    itinerary = recomposed(changed(state, given_up=()), file).itinerary
    found = check_itinerary(itinerary, file)
    return [one for one in found if one.code in IN_THE_WAY and not one.is_warning]
