"""Whom an exchange writes to at which step, and what stands in the letter. Nothing personal."""

from collections.abc import Iterable
from datetime import datetime, time

from delegation.document import DocumentRef
from delegation.exchange import ExchangeStep, Paper, Party, Side
from delegation.exchange_state import ENDS, ExchangeStart, ExchangeState
from delegation.exchanging.dates import due, pay_by
from delegation.exchanging.lump_sums import money
from delegation.exchanging.partnerships import coordinator, signs_for, validator
from delegation.exchanging.steps import unsigned
from delegation.fact import Fact
from delegation.letter import FactValue, LetterName
from delegation.moments import told_moment
from delegation.zoned import instant

ROUND = 20
"""Letters of one name about one exchange are numbered from 0; after a report is sent back from here on."""


class Notice(Fact):
    """One letter to one person: a participant, whose journey sends it, or one of the people."""

    recipient: str
    letter: LetterName
    sequence: int = 0
    facts: dict[str, FactValue]
    attachments: tuple[DocumentRef, ...] = ()


def notices(before: ExchangeState, after: ExchangeState, start: ExchangeStart) -> tuple[Notice, ...]:
    """The letters a step brings with it; none where the step is the same."""
    if before.step is after.step and before.entered_at == after.entered_at:
        return ()
    if before.by is None:
        told = _each(_both(start), LetterName.EXCHANGE_PROPOSED, after, start)
        return (*told, *wanted(after, start))
    return (*_step_told(after, start), *wanted(after, start))


def _step_told(state: ExchangeState, start: ExchangeStart) -> tuple[Notice, ...]:
    """What is said of a step itself, whoever must do something next."""
    visitor = (start.visitor.participant,)
    match state.step:
        case ExchangeStep.SIGNED:
            return _each(_both(start), LetterName.EXCHANGE_CONFIRMED, state, start)
        case ExchangeStep.APPROVED:
            return _each(visitor, LetterName.EXCHANGE_APPROVED, state, start, **_sum(state, start))
        case ExchangeStep.PAID:
            amount = money(state.cents, start.rules.currency)
            return _each(visitor, LetterName.EXCHANGE_PAID, state, start, amount=amount)
        case step if step in ENDS:
            return _each(_involved(start), LetterName.EXCHANGE_ENDED, state, start, **_end(state))
        case _:
            return ()


def wanted(state: ExchangeState, start: ExchangeStart) -> tuple[Notice, ...]:
    """What is asked of whom at this step, for the first time or as a reminder."""
    if state.step is ExchangeStep.AGREED:
        return _to_sign(state, start)
    name = LETTER_THAT_ASKS.get(state.step)
    if name is None:
        return ()
    if name is LetterName.EXCHANGE_REPORT_WANTED:
        return _asked((start.visitor.participant,), name, state, start, reason=state.sent_back_for)
    return _asked(_wanted_of(state, start), name, state, start)


LETTER_THAT_ASKS = {
    ExchangeStep.PROPOSED: LetterName.EXCHANGE_TO_VALIDATE,
    ExchangeStep.VALIDATED: LetterName.EXCHANGE_TO_ACCEPT,
    ExchangeStep.STAYED: LetterName.EXCHANGE_REPORT_WANTED,
    ExchangeStep.REPORTED: LetterName.EXCHANGE_TO_CHECK,
    ExchangeStep.CHECKED: LetterName.EXCHANGE_TO_APPROVE,
}


def _wanted_of(state: ExchangeState, start: ExchangeStart) -> tuple[str, ...]:
    """Who is to do what the step waits for."""
    if state.step is ExchangeStep.VALIDATED:
        return tuple(_taker(side, start) for side in Side if side not in state.accepted)
    return (start.signatory if state.step is ExchangeStep.CHECKED else validator(start),)


def _to_sign(state: ExchangeState, start: ExchangeStart) -> tuple[Notice, ...]:
    """One letter for each person, about all that person has to sign."""
    by_person: dict[str, list[tuple[Paper, Party]]] = {}
    for paper, party in unsigned(state):
        by_person.setdefault(signs_for(party, start), []).append((paper, party))
    told: list[Notice] = []
    for person, papers in by_person.items():
        signs = {paper for paper, _ in papers}
        bodies = {party for _, party in papers} & {Party.VISITOR_BODY, Party.HOST_BODY}
        told += _asked(
            (person,),
            LetterName.EXCHANGE_TO_SIGN,
            state,
            start,
            signs_commitment=_yes(Paper.COMMITMENT in signs),
            signs_agreement=_yes(Paper.AGREEMENT in signs),
            signs_for_organisation=_yes(bool(bodies) and person in _both(start)),
        )
    return tuple(told)


# --- who --------------------------------------------------------------------------------------------


def _both(start: ExchangeStart) -> tuple[str, str]:
    return start.visitor.participant, start.host.participant


def _taker(side: Side, start: ExchangeStart) -> str:
    return (start.visitor if side is Side.VISITOR else start.host).participant


def _involved(start: ExchangeStart) -> tuple[str, ...]:
    """Both, and the coordinators of their partnerships."""
    bodies = (coordinator(one.partnership, start.rules) for one in (start.visitor, start.host))
    return tuple(dict.fromkeys((*_both(start), *(one for one in bodies if one))))


# --- what -------------------------------------------------------------------------------------------


def _asked(
    people: Iterable[str], name: LetterName, state: ExchangeState, start: ExchangeStart, **facts: FactValue
) -> tuple[Notice, ...]:
    """A letter that asks for something until a date; a reminder where one of its dates has passed."""
    by = due(state, start.rules)
    until = _moment(by, start) if by else ""
    return _each(people, name, state, start, due=until, is_reminder=_yes(state.reminded > 0), **facts)


def _each(
    people: Iterable[str], name: LetterName, state: ExchangeState, start: ExchangeStart, **facts: FactValue
) -> tuple[Notice, ...]:
    shown = {**_about(state, start), **facts}
    sequence = state.reminded + ROUND * state.rounds
    return tuple(Notice(recipient=one, letter=name, sequence=sequence, facts=shown) for one in people)


def _about(state: ExchangeState, start: ExchangeStart) -> dict[str, FactValue]:
    """Which exchange it is about: both organisations, and the days of the stay."""
    if state.stay is None:
        return {}
    zone = state.stay.zone
    first, last = (
        instant(datetime.combine(day, time(12)), zone) for day in (state.stay.starts, state.stay.ends)
    )
    return {
        "exchange": start.exchange,
        "visitor": start.visitor.organisation,
        "host": start.host.organisation,
        "starts": told_moment(first, zone),
        "ends": told_moment(last, zone),
        "place": state.stay.place,
    }


def _sum(state: ExchangeState, start: ExchangeStart) -> dict[str, FactValue]:
    by = pay_by(state, start.rules)
    return {
        "amount": money(state.cents, start.rules.currency),
        "pay_by": _moment(by, start) if by else "",
    }


def _end(state: ExchangeState) -> dict[str, FactValue]:
    """How it ended, by whose doing, and what was undone, as words a template knows."""
    ending = state.ending
    return {
        "ended_how": state.step.value,
        "ended_by": ending.by if ending else "",
        "reason": ending.reason if ending else "",
        "undone": tuple(one.what.value for one in state.undone),
    }


def _moment(at: datetime, start: ExchangeStart) -> str:
    return told_moment(at, start.rules.zone, start.place)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""
