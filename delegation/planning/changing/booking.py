"""Talks that delegates book and give back, one at a time."""

from delegation.change import Book, GiveBack
from delegation.planning.changing.meetings import held_again
from delegation.planning.changing.regaining import valued
from delegation.planning.changing.situation import Outcome, Situation
from delegation.planning.plan_state import PlanState, without_meetings
from delegation.planning.refusals.talks import bookable, talk


def book(change: Book, state: PlanState, situation: Situation) -> Outcome:
    """The talk in the slot asked for, or in the next that both have free; nobody else is moved."""
    host = state.host(change.host)
    rules = None if host is None else state.section_of(host.id)
    if host is None or rules is None:
        raise LookupError(f"There is no contact point {change.host!r}.")
    free = bookable(state, situation.file, change.participant, host, situation.now)
    slot = next((one for one in free if change.slot in (None, one.id)), None)
    if slot is None:
        raise LookupError(f"{host.organisation} has no such slot free for {change.participant}.")
    after = held_again(state, talk(state, rules, change.participant, host, slot))
    return valued(after, after.schedule.meetings, situation)


def give_back(change: GiveBack, state: PlanState, situation: Situation) -> Outcome:
    """The slot is free again, for whoever books it first."""
    mine = [one for one in state.schedule.of(change.participant) if one.host == change.host]
    after = without_meetings(state, mine)
    return valued(after, state.schedule.meetings, situation)
