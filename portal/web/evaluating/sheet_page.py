"""One application with its score sheet: what was written, what is marked, and what is wrong with it."""

from collections.abc import Mapping
from hashlib import sha256

from pydantic import Field

from delegation.application import Application
from delegation.correspondence import span_of
from delegation.evaluation import Criterion, Evaluation, Mark, Scoresheet
from delegation.fact import Fact
from delegation.papers.score_book import answers_to_read
from portal.web.evaluating.entering import Visit
from portal.web.evaluating.queue_page import total_said
from portal.web.evaluating.rounds import Round, Stage, beside, following, progress

MOST_CHARACTERS = 2_000
"""Of a comment."""
SHORT = 45
"""Characters of an answer that stands beside its question."""
MOST_RADIOS = 10
"""Highest mark that is chosen with a press; higher ones are typed."""
UNWANTED = {code: None for code in (*range(0x20), 0x7F) if code not in (0x0A, 0x09)}
"""Control characters, which nobody means to type."""


class Typed(Fact):
    """What stands in the form: as it is held, or as somebody typed it."""

    marks: dict[str, str] = Field(default_factory=dict)
    comment: str = ""
    seen: str = ""
    """Which sheet was held when the form was opened; empty: none."""


class Mistake(Fact):
    """What is wrong, and the id of the field in which it is put right."""

    field: str
    text: str


class CriterionShown(Fact):
    id: str
    text: str
    help: str
    weight: int
    threshold: str
    """`3`: what the mean of its marks must reach; empty if nothing."""
    mark: str
    why: str = ""
    """What is wrong with its mark."""


class Answer(Fact):
    question: str
    answer: str

    @property
    def is_short(self) -> bool:
        """Whether it fits beside its question."""
        return len(self.answer) <= SHORT and "\n" not in self.answer


class SheetPage(Fact):
    """The facts of `templates/portal/evaluating/sheet.html`."""

    token: str
    delegation: str
    organiser: str
    mailbox: str
    name: str
    application: str
    organisation: str
    """Empty in blind mode."""
    is_blind: bool
    number: int
    asked: int
    done: int
    stage: Stage
    opens: str
    due: str
    due_in: str
    panel: str
    answers: tuple[Answer, ...]
    criteria: tuple[CriterionShown, ...]
    highest: int
    marks: tuple[int, ...]
    """Empty where marks are typed."""
    comment: str
    comment_why: str
    is_comment_told: bool
    """Whether applicants who are not selected read it."""
    most_characters: int = MOST_CHARACTERS
    held: str
    """The total of the sheet that was handed in; empty if none was."""
    seen: str
    previous: str
    following: str
    next_open: str
    mistakes: tuple[Mistake, ...] = ()
    problem: str = ""
    unsent: str = ""
    """A comment that came after the panel: given back, so that it can be copied."""
    taken: str = ""
    """The application whose sheet was handed in just before."""


def typed_of(sheet: Scoresheet | None) -> Typed:
    """The form as it is opened."""
    if sheet is None:
        return Typed()
    marks = {one.criterion: str(one.mark) for one in sheet.marks}
    return Typed(marks=marks, comment=sheet.comment, seen=seen_of(sheet))


def typed_in(fields: Mapping[str, str], rules: Evaluation) -> Typed:
    """The form as it was sent."""
    marks = {one.id: fields.get(f"mark-{one.id}", "").strip()[:20] for one in rules.criteria}
    comment = fields.get("comment", "").replace("\r\n", "\n").replace("\r", "\n").translate(UNWANTED)
    return Typed(marks=marks, comment=comment.strip(), seen=fields.get("seen", "")[:64])


def seen_of(sheet: Scoresheet | None) -> str:
    """A short name of what was held, by which two windows notice each other; empty for nothing."""
    if sheet is None:
        return ""
    marks = sorted((one.criterion, one.mark) for one in sheet.marks)
    return sha256(repr((marks, sheet.comment)).encode()).hexdigest()[:16]


