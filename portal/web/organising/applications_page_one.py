"""One application for the organiser: everything that was handed in, and everything that was said about it."""

from collections.abc import Sequence
from datetime import datetime

from delegation.application import Application, ApplicationStatus, Applied, Value, words_of
from delegation.audit_entry import AuditEntry
from delegation.command_rules import panel_of
from delegation.cut_offs import cut_off_named
from delegation.evaluation import Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.journey import JourneyView, Withdrawal
from delegation.journey_rules import why_not_withdraw
from delegation.person import Person
from delegation.selecting.eligibility import check_eligibility
from delegation.selecting.scoring import in_points, rounded, total_of
from delegation.status import RosterEntry
from delegation.zoned import instant
from portal.show import moment, points, word
from portal.web.organising.applications_page_list import kind_of

ERASED = "Erased."


class Answer(Fact):
    """One field of the form and what it says."""

    id: str
    label: str
    lines: tuple[str, ...] = ()
    is_file: bool = False


class RuleFound(Fact):
    """One rule of eligibility: what it asks, and what was found."""

    id: str
    text: str
    reason: str
    is_met: bool
    is_fixable: bool = False
    set_aside: str = ""
    """By whom and why it does not count; empty if it does."""
    can_set_aside: bool = False


class SheetShown(Fact):
    evaluator: str
    total: str
    marks: tuple[tuple[str, str], ...]
    comment: str = ""


class Typed(Fact):
    """What was typed into a form of the page that could not be done, and why not."""

    part: str = ""
    """Which form: the id of a rule, `withdraw`, or empty."""
    reason: str = ""
    problem: str = ""


class ApplicationPage(Fact):
    slug: str
    id: str
    organisation: str
    country: str
    person: tuple[tuple[str, str], ...]
    status: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    rules: tuple[RuleFound, ...] = ()
    sheets: tuple[SheetShown, ...] = ()
    decisions: tuple[tuple[str, str, str], ...] = ()
    """When, what and by whom."""
    can_withdraw: bool = False
    is_delegate: bool = False
    workflow: str = ""
    """The page of the journey in the Temporal UI; empty where it is not known."""
    typed: Typed = Typed()

    @property
    def unmet(self) -> int:
        return sum(not one.is_met and not one.set_aside for one in self.rules)


class Known(Fact):
    """All that is known of an application, as it was asked for."""

    journey: JourneyView
    person: Person | None
    """None once it was erased."""
    entry: RosterEntry | None = None
    application: Application | None = None
    sheets: tuple[Scoresheet, ...] = ()
    audit: tuple[AuditEntry, ...] = ()


def application_page(
    file: DelegationFile, known: Known, *, typed: Typed | None = None, workflow: str = ""
) -> ApplicationPage:
    state, entry, id_ = known.journey.state, known.entry, known.journey.participant
    status = entry.status if entry else state.status.value
    return ApplicationPage(
        slug=file.slug,
        id=id_,
        organisation=_organisation(known),
        country=state.facts.country if state.facts else "",
        person=_person(known.person),
        status=word(status),
        kind=kind_of(status),
        facts=_facts(known, file.organiser.zone),
        reasons=entry.reasons if entry else (),
        answers=_answers(file, known.application),
        rules=_rules(file, known),
        sheets=_sheets(file.evaluation, known.sheets),
        decisions=_decisions(known.audit, id_, file.organiser.zone),
        can_withdraw=not known.journey.is_over and why_not_withdraw(Withdrawal(), state) is None,
        is_delegate=status == "delegate",
        workflow=workflow,
        typed=typed or Typed(),
    )


def _organisation(known: Known) -> str:
    if known.person is not None and known.person.organisation:
        return known.person.organisation
    return known.entry.organisation if known.entry else ""


def _person(person: Person | None) -> tuple[tuple[str, str], ...]:
    if person is None:
        return (("Person", ERASED),)
    named = (
        ("Name", person.name),
        ("Position", person.position),
        ("Mail", person.email),
        ("Language", person.language),
        ("Zone", person.zone),
    )
    return tuple((name, value) for name, value in named if value)


