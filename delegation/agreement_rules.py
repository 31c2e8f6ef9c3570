"""What may be done with an agreement at which stage; every refusal is a sentence."""

from datetime import datetime

from delegation.agreement import PATH, AgreementState, NextDate, Party, Signed, Stage
from delegation.agreement_deeds import (
    AddEvidence,
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
from delegation.zoned import zone_named

RESTING = (Stage.PAUSED, Stage.ENDED)
LAST = PATH[-1]


def why_not_open(
    opening: OpenAgreement, state: AgreementState | None, zone: str, now: datetime
) -> str | None:
    """It is opened once, by two organisations or more, and its first contact lies behind."""
    if state is not None:
        return f"The agreement {state.id!r} was opened before, with {state.title}; give this one another id."
    today = now.astimezone(zone_named(zone)).date()
    if opening.first_contact_on is not None and opening.first_contact_on > today:
        return f"The first contact, {opening.first_contact_on:%d %B %Y}, lies ahead; open it on that day."
    return why_not_parties(opening.parties) or _why_not_date(opening.next, now)


def why_not_parties(parties: tuple[Party, ...]) -> str | None:
    names = [one.organisation.casefold() for one in parties]
    if len(names) < 2:
        return "An agreement is between two organisations or more; name the other one."
    twice = sorted({one.organisation for one in parties if names.count(one.organisation.casefold()) > 1})
    return f"{twice[0]} is named twice; name each party once." if twice else None


def why_not(  # noqa: PLR0911 - a line per deed
    deed: AnyDeed, state: AgreementState | None, zone: str, now: datetime
) -> str | None:
    """Why this cannot be done now; None if it can."""
    if state is None:
        return "This agreement was not opened yet; open it first."
    match deed:
        case MoveAgreement():
            return _why_not_move(deed, state, zone, now)
        case NoteOnAgreement():
            return None if deed.text or deed.note else "Say what the news are; an empty note helps nobody."
        case PlanNext():
            return _why_not_plan(deed, state, now)
        case HandOver():
            return f"{deed.to} looks after it already." if deed.to == state.owner else None
        case AddEvidence():
            return _why_not_add(deed, state, now)
        case WithdrawEvidence():
            return _why_not_withdraw(deed, state)
        case PauseAgreement():
            return _why_not_pause(deed, state, now)
        case ResumeAgreement():
            return _why_not_resume(deed, state, now)
        case EndAgreement():
            return _why_not_end(deed, state)


def _why_not_move(deed: MoveAgreement, state: AgreementState, zone: str, now: datetime) -> str | None:
    if deed.to in RESTING:
        return f"It is {deed.to} by a step of its own, with a reason: agreements {_verb(deed.to)}."
    if state.stage in RESTING:
        return f"It is {state.stage}; resume it first, then move it."
    if deed.to is Stage.EVIDENCED and not state.live_evidence:
        return "Nothing proves it yet; add a document or a link as evidence first."
    return _why_not_step(deed, state) or _why_not_reached(deed, state, zone, now)


def _why_not_step(deed: MoveAgreement, state: AgreementState) -> str | None:
    """One stage after the other; another way needs a reason."""
    was, to = PATH.index(state.stage), PATH.index(deed.to)
    if was == to:
        return f"It is at {state.stage} already."
    if abs(to - was) > 1 and to > was and not deed.reason:
        skipped = " and ".join(PATH[was + 1 : to])
        return f"That skips {skipped}; say why with a reason, or take one stage after the other."
    if to < was and not deed.reason:
        return f"That goes back from {state.stage} to {deed.to}; say why with a reason."
    return None


def _why_not_reached(deed: MoveAgreement, state: AgreementState, zone: str, now: datetime) -> str | None:
    signed = PATH.index(deed.to) >= PATH.index(Stage.SIGNATURE)
    return (_why_not_signed(deed, state, zone, now) if signed else None) or _why_not_date(deed.next, now)


def _why_not_signed(deed: MoveAgreement, state: AgreementState, zone: str, now: datetime) -> str | None:
    """Every party signed, on a day between the first contact and today."""
    signed: Signed | None = deed.signed or state.signed
    if signed is None:
        return "A signature needs the day it was signed on and who signed for each party."
    if signed.on > now.astimezone(zone_named(zone)).date():
        return f"It cannot have been signed on {signed.on:%d %B %Y}, which lies ahead."
    if signed.on < state.first_contact_on:
        return f"It cannot have been signed before the first contact on {state.first_contact_on:%d %B %Y}."
    who = {one.organisation.casefold() for one in signed.signatories}
    unsigned = [one.organisation for one in state.parties if one.organisation.casefold() not in who]
    if unsigned:
        return f"Nobody is named who signed for {' and '.join(unsigned)}."
    return _why_not_signatories(signed, state)


def _why_not_signatories(signed: Signed, state: AgreementState) -> str | None:
    parties = {one.organisation.casefold() for one in state.parties}
    strange = [one.organisation for one in signed.signatories if one.organisation.casefold() not in parties]
    return f"{' and '.join(strange)} signed and is no party to it; check the name." if strange else None


def _why_not_plan(deed: PlanNext, state: AgreementState, now: datetime) -> str | None:
    if state.stage is Stage.ENDED:
        return "It ended without an agreement; resume it first, then plan."
    return _why_not_date(deed.next, now)


def _why_not_add(deed: AddEvidence, state: AgreementState, now: datetime) -> str | None:
    if any(one.id == deed.evidence.id for one in state.evidence):
        return f"There is evidence {deed.evidence.id!r} already; give this one another id."
    given = deed.evidence
    for one in state.live_evidence:
        same = one.document and given.document and one.document.sha256 == given.document.sha256
        if same or (one.link and one.link == given.link):
            return f"That is evidence {one.id!r} already."
    if given.received_at is not None and given.received_at > now:
        return "It cannot have been received at a time that lies ahead."
    return None


def _why_not_withdraw(deed: WithdrawEvidence, state: AgreementState) -> str | None:
    found = next((one for one in state.evidence if one.id == deed.evidence), None)
    if found is None:
        known = ", ".join(one.id for one in state.live_evidence) or "nothing"
        return f"There is no evidence {deed.evidence!r}; what counts is {known}."
    if not found.counts:
        return f"Evidence {deed.evidence!r} was withdrawn before."
    return None if deed.reason else "Say why it proves nothing, with a reason; the figures change by it."


def _why_not_pause(deed: PauseAgreement, state: AgreementState, now: datetime) -> str | None:
    if state.stage in (*RESTING, Stage.EVIDENCED):
        return f"It is {state.stage}; only what is under way can be paused."
    if not deed.reason:
        return "Say why it is paused, with a reason."
    return "It cannot be paused until a time that has passed." if deed.until and deed.until <= now else None


def _why_not_resume(deed: ResumeAgreement, state: AgreementState, now: datetime) -> str | None:
    if state.stage not in RESTING:
        return f"It is at {state.stage}, neither paused nor ended; there is nothing to resume."
    if state.stage is Stage.ENDED and not deed.reason:
        return "It ended without an agreement; say why it goes on after all, with a reason."
    return _why_not_date(deed.next, now)


def _why_not_end(deed: EndAgreement, state: AgreementState) -> str | None:
    if state.stage is Stage.ENDED:
        return "It ended before."
    if state.stage is Stage.EVIDENCED:
        return "It is evidenced, so there is an agreement; withdraw its evidence first if it proves nothing."
    return None if deed.reason else "Say why it comes to no agreement, with a reason."


def _why_not_date(planned: NextDate | None, now: datetime) -> str | None:
    if planned is not None and planned.at <= now:
        return f"The next date, {planned.at:%d %B %Y %H:%M}, has passed; plan one that lies ahead."
    return None


def _verb(stage: Stage) -> str:
    return "pause" if stage is Stage.PAUSED else "end"
