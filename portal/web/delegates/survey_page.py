"""After the trip: the survey, and what came of it on each of the follow-up days."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from delegation.fact import Fact
from delegation.follow_up import Outcome, OutcomeKind, OutcomeReport, SurveyAnswer
from delegation.languages.tongue import file_in, tongue_of
from delegation.reading.typed_text import LONGEST_LINE, plain_text
from portal.web.delegates.papers_page import Mistake
from portal.web.delegates.todo_page import title_of, told
from portal.web.delegates.todo_steps import Step, StepState, is_taken
from portal.web.delegates.visit import MinePage, Visit, mine
from portal.web.words import Words

MARKS = ("1", "2", "3", "4", "5")
MOST_OUTCOMES = 5
KINDS = tuple(one.value for one in OutcomeKind if one is not OutcomeKind.NONE)
LONGEST_REMARK = 2_000
LONGEST_SUMMARY = 600


class Question(Fact):
    """One question of the survey; `name` is that of its marks in the form."""

    name: str
    text: str
    mark: str
    problem: str = ""


class OutcomeShown(Fact):
    """One row of the form of outcomes, from 0."""

    number: int
    kind: str = ""
    partner: str = ""
    summary: str = ""
    evidence: str = ""
    problem: str = ""


class SurveyPage(MinePage):
    """The facts of `mine-survey.html` and `mine-outcomes.html`."""

    name: str
    title: str
    due: str
    state: str
    is_taken: bool
    is_given: bool
    questions: tuple[Question, ...] = ()
    remark: str = ""
    remark_problem: str = ""
    rows: tuple[OutcomeShown, ...] = ()
    before: tuple[OutcomeShown, ...] = ()
    """What was reported on earlier days."""
    kinds: tuple[str, ...] = KINDS
    marks: tuple[str, ...] = MARKS
    nothing: bool = False
    """Whether nothing came of it yet, as was said or typed."""
    longest_remark: int = LONGEST_REMARK
    longest_summary: int = LONGEST_SUMMARY
    mistakes: tuple[Mistake, ...] = ()
    problem: str = ""


# --- the survey --------------------------------------------------------------------------------------


def survey_page(
    visit: Visit, step: Step, *, posted: Mapping[str, Sequence[str]] | None = None, problem: str = ""
) -> SurveyPage:
    """`posted` is what stood in a form that was not taken."""
    questions = _questions(visit, posted)
    known = visit.view.state.survey
    remark = _last(posted, "remark") if posted is not None else known.remark if known else ""
    remark_problem = _remark_problem(remark, visit.words)
    wrong = [Mistake(field=one.name, label=one.text, message=one.problem) for one in questions if one.problem]
    if remark_problem:
        label = visit.words("todo-survey", "remark")
        wrong.append(Mistake(field="remark", label=label, message=remark_problem))
    return _page(visit, step, problem).model_copy(
        update={
            "questions": questions,
            "remark": remark,
            "remark_problem": remark_problem,
            "mistakes": tuple(wrong),
        }
    )


def survey_answer(visit: Visit, page: SurveyPage) -> SurveyAnswer:
    """By the question as the organiser wrote it, whatever language it was read in."""
    asked = visit.file.follow_up_rules.survey_questions
    marks = {question: int(one.mark) for question, one in zip(asked, page.questions, strict=True) if one.mark}
    return SurveyAnswer(marks=marks, remark=page.remark.strip())


def _questions(visit: Visit, posted: Mapping[str, Sequence[str]] | None) -> tuple[Question, ...]:
    asked = visit.file.follow_up_rules.survey_questions
    read = file_in(tongue_of(visit.words.language, visit.file), visit.file).follow_up_rules.survey_questions
    known = visit.view.state.survey
    kept = known.marks if known else {}
    return tuple(
        _question(number, text, str(kept.get(question, "")), posted, visit.words)
        for number, (question, text) in enumerate(zip(asked, read, strict=True))
    )


def _question(
    number: int, text: str, kept: str, posted: Mapping[str, Sequence[str]] | None, words: Words
) -> Question:
    name = f"mark-{number}"
    typed = kept if posted is None else _last(posted, name)
    mark = typed if typed in MARKS else ""
    problem = words("todo-survey", "choose-mark") if posted is not None and not mark else ""
    return Question(name=name, text=text, mark=mark, problem=problem)


def _remark_problem(remark: str, words: Words) -> str:
    try:
        plain_text(remark, LONGEST_REMARK, lines=True)
    except ValueError as error:
        return _shorter(remark, LONGEST_REMARK, words) or str(error)
    return ""


def _shorter(text: str, most: int, words: Words) -> str:
    return words("todo-survey", "shorten", most=most, now=len(text)) if len(text) > most else ""


# --- outcomes ----------------------------------------------------------------------------------------


def outcomes_page(
    visit: Visit, step: Step, *, posted: Mapping[str, Sequence[str]] | None = None, problem: str = ""
) -> SurveyPage:
    """`posted` is what stood in a form that was not taken."""
    reports = visit.view.state.outcomes
    report = next((one for one in reports if one.day == step.day), None)
    rows, nothing = _typed_rows(posted, visit.words) if posted is not None else _kept_rows(report)
    if posted is not None and not nothing and not any(one.kind for one in rows) and not problem:
        problem = "" if any(one.problem for one in rows) else visit.words("todo-outcomes", "say-something")
    before = [
        OutcomeShown(
            number=0,
            kind=one.kind.value,
            partner=one.partner,
            summary=one.summary,
            evidence=one.evidence,
        )
        for earlier in reports
        if earlier.day != step.day
        for one in earlier.outcomes
        if one.kind is not OutcomeKind.NONE
    ]
    wrong = [
        Mistake(
            field=f"row-{one.number}",
            label=visit.words("todo-outcomes", "row", number=one.number + 1),
            message=one.problem,
        )
        for one in rows
        if one.problem
    ]
    return _page(visit, step, problem).model_copy(
        update={"rows": rows, "nothing": nothing, "before": tuple(before), "mistakes": tuple(wrong)}
    )


def outcome_report(step: Step, page: SurveyPage) -> OutcomeReport:
    """What the rows say; `none` where nothing came of it yet."""
    if page.nothing:
        return OutcomeReport(day=step.day, outcomes=(Outcome(kind=OutcomeKind.NONE),))
    return OutcomeReport(day=step.day, outcomes=tuple(_outcome(one) for one in page.rows if one.kind))


def _outcome(row: OutcomeShown) -> Outcome:
    """Raises ValidationError."""
    return Outcome(
        kind=OutcomeKind(row.kind),
        partner=row.partner.strip(),
        summary=row.summary.strip(),
        evidence=row.evidence.strip(),
    )


def _kept_rows(report: OutcomeReport | None) -> tuple[tuple[OutcomeShown, ...], bool]:
    outcomes = report.outcomes if report else ()
    said = [one for one in outcomes if one.kind is not OutcomeKind.NONE][:MOST_OUTCOMES]
    rows = [
        OutcomeShown(
            number=number,
            kind=one.kind.value,
            partner=one.partner,
            summary=one.summary,
            evidence=one.evidence,
        )
        for number, one in enumerate(said)
    ]
    empty = (OutcomeShown(number=number) for number in range(len(rows), MOST_OUTCOMES))
    return (*rows, *empty), report is not None and not said


def _typed_rows(posted: Mapping[str, Sequence[str]], words: Words) -> tuple[tuple[OutcomeShown, ...], bool]:
    rows = tuple(_typed_row(number, posted, words) for number in range(MOST_OUTCOMES))
    return rows, _last(posted, "nothing") == "yes" and not any(one.kind for one in rows)


def _typed_row(number: int, posted: Mapping[str, Sequence[str]], words: Words) -> OutcomeShown:
    typed = {name: _last(posted, f"{name}-{number}") for name in ("kind", "partner", "summary", "evidence")}
    kind = typed.pop("kind")
    row = OutcomeShown(number=number, kind=kind if kind in KINDS else "", **typed)
    return row.model_copy(update={"problem": _row_problem(row, words)})


def _row_problem(row: OutcomeShown, words: Words) -> str:
    written = any(one.strip() for one in (row.partner, row.summary, row.evidence))
    if not row.kind:
        return words("todo-outcomes", "choose-kind") if written else ""
    try:
        plain_text(row.partner, LONGEST_LINE)
        plain_text(row.evidence, LONGEST_LINE)
        plain_text(row.summary, LONGEST_SUMMARY, lines=True)
        _outcome(row)
    except ValidationError:
        return words("todo-outcomes", "unreadable")
    except ValueError as error:
        return _shorter(row.summary, LONGEST_SUMMARY, words) or str(error)
    return ""


# --- both --------------------------------------------------------------------------------------------


def _page(visit: Visit, step: Step, problem: str) -> SurveyPage:
    file, words = visit.file, visit.words
    takes = is_taken(step, file, visit.view)
    said = "open" if takes else "ahead" if step.state is StepState.AHEAD else "closed"
    due = told(step.due_at, file, words) if step.due_at else ""
    opens = told(step.opens_at, file, words) if step.opens_at else ""
    return SurveyPage(
        **mine(visit, "/todo"),
        name=visit.person.name,
        title=title_of(step, words),
        due=words("todo-says", "late", due=due)
        if step.state is StepState.LATE
        else words("todo-survey", said, due=due, opens=opens),
        state=said,
        is_taken=takes,
        is_given=step.state is StepState.DONE,
        problem=problem,
    )


def _last(posted: Mapping[str, Sequence[str]] | None, name: str) -> str:
    values = (posted or {}).get(name) or [""]
    return values[-1].replace("\r\n", "\n")
