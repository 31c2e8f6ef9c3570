"""Small files that people type for one command: an application, score sheets, a change."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from delegation.application import Application
from delegation.evaluation import Mark, Scoresheet, Scoresheets
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.reading.delegation_file import model_from, unreadable
from delegation.reading.intake import read_application
from delegation.reading.plain_yaml import PlainYaml, read_plain
from delegation.reading.problem import FileError
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


def typed_application(path: Path, file: DelegationFile) -> Application:
    """The application in a YAML or JSON file, as the form of `file` asks for it.

    Raises ApplicationRefused with a sentence per field, FileError where the file is no YAML, UnreadableFile.
    """
    if path.suffix == ".json":
        return read_application(text_of(path), file)
    document = _document(path)
    if document.problems:
        raise FileError(document.problems)
    content = document.content
    return read_application(content if isinstance(content, Mapping) else document.text, file)


def _document(path: Path) -> PlainYaml:
    document = read_plain(text_of(path), str(path))
    unreadable(document)
    return document
