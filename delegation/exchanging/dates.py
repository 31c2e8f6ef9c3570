"""The dates of an exchange: reminders, what becomes late, and what lapses."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from delegation.exchange import ExchangeStep
from delegation.exchange_rules import ExchangeRules
from delegation.exchange_state import ExchangeStart, ExchangeState


class DateKind(StrEnum):
    REMINDER = "reminder"
    LATE = "late"
    """A person of the programme must look after it."""
    LAPSE = "lapse"
    """It comes to its end: somebody stayed silent."""
    STAY_OVER = "stay-over"


class ExchangeDate(NamedTuple):
    at: datetime
    kind: DateKind


def due(state: ExchangeState, rules: ExchangeRules) -> datetime | None:
    """Until when what this step waits for must be done; None where it waits for nobody."""
    if state.stay is None or state.entered_at is None:
        return None
    within = {
        ExchangeStep.PROPOSED: rules.accept_within_days,
        ExchangeStep.VALIDATED: rules.accept_within_days,
        ExchangeStep.AGREED: rules.sign_within_days,
        ExchangeStep.REPORTED: rules.check_within_days,
        ExchangeStep.CHECKED: rules.check_within_days,
        ExchangeStep.APPROVED: rules.pay_within_days,
    }.get(state.step)
    if state.step is ExchangeStep.STAYED:
        return state.report_due
    if within is None:
        return None
    by = state.entered_at + timedelta(days=within)
    return min(by, state.stay.starts_at) if state.step in BEFORE_THE_STAY else by


BEFORE_THE_STAY = (ExchangeStep.PROPOSED, ExchangeStep.VALIDATED, ExchangeStep.AGREED)


def pay_by(state: ExchangeState, rules: ExchangeRules) -> datetime | None:
    """When the lump sum is to be paid at the latest."""
    return state.approved_at and state.approved_at + timedelta(days=rules.pay_within_days)


def dates(state: ExchangeState, start: ExchangeStart) -> tuple[ExchangeDate, ...]:
    """All dates of the step an exchange is at, in order of time."""
    if state.ending is not None or state.stay is None or state.entered_at is None:
        return ()
    if state.step is ExchangeStep.SIGNED:
        return (ExchangeDate(state.stay.ends_at, DateKind.STAY_OVER),)
    by = due(state, start.rules)
    if by is None:
        return ()
    before = [by - timedelta(days=days) for days in sorted(set(start.rules.remind_days_before), reverse=True)]
    ahead = [at for at in before if at > state.entered_at]
    if state.step is ExchangeStep.APPROVED:
        return (ExchangeDate(ahead[0] if ahead else by, DateKind.LATE),)
    reminders = [ExchangeDate(at, DateKind.REMINDER) for at in ahead]
    return (*reminders, *_ends(state, by))


def _ends(state: ExchangeState, by: datetime) -> tuple[ExchangeDate, ...]:
    """What happens where nobody does anything: silence of the two ends it, of others it only delays it."""
    match state.step:
        case ExchangeStep.VALIDATED | ExchangeStep.AGREED:
            return (ExchangeDate(by, DateKind.LAPSE),)
        case ExchangeStep.PROPOSED if state.stay is not None:
            late = (ExchangeDate(by, DateKind.LATE),) if by < state.stay.starts_at else ()
            return (*late, ExchangeDate(state.stay.starts_at, DateKind.LAPSE))
        case _:
            return (ExchangeDate(by, DateKind.LATE),)


def next_date(state: ExchangeState, start: ExchangeStart) -> ExchangeDate | None:
    """The first date of this step that has not passed."""
    return next(iter(dates(state, start)[state.reminded :]), None)
