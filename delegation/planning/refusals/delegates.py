"""Why a delegate cannot leave, join, stay away, or come back."""

from collections.abc import Iterator

from delegation.change import ComeBack, DropOut, StayAway
from delegation.file import DelegationFile
from delegation.planning.plan_state import Away, PlanState, changed
from delegation.planning.refusals.encounters import why_not_met_again
from delegation.planning.refusals.items import no_such_item
from delegation.planning.refusals.meetings import why_not_held
from delegation.planning.refusals.ways import no_way_to


def cannot_drop_out(change: DropOut, state: PlanState) -> Iterator[str]:
    yield from _no_delegate(change.participant, state)
    if change.substitute is None:
        return
    if change.substitute in state.delegates:
        yield f"{change.substitute} is a delegate already and cannot stand in for {change.participant}."
    ours, theirs = (state.organisations.get(one) for one in (change.participant, change.substitute))
    if ours is not None and theirs is not None and ours != theirs:
        yield f"{change.substitute} is from {theirs}; {change.participant} can only be replaced from {ours}."


def _no_delegate(participant: str, state: PlanState) -> Iterator[str]:
    if participant not in state.delegates:
        yield f"{participant} is not among the delegates."


def cannot_join(participant: str, state: PlanState) -> Iterator[str]:
    if participant in state.delegates:
        yield f"{participant} is in the programme already."


def cannot_stay_away(change: StayAway, state: PlanState) -> Iterator[str]:
    yield from _no_delegate(change.participant, state)
    yield from _twice(change.items)
    for name in change.items:
        yield from no_such_item(name, state)
        item = state.itinerary.item(name)
        if item is not None and state.is_away(change.participant, name):
            yield f"{change.participant} stays away from {item.title!r} ({name}) already."
        elif item is not None and not item.is_for(change.participant):
            yield f"{change.participant} is not in {item.title!r} ({name}), so cannot stay away from it."


def _twice(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if names.count(name) > 1:
            yield f"The item {name!r} is named twice; name it once."


def cannot_come_back(change: ComeBack, state: PlanState, file: DelegationFile) -> Iterator[str]:
    who = change.participant
    yield from _no_delegate(who, state)
    yield from _twice(change.items)
    for name in change.items:
        if not state.is_away(who, name):
            known = [one.item for one in state.away if one.participant == who]
            yield f"{who} does not stay away from {name!r}, but from {', '.join(known) or 'nothing'}."
        item = state.itinerary.item(name)
        if item is not None and item.cancelled:
            yield f"{item.title!r} ({name}) is cancelled; reinstate it first."
    yield from _slots_lost(change, state, file)


def _slots_lost(change: ComeBack, state: PlanState, file: DelegationFile) -> Iterator[str]:
    """Own meetings that were named and have no slot any more."""
    who, back = change.participant, [Away(participant=change.participant, item=one) for one in change.items]
    present = changed(
        state,
        away=tuple(one for one in state.away if one not in back),
        given_up=tuple(
            one for one in state.given_up if one.participant != who or one.item not in change.items
        ),
    )
    for name in change.items:
        freed = state.freed_with(name, who)
        if freed is not None and state.itinerary.item(name) is None:
            for meeting in freed.meetings:
                yield from why_not_held(meeting, present)
                yield from no_way_to([meeting], present, file)
            for encounter in freed.encounters:
                yield from why_not_met_again(encounter, present, file)
