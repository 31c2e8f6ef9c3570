"""Who joins a programme that is published."""

from delegation.change import Join
from delegation.planning.changing.regaining import remade
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.changing.visiting import refilled
from delegation.planning.plan_state import PlanState, changed


def join(change: Join, state: PlanState, situation: Situation) -> Outcome:
    """The newcomer gets places and slots that are free, by wish; nobody else is moved."""
    who = change.participant
    organisations = dict(state.organisations)
    if change.organisation:
        organisations[who] = change.organisation
    groups = {**state.groups, **({who: change.group} if change.group else {})}
    after = changed(state, delegates=(*state.delegates, who), organisations=organisations, groups=groups)
    after = refilled(after, situation)
    return remade(after, state.schedule.meetings, situation, people=(who,))
