"""The panel's table on paper: every total, how far opinions differ, the order by points, and who owes."""

from collections.abc import Iterator, Sequence

from delegation.application import Applied
from delegation.correspondence import at_home
from delegation.evaluation import Evaluation, Scoresheet
from delegation.file import DelegationFile
from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook
from delegation.selecting.assignment import Assignment
from delegation.selecting.progress import applications_progress
from delegation.selecting.score_sheets import owed
from delegation.selecting.scoring import Evaluated, evaluate, rounded, total_of


def score_table(
    file: DelegationFile,
    applications: Sequence[Applied],
    assignment: Assignment,
    sheets: Sequence[Scoresheet],
) -> Workbook:
    """Applications in the order of their points; in blind mode without who applied."""
    evaluated = ranked(evaluate(applications, sheets, file.evaluation_rules))
    return Workbook(
        title=f"{file.title}: scores",
        author=file.organiser.name,
        sheets=(
            _totals(file, evaluated, assignment, sheets),
            _comments(file.evaluation_rules, sheets),
            _evaluators(file, assignment, sheets),
        ),
    )


def ranked(evaluated: Sequence[Evaluated]) -> list[tuple[int, Evaluated]]:
    """By points, best first, then by id; equal points share a rank."""
    ordered = sorted(evaluated, key=lambda one: (-one.score, one.participant))
    scores = [one.score for one in ordered]
    return [(scores.index(one.score) + 1, one) for one in ordered]


def _totals(
    file: DelegationFile,
    evaluated: Sequence[tuple[int, Evaluated]],
    assignment: Assignment,
    sheets: Sequence[Scoresheet],
) -> Sheet:
    rules = file.evaluation_rules
    names = [one.id for one in rules.evaluators]
    who = () if rules.blind else (Column(title="Organisation", width=28), Column(title="Country", width=9))
    columns = (
        Column(title="Rank", shown=Shown.NUMBER, width=7),
        Column(title="Application", width=13),
        *who,
        Column(title="Points, of 100", width=12),
        Column(title="Mean, 0 to 5", width=10),
        Column(title="Spread", width=9),
        Column(title="Sheets", width=9),
        Column(title="Threshold", width=20),
        *(Column(title=f"Total of {name}, 0 to 5", width=11) for name in names),
        Column(title="Third opinion", width=13),
        Column(title="Still owed by", width=20),
    )
    rows = _rows(file, evaluated, assignment, sheets)
    note = f"Thresholds are those of the call. The panel meets {at_home(rules.panel_at, file)}."
    return Sheet(name="Totals", title="Scores for the panel", note=note, columns=columns, rows=tuple(rows))


def _rows(
    file: DelegationFile,
    evaluated: Sequence[tuple[int, Evaluated]],
    assignment: Assignment,
    sheets: Sequence[Scoresheet],
) -> Iterator[tuple[Cell, ...]]:
    rules = file.evaluation_rules
    totals = {(s.application, s.evaluator): rounded(total_of(s, rules) * 100) / 100 for s in sheets}
    progress = {one.application: one for one in applications_progress(rules, assignment, sheets)}
    due = owed(assignment, sheets)
    for rank, one in evaluated:
        name, so_far = one.participant, progress.get(one.participant)
        yield (
            rank,
            name,
            *(() if rules.blind else (one.facts.organisation, one.facts.country)),
            one.score / 100,
            one.mean / 100,
            one.spread / 100,
            f"{one.score_sheets} of {so_far.needed}" if so_far else str(one.score_sheets),
            _threshold(one, rules),
            *(totals.get((name, evaluator.id)) for evaluator in rules.evaluators),
            so_far.third or "" if so_far else "",
            ", ".join(evaluator for evaluator, names in due.items() if name in names),
        )


def _threshold(one: Evaluated, rules: Evaluation) -> str:
    if one.passes_threshold:
        return "passed"
    if not one.score_sheets:
        return "no score sheet"
    criterion = next((c for c in rules.criteria if c.id == one.below), None)
    return f"missed in {criterion.text!r}" if criterion else "missed"


def _comments(rules: Evaluation, sheets: Sequence[Scoresheet]) -> Sheet:
    ordered = sorted(sheets, key=lambda sheet: (sheet.application, sheet.evaluator))
    return Sheet(
        name="Score sheets",
        title="Every score sheet",
        note="Marks as they were given, with the comments.",
        columns=(
            Column(title="Application", width=13),
            Column(title="Evaluator", width=13),
            *(Column(title=f"{one.text} ({one.weight} %)", width=14) for one in rules.criteria),
            Column(title="Comment", width=80),
        ),
        rows=tuple((one.application, one.evaluator, *_marks(one, rules), one.comment) for one in ordered),
    )


def _marks(sheet: Scoresheet, rules: Evaluation) -> tuple[Cell, ...]:
    given = {mark.criterion: mark.mark for mark in sheet.marks}
    return tuple(given.get(one.id) for one in rules.criteria)


def _evaluators(file: DelegationFile, assignment: Assignment, sheets: Sequence[Scoresheet]) -> Sheet:
    due, load = owed(assignment, sheets), assignment.load()
    return Sheet(
        name="Evaluators",
        title="Who scored, and who still owes",
        note=f"Score sheets were due {at_home(file.evaluation_rules.closes_at, file)}.",
        columns=(
            Column(title="Evaluator", width=13),
            Column(title="Asked", shown=Shown.NUMBER, width=9),
            Column(title="Handed in", shown=Shown.NUMBER, width=11),
            Column(title="Still owed", width=60),
        ),
        rows=tuple(
            (
                one.id,
                load[one.id],
                sum(sheet.evaluator == one.id for sheet in sheets),
                ", ".join(due.get(one.id, ())),
            )
            for one in file.evaluation_rules.evaluators
        ),
    )
