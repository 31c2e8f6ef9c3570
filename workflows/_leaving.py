"""Leaving and joining a delegation once places are given: who travels, and what they are told."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.application import ApplicationStatus
    from delegation.change import Change, Join
    from delegation.correspondence import next_steps
    from delegation.letter import LetterName
    from delegation.news import Decided, PlaceReleased
    from delegation.registration_letters import place_given
    from delegation.request_rules import group_of
    from delegation.status import Departure, ReleasePlace

from workflows._desk import Desk
from workflows._places import keep_status


async def leave(desk: Desk, release: ReleasePlace) -> None:
    """The delegate is out, a substitute in; both are told, and tasks about who left are dropped."""
    departure = Departure(
        participant=release.participant,
        left_at=desk.clock.now(),
        reason=release.reason,
        author=release.author,
        substitute=release.substitute,
        override=release.override,
    )
    staying = tuple(one for one in desk.state.delegates if one != release.participant)
    joined = (*staying, release.substitute) if release.substitute else staying
    desk.set(departures=(*desk.state.departures, departure), delegates=joined)
    desk.is_reserve_exhausted = False
    if desk.file.registration is not None:
        keep_status(desk, {release.participant: ApplicationStatus.WITHDRAWN})
    for task in desk.state.tasks:
        if task.id.endswith(f"-{release.participant}"):
            desk.drop_task(task.id)
    await _tell_leaving(desk, release)


async def join(desk: Desk, change: Change, participant: str) -> Change:
    """The participant is a delegate from now on, and told so. Returns the change with their organisation."""
    if participant not in desk.state.delegates:
        desk.set(delegates=(*desk.state.delegates, participant))
        if desk.file.registration is not None:
            keep_status(desk, {participant: ApplicationStatus.SELECTED})
        joins = _confirmed(desk, participant, LetterName.PLACE_FREE)
        await desk.tell({participant: joins}, "Joins the delegation")
    organisation = desk.organisations().get(participant, "")
    applied = desk.applied(participant)
    group = group_of(applied.facts, desk.file) if applied else ""
    joined = Join(participant=participant, organisation=organisation, group=group or None)
    return change.model_copy(update={"change": joined})


async def _tell_leaving(desk: Desk, release: ReleasePlace) -> None:
    reason = release.reason
    left = PlaceReleased(at=desk.clock.now(), reason=reason, facts={"reason": reason})
    if desk.file.registration is not None:
        facts = {**left.facts, "registration": "yes"}
        left = left.model_copy(update={"facts": facts, "final": not desk.has_later_cut_off()})
    await desk.tell({release.participant: left}, "Place released")
    if release.substitute:
        steps_in = _confirmed(desk, release.substitute, LetterName.REGISTERED)
        await desk.tell({release.substitute: steps_in}, "Substitute steps in")


def _confirmed(desk: Desk, participant: str, letter: LetterName) -> Decided:
    """A place that needs no answer any more; told by `letter` where people register for it."""
    at = desk.clock.now()
    applied = desk.applied(participant)
    if desk.file.registration is not None and applied is not None:
        return place_given(letter, applied, desk.file, at)
    steps = next_steps(desk.file, at)
    return Decided(at=at, status=ApplicationStatus.SELECTED, confirmed=True, next_steps=steps)
