"""The page around the application form: what stands above and below it, in every state it can be in."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from delegation.fact import Fact
from delegation.languages.tongue import file_in, tongue_of
from delegation.reading.field_problem import FieldProblem
from portal.web.applying.call_page import Deadline, Tongues, deadline_of, stance_says, tongues_of
from portal.web.applying.form_page import Form, form_of
from portal.web.applying.opening import Opening, Stance
from portal.web.words import Words


class FormPage(Fact):
    """The facts of `templates/portal/apply-form.html`."""

    slug: str
    title: str
    organiser: str
    mailbox: str
    registers: bool
    stance: Stance
    stance_says: str
    deadline: Deadline | None
    form: Form
    action: str
    submission: str
    kept: str
    """When the draft was kept that this page shows, so that another window is not overwritten."""
    saved_on: str
    saves_itself: bool
    zone: str
    said: str
    trouble: str
    """A heading instead of a list of mistakes, as while the vault is away."""
    trouble_says: str
    tongues: Tongues
    instead: str = ""
    """Whose place it is for: id and organisation in a sentence; empty: it is an application like others."""


class State(NamedTuple):
    """What one showing of the form is about."""

    typed: Mapping[str, Any]  # Any: as it was typed
    action: str
    """Where it is posted to."""
    submission: str = ""
    problems: Sequence[FieldProblem] = ()
    said: str = ""
    trouble: str = ""
    trouble_says: str = ""
    kept: str = ""
    saved_on: str = ""
    is_draft: bool = False
    instead: str = ""


def form_page(opening: Opening, words: Words, asked: str, state: State) -> FormPage:
    file = file_in(tongue_of(words.language, opening.file), opening.file)
    person = state.typed.get("person")
    zone = person.get("zone") if isinstance(person, Mapping) else ""
    return FormPage(
        slug=file.slug,
        title=file.title,
        organiser=file.organiser.name,
        mailbox=file.organiser.mailbox,
        registers=file.registration is not None,
        stance=opening.stance,
        stance_says="" if state.instead else _late(opening, words),
        deadline=None if state.instead else deadline_of(opening, words),
        form=form_of(opening.file, words, state.typed, state.problems),
        action=state.action,
        submission=state.submission,
        kept=state.kept,
        saved_on=state.saved_on,
        saves_itself=state.is_draft,
        zone=zone if isinstance(zone, str) else "",
        said=state.said,
        trouble=state.trouble,
        trouble_says=state.trouble_says,
        tongues=tongues_of(words, asked),
        instead=state.instead,
    )


def _late(opening: Opening, words: Words) -> str:
    return stance_says(opening, words) if opening.stance is Stance.LATE else ""
