"""Changes: one change, carried through to everyone it touches, and recorded."""

from collections.abc import Mapping
from types import MappingProxyType

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.planning import ChangeOrder, Planned, PlanningActivities
    from activities.versions import Occasion
    from delegation.change import Change, ChangeRecord, Choose, DropOut, Effect, Join, Urgency, counted
    from delegation.change_naming import next_number
    from delegation.correspondence import reason_told, waiting_facts
    from delegation.document import DocumentKind, DocumentRef
    from delegation.itinerary import Itinerary
    from delegation.letter import Letter, LetterName
    from delegation.status import ReleasePlace
    from workflows._options import SOLVE

from workflows._desk import Desk
from workflows._documents import refresh_documents
from workflows._guest_lists import hosts_with_lists, renew_guest_lists
from workflows._hosts import publish_to_hosts
from workflows._itinerary import collect_late_wishes, is_final, publish_to, welcome, wishing
from workflows._leaving import join, leave
from workflows._promotions import pass_on_free_places, pass_on_place
from workflows._versions import keep_version

NO_TASKS: Mapping[str, str] = MappingProxyType({})


async def make_change(desk: Desk, change: Change, tasks: Mapping[str, str] = NO_TASKS) -> ChangeRecord:
    """Apply a change to the published itinerary and tell everyone affected, once.

    `tasks` are those it leaves, by id.
    """
    match change.change:
        case DropOut(participant=participant, substitute=substitute):
            release = ReleasePlace(
                at=change.at,
                participant=participant,
                author=change.author,
                reason=change.reason,
                substitute=substitute,
            )
            await leave(desk, release)
        case Join(participant=participant):
            change = await join(desk, change, participant)
    return await _change_plan(desk, change, tasks)


async def release_place(desk: Desk, release: ReleasePlace) -> str:
    """A delegate no longer travels. Returns what became of the place, a sentence for the organiser."""
    if release.participant not in desk.state.delegates:
        return f"{release.participant} has left already."
    await leave(desk, release)
    if desk.state.plan is not None:
        record = await _change_plan(desk, _as_change(desk, release))
        return f"{release.participant} no longer travels; told: {counted(record.effects)}."
    if release.substitute is not None:
        return f"{release.substitute} of the same organisation takes the place."
    if desk.file.offers is None:
        return f"{release.participant} no longer takes part."
    if release.override and desk.clock.now() >= desk.file.offer_rules.replacement_ends_at:
        return await pass_on_place(desk, override=release.override, author=release.author)
    return await pass_on_free_places(desk, override=release.override, author=release.author)


async def _change_plan(desk: Desk, change: Change, tasks: Mapping[str, str] = NO_TASKS) -> ChangeRecord:
    if desk.state.plan is None:
        raise RuntimeError("A change needs a published itinerary; the validator lets none pass without one.")
    await collect_late_wishes(desk)
    old = desk.state.plan.itinerary
    order = ChangeOrder(
        file=desk.file,
        delegates=wishing(desk, desk.state.delegates),
        state=desk.state.plan,
        change=change,
        now=desk.clock.now(),
    )
    planned: Planned = await workflow.execute_activity_method(
        PlanningActivities.apply_change, order, summary=f"Change {change.id}", **SOLVE
    )
    before = {task.id for task in desk.state.tasks}
    for task_id, text in tasks.items():
        desk.note_task(task_id, text)
    record = ChangeRecord(
        change=change,
        applied_at=desk.clock.now(),
        version=planned.state.itinerary.version,
        effects=planned.effects,
        disturbance=planned.disturbance,
    )
    desk.set(plan=planned.state, changes=(*desk.state.changes, record))
    newcomer = _newcomer(desk, change)
    await _tell_affected(desk, change, planned.effects, old, but=newcomer)
    await keep_version(desk, Occasion.CHANGE, planned.effects, change.id)
    if isinstance(change.change, Choose):
        await _tell_waiting(desk, change.change)
    finished = await _finished(desk, record, before)
    if newcomer is not None:
        await welcome(desk, newcomer)
    return finished


async def _tell_waiting(desk: Desk, choice: Choose) -> None:
    """Who chose a session that is full hears as which number they wait for it."""
    plan = desk.state.plan
    item = None if plan is None else plan.itinerary.item(choice.item)
    if plan is None or item is None:
        return
    facts = waiting_facts(choice.participant, item, plan.waiting, plan.itinerary, desk.file)
    if facts is not None:
        number = len(desk.state.changes)
        letter = Letter(
            name=LetterName.SESSION_WAITING, recipient=choice.participant, sequence=number, facts=facts
        )
        await desk.write([letter], "On a reserve list")


async def _finished(desk: Desk, record: ChangeRecord, before: set[str]) -> ChangeRecord:
    """Once people are told: documents, rooms and guest lists follow, and the record says so."""
    made = await _renewed(desk)
    await renew_guest_lists(desk, made)
    tasks = tuple(task.id for task in desk.state.tasks if task.id not in before)
    finished = record.model_copy(update={"documents": made, "tasks": tasks})
    others = (one for one in desk.state.changes if one.change.id != record.change.id)
    desk.set(changes=(*others, finished))
    return finished


async def _renewed(desk: Desk) -> tuple[DocumentRef, ...]:
    """The documents made anew; before the final programme only what hosts have of them: guest lists."""
    if is_final(desk):
        return (await refresh_documents(desk)).documents
    informed = hosts_with_lists(desk)
    if not informed:
        return ()
    guest_lists = await refresh_documents(
        desk, lambda one: one.kind is DocumentKind.GUEST_LIST and one.about in informed
    )
    return guest_lists.documents


def _newcomer(desk: Desk, change: Change) -> str | None:
    """Who gets the final programme as everybody got it, with its documents, instead of a list of changes."""
    match change.change:
        case DropOut(substitute=str() as newcomer) | Join(participant=newcomer) if is_final(desk):
            return newcomer
        case _:
            return None


async def _tell_affected(
    desk: Desk, change: Change, effects: tuple[Effect, ...], old: Itinerary, *, but: str | None
) -> None:
    """Delegates (`but` one) and hosts through their workflows; only those whose own programme changed."""
    by_recipient = {effect.recipient: effect for effect in effects}
    affected = [one for one in desk.state.delegates if one in by_recipient and one != but]
    reason, urgent = reason_told(change), change.urgency is Urgency.URGENT
    await publish_to(
        desk, affected, LetterName.ITINERARY_CHANGED, by_recipient, old, reason=reason, urgent=urgent
    )
    await publish_to_hosts(desk, LetterName.HOST_CHANGED, by_recipient, old, reason=reason, urgent=urgent)


def _as_change(desk: Desk, release: ReleasePlace) -> Change:
    name = f"release-{next_number('release', desk.state.changes)}"
    leaving = DropOut(participant=release.participant, substitute=release.substitute)
    return Change(id=name, change=leaving, author=release.author, reason=release.reason)
