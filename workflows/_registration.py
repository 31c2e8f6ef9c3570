"""Registration: who registers is taken on arrival, while there are places; who comes later waits in order."""

from collections.abc import Mapping, Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.deciding import DecisionActivities, EligibilityOrder
    from delegation.application import ApplicationStatus, Applied
    from delegation.cut_offs import Counted, counted
    from delegation.journey import ApplicationReceived
    from delegation.news import News
    from delegation.registering import (
        ON_LIST,
        Registration,
        holding,
        registrant,
        standing_again,
        take_in_order,
        waiting,
    )
    from delegation.registration_letters import fix_asked, may_be_mended, not_taken, told, too_late
    from delegation.selecting.eligibility import EligibilityReport
    from delegation.selecting.overriding import with_overrides
    from delegation.zoned import instant
    from workflows._options import SOLVE

from workflows._call import closes_at, cut_off_of, reach_cut_off, receive
from workflows._desk import Desk
from workflows._moving_up import move_up
from workflows._offers import dismiss
from workflows._places import keep_status

MENDING = (ApplicationStatus.SUBMITTED, ApplicationStatus.ASKED_TO_FIX)


async def hold_registration(desk: Desk) -> None:
    """Until the last cut-off, wherever it is moved to; what was not mended by then has no place.

    Returns before the cut-off where so many registered that the history has grown long.
    """
    last = desk.file.call.cut_offs[-1].id
    await reach_cut_off(desk, last, lambda: desk.is_long)
    if not desk.state.cancelled and desk.clock.now() >= closes_at(desk, last):
        await close_registration(desk)


async def close_registration(desk: Desk) -> None:
    """What waits to be mended has no place, and journeys without a place end."""
    async with desk.turn:
        await _decide(desk, tuple(one for one in desk.state.applied if one.status in MENDING))
        await dismiss(desk)
    desk.set(is_dismissed=True)


async def take_registration(desk: Desk, received: ApplicationReceived) -> None:
    """Put a registration on the desk, and tell at once what becomes of it and of all that came with it.

    Those that arrive while others are decided wait for their turn, and are then decided together.
    """
    if received.substitute_for is not None:
        receive(desk, received, Counted(cut_off=""))
        return
    if _is_new(desk, received):
        receive(desk, received, counted(desk.file, received.received_at))
    else:
        _mend(desk, received)
    desk.to_be_decided.add(received.participant)
    async with desk.turn:
        await decide_waiting(desk)


async def decide_waiting(desk: Desk) -> None:
    """What became of every registration that was not told yet, in the caller's turn."""
    names, desk.to_be_decided = desk.to_be_decided, set()
    arrived = tuple(one for one in desk.state.applied if one.participant in names)
    await _decide(desk, tuple(one for one in arrived if one.status is not ApplicationStatus.WITHDRAWN))


# --- arriving -------------------------------------------------------------------------------------


def _is_new(desk: Desk, received: ApplicationReceived) -> bool:
    """Whether there is nothing it would change: nobody by that id, or somebody who is out."""
    known = _known(desk, received.participant)
    return known is None or known.status not in (*MENDING, *ON_LIST)


def _known(desk: Desk, participant: str) -> Applied | None:
    return next((one for one in desk.state.applied if one.participant == participant), None)


def _others(desk: Desk, received: ApplicationReceived) -> tuple[Applied, ...]:
    return tuple(one for one in desk.state.applied if one.participant != received.participant)


def _mend(desk: Desk, received: ApplicationReceived) -> None:
    """Another version of the form is as early as the first, and keeps its place, on the list as well.

    Who has a place of a group stays in that group; another one is a matter for the organiser.
    """
    rules = desk.file.registration_rules
    known = _known(desk, received.participant)
    if known is None:
        return
    facts, field = received.facts, rules.group_field
    has_place = received.participant in desk.state.delegates
    if has_place and field is not None and facts.value(field) != known.facts.value(field):
        desk.note_task(
            f"group-{received.participant}",
            f"{received.participant} changed {field!r} in the form, and keeps the place as it was given; "
            "release it where it must not stand: offers release",
        )
        kept = known.facts.value(field)
        facts = facts.model_copy(update={"values": {**facts.values, **({field: kept} if kept else {})}})
    changed = known.model_copy(update={"facts": facts, "together_with": received.together_with})
    desk.set(applied=(*_others(desk, received), changed))


# --- deciding -------------------------------------------------------------------------------------


