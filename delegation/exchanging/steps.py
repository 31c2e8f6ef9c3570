"""The steps of an exchange: what was said or came to pass, and how it stands then.

Each function takes what its rule in `refusals` let pass. `number` rises whenever something changed, and with
it the programme is told.
"""

from datetime import datetime, timedelta

from delegation.exchange import (
    SIGNED_BY,
    AcceptExchange,
    ApproveReport,
    Arrange,
    Checked,
    CheckReport,
    Ending,
    ExchangeStep,
    HandInReport,
    Paper,
    Party,
    Propose,
    Proposer,
    SendBack,
    Side,
    Sign,
    Signature,
    Undoing,
    Undone,
    Validate,
    WithdrawExchange,
)
from delegation.exchange_state import ExchangeStart, ExchangeState
from delegation.exchanging.dates import DateKind, next_date
from delegation.exchanging.lump_sums import lump_sum
from delegation.exchanging.undoing import to_undo


def proposed(state: ExchangeState, propose: Propose, now: datetime) -> ExchangeState:
    """Whoever brings it forward as visitor or host has accepted it by that."""
    if state.by is not None:
        return state
    own = {Side(propose.by.value): now} if propose.by is not Proposer.ORGANISER else {}
    given = {"by": propose.by, "stay": propose.stay, "themes": propose.themes}
    return _at(state, ExchangeStep.PROPOSED, now, **given, proposed_at=now, accepted=own)


def validated(state: ExchangeState, validate: Validate, now: datetime) -> ExchangeState:
    if state.step is not ExchangeStep.PROPOSED:
        return state
    if validate.is_valid:
        return _agreed_if_both(_at(state, ExchangeStep.VALIDATED, now, validated_at=now), now)
    return ended(state, ExchangeStep.REFUSED, now, by="partnership", reason=validate.reason)


def accepted(state: ExchangeState, accept: AcceptExchange, now: datetime) -> ExchangeState:
    if accept.side in state.accepted:
        return state
    both = {**state.accepted, accept.side: now}
    return _agreed_if_both(_changed(state, accepted={side: both[side] for side in Side if side in both}), now)


def _agreed_if_both(state: ExchangeState, now: datetime) -> ExchangeState:
    if len(state.accepted) < len(Side):
        return state
    return _at(state, ExchangeStep.AGREED, now, agreed_at=now)


def signed(state: ExchangeState, sign: Sign, now: datetime) -> ExchangeState:
    """The same confirmation again changes nothing; another one by the same party replaces it."""
    known = signature(state, sign)
    if known is not None and known.document.sha256 == sign.document.sha256:
        return state
    new = Signature(paper=sign.paper, party=sign.party, document=sign.document, came_at=now)
    others = tuple(one for one in state.signatures if (one.paper, one.party) != (sign.paper, sign.party))
    state = _changed(state, signatures=(*others, new))
    return state if unsigned(state) else _at(state, ExchangeStep.SIGNED, now, signed_at=now)


def signature(state: ExchangeState, sign: Sign) -> Signature | None:
    """Of the same party under the same paper."""
    same = (one for one in state.signatures if (one.paper, one.party) == (sign.paper, sign.party))
    return next(same, None)


def unsigned(state: ExchangeState) -> tuple[tuple[Paper, Party], ...]:
    """Which signatures are missing, by paper and party, in the order of the papers."""
    there = {(one.paper, one.party) for one in state.signatures}
    wanted = [(paper, party) for paper, parties in SIGNED_BY.items() for party in parties]
    return tuple(one for one in wanted if one not in there)


def arranged(state: ExchangeState, arrange: Arrange) -> ExchangeState:
    if state.stay is None:
        return state
    place = arrange.place or state.stay.place
    stay = state.stay.model_copy(update={"items": arrange.items, "place": place})
    return state if stay == state.stay else _changed(state, stay=stay)


def reported(state: ExchangeState, report: HandInReport, now: datetime) -> ExchangeState:
    if (state.report, state.evidence) == (report.report, report.evidence) and _is_reported(state):
        return state
    handed_in = {
        "report": report.report,
        "evidence": report.evidence,
        "reported_at": now,
        "sent_back_for": "",
    }
    return _at(state, ExchangeStep.REPORTED, now, **handed_in)


def _is_reported(state: ExchangeState) -> bool:
    return state.step in (ExchangeStep.REPORTED, ExchangeStep.CHECKED, ExchangeStep.APPROVED)


def checked(state: ExchangeState, check: CheckReport, now: datetime) -> ExchangeState:
    if state.step is not ExchangeStep.REPORTED:
        return state
    found = Checked(author=check.author, days=check.days, km=check.km, at=now)
    return _at(state, ExchangeStep.CHECKED, now, checked=found)


