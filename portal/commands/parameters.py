"""What the commands have in common: how a delegation, a participant and the usual switches are typed."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, Token
from cyclopts.validators import Number
from cyclopts.validators import Path as PathRule

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PARTICIPANT = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


def _participant(_kind: object, tokens: Sequence[Token]) -> str:
    return tokens[0].value.upper()


def _is_slug(_kind: object, value: str) -> None:
    if not SLUG.fullmatch(value):
        raise ValueError(f"{value!r} is no name of a delegation; it looks like usa-2017.")


def _is_participant(_kind: object, value: str | None) -> None:
    if value is not None and not PARTICIPANT.fullmatch(value):
        raise ValueError(f"{value!r} is no id of a participant; it looks like A-17.")


def _is_said(_kind: object, value: str) -> None:
    if not value.strip():
        raise ValueError("it stands in the record, so it cannot be empty.")


def _is_explained(_kind: object, value: str) -> None:
    if len(value.strip()) < 3:
        raise ValueError("say it in a few words; those who are told about it read this.")


Delegation = Annotated[
    str, Parameter(name="SLUG", validator=_is_slug, help="The delegation, as in usa-2017.")
]
Participant = Annotated[
    str,
    Parameter(
        name="PARTICIPANT",
        converter=_participant,
        validator=_is_participant,
        help="The id of the application, as in A-17.",
    ),
]
Someone = Annotated[str | None, Parameter(converter=_participant, validator=_is_participant)]
"""A participant given as an option."""
Day = Annotated[date | None, Parameter(help="Only this day, as in 2017-05-16.")]
OfVersion = Annotated[
    int | None, Parameter(help="The programme as it was published then, not as last published.")
]
TypedFile = Annotated[
    Path,
    Parameter(name="FILE", validator=PathRule(exists=True, dir_okay=False), help="YAML or JSON, in UTF-8."),
]
DelegationFolder = Annotated[
    Path,
    Parameter(
        name="FILE",
        validator=PathRule(exists=True),
        help="A delegation file in YAML, or the folder of its delegation.yaml.",
    ),
]
Directory = Annotated[
    Path,
    Parameter(
        name="DIRECTORY", validator=PathRule(file_okay=False), help="Where to write; made if it is not there."
    ),
]
Json = Annotated[
    bool, Parameter(name="--json", negative="", help="One JSON object on standard output, for programs.")
]
DryRun = Annotated[
    bool,
    Parameter(name="--dry-run", negative="", help="Say what would happen and who would be told; do nothing."),
]
Author = Annotated[str, Parameter(validator=_is_said, help="Who decides this; kept in the record.")]
Reason = Annotated[
    str, Parameter(validator=_is_explained, help="Why; those who are told about it read this.")
]
Positive = Annotated[float, Parameter(validator=Number(gt=0), show_default=True)]


def now() -> datetime:
    """The instant at which a command is given."""
    return datetime.now(UTC)
