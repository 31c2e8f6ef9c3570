"""Why something cannot be done with an exchange now, in the user's words; None where it can."""

from datetime import date, datetime

from delegation.exchange import (
    SIGNED_BY,
    AcceptExchange,
    ApproveReport,
    Arrange,
    CheckReport,
    ExchangeStep,
    HandInReport,
    Propose,
    SendBack,
    Sign,
    Stay,
    StayItem,
    Validate,
    WithdrawExchange,
)
from delegation.exchange_rules import ExchangeRules
from delegation.exchange_state import ENDS, ExchangeStart, ExchangeState
from delegation.exchanging.lump_sums import lump_sum
from delegation.zoned import demand_existing

STAND = {
    ExchangeStep.PROPOSED: "is not validated yet",
    ExchangeStep.VALIDATED: "waits until visitor and host accept it",
    ExchangeStep.AGREED: "waits for signatures",
    ExchangeStep.SIGNED: "is signed, and its stay is not over",
    ExchangeStep.STAYED: "waits for the report",
    ExchangeStep.REPORTED: "waits until its report is checked",
    ExchangeStep.CHECKED: "waits for approval",
    ExchangeStep.APPROVED: "is approved and waits for payment",
    ExchangeStep.ORDERED: "is being paid",
    ExchangeStep.PAID: "is paid",
    ExchangeStep.REFUSED: "was refused by its partnership",
    ExchangeStep.LAPSED: "has lapsed",
    ExchangeStep.WITHDRAWN: "was withdrawn",
    ExchangeStep.CALLED_OFF: "was called off with the programme",
}
"""How it stands, as the end of a sentence."""


def why_not_stay(stay: Stay, rules: ExchangeRules, now: datetime) -> str | None:
    """Whether a stay keeps the rules of the programme."""
    if stay.starts_at <= now:
        return f"The stay starts on {stay.starts}, which is not ahead; propose a later one."
    if not rules.shortest_days <= stay.days <= rules.longest_days:
        return f"The stay lasts {stay.days} days; it must last {rules.shortest_days} to {rules.longest_days}."
    if stay.ends_at > rules.ends_at:
        return f"The stay ends on {stay.ends}, after the programme, which ends on {rules.ends:%Y-%m-%d}."
    if not lump_sum(stay.days, stay.km, rules):
        return f"The table has no lump sum for {stay.days} days at {stay.km} km; ask the organiser."
    return why_not_items(stay.items, stay)


def why_not_items(items: tuple[StayItem, ...], stay: Stay) -> str | None:
    """Whether a small itinerary lies within its stay, each point once and at times that exist."""
    for item in items:
        if [one.id for one in items].count(item.id) > 1:
            return f"The point {item.id!r} stands twice in the itinerary; give one another id."
        if item.starts.date() < stay.starts or item.ends.date() > stay.ends:
            return f"{item.title!r} is not within the stay, {stay.starts} to {stay.ends}."
        for said, moment in (("start", item.starts), ("end", item.ends)):
            try:
                demand_existing(moment, stay.zone, f"The {said} of {item.title!r}")
            except ValueError as error:
                return str(error)
    return None


def why_not_propose(
    propose: Propose, state: ExchangeState, start: ExchangeStart, now: datetime
) -> str | None:
    if state.by is not None:
        same = (state.by, state.stay, state.themes) == (propose.by, propose.stay, propose.themes)
        return None if same else f"Exchange {start.exchange} was proposed before, otherwise than this."
    return why_not_stay(propose.stay, start.rules, now)


def why_not_validate(validate: Validate, state: ExchangeState) -> str | None:
    if state.validated_at is not None and validate.is_valid and state.ending is None:
        return None
    if not validate.is_valid and not validate.reason:
        return "Say why it is refused, in one sentence; visitor and host are told."
    return _must_be(state, ExchangeStep.PROPOSED)


