"""The call: applications arrive until the cut-off, then their eligibility is checked."""

from collections.abc import Callable, Sequence
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, EligibilityOrder
    from delegation.application import ApplicationStatus, Applied
    from delegation.call import CutOff
    from delegation.correspondence import at_home
    from delegation.cut_offs import Counted, checked_at, counted, cut_off_named, is_first
    from delegation.decision_letters import fix_needed, not_eligible_facts
    from delegation.journey import ApplicationReceived
    from delegation.journey_rules import OVER
    from delegation.news import Decided, FixAsked
    from delegation.selecting.eligibility import EligibilityReport
    from delegation.selecting.overriding import with_overrides
    from delegation.zoned import add_working_days, instant
    from workflows._options import SOLVE

from workflows._desk import Desk


async def hold_call(desk: Desk) -> None:
    """Take applications until the first cut-off, check them, and give some days to mend what can be.

    Returns before the cut-off where so many applied that the history has grown long.
    """
    first = desk.file.call.cut_offs[0].id
    await reach_cut_off(desk, first, lambda: desk.is_long)
    if not desk.state.cancelled and desk.clock.now() < closes_at(desk, first):
        return
    await desk.until(checked_at(desk.file), summary="Eligibility is checked")
    reports = await check_eligibility(desk, first)
    fixable = [report for report in reports if not report.is_eligible and report.is_fixable]
    if fixable:
        await _wait_for_fixes(desk, fixable)
        reports = await check_eligibility(desk, first)
    await tell_ineligible(desk, reports)


def _never() -> bool:
    return False


async def reach_cut_off(desk: Desk, name: str, met: Callable[[], bool] = _never) -> None:
    """Wait until a cut-off closes, wherever it is moved to meanwhile, or until `met`."""
    while not desk.state.cancelled and not met() and desk.clock.now() < (closes := closes_at(desk, name)):
        await desk.until(closes, _is_moved_or(met, desk, name, closes), summary=f"Cut-off {name}")


def _is_moved_or(met: Callable[[], bool], desk: Desk, name: str, closes: datetime) -> Callable[[], bool]:
    return lambda: met() or closes_at(desk, name) != closes


def closes_at(desk: Desk, name: str) -> datetime:
    return desk.file.call.closes_at(cut_off_of(desk, name))


def cut_off_of(desk: Desk, name: str) -> CutOff:
    """The first cut-off if it has no name, as in histories from before there were several."""
    return cut_off_named(desk.file, name) or desk.file.call.cut_offs[0]


# --- applications arrive -----------------------------------------------------------------------------


async def take_in(desk: Desk, received: ApplicationReceived) -> None:
    """Put an application on the desk for the cut-off it counts for, or say that it came too late."""
    standing = _standing(desk, received)
    receive(desk, received, standing)
    if standing is None:
        await _refuse_late(desk, received.participant)


def _standing(desk: Desk, received: ApplicationReceived) -> Counted | None:
    """What is mended keeps its standing; None for what came after the last cut-off."""
    known = desk.applied(received.participant)
    if received.substitute_for is not None:
        return Counted(cut_off="")
    if known is not None and known.status not in OVER:
        return Counted(cut_off=known.cut_off, late=known.late, own_cost=known.own_cost)
    return counted(desk.file, received.received_at)


def receive(desk: Desk, received: ApplicationReceived, standing: Counted | None) -> None:
    """A newer application of the same participant replaces the older, and is as early as that was."""
    known = next((one for one in desk.state.applied if one.participant == received.participant), None)
    is_mended = known is not None and known.status not in OVER
    applied = Applied(
        participant=received.participant,
        facts=received.facts,
        received_at=known.received_at if known and is_mended else received.received_at,
        late=standing.late if standing else True,
        own_cost=standing.own_cost if standing else False,
        cut_off=standing.cut_off if standing else "",
        together_with=received.together_with,
    )
    field = "substitutes" if received.substitute_for is not None else "applied"
    kept: tuple[Applied, ...] = getattr(desk.state, field)
    others = tuple(one for one in kept if one.participant != applied.participant)
    desk.set(**{field: (*others, applied)})


