"""Small files that people type for one command: an application, score sheets, a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from delegation.evaluation import Mark, Scoresheet, Scoresheets
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import USUAL_LARGEST_FILE, FieldType
from delegation.ids import ItemId, ParticipantId
from delegation.reading.delegation_file import model_from, unreadable
from delegation.reading.field_problem import FieldProblem, problem
from delegation.reading.intake import read_object
from delegation.reading.plain_yaml import PlainYaml, read_plain
from delegation.reading.problem import FileError
from delegation.reading.upload_content import Upload, read_upload
from portal.files_beside import content_beside, names_a_file
from portal.story_files import text_of

Typed = TypeVar("Typed", bound=Fact)


class TypedSheet(Fact):
    """One application's marks, by criterion."""

    application: ParticipantId
    marks: dict[ItemId, int]
    comment: str = Field(default="", max_length=2_000)


class HandIn(Fact):
    """The file an evaluator hands in: who scores, and a sheet for each application."""

    evaluator: ItemId
    sheets: tuple[TypedSheet, ...] = Field(min_length=1)

    def scoresheets(self) -> Scoresheets:
        return Scoresheets(evaluator=self.evaluator, sheets=tuple(self._sheet(one) for one in self.sheets))

    def _sheet(self, typed: TypedSheet) -> Scoresheet:
        return Scoresheet(
            application=typed.application,
            evaluator=self.evaluator,
            marks=tuple(Mark(criterion=name, mark=mark) for name, mark in typed.marks.items()),
            comment=typed.comment,
        )


def typed(path: Path, model: type[Typed]) -> Typed:
    """The content of a YAML or JSON file as `model`.

    Raises FileError with every mistake at its line, UnreadableFile.
    """
    document = _document(path)
    problems = list(document.problems)
    found = None if problems else model_from(document, model, problems)
    if found is None or problems:
        raise FileError(problems)
    return found


@dataclass(frozen=True)
class TypedForm:
    """An application as it was typed, not checked yet."""

    parts: Mapping[str, object]
    uploads: tuple[Upload, ...] = ()
    """The files it names, looked at and found good; in `parts` stand their references."""
    problems: tuple[FieldProblem, ...] = ()
    """What is wrong with the files it names."""


def typed_form(path: Path, file: DelegationFile) -> TypedForm:
    """What a YAML or JSON file holds, with the files it names beside it, as the form of `file` asks for them.

    Raises ApplicationRefused or FileError where there is nothing to look into, UnreadableFile.
    """
    parts = _parts(path, file)
    answers = parts.get("answers")
    if not isinstance(answers, Mapping):
        return TypedForm(parts)
    uploads, problems, references = [], [], {}
    for field in file.call.fields:
        name = answers.get(field.id)
        if field.type is not FieldType.FILE or not isinstance(name, str) or not names_a_file(name):
            continue
        try:
            largest = field.largest or USUAL_LARGEST_FILE
            upload = read_upload(field, content_beside(path.parent, name, largest))
            uploads.append(upload)
            references[field.id] = upload.reference
        except ValueError as error:
            problems.append(problem(f"answers.{field.id}", str(error)))
    with_references = {**parts, "answers": {**answers, **references}}
    return TypedForm(with_references, tuple(uploads), tuple(problems))


def _parts(path: Path, file: DelegationFile) -> Mapping[str, object]:
    if path.suffix == ".json":
        return read_object(text_of(path), file.call.largest_application)
    document = _document(path)
    if document.problems:
        raise FileError(document.problems)
    content = document.content
    return content if isinstance(content, Mapping) else read_object("[]", file.call.largest_application)


def _document(path: Path) -> PlainYaml:
    document = read_plain(text_of(path), str(path))
    unreadable(document)
    return document
