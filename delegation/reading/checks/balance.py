"""Whether the group that is asked for can exist, and can be chosen by those who choose."""

import re

from delegation.call import FieldType, FormField
from delegation.file import DelegationFile
from delegation.reading.checks.finding import Findings, found
from delegation.selection_rules import BalanceRule, RuleKind

Where = tuple[str | int, ...]
AT_LEAST = (RuleKind.AT_LEAST, RuleKind.AT_LEAST_VALUES, RuleKind.AT_LEAST_PER_VALUE)


def check_quotas(file: DelegationFile) -> Findings:
    """Each rule alone can be met with the places there are."""
    fields = {field.id: field for field in file.call.fields}
    for n, rule in enumerate(file.selection_rules.rules):
        where = ("selection", "rules", n, "limit")
        if rule.kind in AT_LEAST and rule.limit > file.capacity:
            message = f"{rule.limit} are asked for, but there are {file.capacity} places"
            yield found(where, message, "lower the limit, or add places.")
        else:
            yield from _sums(where, rule, fields.get(rule.field), file.capacity)


def _sums(where: Where, rule: BalanceRule, field: FormField | None, places: int) -> Findings:
    """Rules that count over values, where everyone has one value only."""
    if field is None or field.type is FieldType.CHOICES:
        return
    wanted = rule.limit * len(rule.values)
    if rule.kind is RuleKind.AT_LEAST_PER_VALUE and wanted > places:
        message = (
            f"{rule.limit} for each of {len(rule.values)} values are {wanted}, but there are {places} places"
        )
        yield found(where, message, "lower the limit, or list fewer values.")
    possible = rule.limit * len(field.choices)
    if rule.kind is RuleKind.AT_MOST_PER_VALUE and field.choices and possible < places:
        message = f"{rule.limit} for each of {len(field.choices)} answers are fewer than {places} places"
        yield found(where, message, "raise the limit, or offer fewer places.")
    if rule.kind is RuleKind.AT_LEAST_VALUES and field.choices and rule.limit > len(field.choices):
        message = (
            f"{rule.limit} different answers are asked for, but {field.id!r} offers {len(field.choices)}"
        )
        yield found(where, message, "lower the limit.")


def check_contradictions(file: DelegationFile) -> Findings:
    """No rule asks for more than another one allows of the same."""
    rules = file.selection_rules.rules
    for n, least in enumerate(rules):
        for most in rules:
            if _contradict(least, most):
                message = f"at least {least.limit} are asked for, but rule {most.id!r} allows {most.limit}"
                yield found(("selection", "rules", n, "limit"), message, "change one of the two.")


def _contradict(least: BalanceRule, most: BalanceRule) -> bool:
    same = least.field == most.field and least.limit > most.limit
    one_value = least.kind is RuleKind.AT_LEAST_PER_VALUE or len(least.values) == 1
    if most.kind is RuleKind.AT_MOST:
        return same and least.kind is RuleKind.AT_LEAST and set(least.values) <= set(most.values)
    counted = least.kind in (RuleKind.AT_LEAST, RuleKind.AT_LEAST_PER_VALUE)
    return same and most.kind is RuleKind.AT_MOST_PER_VALUE and counted and one_value


def check_evaluators(file: DelegationFile) -> Findings:
    """There are evaluators enough, and a threshold that can be reached."""
    rules = file.evaluation_rules
    if len(rules.evaluators) < rules.score_sheets:
        message = f"{rules.score_sheets} score sheets are wanted of {len(rules.evaluators)} evaluators"
        yield found(("evaluation", "score_sheets"), message, "lower it, or add evaluators.")
    elif len(rules.evaluators) == rules.score_sheets:
        message = (
            f"no evaluator is left for a further opinion, as all {len(rules.evaluators)} score everything"
        )
        yield found(("evaluation", "evaluators"), message, "add an evaluator, or lower 'score_sheets'.")
    if rules.threshold > rules.highest_mark:
        message = f"the threshold {rules.threshold} is above the highest mark {rules.highest_mark}"
        yield found(("evaluation", "threshold"), message, "lower it.")


def check_countries(file: DelegationFile) -> Findings:
    """Country codes are codes."""
    for n, code in enumerate(file.offer_rules.visa_free):
        if not re.fullmatch("[A-Z]{2}", code):
            remedy = "use the two capitals of ISO 3166, as in US or DE."
            yield found(("offers", "visa_free", n), f"{code!r} is not a country code", remedy)
