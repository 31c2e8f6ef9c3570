"""Reading a story: the example files of one delegation, with every mistake at its place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.reading import registration_table
from delegation.reading.delegation_file import model_from, unreadable
from delegation.reading.intake import ApplicationRefused, read_application
from delegation.reading.plain_yaml import Path, PlainYaml, read_plain
from delegation.reading.problem import FileError, Problem
from delegation.reading.registration_table import Row, read_registrations
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
from delegation.reading.story_agreements import AgreementsFile, check_agreements
from delegation.reading.story_attendance import AttendanceFile, check_doors
from delegation.reading.story_checks import check_story
from delegation.reading.story_exchanges import ExchangesFile, check_exchanges
from delegation.reading.story_hosts import HostAnswersFile
from delegation.reading.story_organisations import OrganisationsStory, check_organisations
from delegation.reading.story_requests import RequestsFile, check_requests

SINGLE_FILES: dict[str, type[Fact]] = {
    "scores": ScoreTable,
    "answers": Answers,
    "wishes": WishFile,
    "changes": ChangeScript,
    "organiser": OrganiserActions,
    "follow-up": FollowUpFile,
    "host-answers": HostAnswersFile,
    "requests": RequestsFile,
    "attendance": AttendanceFile,
    "agreements": AgreementsFile,
    "organisations": OrganisationsStory,
    "exchanges": ExchangesFile,
}
"""The files of a story beside the applications, by name without `.yaml`."""
NEEDED = {
    Phase.EVALUATION: ("scores",),
    Phase.SELECTION: ("organiser",),
    Phase.OFFERS: ("answers", "wishes", "changes", "follow-up"),
}
"""Without which the story of a delegation that has a phase cannot go on."""

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
    registrations = reading.registrations(file)
    substitutes = reading.applications("substitutes/", file)
    reading.demand(name for phase in file.phases for name in NEEDED.get(phase, ()))
    scores = reading.perhaps("scores", ScoreTable)
    answers, wishes = reading.perhaps("answers", Answers), reading.perhaps("wishes", WishFile)
    changes, organiser = (
        reading.perhaps("changes", ChangeScript),
        reading.perhaps("organiser", OrganiserActions),
    )
    after = reading.perhaps("follow-up", FollowUpFile) or FollowUpFile()
    hosts = reading.perhaps("host-answers", HostAnswersFile)
    asked = reading.perhaps("requests", RequestsFile)
    doors = reading.perhaps("attendance", AttendanceFile)
    agreements = reading.perhaps("agreements", AgreementsFile)
    organisations = reading.perhaps("organisations", OrganisationsStory) or OrganisationsStory()
    exchanges = reading.perhaps("exchanges", ExchangesFile) or ExchangesFile()
    if reading.problems:
        raise StoryFileError(reading.problems)
    story = Story(
        applications=(*applications, *registrations),
        substitutes=substitutes,
        scores=scores,
        answers=answers or Answers(),
        wishes=wishes.wishes if wishes else (),
        changes=changes.steps if changes else (),
        organiser=organiser or OrganiserActions(),
        survey=after.survey,
        outcomes=after.outcomes,
        host_answers=hosts.answers if hosts else (),
        requests=asked.people if asked else (),
        doors=doors.doors if doors else (),
        agreements=agreements.agreements if agreements else (),
        organisations=organisations,
        exchanges=exchanges,
    )
    misfits = [*check_story(story, file), *check_agreements(story.agreements, file)]
    people = [one.id for one in (*story.applications, *story.substitutes)]
    misfits += check_requests(story.requests, people)
    misfits += check_doors(story.doors, file, people)
    misfits += check_organisations(organisations, file, [one.id for one in story.agreements])
    misfits += check_exchanges(story.exchanges, file, people)
    reading.problems += [reading.at(*misfit) for misfit in misfits]
    if reading.problems:
        raise StoryFileError(reading.problems)
    return story


class _Reading:
    """The files as they are read, and what was wrong with them so far."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._documents: dict[str, PlainYaml] = {}
        self.problems: list[Problem] = []

    def demand(self, names: Iterable[str]) -> None:
        for source in dict.fromkeys(f"{name}.yaml" for name in names):
            if source not in self._texts:
                self.problems.append(_missing(source, f"the file {source} is missing"))

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

    def registrations(self, file: DelegationFile) -> tuple[SentApplication, ...]:
        """Those of the table `registrations.csv`, where there is one."""
        if registration_table.SOURCE not in self._texts:
            return ()
        rows, problems = read_registrations(self._texts[registration_table.SOURCE], file.call.fields)
        self.problems += problems
        for row in rows:
            self.problems += _taken_in_row(row, file)
        return tuple(row.sent for row in rows)

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


def _taken_in_row(row: Row, file: DelegationFile) -> Iterator[Problem]:
    try:
        read_application(row.sent.application, file)
        if row.sent.mended is not None:
            read_application(row.sent.mended_application(), file)
    except ApplicationRefused as error:
        for problem in error.problems:
            yield Problem(
                line=row.line,
                column=1,
                path=problem.field,
                message=problem.message.rstrip("."),
                remedy="correct the answer.",
                source=registration_table.SOURCE,
            )


def _missing(source: str, message: str) -> Problem:
    return Problem(line=1, column=1, path="", message=message, remedy="add it.", source=source)
