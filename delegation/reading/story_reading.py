"""Reading a story: the example files of one delegation, with every mistake at its place."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.reading.delegation_file import model_from, unreadable
from delegation.reading.intake import ApplicationRefused, read_application
from delegation.reading.plain_yaml import Path, PlainYaml, read_plain
from delegation.reading.problem import FileError, Problem
from delegation.reading.story import (
    Answers,
    ChangeScript,
    FollowUpFile,
    OrganiserActions,
    ScoreTable,
    SentApplication,
    Story,
    WishFile,
)
from delegation.reading.story_checks import check_story
from delegation.reading.story_hosts import HostAnswersFile

SINGLE_FILES: dict[str, type[Fact]] = {
    "scores": ScoreTable,
    "answers": Answers,
    "wishes": WishFile,
    "changes": ChangeScript,
    "organiser": OrganiserActions,
    "follow-up": FollowUpFile,
    "host-answers": HostAnswersFile,
}
"""The files of a story beside the applications, by name without `.yaml`."""

Model = TypeVar("Model", bound=Fact)


class StoryFileError(FileError):
    """The example files of a delegation have mistakes."""


def read_story(texts: Mapping[str, str], file: DelegationFile) -> Story:
    """The story told by `texts`: by relative name, such as `scores.yaml` or `applications/A-01.yaml`.

    Raises:
        StoryFileError: with every problem of all files. Names are looked up once each file for
            itself is right.
    """
    reading = _Reading(texts)
    applications = reading.applications("applications/", file)
    substitutes = reading.applications("substitutes/", file)
    scores = reading.one("scores", ScoreTable)
    answers, wishes = reading.one("answers", Answers), reading.one("wishes", WishFile)
    changes, organiser = reading.one("changes", ChangeScript), reading.one("organiser", OrganiserActions)
    after = reading.one("follow-up", FollowUpFile)
    hosts = reading.perhaps("host-answers", HostAnswersFile)
    if not (scores and answers and wishes and changes and organiser and after) or reading.problems:
        raise StoryFileError(reading.problems)
    story = Story(
        applications=applications,
        substitutes=substitutes,
        scores=scores,
        answers=answers,
        wishes=wishes.wishes,
        changes=changes.steps,
        organiser=organiser,
        survey=after.survey,
        outcomes=after.outcomes,
        host_answers=hosts.answers if hosts else (),
    )
    reading.problems += [reading.at(*misfit) for misfit in check_story(story, file)]
    if reading.problems:
        raise StoryFileError(reading.problems)
    return story


class _Reading:
    """The files as they are read, and what was wrong with them so far."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._documents: dict[str, PlainYaml] = {}
        self.problems: list[Problem] = []

    def one(self, name: str, model: type[Model]) -> Model | None:
        source = f"{name}.yaml"
        if source not in self._texts:
            message = f"the file {source} is missing"
            self.problems.append(_missing(source, message))
            return None
        return self._read(source, model)

    def perhaps(self, name: str, model: type[Model]) -> Model | None:
        """A file the story may do without."""
        return self._read(f"{name}.yaml", model) if f"{name}.yaml" in self._texts else None

    def applications(self, folder: str, file: DelegationFile) -> tuple[SentApplication, ...]:
        names = sorted(name for name in self._texts if name.startswith(folder) and name.endswith(".yaml"))
        read = [(name, self._read(name, SentApplication)) for name in names]
        for name, sent in read:
            if sent is not None:
                self.problems += self._taken_in(name, sent, file)
        return tuple(sent for _, sent in read if sent is not None)

    def at(self, source: str, path: Path, message: str, remedy: str) -> Problem:
        document = self._documents.get(source)
        return document.problem(path, message, remedy) if document else _missing(source, message)

    def _read(self, source: str, model: type[Model]) -> Model | None:
        document = self._documents[source] = read_plain(self._texts[source], source)
        if unreadable(document):
            self.problems += document.problems
            return None
        found = list(document.problems)
        result = model_from(document, model, found)
        self.problems += found
        return result

    def _taken_in(self, source: str, sent: SentApplication, file: DelegationFile) -> Iterator[Problem]:
        try:
            read_application(sent.application, file)
            if sent.mended is not None:
                read_application(sent.mended_application(), file)
        except ApplicationRefused as error:
            for problem in error.problems:
                path = ("application", *problem.field.split("."))
                yield self.at(source, path, problem.message.rstrip("."), "correct the answer.")


def _missing(source: str, message: str) -> Problem:
    return Problem(line=1, column=1, path="", message=message, remedy="add it.", source=source)