def sent_back(state: ExchangeState, send: SendBack, start: ExchangeStart, now: datetime) -> ExchangeState:
    """The report is due again, within as many days as after the stay."""
    due = now + timedelta(days=start.rules.report_within_days)
    again = {"report_due": due, "checked": None, "rounds": state.rounds + 1}
    return _at(state, ExchangeStep.STAYED, now, **again, sent_back_for=send.reason)


def approved(
    state: ExchangeState, approve: ApproveReport, start: ExchangeStart, now: datetime
) -> ExchangeState:
    """What is paid goes by the days and the distance that were checked."""
    if state.checked is None or state.step is not ExchangeStep.CHECKED:
        return state
    cents = lump_sum(state.checked.days, state.checked.km, start.rules)
    given = {"approved_at": now, "approved_by": approve.author, "cents": cents}
    return _at(state, ExchangeStep.APPROVED, now, **given)


def ordered(state: ExchangeState, run: int, now: datetime) -> ExchangeState:
    """It stands in the file of a run. Hearing so again, or of another run, changes nothing."""
    if state.run or state.approved_at is None:
        return state
    if state.ending is not None:
        return _changed(state, run=run, ordered_at=now)
    return _at(state, ExchangeStep.ORDERED, now, run=run, ordered_at=now)


def paid(state: ExchangeState, run: int, now: datetime) -> ExchangeState:
    if state.run != run or state.paid_at is not None:
        return state
    if state.ending is not None:
        return _changed(state, paid_at=now)
    return _at(state, ExchangeStep.PAID, now, paid_at=now)


# --- dates ------------------------------------------------------------------------------------------


def date_passed(state: ExchangeState, start: ExchangeStart, now: datetime) -> ExchangeState:
    """The next date of its step has come: it lapses, is late, or the stay is over; a reminder counts only."""
    date = next_date(state, start)
    if date is None or date.at > now:
        return state
    counted = state.model_copy(update={"reminded": state.reminded + 1})
    match date.kind:
        case DateKind.LAPSE:
            return ended(state, ExchangeStep.LAPSED, now, by=",".join(silent(state)))
        case DateKind.STAY_OVER:
            due = date.at + timedelta(days=start.rules.report_within_days)
            return _at(state, ExchangeStep.STAYED, now, report_due=due)
        case DateKind.LATE:
            return _changed(counted, is_late=True)
        case DateKind.REMINDER:
            return counted


def silent(state: ExchangeState) -> tuple[str, ...]:
    """Who has not done what this step waits for."""
    match state.step:
        case ExchangeStep.PROPOSED:
            return ("partnership",)
        case ExchangeStep.VALIDATED:
            return tuple(side.value for side in Side if side not in state.accepted)
        case ExchangeStep.AGREED:
            return tuple(dict.fromkeys(str(party) for _, party in unsigned(state)))
        case _:
            return ()


# --- the end ----------------------------------------------------------------------------------------


def withdrawn(state: ExchangeState, withdraw: WithdrawExchange, now: datetime) -> ExchangeState:
    return ended(state, ExchangeStep.WITHDRAWN, now, by=withdraw.by.value, reason=withdraw.reason)


def ended(
    state: ExchangeState, step: ExchangeStep, now: datetime, *, by: str = "", reason: str = ""
) -> ExchangeState:
    """It comes to an early end; the first word counts. The step follows once everything is undone."""
    if state.ending is not None:
        return state
    ending = Ending(step=step, at=now, by=by, reason=reason, from_step=state.step)
    return _changed(state, ending=ending)


def undone(state: ExchangeState, what: Undoing, now: datetime) -> ExchangeState:
    """One thing was undone."""
    so_far = (*state.undone, Undone(what=what, at=now))
    return _changed(state, undone=so_far, signatures=_voided(state, what, now))


def closed(state: ExchangeState, now: datetime) -> ExchangeState:
    """At its end, if nothing is left to undo."""
    if state.ending is None or to_undo(state) or state.step is state.ending.step:
        return state
    return _at(state, state.ending.step, now)


def _voided(state: ExchangeState, what: Undoing, now: datetime) -> tuple[Signature, ...]:
    paper = {Undoing.AGREEMENT_VOIDED: Paper.AGREEMENT, Undoing.COMMITMENT_VOIDED: Paper.COMMITMENT}.get(what)
    return tuple(
        one.model_copy(update={"voided_at": now}) if one.paper is paper else one for one in state.signatures
    )


# --- small ------------------------------------------------------------------------------------------


def _at(state: ExchangeState, step: ExchangeStep, now: datetime, **changes: object) -> ExchangeState:
    return _changed(state, step=step, entered_at=now, reminded=0, is_late=False, **changes)


def _changed(state: ExchangeState, **changes: object) -> ExchangeState:
    return state.model_copy(update={**changes, "number": state.number + 1})
