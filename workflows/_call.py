"""The call: applications arrive until the cut-off, then their eligibility is checked."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, EligibilityOrder
    from delegation.application import ApplicationStatus, Applied
    from delegation.correspondence import at_home, fix_needed, shortcomings
    from delegation.file import Phase
    from delegation.journey import ApplicationReceived
    from delegation.news import Decided, FixAsked
    from delegation.selecting.eligibility import EligibilityReport
    from delegation.zoned import add_working_days, instant
    from workflows._options import SOLVE

from workflows._desk import Desk


async def hold_call(desk: Desk) -> None:
    """Take applications until the first cut-off, check them, and give three days to mend what can be."""
    call, rules = desk.file.call, desk.file.eligibility
    await desk.until(call.first_closes_at, summary=f"Cut-off {call.cut_offs[0].id}")
    checked = rules.checked and instant(rules.checked, call.zone)
    await desk.until(checked or call.first_closes_at, summary="Eligibility is checked")
    reports = await _check(desk)
    fixable = [report for report in reports if not report.is_eligible and report.is_fixable]
    if fixable:
        await _wait_for_fixes(desk, fixable)
        reports = await _check(desk)
    await _tell_ineligible(desk, reports)


def receive(desk: Desk, received: ApplicationReceived) -> None:
    """Put an application on the desk; a newer one of the same participant replaces the older."""
    applied = Applied(
        participant=received.participant,
        facts=received.facts,
        received_at=received.received_at,
        late=received.received_at > desk.file.call.first_closes_at,
    )
    if received.substitute_for is not None:
        others = tuple(one for one in desk.state.substitutes if one.participant != applied.participant)
        desk.set(substitutes=(*others, applied))
        return
    known = next((one for one in desk.state.applied if one.participant == applied.participant), None)
    if known is not None:
        applied = applied.model_copy(update={"received_at": known.received_at, "late": known.late})
    others = tuple(one for one in desk.state.applied if one.participant != applied.participant)
    desk.set(applied=(*others, applied))


def is_too_late(desk: Desk, received: ApplicationReceived) -> bool:
    """Whether the call is over: the evaluation does not wait for anybody."""
    return desk.state.phase is not Phase.CALL and received.substitute_for is None


async def refuse_late(desk: Desk, received: ApplicationReceived) -> None:
    """Keep what came after the call as ineligible, and say so."""
    participant = received.participant
    if any(one.participant == participant for one in desk.state.applied):
        return
    receive(desk, received)
    late = at_home(desk.file.call.first_closes_at, desk.file)
    desk.set(
        applied=tuple(
            one.model_copy(update={"status": ApplicationStatus.INELIGIBLE})
            if one.participant == participant
            else one
            for one in desk.state.applied
        )
    )
    reasons = (f"The call closed on {late}, and the evaluation had begun when your application arrived.",)
    news = Decided(at=desk.clock.now(), status=ApplicationStatus.INELIGIBLE, facts={"reasons": reasons})
    await desk.tell({participant: news}, "Too late")


def is_withdrawn(applied: Applied) -> bool:
    return applied.status is ApplicationStatus.WITHDRAWN


async def _check(desk: Desk) -> tuple[EligibilityReport, ...]:
    call = desk.file.call
    order = EligibilityOrder(
        applications=tuple(one for one in desk.state.applied if not is_withdrawn(one)),
        cut_off=call.first_closes_at,
        zone=call.zone,
        rules=desk.file.eligibility,
    )
    summary = f"Eligibility of {len(order.applications)} applications"
    found = await workflow.execute_activity_method(
        DecisionActivities.check_eligibility, order, summary=summary, **SOLVE
    )
    desk.set(eligibility=found.reports)
    return found.reports


async def _wait_for_fixes(desk: Desk, fixable: list[EligibilityReport]) -> None:
    """Ask for what is missing, and wait until all of it is there or the working days are over."""
    asked_at, until = desk.clock.now(), _fix_until(desk)
    before = {one.participant: one for one in desk.state.applied}
    await desk.tell(
        {
            report.participant: FixAsked(
                at=asked_at,
                until=until,
                facts=fix_needed(shortcomings(report), until, desk.file),
            )
            for report in fixable
        },
        "Something is missing",
    )
    awaited = {report.participant for report in fixable}

    def all_mended() -> bool:
        mended = {one.participant for one in desk.state.applied if one is not before.get(one.participant)}
        return awaited <= mended

    await desk.until(until, all_mended, summary="Applications may be mended")


def _fix_until(desk: Desk) -> datetime:
    """The end of the last working day of the fix window, in the organiser's zone."""
    rules, zone = desk.file.eligibility, desk.file.call.zone
    today = desk.clock.now().astimezone(instant(desk.file.call.opens, zone).tzinfo).date()
    last = add_working_days(today, rules.fix_working_days, desk.file.holidays_named(rules.holidays))
    return instant(datetime(last.year, last.month, last.day, 23, 59), zone)  # noqa: DTZ001 - made aware by instant()


async def _tell_ineligible(desk: Desk, reports: tuple[EligibilityReport, ...]) -> None:
    refused = [report for report in reports if not report.is_eligible]
    names = {report.participant for report in refused}
    desk.set(
        applied=tuple(
            one
            if is_withdrawn(one)
            else one.model_copy(
                update={
                    "status": ApplicationStatus.INELIGIBLE
                    if one.participant in names
                    else ApplicationStatus.UNDER_EVALUATION
                }
            )
            for one in sorted(desk.state.applied, key=lambda one: one.participant)
        )
    )
    await desk.tell(
        {
            report.participant: Decided(
                at=desk.clock.now(),
                status=ApplicationStatus.INELIGIBLE,
                facts={"reasons": shortcomings(report)},
            )
            for report in refused
        },
        "Not eligible",
    )