def why_not_accept(accept: AcceptExchange, state: ExchangeState) -> str | None:
    if accept.side in state.accepted and state.ending is None:
        return None
    return _must_be(state, ExchangeStep.VALIDATED)


def why_not_sign(sign: Sign, state: ExchangeState) -> str | None:
    if sign.party not in SIGNED_BY[sign.paper]:
        parties = ", ".join(SIGNED_BY[sign.paper])
        return f"The {sign.paper} is not signed by the {sign.party}; it is signed by {parties}."
    known = any(
        (one.paper, one.party, one.document.sha256) == (sign.paper, sign.party, sign.document.sha256)
        for one in state.signatures
    )
    return None if known and state.ending is None else _must_be(state, ExchangeStep.AGREED)


def why_not_arrange(arrange: Arrange, state: ExchangeState, now: datetime) -> str | None:
    before = (ExchangeStep.PROPOSED, ExchangeStep.VALIDATED, ExchangeStep.AGREED, ExchangeStep.SIGNED)
    refusal = _must_be(state, *before)
    if refusal is not None or state.stay is None:
        return refusal
    if now >= state.stay.ends_at:
        return f"The stay ended on {state.stay.ends}; its itinerary cannot change any more."
    return why_not_items(arrange.items, state.stay)


def why_not_report(report: HandInReport, state: ExchangeState) -> str | None:
    if not report.evidence:
        return "Hand in evidence with the report: tickets, photographs, minutes, or a list of who met."
    if state.step is ExchangeStep.REPORTED and state.report == report.report:
        return None
    return _must_be(state, ExchangeStep.STAYED, ExchangeStep.REPORTED)


def why_not_check(check: CheckReport, state: ExchangeState, start: ExchangeStart) -> str | None:
    if state.checked is not None and state.ending is None:
        same = (check.days, check.km) == (state.checked.days, state.checked.km)
        return None if same else f"It was checked before, with {state.checked.days} days; send it back first."
    refusal = _must_be(state, ExchangeStep.REPORTED)
    if refusal is not None or state.stay is None:
        return refusal
    if check.days > state.stay.days:
        return f"The agreement is about {state.stay.days} days; {check.days} cannot be paid."
    if check.days < start.rules.shortest_days or not lump_sum(check.days, check.km, start.rules):
        return f"For {check.days} days nothing is paid; send the report back, or have the exchange withdrawn."
    return None


def why_not_send_back(send: SendBack, state: ExchangeState) -> str | None:
    del send
    return _must_be(state, ExchangeStep.REPORTED, ExchangeStep.CHECKED)


def why_not_approve(approve: ApproveReport, state: ExchangeState) -> str | None:
    if state.approved_at is not None and state.ending is None:
        return None
    refusal = _must_be(state, ExchangeStep.CHECKED)
    if refusal is not None or state.checked is None:
        return refusal
    if approve.author.casefold() == state.checked.author.casefold():
        return f"{state.checked.author} checked the report; somebody else must approve it."
    return None


def why_not_withdraw_exchange(withdraw: WithdrawExchange, state: ExchangeState) -> str | None:
    """At any point; to have withdrawn before is no error."""
    del withdraw
    if state.by is None:
        return "It was never proposed."
    if state.ending is not None and state.ending.step is not ExchangeStep.WITHDRAWN:
        return f"The exchange {STAND[state.ending.step]}; there is nothing to withdraw."
    return None


def _must_be(state: ExchangeState, *steps: ExchangeStep) -> str | None:
    if state.by is None:
        return "It was never proposed."
    if state.ending is not None:
        return f"The exchange {STAND[state.ending.step]}."
    return None if state.step in steps else f"The exchange {STAND[state.step]}."


def is_over(state: ExchangeState) -> bool:
    return state.step in ENDS


def overlap(starts: date, ends: date, other_starts: date, other_ends: date) -> bool:
    """Whether two stays share a day; both ends count."""
    return starts <= other_ends and other_starts <= ends
