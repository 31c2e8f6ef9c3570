"""What is told of a registration: a place, a place on the list, that it is full, or what it lacks."""

from datetime import datetime

from delegation.application import ApplicationStatus, Applied
from delegation.correspondence import next_steps
from delegation.cut_offs import cut_off_named, next_to_close
from delegation.decision_letters import YES, Facts, fix_needed, moment_of, not_eligible_facts
from delegation.eligibility_rules import Test
from delegation.file import DelegationFile
from delegation.letter import LetterName
from delegation.news import Decided, FixAsked
from delegation.registering import Registration, RegistrationOutcome, passed_on_until
from delegation.selecting.eligibility import EligibilityReport, Finding


def told(answer: Registration, applied: Applied, file: DelegationFile, now: datetime) -> Decided:
    """The news of a place, of a place on the reserve list, or that all places are taken."""
    match answer.outcome:
        case RegistrationOutcome.REGISTERED:
            return place_given(LetterName.REGISTERED, applied, file, now)
        case RegistrationOutcome.WAITING:
            letter, facts = LetterName.REGISTRATION_WAITING, _waiting_facts(answer, file, now)
        case RegistrationOutcome.FULL:
            letter, facts = LetterName.REGISTRATION_FULL, _full_facts(answer, file, now)
    return Decided(at=now, status=answer.status, facts=facts, letter=letter, final=is_over(file, now))


def place_given(letter: LetterName, applied: Applied, file: DelegationFile, now: datetime) -> Decided:
    """A place that is confirmed at once: `registered`, or `place-free` for who waited for it."""
    closes_at = _closes_at(applied, file, now)
    changed_until: Facts = {"closes_at": closes_at} if letter is LetterName.REGISTERED else {}
    return Decided(
        at=now,
        status=ApplicationStatus.SELECTED,
        confirmed=True,
        letter=letter,
        facts={**changed_until, "answer_url": ""},
        next_steps=next_steps(file, now),
    )


def fix_asked(report: EligibilityReport, applied: Applied, file: DelegationFile, now: datetime) -> FixAsked:
    """What is missing, and that it may be mended until the call closes."""
    until = _closing(applied, file)
    return FixAsked(at=now, until=until, facts={**fix_needed(report, until, file), "registration": YES})


def not_taken(report: EligibilityReport, file: DelegationFile, now: datetime) -> Decided:
    """Which conditions are not met; one may register anew while the call is open."""
    return Decided(
        at=now,
        status=ApplicationStatus.INELIGIBLE,
        facts={**not_eligible_facts(report, file, now=now), "registration": YES},
        final=is_over(file, now),
    )


def too_late(applied: Applied, file: DelegationFile) -> EligibilityReport:
    """A registration that came after the call has closed, and after all that is allowed for late ones."""
    closed = file.call.last_closes_at
    finding = Finding(
        criterion="on-time",
        text="The registration arrives while registration is open.",
        met=False,
        reason=f"Registration closed on {closed:%-d %b %Y at %H:%M}, before this one arrived.",
        test=Test.ON_TIME,
        received_at=applied.received_at,
        cut_off_at=closed,
    )
    return EligibilityReport(participant=applied.participant, findings=(finding,))


def may_be_mended(report: EligibilityReport, applied: Applied, file: DelegationFile, now: datetime) -> bool:
    """Whether all that is unmet may be mended, and there is time for it."""
    return report.is_fixable and now < _closing(applied, file)


def is_over(file: DelegationFile, now: datetime) -> bool:
    """Whether nobody can register any more."""
    return next_to_close(file, now) is None


def _waiting_facts(answer: Registration, file: DelegationFile, now: datetime) -> Facts:
    until = passed_on_until(file)
    return {
        **_taken(answer, file),
        "position": str(answer.position or 1),
        "until": moment_of(until, file) if until and until > now else "",
        "answer_url": "",
    }


def _full_facts(answer: Registration, file: DelegationFile, now: datetime) -> Facts:
    ahead = next_to_close(file, now)
    return {
        **_taken(answer, file),
        "waiting": str(answer.waiting) if answer.waiting else "",
        "closes_at": moment_of(file.call.closes_at(ahead), file) if ahead else "",
    }


def _taken(answer: Registration, file: DelegationFile) -> Facts:
    rules = file.registration_rules
    group = rules.group(answer.group) if answer.group else None
    places = group.places if group and group.places is not None else rules.places
    return {"group": group.title if group else "", "places": str(places)}


def _closing(applied: Applied, file: DelegationFile) -> datetime:
    return file.call.closes_at(cut_off_named(file, applied.cut_off) or file.call.cut_offs[-1])


def _closes_at(applied: Applied, file: DelegationFile, now: datetime) -> str:
    closing = _closing(applied, file)
    return moment_of(closing, file) if closing > now else ""
