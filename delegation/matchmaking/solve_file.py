"""Reads a matchmaking from a file in YAML or JSON; docs/meetings-file.md."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from delegation.matchmaking.checks import mistakes
from delegation.matchmaking.event import MeetingEvent
from delegation.reading.problem import FileError
from delegation.reading.wording import problems_of
from delegation.selecting.solve_file.tree import Typed, as_plain
from delegation.zoned import instant

MOST_PROBLEMS = 200
"""Reading stops there: nobody reads more, and the same mistake may stand in every entry."""


def event_of(typed: Typed, as_of: datetime | None = None) -> MeetingEvent:
    """The event of a file that was read, without the requests that have lapsed by `as_of`.

    None: by the file's own `as_of`.

    Raises FileError with every mistake at its place.
    """
    event = _read(typed)
    found = []
    for one in mistakes(event):
        found.append(typed.problem(one.path, one.message, one.remedy))
        if len(found) == MOST_PROBLEMS:
            break
    if found:
        raise FileError(found)
    moment = as_of or (instant(event.as_of, event.zone) if event.as_of else None)
    return event if moment is None else event.standing_at(moment)


def _read(typed: Typed) -> MeetingEvent:
    if not isinstance(typed.content, Mapping):
        remedy = "begin with 'zone:'; docs/meetings-file.md shows one."
        raise FileError([typed.problem((), "this is no meetings file", remedy)])
    try:
        return MeetingEvent.model_validate(as_plain(typed.content), extra="forbid")
    except ValidationError as error:
        found = list(problems_of(error, typed.places, MeetingEvent))
        said = str(error.errors(include_url=False)[0]["msg"])
        raise FileError(found or [typed.problem((), said, "correct it here.")]) from None