async def _refuse_late(desk: Desk, participant: str) -> None:
    """Keep what came after the call as ineligible, and say so."""
    _set_status(desk, {participant: ApplicationStatus.INELIGIBLE})
    last = desk.file.call.closes_at(desk.file.call.cut_offs[-1])
    closed = at_home(last, desk.file)
    reasons = (f"The call closed on {closed}, before your application arrived.",)
    news = Decided(at=desk.clock.now(), status=ApplicationStatus.INELIGIBLE, facts={"reasons": reasons})
    await desk.tell({participant: news}, "Too late")


# --- eligibility -------------------------------------------------------------------------------------


def counting_for(desk: Desk, name: str) -> tuple[Applied, ...]:
    """The applications for a cut-off that were not withdrawn, in the order of their ids."""
    first = is_first(desk.file, name)
    return tuple(
        one
        for one in sorted(desk.state.applied, key=lambda one: one.participant)
        if one.status is not ApplicationStatus.WITHDRAWN
        and (one.cut_off == name or (first and is_first(desk.file, one.cut_off)))
    )


async def check_eligibility(desk: Desk, name: str) -> tuple[EligibilityReport, ...]:
    """Hold everyone who applied for a cut-off against the rules; what the organiser set aside counts."""
    call, cut_off = desk.file.call, cut_off_of(desk, name)
    order = EligibilityOrder(
        applications=counting_for(desk, name),
        cut_off=call.closes_at(cut_off),
        late_until=cut_off.late_until and instant(cut_off.late_until, call.zone),
        zone=call.zone,
        rules=desk.file.eligibility,
    )
    found = await workflow.execute_activity_method(
        DecisionActivities.check_eligibility,
        order,
        summary=f"Eligibility of {len(order.applications)} applications",
        **SOLVE,
    )
    checked = {report.participant for report in found.reports}
    others = tuple(report for report in desk.state.eligibility if report.participant not in checked)
    reports = with_overrides(found.reports, desk.state.overrides)
    desk.set(eligibility=(*others, *reports))
    return reports


async def _wait_for_fixes(desk: Desk, fixable: list[EligibilityReport]) -> None:
    """Ask for what is missing, and wait until all of it is there or the working days are over."""
    asked_at, until = desk.clock.now(), _fix_until(desk)
    before = {one.participant: one for one in desk.state.applied}
    await desk.tell(
        {
            report.participant: FixAsked(
                at=asked_at,
                until=until,
                facts=fix_needed(report, until, desk.file),
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


async def tell_ineligible(desk: Desk, reports: Sequence[EligibilityReport]) -> None:
    """Everyone else is under evaluation. Nobody's journey ends yet: the organiser may still admit them."""
    refused = [report for report in reports if not report.is_eligible]
    _set_status(
        desk,
        {
            report.participant: ApplicationStatus.UNDER_EVALUATION
            if report.is_eligible
            else ApplicationStatus.INELIGIBLE
            for report in reports
        },
    )
    await desk.tell(
        {
            report.participant: Decided(
                at=desk.clock.now(),
                status=ApplicationStatus.INELIGIBLE,
                facts=not_eligible_facts(report, desk.file, now=desk.clock.now()),
                final=False,
            )
            for report in refused
        },
        "Not eligible",
    )


def _set_status(desk: Desk, status: dict[str, ApplicationStatus]) -> None:
    """Withdrawn stays withdrawn."""
    desk.set(
        applied=tuple(
            one
            if one.status is ApplicationStatus.WITHDRAWN
            else one.model_copy(update={"status": status.get(one.participant, one.status)})
            for one in sorted(desk.state.applied, key=lambda one: one.participant)
        )
    )
