"""What is asked after acceptance, sorted into the papers of the checklist."""

from collections.abc import Iterator, Mapping

from delegation.application import Value
from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.journey import ChecklistItem
from delegation.reading.access_needs import NEEDS_FIELD
from delegation.reading.field_problem import FieldProblem
from delegation.reading.form_filling import Answers, read_answers
from delegation.reading.room_wishes import ROOM_FIELD, ROOM_WITH_FIELD
from delegation.reading.typed_text import is_empty

LATER_STAGES = (Stage.ACCEPT, Stage.LOGISTICS, Stage.AFTER)
PAPER_FIELDS = {
    ChecklistItem.PASSPORT: ("full-name", "nationality", "birth-date", "passport-number", "passport-expires"),
    ChecklistItem.ROOM: (ROOM_FIELD, ROOM_WITH_FIELD),
    ChecklistItem.DIET: ("diet", "emergency-contact", NEEDS_FIELD),
}
"""Ids of the form fields that make a paper; consents are all yes-no fields whose id begins with `consent`."""
Paper = dict[str, Value]


def read_later_answers(
    given: Mapping[str, object], file: DelegationFile, application: Answers, before: Answers
) -> tuple[dict[str, Value], list[FieldProblem]]:
    """Everything answered after acceptance so far, and what is wrong or still missing.

    `before`: what was handed in earlier; a new answer takes its place, an empty one does not.
    """
    merged = {**before, **{name: raw for name, raw in given.items() if not is_empty(raw)}}
    values: dict[str, Value] = {}
    problems: list[FieldProblem] = []
    of_stage = {field.id: field.stage for field in file.call.fields}
    for stage in LATER_STAGES:
        own = {name: raw for name, raw in merged.items() if _stage_of(name, of_stage) is stage}
        if own or stage is not Stage.AFTER:
            found, wrong = read_answers(own, file, stage, known={**application, **values})
            values |= found
            problems += wrong
    return values, problems


def _stage_of(name: str, of_stage: Mapping[str, Stage]) -> Stage:
    """Answers that belong nowhere, or to the application, are refused with those on acceptance."""
    stage = of_stage.get(name, Stage.ACCEPT)
    return Stage.ACCEPT if stage is Stage.APPLY else stage


def papers_of(file: DelegationFile, application: Answers, later: Answers) -> dict[ChecklistItem, Paper]:
    """The papers of which every field has an answer, as they are kept; those nobody began are left out."""
    answers = {**application, **later}
    papers = {
        item: {name.replace("-", "_"): answers[name] for name in names if name in answers}
        for item, names in PAPER_FIELDS.items()
        if any(name in later for name in names) and all(name in answers for name in _asked(file, names))
    }
    consents = {field.id: later[field.id] for field in _consents(file) if field.id in later}
    return {**papers, ChecklistItem.CONSENT: consents} if consents else papers


def _asked(file: DelegationFile, names: tuple[str, ...]) -> Iterator[str]:
    return (field.id for field in file.call.fields if field.id in names and field.required)


def _consents(file: DelegationFile) -> Iterator[FormField]:
    return (
        field
        for field in file.call.fields
        if field.stage in LATER_STAGES and field.type is FieldType.YES_NO and field.id.startswith("consent")
    )
