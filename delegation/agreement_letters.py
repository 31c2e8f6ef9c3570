"""Letters to the owners of agreements: what they show, and the facts for them."""

from collections.abc import Mapping
from datetime import datetime

from delegation.agreement import AgreementState, Prompt
from delegation.cooperation_rules import CooperationRules
from delegation.fact_wanted import FactWanted, perhaps, text
from delegation.letter import FactValue, Letter, LetterName
from delegation.moments import told_moment

PARTIES = text("the parties: `NanoRhone – MIT`")
STAGE = text("the stage: `negotiation`")
WHAT = text("what is to be done next, as its owner wrote it")
DUE = text("by when")

AGREEMENT_FACTS: Mapping[LetterName, Mapping[str, FactWanted]] = {
    LetterName.AGREEMENT_REMINDER: {"parties": PARTIES, "stage": STAGE, "what": WHAT, "due": DUE},
    LetterName.AGREEMENT_OVERDUE: {"parties": PARTIES, "stage": STAGE, "what": WHAT, "due": DUE},
    LetterName.AGREEMENT_QUIET: {
        "parties": PARTIES,
        "stage": STAGE,
        "last_news": text("when there were news the last time"),
    },
    LetterName.AGREEMENT_HANDED_OVER: {
        "parties": PARTIES,
        "stage": STAGE,
        "reason": perhaps(text("why it was handed over")),
        "what": perhaps(WHAT),
        "due": perhaps(DUE),
    },
    LetterName.AGREEMENT_REPORT: {
        "since": text("from when on"),
        "until": text("until when"),
        "evidenced": text("agreements with evidence, to date: `7`"),
        "claimed": text("signed agreements without evidence: `2`"),
        "first_contacts": text("first contacts since the report before: `11`"),
    },
}

LETTER_OF = {
    Prompt.REMINDER: LetterName.AGREEMENT_REMINDER,
    Prompt.OVERDUE: LetterName.AGREEMENT_OVERDUE,
    Prompt.QUIET: LetterName.AGREEMENT_QUIET,
}


def prompt_letter(prompt: Prompt, state: AgreementState, rules: CooperationRules, place: str) -> Letter:
    """To the owner, once the state counts it; `place`: whose clock dates are told on."""
    facts = _who(state)
    if prompt is Prompt.QUIET or state.next is None:
        facts["last_news"] = told_moment(state.last_news_at, rules.zone, place)
    else:
        facts |= {"what": state.next.what, "due": told_moment(state.next.at, rules.zone, place)}
    return _letter(LETTER_OF[prompt], state, facts)


def handed_over_letter(state: AgreementState, rules: CooperationRules, place: str) -> Letter:
    """To the new owner: how far it has come, and what comes next."""
    facts = {**_who(state), "reason": state.steps[-1].reason}
    if state.next is not None:
        facts |= {"what": state.next.what, "due": told_moment(state.next.at, rules.zone, place)}
    return _letter(LetterName.AGREEMENT_HANDED_OVER, state, facts)


def report_letter(
    recipient: str,
    number: int,
    since: datetime,
    until: datetime,
    told: Mapping[str, str],
    clock: tuple[str, str],
) -> Letter:
    """`told`: its figures; `clock`: zone and place of the dates. The caller attaches the report."""
    period = {"since": told_moment(since, *clock), "until": told_moment(until, *clock)}
    facts: dict[str, FactValue] = {**period, **told}
    return Letter(name=LetterName.AGREEMENT_REPORT, recipient=recipient, sequence=number, facts=facts)


def _who(state: AgreementState) -> dict[str, FactValue]:
    return {"parties": state.title, "stage": state.stage.value}


def _letter(name: LetterName, state: AgreementState, facts: Mapping[str, FactValue]) -> Letter:
    return Letter(
        name=name, recipient=state.owner, sequence=state.letters, facts=dict(facts), agreement=state.id
    )
