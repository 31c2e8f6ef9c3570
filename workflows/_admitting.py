"""Admitting: a rule set aside for one application, and a cut-off moved for everyone."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from delegation.amending import as_amended
    from delegation.application import ApplicationStatus, Applied
    from delegation.correspondence import at_home
    from delegation.cut_offs import decision_by, is_first
    from delegation.decision_letters import admitted_facts, cut_off_moved_facts
    from delegation.file import Phase
    from delegation.news import CutOffMoved, Decided
    from delegation.registering import ON_LIST
    from delegation.selecting.overriding import with_overrides
    from delegation.status import Admitted, MoveCutOff, OverrideEligibility
    from delegation.zoned import instant

from workflows._call import closes_at, counting_for, cut_off_of
from workflows._desk import Desk
from workflows._places import keep_status
from workflows._registration import decide_waiting
from workflows._selection import evaluation_id


async def admit(desk: Desk, override: OverrideEligibility) -> str:
    """Count the rule as met; if nothing else is unmet, the application is evaluated after all."""
    desk.set(overrides=(*desk.state.overrides, override))
    reports = {one.participant: one for one in desk.state.eligibility}
    report = reports.get(override.participant)
    if report is None:
        return "Recorded. It counts when eligibility is checked."
    after = with_overrides((report,), (override,))[0]
    desk.set(
        eligibility=tuple(
            after if one.participant == override.participant else one for one in desk.state.eligibility
        )
    )
    if not after.is_eligible:
        unmet = ", ".join(finding.criterion for finding in after.unmet)
        return f"Recorded. {override.participant} is still not eligible: {unmet}."
    if desk.file.registration is not None:
        return await _take(desk, override.participant)
    await _let_in(desk, override)
    return f"{override.participant} is admitted and will be evaluated."


async def _take(desk: Desk, participant: str) -> str:
    """Of a registration: it is looked at anew, with its place by when it first arrived."""
    applied = desk.applied(participant)
    if applied is None or applied.status in ON_LIST:
        return f"Recorded. {participant} stands as before."
    keep_status(desk, {participant: ApplicationStatus.SUBMITTED})
    desk.to_be_decided.add(participant)
    await decide_waiting(desk)
    has_place = participant in desk.state.delegates
    return f"{participant} is admitted and {'has a place' if has_place else 'was told that none is free'}."


async def _let_in(desk: Desk, override: OverrideEligibility) -> None:
    under_evaluation = {"status": ApplicationStatus.UNDER_EVALUATION}
    desk.set(
        applied=tuple(
            one.model_copy(update=under_evaluation) if one.participant == override.participant else one
            for one in desk.state.applied
        )
    )
    applied = desk.applied(override.participant)
    due = decision_by(desk.file, cut_off_of(desk, applied.cut_off if applied else ""))
    facts = admitted_facts(override.reason, desk.file, decision_by=due)
    news = Decided(at=desk.clock.now(), status=ApplicationStatus.UNDER_EVALUATION, facts=facts)
    await desk.tell({override.participant: news}, "Admitted after all")
    if desk.state.phase is Phase.EVALUATION and applied is not None:
        await _hand_to_evaluation(desk, applied)


async def _hand_to_evaluation(desk: Desk, applied: Applied) -> None:
    later = "" if is_first(desk.file, applied.cut_off) else applied.cut_off
    evaluation = workflow.get_external_workflow_handle(evaluation_id(later))
    try:
        await evaluation.signal("application_admitted", Admitted(at=desk.clock.now(), applied=applied))
    except ApplicationError:
        workflow.logger.warning("The evaluation has ended; the application is scored without sheets")


async def move_cut_off(desk: Desk, move: MoveCutOff) -> str:
    """Amend the file and tell everyone who applied for the cut-off; who says it twice said it once."""
    before = closes_at(desk, move.cut_off)
    if instant(move.closes, desk.file.call.zone) == before:
        stands = at_home(before, desk.file)
        return f"The cut-off {move.cut_off!r} closes on {stands} already; nobody was told."
    desk.set(moved_cut_offs=(*desk.state.moved_cut_offs, move))
    desk.set(file=as_amended(desk.opened_with, desk.state))
    after = closes_at(desk, move.cut_off)
    facts = cut_off_moved_facts(before, after, move.reason, desk.file)
    news = CutOffMoved(at=desk.clock.now(), closes_at=after, facts=facts)
    told = [one.participant for one in counting_for(desk, move.cut_off)]
    await desk.tell(dict.fromkeys(told, news), "Cut-off moved")
    return f"The cut-off {move.cut_off!r} now closes on {at_home(after, desk.file)}; {len(told)} were told."
