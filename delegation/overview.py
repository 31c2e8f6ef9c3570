"""Views of a delegation's state for people: counts, what it waits for, the roster, the card."""

from collections.abc import Iterable
from datetime import datetime

from delegation.agreement_book import agreements_line
from delegation.agreement_figures import agreements_by_state
from delegation.application import ApplicationStatus, Applied
from delegation.audit import audit_of
from delegation.correspondence import at_home
from delegation.cut_offs import terms_of
from delegation.decision_letters import shortcomings
from delegation.exchanging.bookkeeping import book_of as book_of_exchanges
from delegation.file import DelegationFile, Phase
from delegation.registering import waiting
from delegation.reporting import final_rules, travelled
from delegation.request_rules import book_of, standing
from delegation.requesting import RequestBook
from delegation.selecting.selection import Decision
from delegation.status import (
    Counts,
    DelegationState,
    DelegationStatus,
    Intake,
    Ledger,
    Published,
    Roster,
    RosterEntry,
)
from delegation.tempo import Tempo

ENDED = (Phase.CLOSED, Phase.CANCELLED)


def counts_of(file: DelegationFile, state: DelegationState) -> Counts:
    """The figures of the board."""
    status = [one.status for one in state.applied]
    decided = [d.status for d in state.selection.decisions] if state.selection else []
    if file.selection is None:
        decided = status  # of a registration each is told on arrival; there is nothing to publish
    return Counts(
        received=len(state.applied),
        ineligible=status.count(ApplicationStatus.INELIGIBLE),
        evaluated=len(state.evaluated),
        selected=decided.count(ApplicationStatus.SELECTED),
        reserve=decided.count(ApplicationStatus.RESERVE),
        offers=len(state.offers),
        open_offers=sum(one.outcome is None for one in state.offers),
        delegates=len(state.delegates),
        departures=len(state.departures),
        places=file.capacity,
        meetings=_meetings(state),
        changes=len(state.changes),
        outcomes=len(state.outcomes),
        agreements=agreements_by_state(state.agreements) if state.agreements else {},
    )


def _meetings(state: DelegationState) -> int:
    """With hosts, and of delegates with each other."""
    plan = state.plan
    return len(plan.schedule.meetings) + len(plan.encounters.encounters) if plan else 0


def status_of(
    file: DelegationFile,
    state: DelegationState,
    *,
    now: datetime,
    next_deadline: datetime | None,
    is_settled: bool,
) -> DelegationStatus:
    """Where the delegation stands, at a glance."""
    return DelegationStatus(
        delegation=file.slug,
        title=file.title,
        phase=state.phase,
        now=now,
        next_deadline=next_deadline or _next_date(file, state, now),
        counts=counts_of(file, state),
        blocked_on=tuple(task.text for task in state.tasks if task.id in ("decide", "publish")),
        tasks=state.tasks,
        is_settled=is_settled,
    )


def _next_date(file: DelegationFile, state: DelegationState, now: datetime) -> datetime | None:
    """While the delegation waits for the evaluation or a person, the next date that is known all the same."""
    evaluation, offers = file.evaluation, file.offers
    ahead: tuple[datetime, ...] = ()
    if state.phase is Phase.EVALUATION and evaluation is not None:
        ahead = (evaluation.opens_at, evaluation.closes_at, evaluation.panel_at)
    elif state.phase is Phase.SELECTION and offers is not None:
        ahead = (offers.sent_at,)
    return min((date for date in ahead if date > now), default=None)


def intake_of(file: DelegationFile, state: DelegationState, tempo: Tempo, now: datetime) -> Intake:
    """Whether applications are taken now, and if not, why."""
    refusal = _why_closed(file, state, now)
    return Intake(is_open=not refusal, refusal=refusal, tempo=tempo, terms=terms_of(file, now))


def _why_closed(file: DelegationFile, state: DelegationState, now: datetime) -> str:
    if state.phase in ENDED:
        return f"The delegation {file.title!r} has ended; applications are no longer taken."
    if now < file.call.opens_at:
        return f"The call opens on {at_home(file.call.opens_at, file)}; please apply from then on."
    return ""


