"""What evaluators hand in: whether it can be taken, and what is still owed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from delegation.evaluation import ConflictOfInterest, Evaluation, Relief, Scoresheet, Scoresheets
from delegation.ids import ItemId, ParticipantId
from delegation.selecting.assignment import Assignment

MOST_PROBLEMS = 10
"""Told at once."""


def owed(assignment: Assignment, sheets: Sequence[Scoresheet]) -> dict[ItemId, tuple[ParticipantId, ...]]:
    """Per evaluator the applications without their sheet; evaluators who owe nothing are left out."""
    held = {(sheet.evaluator, sheet.application) for sheet in sheets}
    missing: dict[ItemId, tuple[ParticipantId, ...]] = {}
    for one in assignment.assigned:
        for evaluator in one.evaluators:
            if (evaluator, one.application) not in held:
                missing[evaluator] = (*missing.get(evaluator, ()), one.application)
    return dict(sorted(missing.items()))


def with_sheets(held: Sequence[Scoresheet], handed_in: Scoresheets) -> tuple[Scoresheet, ...]:
    """The sheets held after a hand-in. A later sheet of an evaluator replaces their earlier one."""
    by_pair = {(sheet.application, sheet.evaluator): sheet for sheet in (*held, *handed_in.sheets)}
    return tuple(by_pair[pair] for pair in sorted(by_pair))


def without_sheet(held: Sequence[Scoresheet], evaluator: str, application: str) -> tuple[Scoresheet, ...]:
    """The sheets that count after an evaluator declared a conflict of interest."""
    return tuple(one for one in held if (one.evaluator, one.application) != (evaluator, application))


def why_not_declare(
    conflict: ConflictOfInterest, assignment: Assignment, evaluation: Evaluation
) -> str | None:
    """Why this conflict of interest cannot be declared, in a sentence; None if it can."""
    if conflict.evaluator not in {evaluator.id for evaluator in evaluation.evaluators}:
        return (
            f"{conflict.evaluator} is no evaluator of this delegation; check the id in the delegation file."
        )
    assigned = assignment.of(conflict.application)
    if assigned is None:
        return f"{conflict.application} is not under evaluation; check its id."
    if conflict.evaluator in assigned.conflicted:
        return f"{conflict.evaluator} does not score {conflict.application} anyway; the conflict is known."
    return None


def why_not_relieve(relief: Relief, evaluation: Evaluation, relieved: Sequence[Relief]) -> str | None:
    """Why this evaluator cannot be relieved, in a sentence; None if they can."""
    known = [evaluator.id for evaluator in evaluation.evaluators]
    if relief.evaluator not in known:
        return f"{relief.evaluator} is no evaluator of this delegation; they are {', '.join(known)}."
    away = {relief.evaluator, *(one.evaluator for one in relieved)}
    if relief.evaluator in {one.evaluator for one in relieved}:
        return f"{relief.evaluator} was relieved before; what they owed is with others."
    if away.issuperset(known):
        return f"{relief.evaluator} is the last evaluator; nobody is left to take over."
    return None


def problem_with(sheets: Scoresheets, assignment: Assignment, evaluation: Evaluation) -> str | None:
    """Why these sheets cannot be taken, a sentence with the remedy for each mistake; None if they can."""
    problems = list(dict.fromkeys(_problems(sheets, assignment, evaluation)))
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], f"There are {len(problems) - MOST_PROBLEMS} more mistakes."]
    return " ".join(problems) or None


def _problems(sheets: Scoresheets, assignment: Assignment, evaluation: Evaluation) -> Iterator[str]:
    if sheets.evaluator not in {evaluator.id for evaluator in evaluation.evaluators}:
        yield f"{sheets.evaluator} is no evaluator of this delegation; check the id in the delegation file."
    counted = Counter(sheet.application for sheet in sheets.sheets)
    for application, count in counted.items():
        if count > 1:
            yield f"There are {count} score sheets for {application}; hand in one."
    for sheet in sheets.sheets:
        yield from _problems_of_pair(sheet, sheets.evaluator, assignment)
        yield from _problems_of_marks(sheet, evaluation)


def _problems_of_pair(sheet: Scoresheet, evaluator: str, assignment: Assignment) -> Iterator[str]:
    if sheet.evaluator != evaluator:
        yield (
            f"The score sheet for {sheet.application} is by {sheet.evaluator}, but {evaluator} hands it in; "
            "evaluators hand in their own sheets only."
        )
    assigned = assignment.of(sheet.application)
    if assigned is None:
        yield f"{sheet.application} is not under evaluation; leave its score sheet out."
    elif sheet.evaluator in assigned.conflicted:
        yield (
            f"{sheet.evaluator} must not score {sheet.application}: it comes from their own organisation "
            "or one they declared. Leave its score sheet out."
        )
    elif sheet.evaluator not in assigned.evaluators:
        yield f"{sheet.application} is not assigned to {sheet.evaluator}; leave its score sheet out."


def _problems_of_marks(sheet: Scoresheet, evaluation: Evaluation) -> Iterator[str]:
    known = [criterion.id for criterion in evaluation.criteria]
    highest = evaluation.highest_mark
    counted = Counter(mark.criterion for mark in sheet.marks)
    where = f"The score sheet for {sheet.application}"
    for mark in sheet.marks:
        if mark.criterion not in known:
            yield f"{where} marks {mark.criterion!r}, which is no criterion of {', '.join(known)}."
        if counted[mark.criterion] > 1:
            yield f"{where} marks {mark.criterion!r} {counted[mark.criterion]} times; give one mark."
        if not 0 <= mark.mark <= highest:
            yield f"{where} gives {mark.mark} for {mark.criterion!r}; marks go from 0 to {highest}."
    for criterion in known:
        if not counted[criterion]:
            yield f"{where} has no mark for {criterion!r}; mark every criterion."
