"""What becomes of an agreement with every deed. Ask `agreement_rules` first whether it may be done."""

from datetime import datetime
from typing import Any

from delegation.agreement import PATH, AgreementState, Deed, NextDate, Stage, Step
from delegation.agreement_deeds import (
    AddEvidence,
    AgreementDeed,
    AnyDeed,
    EndAgreement,
    HandOver,
    MoveAgreement,
    NoteOnAgreement,
    OpenAgreement,
    PauseAgreement,
    PlanNext,
    ResumeAgreement,
    WithdrawEvidence,
)
from delegation.cooperation_rules import CooperationRules
from delegation.zoned import zone_named

Changes = dict[str, Any]
"""Fields of the state and what they become."""
LOOK_AGAIN = "Look at it again: resume it, or end it."


def opened(opening: OpenAgreement, rules: CooperationRules, now: datetime) -> AgreementState:
    """A first contact."""
    state = AgreementState(
        id=opening.id,
        parties=opening.parties,
        themes=opening.themes,
        kind=opening.kind,
        owner=opening.owner,
        met_in=opening.met_in,
        first_contact_on=opening.first_contact_on or now.astimezone(zone_named(rules.zone)).date(),
        value_cents=opening.value_cents,
        currency=opening.currency,
    )
    step = Step(at=now, author=opening.author, deed=Deed.OPENED, stage=state.stage, note=opening.note)
    return state.model_copy(update={"steps": (step,), **planned(opening.next, rules, now)})


def done(  # noqa: PLR0911 - a case per deed
    deed: AnyDeed, state: AgreementState, rules: CooperationRules, now: datetime
) -> AgreementState:
    """The state after `deed`, with a step in its history."""
    match deed:
        case MoveAgreement():
            return _moved(deed, state, rules, now)
        case NoteOnAgreement():
            return _after(state, deed, Deed.NOTED, {}, now, reason=deed.text)
        case PlanNext():
            return _after(state, deed, Deed.PLANNED, planned(deed.next, rules, now), now)
        case HandOver():
            changes = {"owner": deed.to, "is_unreached": False}
            return _after(state, deed, Deed.HANDED_OVER, changes, now, reason=deed.reason, about=deed.to)
        case AddEvidence():
            return _added(deed, state, now)
        case WithdrawEvidence():
            return _withdrawn(deed, state, now)
        case PauseAgreement():
            again = NextDate(at=deed.until, what=LOOK_AGAIN) if deed.until else None
            changes = _resting(Stage.PAUSED, state, deed.reason) | planned(again, rules, now)
            return _after(state, deed, Deed.PAUSED, changes, now, reason=deed.reason)
        case ResumeAgreement():
            changes = {"stage": state.before or PATH[0], "before": None, "because": ""}
            changes |= planned(deed.next, rules, now)
            return _after(state, deed, Deed.RESUMED, changes, now, reason=deed.reason)
        case EndAgreement():
            changes = _resting(Stage.ENDED, state, deed.reason) | planned(None, rules, now)
            return _after(state, deed, Deed.ENDED, changes, now, reason=deed.reason)


def planned(following: NextDate | None, rules: CooperationRules, now: datetime) -> Changes:
    """Another next date: reminders begin anew, without those whose day has passed."""
    passed = (
        tuple(day for day in rules.remind_days_before if rules.reminded_at(following.at, day) <= now)
        if following
        else ()
    )
    return {"next": following, "reminded_days": passed, "is_overdue": False}


def _moved(
    deed: MoveAgreement, state: AgreementState, rules: CooperationRules, now: datetime
) -> AgreementState:
    is_signed = PATH.index(deed.to) >= PATH.index(Stage.SIGNATURE)
    changes = {
        "stage": deed.to,
        "signed": (deed.signed or state.signed) if is_signed else None,
        "signed_at": (state.signed_at or now) if is_signed else None,
        "evidenced_at": now if deed.to is Stage.EVIDENCED else None,
        "value_cents": state.value_cents if deed.value_cents is None else deed.value_cents,
        **planned(deed.next, rules, now),
    }
    return _after(state, deed, Deed.MOVED, changes, now, reason=deed.reason)


def _added(deed: AddEvidence, state: AgreementState, now: datetime) -> AgreementState:
    dated = deed.evidence.model_copy(update={"received_at": deed.evidence.received_at or now})
    changes = {"evidence": (*state.evidence, dated)}
    return _after(state, deed, Deed.EVIDENCE_ADDED, changes, now, about=dated.id)


def _withdrawn(deed: WithdrawEvidence, state: AgreementState, now: datetime) -> AgreementState:
    """It stays in the list with the reason; an agreement that nothing proves is only claimed."""
    gone = {"withdrawn_at": now, "withdrawn_because": deed.reason}
    evidence = tuple(
        one.model_copy(update=gone) if one.id == deed.evidence else one for one in state.evidence
    )
    changes: Changes = {"evidence": evidence}
    if state.stage is Stage.EVIDENCED and not any(one.counts for one in evidence):
        changes |= {"stage": Stage.SIGNATURE, "evidenced_at": None}
    return _after(state, deed, Deed.EVIDENCE_WITHDRAWN, changes, now, reason=deed.reason, about=deed.evidence)


def _resting(stage: Stage, state: AgreementState, reason: str) -> Changes:
    before = state.before if state.stage is Stage.PAUSED else state.stage
    return {"stage": stage, "before": before, "because": reason}


def _after(
    state: AgreementState,
    deed: AgreementDeed,
    kind: Deed,
    changes: Changes,
    now: datetime,
    *,
    reason: str = "",
    about: str = "",
) -> AgreementState:
    changed = state.model_copy(update=changes)
    step = Step(
        at=now,
        author=deed.author,
        deed=kind,
        stage=changed.stage,
        reason=reason,
        note=deed.note,
        about=about,
    )
    return changed.model_copy(update={"steps": (*changed.steps, step), "asked_at": None})