def _facts(known: Known, zone: str) -> tuple[tuple[str, str], ...]:
    state, entry = known.journey.state, known.entry
    together = known.application.together_with if known.application else None
    named = (
        ("Received", _at(state.received_at, zone)),
        ("Receipt code", state.receipt),
        ("Handed in", f"{state.revision} times" if state.revision > 1 else ""),
        ("Cut-off", _cut_off(entry)),
        ("Together with", together or ""),
        ("Asked to mend until", _at(state.fix_until, zone)),
        ("Points", points(entry.score) if entry else ""),
        ("Reserve rank", str(entry.rank) if entry and entry.rank else ""),
        ("Offer kept until", _at(state.offer.confirm_by, zone) if state.offer else ""),
        ("Answer", f"{state.outcome} {_at(state.answered_at, zone)}".strip() if state.outcome else ""),
        ("Papers handed in", ", ".join(state.provided)),
        ("Address", "refused by their mail server" if state.address_refused else ""),
    )
    return tuple((name, value) for name, value in named if value)


def _cut_off(entry: RosterEntry | None) -> str:
    if entry is None or not entry.cut_off:
        return ""
    return f"{entry.cut_off}, late: at the applicant's own cost" if entry.own_cost else entry.cut_off


def _answers(file: DelegationFile, application: Application | None) -> tuple[Answer, ...]:
    """In the order of the form; fields nobody answered are left out."""
    if application is None:
        return ()
    fields = [one for one in file.call.fields if one.stage is Stage.APPLY]
    return tuple(
        _answer(field, application.answers[field.id]) for field in fields if field.id in application.answers
    )


def _answer(field: FormField, value: Value) -> Answer:
    is_file = field.type is FieldType.FILE
    return Answer(id=field.id, label=field.label, lines=field.titled(words_of(value)), is_file=is_file)


def _rules(file: DelegationFile, known: Known) -> tuple[RuleFound, ...]:
    """Every published rule held against what was handed in, as the delegation does it."""
    state = known.journey.state
    if state.facts is None or state.received_at is None:
        return ()
    cut_off = cut_off_named(file, known.entry.cut_off if known.entry else "") or file.call.cut_offs[0]
    applied = Applied(
        participant=known.journey.participant,
        facts=state.facts,
        received_at=state.received_at,
        cut_off=cut_off.id,
    )
    late_until = cut_off.late_until if known.entry is not None and known.entry.own_cost else None
    limit = instant(late_until, file.call.zone) if late_until else file.call.closes_at(cut_off)
    report = check_eligibility(applied, limit, file.eligibility)
    may = _may_be_set_aside(applied, file, known)
    aside = {rule.id: _set_aside(rule.id, known) for rule in file.eligibility.rules}
    return tuple(
        RuleFound(
            id=one.criterion,
            text=one.text,
            reason=one.reason,
            is_met=one.met,
            is_fixable=one.fixable,
            set_aside=aside[one.criterion],
            can_set_aside=may and not one.met and not aside[one.criterion],
        )
        for one in report.findings
    )


def _may_be_set_aside(applied: Applied, file: DelegationFile, known: Known) -> bool:
    """Until the panel meets, or until registration closes; who withdrew is out of it."""
    if known.journey.state.status is ApplicationStatus.WITHDRAWN or known.entry is None:
        return False
    if file.evaluation is None:
        return known.journey.now <= file.call.last_closes_at
    return known.journey.now <= panel_of(applied, file)


def _set_aside(rule: str, known: Known) -> str:
    what = f"the rule {rule} set aside for {known.journey.participant}"
    return next((f"by {one.who}: {one.why}" for one in known.audit if one.what == what), "")


def _sheets(rules: Evaluation | None, sheets: Sequence[Scoresheet]) -> tuple[SheetShown, ...]:
    if rules is None:
        return ()
    names = {one.id: one.text for one in rules.criteria}
    return tuple(
        SheetShown(
            evaluator=one.evaluator,
            total=in_points(rounded(total_of(one, rules) * 100)),
            marks=tuple((names.get(mark.criterion, mark.criterion), str(mark.mark)) for mark in one.marks),
            comment=one.comment,
        )
        for one in sorted(sheets, key=lambda sheet: sheet.evaluator)
    )


def _decisions(audit: Sequence[AuditEntry], id_: str, zone: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (_at(one.at, zone), one.what + (f" – {one.why}" if one.why else ""), one.who)
        for one in audit
        if id_ in one.about
    )


def _at(at: datetime | None, zone: str) -> str:
    return moment(at, zone) if at else ""
