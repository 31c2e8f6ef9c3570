"""Reading the delegation file: text in, model out, or every mistake with its place and remedy."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.reading.checking import check
from delegation.reading.plain_yaml import PlainYaml, read_plain
from delegation.reading.problem import DelegationFileError, Problem
from delegation.reading.suggestion import suggestion
from delegation.reading.wording import problems_of

__all__ = ["DelegationFileError", "Problem", "model_from", "read_delegation"]

Model = TypeVar("Model", bound=Fact)


def read_delegation(text: str, source: str = "delegation.yaml") -> DelegationFile:
    """The delegation that `text` describes, in YAML without implicit types.

    `source` is how the file is called in messages.

    Raises:
        DelegationFileError: with every problem found, in order of position. Whether the parts fit
            together is looked at once each part for itself is right.
    """
    document = read_plain(text, source)
    nothing = unreadable(document)
    problems = list(document.problems)
    file = None if nothing else model_from(document, DelegationFile, problems)
    if file is None:
        problems = _with_unknown_legs(document, problems)
    if file is not None:
        problems += [document.problem(one.path, one.message, one.remedy) for one in check(file)]
    if problems or file is None:
        raise DelegationFileError(problems)
    return file


def unreadable(document: PlainYaml) -> bool:
    """Whether there is nothing to look into; an empty file gets its problem here."""
    if document.content is None and not document.problems:
        document.problems.append(
            document.problem((), "the file is empty", "begin with 'slug: ' and a short name.")
        )
    return document.content is None


def model_from(document: PlainYaml, model: type[Model], problems: list[Problem]) -> Model | None:
    """The content as `model`, strict about unknown keys; None when problems had to be added."""
    try:
        return model.model_validate(document.content, extra="forbid")
    except ValidationError as error:
        said = {(one.line, one.column) for one in problems}
        found = problems_of(error, document, model)
        problems += [one for one in found if (one.line, one.column) not in said]
        if not problems:
            problems.append(document.problem((), str(error.errors()[0]["msg"]), "correct it here."))
    return None


INHERITED = ("'zone' is missing", "'wishes_zone' is missing")


def _with_unknown_legs(document: PlainYaml, problems: list[Problem]) -> list[Problem]:
    """Without zones that are missing only because the organiser, or a leg, gives none to take over.

    An item of a leg that is not there has no zone either; its problem is the leg's name.
    """
    own = [
        one for one in problems if one.message not in INHERITED or one.path.startswith(("organiser", "legs"))
    ]
    return own + list(_unknown_legs(document)) or problems


def _unknown_legs(document: PlainYaml) -> Iterator[Problem]:
    scalars = document.scalars.items()
    legs = [text for path, text in scalars if len(path) == 3 and path[0] == "legs" and path[2] == "id"]
    for path, text in scalars:
        if path[:1] in (("itinerary",), ("meetings",)) and path[-1] == "leg" and text not in legs:
            yield document.problem(path, f"{text!r} is no leg", suggestion(text, legs))
