"""Whether an application may be evaluated, with a sentence for the letter about every rule."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from delegation.application import Applied, Facts
from delegation.eligibility_rules import Eligibility, EligibilityRule, Test
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
YES = frozenset({"yes", "true"})


class Finding(Fact):
    """What one rule says about one application."""

    criterion: ItemId
    text: str
    """What must hold, as published."""
    met: bool
    reason: str
    """A full sentence for the letter: what was found."""
    fixable: bool = False
    """Whether the applicant may mend it within the fix window."""
    test: Test | None = None
    """What was looked at; None in histories from before letters had languages."""
    field: str = ""
    found: tuple[str, ...] = ()
    """What the field says; nothing if it is empty."""
    accepted: tuple[str, ...] = ()
    least: int | None = None
    is_number: bool = True
    """Whether a number was found where one is needed."""
    received_at: AwareDatetime | None = None
    cut_off_at: AwareDatetime | None = None


class EligibilityReport(Fact):
    """All findings about one application, in the order of the rules."""

    participant: ParticipantId
    findings: tuple[Finding, ...] = ()

    @property
    def unmet(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.met)

    @property
    def is_eligible(self) -> bool:
        return not self.unmet

    @property
    def is_fixable(self) -> bool:
        """Whether something is unmet, and all of it may be mended."""
        return bool(self.unmet) and all(finding.fixable for finding in self.unmet)


def check_eligibility(applied: Applied, cut_off: datetime, rules: Eligibility) -> EligibilityReport:
    """Hold an application against the rules.

    `cut_off` is the instant of the cut-off the application is for; times in the sentences are shown
    in its zone. `applied.received_at` is when the application first arrived: mending it does not
    make it late.
    """
    findings = tuple(_finding(applied, cut_off, rule) for rule in rules.rules)
    return EligibilityReport(participant=applied.participant, findings=findings)


def _finding(applied: Applied, cut_off: datetime, rule: EligibilityRule) -> Finding:
    met, reason = _looked_at(applied, cut_off, rule)
    found = Finding(criterion=rule.id, text=rule.text, met=met, reason=reason, fixable=rule.fixable)
    return found.model_copy(update={"test": rule.test, **_figures(applied, cut_off, rule)})


def _figures(applied: Applied, cut_off: datetime, rule: EligibilityRule) -> dict[str, object]:
    """What the sentence is made of, for letters in other languages."""
    if rule.test is Test.ON_TIME:
        return {"received_at": applied.received_at, "cut_off_at": cut_off}
    words = _words(applied.facts, rule)
    figures: dict[str, object] = {"field": rule.field or "", "found": words}
    if rule.test is Test.ONE_OF:
        return {**figures, "accepted": rule.values}
    if rule.test is Test.AT_LEAST:
        return {**figures, "least": rule.limit or 0, "is_number": _amount(applied.facts, rule) is not None}
    return figures


def _looked_at(applied: Applied, cut_off: datetime, rule: EligibilityRule) -> tuple[bool, str]:
    match rule.test:
        case Test.PRESENT:
            return _is_present(applied.facts, rule)
        case Test.TRUE:
            return _is_true(applied.facts, rule)
        case Test.ONE_OF:
            return _is_one_of(applied.facts, rule)
        case Test.AT_LEAST:
            return _is_at_least(applied.facts, rule)
        case Test.ON_TIME:
            return _is_on_time(applied.received_at, cut_off)


def _is_present(facts: Facts, rule: EligibilityRule) -> tuple[bool, str]:
    if _words(facts, rule):
        return True, f"The field {_label(rule)} is filled in."
    return False, f"The field {_label(rule)} is empty."


def _is_true(facts: Facts, rule: EligibilityRule) -> tuple[bool, str]:
    words = _words(facts, rule)
    if not words:
        return False, f"The field {_label(rule)} is empty; it must say yes."
    if all(word.lower() in YES for word in words):
        return True, f"The field {_label(rule)} says yes."
    return False, f"The field {_label(rule)} says {_list(words, 'and')}; it must say yes."


def _is_one_of(facts: Facts, rule: EligibilityRule) -> tuple[bool, str]:
    """One accepted answer is enough where several are possible."""
    words = _words(facts, rule)
    if not words:
        return False, f"The field {_label(rule)} is empty; accepted is {_list(rule.values, 'or')}."
    accepted = {value.strip().casefold() for value in rule.values}
    fitting = tuple(word for word in words if word.casefold() in accepted)
    if fitting:
        return True, f"The field {_label(rule)} says {_list(fitting, 'and')}, which is accepted."
    return False, (
        f"The field {_label(rule)} says {_list(words, 'and')}; accepted is {_list(rule.values, 'or')}."
    )


def _is_at_least(facts: Facts, rule: EligibilityRule) -> tuple[bool, str]:
    """The number must reach the limit; of several choices, the number of ticks."""
    least = rule.limit or 0
    words = _words(facts, rule)
    if not words:
        return False, f"The field {_label(rule)} is empty; at least {least} is needed."
    number = _amount(facts, rule)
    if number is None:
        return (
            False,
            f"The field {_label(rule)} says {words[0]}, which is not a whole number; write digits only.",
        )
    if number < least:
        return False, f"The field {_label(rule)} says {number}; at least {least} is needed."
    return True, f"The field {_label(rule)} says {number}, at least {least} was needed."


def _is_on_time(received: datetime, cut_off: datetime) -> tuple[bool, str]:
    """Arriving at the cut-off itself is on time."""
    local = received.astimezone(cut_off.tzinfo)
    late = received - cut_off
    to_the_second = timedelta() < late < timedelta(minutes=1)
    arrived = f"The application arrived on {_moment(local, seconds=to_the_second)}"
    if late <= timedelta():
        return True, f"{arrived}, in time for the cut-off."
    return False, f"{arrived}, {_duration(late)} after the cut-off of {_moment(cut_off)}."


def _words(facts: Facts, rule: EligibilityRule) -> tuple[str, ...]:
    stripped = (word.strip() for word in facts.values_of(rule.field or ""))
    return tuple(word for word in stripped if word)


def _amount(facts: Facts, rule: EligibilityRule) -> int | None:
    """The number of ticks where several choices are possible, else the number that is typed."""
    words = _words(facts, rule)
    if isinstance(facts.value(rule.field or ""), tuple):
        return len(words)
    return _number(words[0]) if words else None


def _number(word: str) -> int | None:
    try:
        return int(word)
    except ValueError:
        return None


def _label(rule: EligibilityRule) -> str:
    """The field's id as people read it: `"ECCP profile"` is asked as `eccp-profile`."""
    return f'"{(rule.field or rule.id).replace("-", " ")}"'


def _list(words: tuple[str, ...], joint: str) -> str:
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"


def _moment(local: datetime, *, seconds: bool = False) -> str:
    """`17 Feb 2017 at 17:06 (CET)`."""
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return f"{local.day} {local:%b %Y} at {clock} ({local.tzname()})"


def _duration(late: timedelta) -> str:
    """In words, its two largest units, rounded down: `six minutes`, `two days and one hour`."""
    seconds = int(late.total_seconds())
    if seconds < 1:
        return "less than a second"
    lengths = (("day", seconds // 86_400), ("hour", seconds // 3_600 % 24), ("minute", seconds // 60 % 60))
    shown = [_counted(count, unit) for unit, count in lengths if count][:2]
    return " and ".join(shown) if shown else _counted(seconds, "second")


def _counted(count: int, unit: str) -> str:
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {unit}{'' if count == 1 else 's'}"