def mistakes_in(typed: Typed, rules: Evaluation) -> tuple[Mistake, ...]:
    """Everything that keeps the sheet from being handed in, in the order of the page."""
    found = [_mistake(one, typed.marks.get(one.id, ""), rules) for one in rules.criteria]
    length = len(typed.comment)
    if length > MOST_CHARACTERS:
        text = f"The comment has {length:,} characters; shorten it by {length - MOST_CHARACTERS:,}."
        found.append(Mistake(field="comment", text=text))
    return tuple(one for one in found if one is not None)


def _mistake(criterion: Criterion, mark: str, rules: Evaluation) -> Mistake | None:
    field, highest = field_of(criterion.id, rules), rules.highest_mark
    if not mark:
        return Mistake(field=field, text=f"“{criterion.text}” has no mark; choose one from 0 to {highest}.")
    is_number = mark.isascii() and mark.isdigit() and len(mark) <= 6
    if not is_number or int(mark) > highest:
        text = f"“{criterion.text}”: “{mark}” is no mark; give a whole number from 0 to {highest}."
        return Mistake(field=field, text=text)
    return None


def field_of(criterion: str, rules: Evaluation) -> str:
    """The id of the first field in which that criterion is marked."""
    return f"mark-{criterion}-0" if rules.highest_mark <= MOST_RADIOS else f"mark-{criterion}"


def sheet_in(typed: Typed, application: str, evaluator: str, rules: Evaluation) -> Scoresheet:
    """The score sheet; only for what has no mistakes."""
    marks = tuple(Mark(criterion=one.id, mark=int(typed.marks[one.id])) for one in rules.criteria)
    return Scoresheet(application=application, evaluator=evaluator, marks=marks, comment=typed.comment)


def sheet_page(
    visit: Visit,
    one: Round,
    application: Application,
    typed: Typed | None = None,
    *,
    mistakes: tuple[Mistake, ...] = (),
    problem: str = "",
    taken: str = "",
) -> SheetPage:
    """`typed`: as it was sent; as it is held if not given."""
    rules, sheet = one.rules, one.sheet(application.id)
    is_closed = one.stage is Stage.CLOSED
    shown = typed_of(sheet) if typed is None or is_closed else typed
    every = [name for each in visit.rounds for name in each.asked]
    before, after = beside(visit.rounds, application.id)
    why = {found.field: found.text for found in mistakes}
    radios = rules.highest_mark <= MOST_RADIOS
    return SheetPage(
        token=visit.token,
        delegation=visit.file.title,
        organiser=visit.file.organiser.name,
        mailbox=visit.file.organiser.mailbox,
        name=visit.person.name,
        application=application.id,
        organisation="" if rules.blind else application.person.organisation,
        is_blind=rules.blind,
        number=every.index(application.id) + 1,
        asked=len(every),
        done=progress(visit.rounds)[0],
        stage=one.stage,
        opens=visit.told(rules.opens_at),
        due=visit.told(rules.closes_at),
        due_in=span_of(rules.closes_at - one.now) if one.stage is Stage.OPEN else "",
        panel=visit.told(rules.panel_at),
        answers=tuple(
            Answer(question=row.question, answer=row.answer)
            for row in answers_to_read(application, visit.file)
        ),
        criteria=tuple(_criterion(c, shown, rules, why) for c in rules.criteria),
        highest=rules.highest_mark,
        marks=tuple(range(rules.highest_mark + 1)) if radios else (),
        comment=shown.comment,
        comment_why=why.get("comment", ""),
        is_comment_told=rules.comments_in_letters,
        held=total_said(sheet, rules) if sheet else "",
        seen=seen_of(sheet),
        previous=before,
        following=after,
        next_open=following(visit.rounds, application.id),
        mistakes=mistakes,
        problem=problem,
        unsent=typed.comment if typed is not None and is_closed else "",
        taken=taken,
    )


def _criterion(one: Criterion, shown: Typed, rules: Evaluation, why: Mapping[str, str]) -> CriterionShown:
    return CriterionShown(
        id=one.id,
        text=one.text,
        help=one.help,
        weight=one.weight,
        threshold="" if one.threshold is None else f"{one.threshold:g}",
        mark=shown.marks.get(one.id, ""),
        why=why.get(field_of(one.id, rules), ""),
    )
