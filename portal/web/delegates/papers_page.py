"""One paper of the checklist as a form: why it is asked, when it is deleted, and what is given already."""

from collections.abc import Mapping, Sequence

from delegation.calendars.when import long_date_in
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.languages.form_sayings import FORM_SAYINGS
from delegation.languages.tongue import Tongue, said_text, tongue_of
from delegation.reading.field_problem import FieldProblem
from delegation.zoned import zone_named
from portal.web.delegates.papers_form import Control, controls_of
from portal.web.delegates.todo_page import title_of, told
from portal.web.delegates.todo_steps import Handed, Step, StepName, StepState, fields_of, is_taken
from portal.web.delegates.visit import MinePage, Visit, mine
from portal.web.words import Words

NEVER_SHOWN = (StepName.PASSPORT,)
"""What was given stands on no page again: whoever finds the link must not find the passport."""


class Mistake(Fact):
    """One line of the summary above a form; `field` is the id of the control it leads to."""

    field: str
    label: str
    message: str


class PaperPage(MinePage):
    """The facts of `templates/portal/mine-paper.html`."""

    name: str
    step: str
    title: str
    why: str
    kept: str
    due: str
    is_late: bool
    given: str
    is_given: bool
    is_taken: bool
    is_secret: bool
    takes_files: bool
    controls: tuple[Control, ...]
    mistakes: tuple[Mistake, ...] = ()
    problem: str = ""
    """What went wrong that has to do with no field."""


def paper_page(
    visit: Visit,
    step: Step,
    handed: Handed,
    *,
    typed: Mapping[str, object] | None = None,
    problems: Sequence[FieldProblem] = (),
    problem: str = "",
) -> PaperPage:
    """`typed` is what stood in a form that was not taken; else what is kept is shown, where it may be."""
    words, file = visit.words, visit.file
    fields = fields_of(step.name, file)
    is_secret = step.name in NEVER_SHOWN
    kept = {} if is_secret else handed.answers
    tongue = tongue_of(words.language, file)
    told_problems = [_in_words(one, tongue) for one in problems]
    controls = controls_of(fields, kept if typed is None else typed, told_problems, words, tongue)
    return PaperPage(
        **mine(visit, "/todo"),
        name=visit.person.name,
        step=step.name.value,
        title=title_of(step, words),
        why=words("todo-why", step.name.value),
        kept=_kept(step.name, file, words),
        due=_due(step, visit),
        is_late=step.state in (StepState.LATE, StepState.MISSED),
        given=_given(step, visit, handed),
        is_given=step.state is StepState.DONE,
        is_taken=is_taken(step, file, visit.view),
        is_secret=is_secret,
        takes_files=any(one.kind == "file" for one in controls),
        controls=controls,
        mistakes=mistakes_in(controls),
        problem=problem,
    )


def _in_words(one: FieldProblem, tongue: Tongue) -> FieldProblem:
    """As the command line says it, in the language of the page."""
    return one.model_copy(update={"message": said_text(one.message, tongue, FORM_SAYINGS)})


def mistakes_in(controls: Sequence[Control]) -> tuple[Mistake, ...]:
    return tuple(
        Mistake(field=one.id, label=one.label, message=one.problem) for one in controls if one.problem
    )


def _kept(name: StepName, file: DelegationFile, words: Words) -> str:
    """Until when it is kept: the date of the delegation file, in the organiser's zone."""
    dates = file.documents
    purged = dates.passport_purge
    if name is StepName.DIET and dates.diet_purge is not None:
        purged = dates.diet_purge
    if name is StepName.AFTERWARDS:
        return words("todo-paper", "kept-afterwards")
    if purged is None:
        return words("todo-paper", "kept-open")
    day = file.at(purged).astimezone(zone_named(file.organiser.zone)).date()
    return words("todo-paper", "kept-until", day=long_date_in(words.language, day))


def _due(step: Step, visit: Visit) -> str:
    if step.due_at is None or step.state is StepState.DONE:
        return ""
    state = step.state if step.state in (StepState.LATE, StepState.MISSED) else StepState.OPEN
    return visit.words("todo-says", state.value, due=told(step.due_at, visit.file, visit.words))


def _given(step: Step, visit: Visit, handed: Handed) -> str:
    """`Given on ..., ends in 42.`; empty where nothing was given."""
    if step.state is not StepState.DONE:
        return ""
    words = visit.words
    at = told(step.done_at, visit.file, words) if step.done_at else ""
    said = words("todo-says", "done-on", at=at) if at else words("todo-paper", "given")
    number = str(handed.answers.get("passport-number", "")) if step.name is StepName.PASSPORT else ""
    return f"{said} {words('todo-paper', 'ends-in', ends=number[-2:])}" if number else said
