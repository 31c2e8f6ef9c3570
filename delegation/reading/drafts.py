"""Applications that are not finished: kept as typed, with what they still lack."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import AwareDatetime, JsonValue, TypeAdapter

from delegation.application import Application
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.reading.field_problem import FieldProblem, problem
from delegation.reading.intake import ApplicationRefused, read_application, read_identity

_OBJECT = TypeAdapter(dict[str, JsonValue])


class Draft(Fact):
    """What was typed so far, unchecked but for its size and id."""

    participant: ParticipantId
    typed: dict[str, JsonValue]
    kept_at: AwareDatetime


class Lacking(Fact):
    """What a draft needs before it can be handed in."""

    missing: tuple[FieldProblem, ...] = ()
    wrong: tuple[FieldProblem, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.wrong


def draft_of(typed: Mapping[str, object], file: DelegationFile, now: datetime) -> Draft:
    """A draft that can be kept. Raises ApplicationRefused where it has no usable id, or is too large."""
    problems: list[FieldProblem] = []
    identity = read_identity(typed.get("id"), file, problems)
    if problems:
        raise ApplicationRefused(problems)
    try:
        text = json.dumps(typed, ensure_ascii=False, default=str)
        content = _OBJECT.validate_json(text.encode())
    except (ValueError, RecursionError):
        raise ApplicationRefused(
            [problem("application", "This cannot be kept as text; type it anew.")]
        ) from None
    if len(text.encode()) > file.call.largest_application:
        message = f"Shorten the draft to {file.call.largest_application:,} bytes."
        raise ApplicationRefused([problem("application", message)])
    return Draft(participant=identity, typed=content, kept_at=now)


def lacking(
    typed: Mapping[str, object], file: DelegationFile, *, now: datetime, before: Application | None
) -> Lacking:
    """What would be said if it were handed in now."""
    try:
        read_application(typed, file, now=now, before=before)
    except ApplicationRefused as refused:
        missing = tuple(one for one in refused.problems if one.is_missing)
        return Lacking(missing=missing, wrong=tuple(one for one in refused.problems if not one.is_missing))
    return Lacking()


def named_missing(missing: Sequence[FieldProblem], file: DelegationFile) -> str:
    """`3 answers are missing: Country of the organisation, Website, name.`"""
    labels = {field.id: field.label for field in file.call.fields}
    names = [one.field.partition(".")[2] or one.field for one in missing]
    number = "1 answer is missing" if len(names) == 1 else f"{len(names)} answers are missing"
    return f"{number}: {', '.join(labels.get(name, name) for name in names)}."
