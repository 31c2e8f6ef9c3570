"""When the owner of an agreement is reminded, told that a date has passed, or asked for news."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from delegation.agreement import AgreementState, Prompt, Stage
from delegation.cooperation_rules import CooperationRules

UNDER_WAY = (Stage.FIRST_CONTACT, Stage.NEGOTIATION, Stage.SIGNATURE)
"""Stages in which silence is a question; what is evidenced, paused or ended may rest."""


def next_prompt_at(state: AgreementState | None, rules: CooperationRules) -> datetime | None:
    """When the next letter leaves of itself; None: nothing is planned and nobody is asked."""
    return min((at for at, _ in _ahead(state, rules)), default=None) if state else None


def prompted(
    state: AgreementState, rules: CooperationRules, now: datetime
) -> tuple[AgreementState, Prompt | None]:
    """What is due by `now`, and the state once it is sent. Of several the last alone: the others are over."""
    due = [one for one in _ahead(state, rules) if one[0] <= now]
    if not due:
        return state, None
    _, prompt = max(due, key=lambda one: (one[0], one[1] is Prompt.OVERDUE))
    changes: dict[str, object] = {"letters": state.letters + 1}
    if state.next is not None:
        passed = [d for d in rules.remind_days_before if rules.reminded_at(state.next.at, d) <= now]
        changes["reminded_days"] = tuple(sorted({*state.reminded_days, *passed}, reverse=True))
        changes["is_overdue"] = state.is_overdue or state.next.at <= now
    if prompt is not Prompt.REMINDER:
        changes["asked_at"] = now  # that a date has passed is a question as well
    return state.model_copy(update=changes), prompt


def _ahead(state: AgreementState, rules: CooperationRules) -> Iterator[tuple[datetime, Prompt]]:
    """Every letter that is still to leave, with its time."""
    if state.next is not None and not state.is_overdue:
        yield state.next.at, Prompt.OVERDUE
        for days in rules.remind_days_before:
            if days not in state.reminded_days:
                yield rules.reminded_at(state.next.at, days), Prompt.REMINDER
    if (at := quiet_at(state, rules)) is not None:
        yield at, Prompt.QUIET


def quiet_at(state: AgreementState, rules: CooperationRules) -> datetime | None:
    """When the owner is asked for news: so long after the last ones, and not while a date lies ahead."""
    if state.stage not in UNDER_WAY or (state.next is not None and not state.is_overdue):
        return None
    since = [state.last_news_at]
    since += [state.next.at] if state.next else []
    since += [state.asked_at] if state.asked_at else []
    return max(since) + timedelta(days=rules.quiet_days)