def roster_of(state: DelegationState, file: DelegationFile | None = None) -> Roster:
    """Every application with its status, by id; of a registration (`file`) also who waits at which place."""
    decisions = {d.participant: d for d in state.selection.decisions} if state.selection else {}
    rules = file.registration if file else None
    listed = waiting(state.applied, state.delegates, rules) if rules else ()
    places = {one.participant: place for place, one in enumerate(listed, start=1)}
    return Roster(
        entries=tuple(
            _entry(one, state, decisions.get(one.participant), places.get(one.participant))
            for one in _by_id(state.applied)
        ),
        substitutes=tuple(_entry(one, state, None, None) for one in _by_id(state.substitutes)),
    )


def _by_id(applied: Iterable[Applied]) -> list[Applied]:
    return sorted(applied, key=lambda one: one.participant)


def _entry(
    applied: Applied, state: DelegationState, decision: Decision | None, place: int | None
) -> RosterEntry:
    return RosterEntry(
        participant=applied.participant,
        organisation=applied.facts.organisation,
        country=applied.facts.country,
        received_at=applied.received_at,
        status=_status(applied, state, decision),
        score=decision.score if decision else None,
        rank=decision.rank if decision else place,
        reasons=decision.reasons if decision else _on_list(place) or _shortcomings(applied, state),
        cut_off=applied.cut_off,
        own_cost=applied.own_cost,
        together_with=applied.together_with,
    )


def _on_list(place: int | None) -> tuple[str, ...]:
    return () if place is None else (f"Place {place} on the reserve list, by arrival.",)


def _status(applied: Applied, state: DelegationState, decision: Decision | None) -> str:
    if applied.participant in state.delegates:
        return "delegate"
    if any(
        one.participant == applied.participant and one.left_at >= applied.received_at
        for one in state.departures
    ):
        return "left"
    if applied.status is ApplicationStatus.WITHDRAWN:
        return applied.status
    offers = [one for one in state.offers if one.participant == applied.participant]
    if offers:
        return offers[-1].outcome or "offered"
    return decision.status if decision else applied.status


def _shortcomings(applied: Applied, state: DelegationState) -> tuple[str, ...]:
    reports = [report for report in state.eligibility if report.participant == applied.participant]
    return tuple(sentence for report in reports for sentence in shortcomings(report))


def published_of(state: DelegationState) -> Published:
    if state.plan is None:
        return Published()
    return Published(
        itinerary=state.plan.itinerary, schedule=state.plan.schedule, encounters=state.plan.encounters
    )


def ledger_of(file: DelegationFile, state: DelegationState) -> Ledger:
    return Ledger(
        selection=state.selection,
        final_rules=final_rules(file, state),
        offers=state.offers,
        departures=state.departures,
        delegates=state.delegates,
        travelled=travelled(file, state),
        changes=state.changes,
        documents=state.documents,
        outcomes=state.outcomes,
        phases=state.phases,
        audit=audit_of(file, state),
        later_cut_offs=state.later_cut_offs,
        promotions=state.promotions,
        attendance=state.attendance,
        agreements=state.agreements,
        exchanges=book_of_exchanges(state.exchanges, state.payment_runs, file.exchanges)
        if file.exchanges
        else None,
        requests=standing(state.requests, state.delegates),
        ratings=state.ratings,
        no_shows=state.no_shows,
    )


def meeting_book_of(file: DelegationFile, state: DelegationState, participant: str) -> RequestBook | None:
    """What this delegate may ask, answer and rate of meetings with others; None where nobody may."""
    applied = {one.participant: one for one in (*state.applied, *state.substitutes)}
    itinerary = state.plan.itinerary if state.plan else None
    return book_of(participant, file, applied, state.delegates, state.requests, itinerary)


def delegation_card(file: DelegationFile, state: DelegationState, now: datetime, due: datetime | None) -> str:
    """The card in the Temporal UI: phase, counts, next date, what a person must do."""
    counts = counts_of(file, state)
    between = ("waiting", counts.reserve) if file.selection is None else ("evaluated", counts.evaluated)
    lines = [
        f"### {file.title}",
        f"**Phase** {state.phase.value if state.phase else 'before the call'} on {at_home(now, file)}",
        f"| received | ineligible | {between[0]} | delegates | meetings | outcomes |",
        "|---|---|---|---|---|---|",
        f"| {counts.received} | {counts.ineligible} | {between[1]} "
        f"| {counts.delegates} of {counts.places} | {counts.meetings} | {counts.outcomes} |",
        "",
    ]
    if state.agreements:
        lines += [f"**Agreements** {agreements_line(state.agreements)}", ""]
    if due is not None:
        lines.append(f"**Next date** {at_home(due, file)}")
    lines += [f"- **To do** {task.text}" for task in state.tasks]
    return "\n".join(lines)
