"""The phases of a delegation on a time line: as its file plans them, and as they came."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from delegation.file import DelegationFile, Phase
from delegation.registering import passed_on_until
from delegation.status import DelegationStatus, PhaseTime
from delegation.zoned import midnight, zone_named
from portal.web.organising.pictures import Picture, Span, Stretch, time_line

BEFORE = "Before the call"
DAY = "%-d %b %Y"


def phase_word(phase: Phase | None) -> str:
    """`Follow-up`; before the call there is no phase."""
    return BEFORE if phase is None else phase.value.capitalize()


def planned(file: DelegationFile) -> dict[Phase, Span]:
    """When each phase is meant to begin and end, as far as the file dates it."""
    spans = {**_until_offers(file), **_from_itinerary(file)}
    return {phase: span for phase, span in spans.items() if phase in file.phases}


def _until_offers(file: DelegationFile) -> dict[Phase, Span]:
    call = file.call
    spans = {Phase.CALL: Span(begins_at=call.opens_at, ends_at=call.last_closes_at)}
    if file.registration is not None:
        until = passed_on_until(file) or call.last_closes_at
        spans[Phase.REGISTRATION] = Span(begins_at=call.opens_at, ends_at=max(until, call.opens_at))
    if file.evaluation is not None:
        first = file.evaluation
        spans[Phase.EVALUATION] = Span(begins_at=first.opens_at, ends_at=first.panel_at)
        if file.offers is not None:
            spans[Phase.SELECTION] = Span(begins_at=first.panel_at, ends_at=file.offers.sent_at)
    if file.offers is not None:
        spans[Phase.OFFERS] = Span(begins_at=file.offers.sent_at, ends_at=file.offers.replacement_ends_at)
    return spans


def _from_itinerary(file: DelegationFile) -> dict[Phase, Span]:
    spans: dict[Phase, Span] = {}
    if not file.legs:
        return spans
    settled_at = file.offers.replacement_ends_at if file.offers else passed_on_until(file)
    if settled_at is not None and settled_at < file.starts_at:
        spans[Phase.ITINERARY] = Span(begins_at=settled_at, ends_at=file.starts_at)
    spans[Phase.TRIP] = Span(begins_at=file.starts_at, ends_at=file.ends_at)
    if file.follow_up is not None:
        last = max(file.follow_up.outcome_days, default=0)
        ends = midnight(file.ends_on + timedelta(days=last), file.follow_up.zone)
        ends = max(ends, file.follow_up.report_due_at)
        spans[Phase.FOLLOW_UP] = Span(begins_at=file.ends_at, ends_at=ends)
    return spans


def phases_picture(
    file: DelegationFile, times: Sequence[PhaseTime], status: DelegationStatus
) -> Picture | None:
    """All phases of the file, on one time line with today."""
    plans = planned(file)
    came: Mapping[Phase, PhaseTime] = {one.phase: one for one in times}
    zone = file.organiser.zone
    stretches = [
        _stretch(phase, plans.get(phase), came.get(phase), status, zone)
        for phase in file.phases
        if phase in plans or phase in came
    ]
    return time_line(stretches, status.now)


def _stretch(
    phase: Phase, plan: Span | None, time: PhaseTime | None, status: DelegationStatus, zone: str
) -> Stretch:
    actual = None if time is None else Span(begins_at=time.began_at, ends_at=time.ended_at)
    return Stretch(
        name=phase_word(phase),
        planned=plan,
        actual=actual,
        planned_said=_days(plan, zone) if plan else "",
        actual_said=_days(actual, zone, is_running=time is not None and time.ended_at is None)
        if actual
        else "",
        is_now=phase is status.phase,
    )


def _days(span: Span, zone: str, *, is_running: bool = False) -> str:
    """`1 Dec 2016 – 17 Feb 2017`, on the organiser's calendar."""
    begins = day_of(span.begins_at, zone)
    if span.ends_at is None:
        return f"since {begins}" if is_running else f"from {begins}"
    ends = day_of(span.ends_at, zone)
    return begins if begins == ends else f"{begins} – {ends}"


def day_of(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(zone_named(zone)):{DAY}}"