async def _decide(desk: Desk, arrived: tuple[Applied, ...]) -> None:
    """Check them, give out places in the order of arrival, and tell everybody; in the caller's turn."""
    if not arrived or desk.state.cancelled:
        return
    reports = {one.participant: one for one in await _check(desk, arrived)}
    known = [one for one in desk.state.applied if one.participant in reports]  # as they are after the check
    new = [one for one in known if one.status in MENDING]
    news = _told_again(desk, [one for one in known if one.status in ON_LIST], reports)
    news |= _refused(desk, [one for one in new if not reports[one.participant].is_eligible], reports)
    news |= _told(desk, [one for one in new if reports[one.participant].is_eligible])
    await desk.tell(news, "Registrations")
    await move_up(desk)
    desk.show(desk.clock.next_deadline)


def _told_again(
    desk: Desk, changed: Sequence[Applied], reports: Mapping[str, EligibilityReport]
) -> dict[str, News]:
    """Who changed the form stands as before, and is told so in case the first time was missed.

    What is no longer met is a matter for the organiser.
    """
    rules, state = desk.file.registration_rules, desk.state
    news: dict[str, News] = {}
    for one in changed:
        standing = standing_again(one, state.applied, state.delegates, rules)
        news[one.participant] = told(standing, one, desk.file, desk.clock.now())
        unmet = ", ".join(finding.criterion for finding in reports[one.participant].unmet)
        if unmet:
            desk.note_task(
                f"unmet-{one.participant}",
                f"{one.participant} changed the form, which no longer meets: {unmet}; the place is kept. "
                "Release it where it must not stand: offers release",
            )
        else:
            desk.drop_task(f"unmet-{one.participant}")
    return news


def _refused(
    desk: Desk, refused: Sequence[Applied], reports: Mapping[str, EligibilityReport]
) -> dict[str, News]:
    """What is fixable may be mended while there is time; all else stands until they register anew."""
    news: dict[str, News] = {}
    now, status = desk.clock.now(), dict[str, ApplicationStatus]()
    for one in refused:
        report = reports[one.participant]
        if may_be_mended(report, one, desk.file, now):
            status[one.participant] = ApplicationStatus.ASKED_TO_FIX
            news[one.participant] = fix_asked(report, one, desk.file, now)
        else:
            status[one.participant] = ApplicationStatus.INELIGIBLE
            news[one.participant] = not_taken(report, desk.file, now)
    keep_status(desk, status)
    return news


def _told(desk: Desk, eligible: Sequence[Applied]) -> dict[str, News]:
    """The places of those who meet all rules, each with its news."""
    by_id = {one.participant: one for one in eligible}
    now = desk.clock.now()
    return {
        one.participant: told(one, by_id[one.participant], desk.file, now) for one in _places(desk, eligible)
    }


def _places(desk: Desk, arrived: Sequence[Applied]) -> tuple[Registration, ...]:
    """Give them their places or put them on the list; what is kept is there before anybody is told."""
    rules, state = desk.file.registration_rules, desk.state
    answers = take_in_order(
        [registrant(one, rules) for one in arrived],
        holding(state.applied, state.delegates, rules),
        waiting(state.applied, state.delegates, rules),
        rules,
    )
    keep_status(desk, {one.participant: one.status for one in answers})
    taken = [one.participant for one in answers if one.status is ApplicationStatus.SELECTED]
    desk.set(delegates=(*desk.state.delegates, *taken))
    return answers


async def _check(desk: Desk, arrived: tuple[Applied, ...]) -> tuple[EligibilityReport, ...]:
    """Hold them against the rules, those of one cut-off at once; what the organiser set aside counts."""
    reports: list[EligibilityReport] = []
    reports += (too_late(one, desk.file) for one in arrived if not one.cut_off)
    for name in sorted({one.cut_off for one in arrived if one.cut_off}):
        call, cut_off = desk.file.call, cut_off_of(desk, name)
        of_it = tuple(one for one in arrived if one.cut_off == name)
        order = EligibilityOrder(
            applications=of_it,
            cut_off=call.closes_at(cut_off),
            late_until=cut_off.late_until and instant(cut_off.late_until, call.zone),
            zone=call.zone,
            rules=desk.file.eligibility,
        )
        found = await workflow.execute_activity_method(
            DecisionActivities.check_eligibility,
            order,
            summary=f"Eligibility of {len(of_it)} registrations",
            **SOLVE,
        )
        reports += found.reports
    reports = list(with_overrides(reports, desk.state.overrides))
    checked = {one.participant for one in reports}
    others = tuple(one for one in desk.state.eligibility if one.participant not in checked)
    desk.set(eligibility=(*others, *reports))
    return tuple(reports)
