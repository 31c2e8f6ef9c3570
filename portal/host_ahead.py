"""What an answer or a withdrawal of a host would do. Nothing is done from here."""

from delegation.change import Change, ChangePreview, Urgency
from delegation.host_changes import consequences, withdrawn
from delegation.host_rules import merged, why_not_answer_host, why_not_withdraw_host
from delegation.hosting import HostAnswer, HostWithdrawal
from delegation.letter import LetterName
from delegation.meeting import Host
from delegation.planning.plan_state import PlanState
from portal import show
from portal.client import Legation
from portal.errors import NotFound, Refused
from portal.foresight import LetterAhead, change_letters
from portal.letters_shown import show_letters


async def say_answer(legation: Legation, slug: str, host: Host, said: HostAnswer) -> None:
    """Who would be told what, if the host said this. Raises Refused where it would be refused."""
    view = await legation.host(slug, host.id)
    refusal = why_not_answer_host(said, view.state, view.now)
    if refusal is not None:
        raise Refused(refusal)
    plan = await _plan(legation, slug)
    if plan is None:
        show.say("The planning would use this; nobody would be told. Nothing was done.")
        return
    found = consequences(merged(view.state.answer, said), plan, number=1, urgency=Urgency.NORMAL)
    letters = [one for change in found.changes for one in await _letters(legation, slug, change)]
    show.say(*(f"- for you to decide: {sentence}" for sentence in found.for_a_person))
    await _show(legation, slug, letters)


async def say_withdrawal(legation: Legation, slug: str, withdrawal: HostWithdrawal) -> None:
    """Who would be told what, if the host withdrew. Raises Refused where it would be refused."""
    view = await legation.host(slug, withdrawal.host)
    refusal = why_not_withdraw_host(view.state, view.now)
    if refusal is not None:
        raise Refused(refusal)
    noted = LetterAhead(letter=LetterName.HOST_WITHDRAWN, recipient=withdrawal.host, reason=withdrawal.reason)
    plan = await _plan(legation, slug)
    change = withdrawn(withdrawal, number=1, urgency=Urgency.NORMAL)
    letters = await _letters(legation, slug, change) if plan else []
    await _show(legation, slug, [noted, *letters])


async def _letters(legation: Legation, slug: str, change: Change) -> list[LetterAhead]:
    """Of one change; what cannot be carried out is said, and becomes a task."""
    ahead = change.model_copy(update={"id": f"{change.id}-ahead"})
    seen: ChangePreview = await legation.preview_change(slug, ahead)
    if seen.problems and not seen.effects:
        show.say(f"- for you to decide: {' '.join(seen.problems)}")
        return []
    hosts = [host.id for host in (await legation.file(slug)).hosts]
    return list(change_letters(seen, hosts))


async def _show(legation: Legation, slug: str, letters: list[LetterAhead]) -> None:
    hosts = {host.id: host.organisation for host in (await legation.file(slug)).hosts}
    show_letters(letters, await legation.roster(slug), hosts)


async def _plan(legation: Legation, slug: str) -> PlanState | None:
    try:
        return await legation.plan(slug)
    except NotFound:
        return None
