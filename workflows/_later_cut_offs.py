"""Later cut-offs: beside everything else, places that are left are evaluated for, decided and offered."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.application import ApplicationStatus, Applied
    from delegation.call import CutOff
    from delegation.correspondence import at_home
    from delegation.cut_offs import confirm_by_of, panel_at
    from delegation.news import Decided
    from delegation.panel import PanelDecision
    from delegation.status import LaterCutOff

from workflows._call import check_eligibility, counting_for, cut_off_of, reach_cut_off, tell_ineligible
from workflows._desk import Desk
from workflows._offers import dismiss, publish_decisions
from workflows._places import free_places
from workflows._promotions import pass_on_returned_place
from workflows._records import keep_record
from workflows._selection import (
    TO_DECIDE,
    hold_evaluation,
    holding,
    solve,
    under_evaluation,
    until_published,
)

TO_DECIDE_ANEW = (
    "Places were taken since the panel decided, so the selection was solved anew and waits for its decision: "
    "selection decide"
)
NO_PLACE = "All places were taken when the cut-off closed, so no application for it was evaluated."


async def hold_later_cut_offs(desk: Desk) -> None:
    """One cut-off after the other; at the end nobody can apply again, and open journeys end."""
    for cut_off in desk.file.call.cut_offs[1:]:
        if not desk.state.cancelled and cut_off.id not in _ended(desk):
            await reach_cut_off(desk, cut_off.id)
            desk.is_between_cut_offs = False
            note = await _hold(desk, cut_off_of(desk, cut_off.id))
            _end(desk, cut_off.id, note)
            desk.is_between_cut_offs = True
    if not desk.state.cancelled and not desk.state.is_dismissed:
        async with desk.turn:
            await dismiss(desk)
        desk.set(is_dismissed=True)


def _ended(desk: Desk) -> set[str]:
    return {one.cut_off for one in desk.state.later_cut_offs if one.ended_at is not None}


def _end(desk: Desk, name: str, note: str) -> None:
    ended = LaterCutOff(cut_off=name, ended_at=desk.clock.now(), note=note)
    desk.set(later_cut_offs=(*desk.state.later_cut_offs, ended))


async def _hold(desk: Desk, cut_off: CutOff) -> str:
    """Check, evaluate, decide, offer. Returns what came of it."""
    joining = counting_for(desk, cut_off.id)
    if desk.state.cancelled or not joining:
        return "Nobody applied for it."
    if cut_off.only_if_places_left and free_places(desk) <= 0:
        await _tell_full(desk, joining)
        return NO_PLACE
    async with desk.turn:
        await tell_ineligible(desk, await check_eligibility(desk, cut_off.id))
    if not under_evaluation(desk, cut_off.id):
        return "Nobody who applied for it was eligible."
    await hold_evaluation(desk, cut_off.id)
    return await _decide(desk, cut_off)


async def _decide(desk: Desk, cut_off: CutOff) -> str:
    _put_decision_away(desk)
    desk.deciding = cut_off.id
    async with desk.turn:
        await solve(desk)
    task = TO_DECIDE
    while await until_published(desk, desk.file.offer_rules.replacement_ends_at, task):
        async with desk.turn:
            if not _others_joined(desk):
                await _publish(desk, cut_off)
                return f"Decided by the panel of {at_home(panel_at(desk.file, cut_off), desk.file)}."
            desk.set(decision=None, publication=None)
            await solve(desk)
        task = TO_DECIDE_ANEW
    desk.set(decision=None)
    desk.note_task(f"undecided-{cut_off.id}", f"Cut-off {cut_off.id!r} ended without a decision")
    return "The panel did not decide before places were no longer passed on."


def _others_joined(desk: Desk) -> bool:
    """Whether somebody holds a place of whom the group did not know when it was solved."""
    selection = desk.state.selection
    selected = selection.with_status(ApplicationStatus.SELECTED) if selection else ()
    return not {*holding(desk)} <= {*desk.held_when_solved, *selected}


async def _publish(desk: Desk, cut_off: CutOff) -> None:
    await keep_record(desk)
    confirm_by = confirm_by_of(desk.file, cut_off, desk.clock.now())
    await publish_decisions(desk, min(confirm_by, desk.file.offer_rules.replacement_ends_at))
    await pass_on_returned_place(desk)


def _put_decision_away(desk: Desk) -> None:
    """What was decided for the cut-off before is kept; the panel begins anew."""
    state = desk.state
    if state.decision is None or state.publication is None:
        return
    done = PanelDecision(
        cut_off=desk.deciding,
        adjustments=state.adjustments,
        decision=state.decision,
        publication=state.publication,
    )
    desk.set(
        earlier_decisions=(*state.earlier_decisions, done), adjustments=(), decision=None, publication=None
    )


async def _tell_full(desk: Desk, joining: tuple[Applied, ...]) -> None:
    """Who applied for places that were not left is told so."""
    names = {one.participant for one in joining}
    not_selected = ApplicationStatus.NOT_SELECTED
    desk.set(
        applied=tuple(
            one.model_copy(update={"status": not_selected}) if one.participant in names else one
            for one in desk.state.applied
        )
    )
    told = Decided(
        at=desk.clock.now(),
        status=not_selected,
        facts={"reasons": (NO_PLACE,)},
        final=not desk.has_later_cut_off(),
    )
    async with desk.turn:
        await desk.tell(dict.fromkeys(sorted(names), told), "No places left")


def in_background(desk: Desk) -> bool:
    """Whether later cut-offs are still to be held, once the first offers are out."""
    has_more = any(one.id not in _ended(desk) for one in desk.file.call.cut_offs[1:])
    return desk.state.published is not None and (has_more or not desk.state.is_dismissed)
