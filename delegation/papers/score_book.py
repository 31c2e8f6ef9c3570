"""The workbook of an evaluator who works on paper: applications to read, and score sheets to fill in."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from delegation.application import Application, words_of
from delegation.call import FieldType, FormField, Stage
from delegation.correspondence import at_home
from delegation.evaluation import Evaluation, Scoresheet
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.selecting.redaction import Redaction

CONFLICT = "CONFLICT"
"""What an evaluator writes into the comment instead of marks."""
UNSHOWN = (FieldType.EMAIL, FieldType.PHONE, FieldType.FILE)
"""Answers of these types are not for evaluators, whoever asks for them."""


class MarkColumn(Fact):
    """One criterion of the score sheets."""

    criterion: ItemId
    text: str
    weight: int


class ScoreRow(Fact):
    """One application to score, with what was handed in before."""

    application: ParticipantId
    organisation: str = ""
    """Empty in blind mode."""
    marks: dict[ItemId, int] = Field(default_factory=dict)
    comment: str = ""


class AnswerRow(Fact):
    """One answer to read."""

    application: ParticipantId
    question: str
    answer: str


class ScoreBook(Fact):
    """Everything in the workbook of one evaluator. No formula in it comes from what people typed."""

    delegation: Slug
    title: str
    evaluator: ItemId
    columns: tuple[MarkColumn, ...]
    highest_mark: int
    is_blind: bool = False
    rows: tuple[ScoreRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    guidance: tuple[tuple[str, str], ...] = ()
    """Headings, each with a text."""


def score_book(
    file: DelegationFile,
    evaluator: str,
    applications: Sequence[Application],
    sheets: Sequence[Scoresheet] = (),
) -> ScoreBook:
    """The workbook for the applications that are an evaluator's, with the sheets held already."""
    rules = file.evaluation_rules
    held = {sheet.application: sheet for sheet in sheets if sheet.evaluator == evaluator}
    ordered = sorted(applications, key=lambda one: one.id)
    return ScoreBook(
        delegation=file.slug,
        title=file.title,
        evaluator=evaluator,
        columns=tuple(MarkColumn(criterion=c.id, text=c.text, weight=c.weight) for c in rules.criteria),
        highest_mark=rules.highest_mark,
        is_blind=rules.blind,
        rows=tuple(_row(one, held.get(one.id), rules) for one in ordered),
        answers=tuple(row for one in ordered for row in answers_to_read(one, file)),
        guidance=tuple(_guidance(file)),
    )


def answers_to_read(application: Application, file: DelegationFile) -> tuple[AnswerRow, ...]:
    """What evaluators may read of an application, in the order of the form; redacted in blind mode.

    Nothing that is personal or hidden from evaluators, no addresses and no files.
    """
    hidden = redaction_of(application, file).text if file.evaluation_rules.blind else str
    shown = (field for field in file.call.fields if _is_shown(field) and field.id in application.answers)
    return tuple(
        AnswerRow(application=application.id, question=field.label, answer=hidden(answer))
        for field in shown
        if (answer := "; ".join(field.titled(words_of(application.answers[field.id]))))
    )


def redaction_of(application: Application, file: DelegationFile) -> Redaction:
    """What tells who applied: the person, the organisation, and every address they gave."""
    types = (FieldType.EMAIL, FieldType.PHONE, FieldType.URL)
    fields = (field.id for field in file.call.fields if field.type in types)
    given = (str(application.answers[name]) for name in fields if name in application.answers)
    person = application.person
    return Redaction.of((person.organisation, person.email, *given), (person.name,))


def _is_shown(field: FormField) -> bool:
    if field.personal or field.hidden_from_evaluators:
        return False
    return field.stage is Stage.APPLY and field.type not in UNSHOWN


def _row(application: Application, sheet: Scoresheet | None, rules: Evaluation) -> ScoreRow:
    return ScoreRow(
        application=application.id,
        organisation="" if rules.blind else application.person.organisation,
        marks={mark.criterion: mark.mark for mark in sheet.marks} if sheet else {},
        comment=sheet.comment if sheet else "",
    )


def _guidance(file: DelegationFile) -> Iterator[tuple[str, str]]:
    rules = file.evaluation_rules
    yield "Score sheets are due", at_home(rules.closes_at, file)
    yield "The panel meets", at_home(rules.panel_at, file)
    yield (
        "Marks",
        f"Whole numbers from 0 to {rules.highest_mark}, one for every criterion; the highest is best.",
    )
    for criterion in rules.criteria:
        least = f" The mean must reach {criterion.threshold:g}." if criterion.threshold is not None else ""
        yield f"{criterion.text} ({criterion.weight} %)", f"Criterion {criterion.id}.{least}"
    yield "Comments", "Say why, in words that may be shown to the applicant. At most 2,000 characters."
    yield (
        "Conflict of interest",
        "If you have a link to an applicant, of work, money or family, do not score: leave the marks empty, "
        f"and write {CONFLICT} and the reason into the comment. Somebody else scores it.",
    )
    yield "Rows left empty", "These you still owe; hand them in later with the same file."
    if rules.blind:
        yield (
            "Blind evaluation",
            "Names, links and addresses are hidden. If you recognise an applicant, say so.",
        )
