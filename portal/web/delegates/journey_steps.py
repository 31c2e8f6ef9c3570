"""The way of one person through the delegation, stop by stop: what is behind them, and when the rest is."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from delegation.application import ApplicationStatus
from delegation.calendars.when import dates_in, long_date_in
from delegation.cut_offs import cut_off_named, decision_by
from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.journey import JourneyState, JourneyView
from delegation.journey_rules import travels
from delegation.offer import OfferOutcome
from delegation.zoned import zone_named
from portal.web.words import Words

UNDECIDED = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.ASKED_TO_FIX,
    ApplicationStatus.UNDER_EVALUATION,
)
ENDED = (ApplicationStatus.NOT_SELECTED, ApplicationStatus.INELIGIBLE, ApplicationStatus.WITHDRAWN)


class Stop(StrEnum):
    """The stops, in the order of the way."""

    APPLIED = "applied"
    REGISTERED = "registered"
    EVALUATED = "evaluated"
    DECIDED = "decided"
    CONFIRMED = "confirmed"
    PREPARED = "prepared"
    TRAVELLED = "travelled"
    FOLLOWED_UP = "followed-up"


class StopShown(Fact):
    """One stop as the page shows it."""

    title: str
    when: str
    is_done: bool
    is_now: bool


class _Found(NamedTuple):
    stop: Stop
    at: datetime | None
    is_done: bool
    until: bool = False
    """Whether `at` is the last moment for it."""


def journey_of(file: DelegationFile, view: JourneyView, words: Words) -> tuple[StopShown, ...]:
    """Every stop; for somebody whose way has ended only those that lie behind them."""
    found = list(_stops(file, view))
    if _goes_no_further(view):
        found = [one for one in found if one.is_done]
    now = next((one.stop for one in found if not one.is_done), None)
    return tuple(
        StopShown(
            title=words("journey", one.stop.value),
            when=_when(one, file, words),
            is_done=one.is_done,
            is_now=one.stop is now,
        )
        for one in found
    )


def _stops(file: DelegationFile, view: JourneyView) -> Iterable[_Found]:
    state, now = view.state, view.now
    registers = file.registration is not None and not file.has(Phase.SELECTION)
    yield _Found(Stop.REGISTERED if registers else Stop.APPLIED, state.received_at, is_done=True)
    if not registers:
        yield from _decision(file, state)
        yield _confirmation(state)
    going = travels(state)
    if file.itinerary_dates is not None:
        final = file.itinerary_dates.final_at
        yield _Found(Stop.PREPARED, final, is_done=going and now >= final, until=True)
    if file.has(Phase.ITINERARY):
        yield _Found(Stop.TRAVELLED, file.starts_at, is_done=going and now >= file.ends_at)
    if file.follow_up is not None:
        due = file.follow_up.report_due_at
        yield _Found(Stop.FOLLOWED_UP, due, is_done=going and now >= due, until=True)


def _decision(file: DelegationFile, state: JourneyState) -> Iterable[_Found]:
    is_decided = state.status not in UNDECIDED and (
        state.status is not ApplicationStatus.WITHDRAWN or state.offer is not None
    )
    if file.evaluation is not None:
        is_scored = is_decided and state.status is not ApplicationStatus.INELIGIBLE
        yield _Found(Stop.EVALUATED, file.evaluation.closes_at, is_done=is_scored, until=True)
    if file.has(Phase.SELECTION):
        cut_off = cut_off_named(file, state.cut_off) or file.call.cut_offs[0]
        yield _Found(Stop.DECIDED, decision_by(file, cut_off), is_done=is_decided, until=True)


def _confirmation(state: JourneyState) -> _Found:
    is_done = state.outcome is OfferOutcome.CONFIRMED
    until = state.offer.confirm_by if state.offer else None
    return _Found(Stop.CONFIRMED, state.answered_at if is_done else until, is_done=is_done, until=not is_done)


def _goes_no_further(view: JourneyView) -> bool:
    state = view.state
    has_lost = state.outcome is not None and state.outcome is not OfferOutcome.CONFIRMED
    return state.status in ENDED or has_lost or (view.is_over and not travels(state))


def _when(one: _Found, file: DelegationFile, words: Words) -> str:
    """Days only: the hours stand where something is to be done."""
    if one.stop is Stop.TRAVELLED:
        return dates_in(words.language, file.starts_on, file.ends_on)
    if one.at is None:
        return ""
    day = long_date_in(words.language, _day(one.at, file))
    return words("journey", "by", day=day) if one.until and not one.is_done else day


def _day(at: datetime, file: DelegationFile) -> date:
    return at.astimezone(zone_named(file.organiser.zone)).date()
