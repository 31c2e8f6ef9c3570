"""What a selection file says, ready for the solver."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from delegation.panel import Ruling
from delegation.selecting.scoring import Evaluated
from delegation.selection_rules import SelectionRules

DEFAULT_SEED = "legation"
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""A selection file tells no time of receipt: nothing is decided by it."""
_PLAIN_ID = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_PLAIN_FIELD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID, LONGEST_FIELD = 40, 60


@dataclass(frozen=True)
class Solvable:
    """Candidates, rules and rulings of one file."""

    evaluated: tuple[Evaluated, ...]
    rules: SelectionRules
    rulings: tuple[Ruling, ...]
    names: Mapping[str, str]
    """Ids as they stand in the file, by the id the lot is drawn with."""
    has_organisations: bool
    """Whether at most one of an organisation may be selected."""


def lot_id(written: str) -> str:
    """The id the lot is drawn with: as written where it has the form `A-17`, else from its SHA-256."""
    if len(written) <= LONGEST_ID and _PLAIN_ID.fullmatch(written):
        return written
    return f"X-{hashlib.sha256(written.encode()).hexdigest()[:32].upper()}"


def field_id(written: str) -> str:
    """The name of a feature as rules know it: as written where it has the form `focus-area`."""
    if len(written) <= LONGEST_FIELD and _PLAIN_FIELD.fullmatch(written):
        return written
    return f"x-{hashlib.sha256(written.encode()).hexdigest()[:32]}"


def without_organisation(participant: str) -> str:
    """Stands for the organisation of a candidate who has none: nobody shares it."""
    return f"of {participant}"
