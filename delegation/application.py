"""An application: what an applicant hands in, and what the rules may look at."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.person import Person
from delegation.tempo import Dated
from delegation.terms import Terms

Value = str | int | bool | tuple[str, ...] | tuple[dict[str, str], ...]
"""An answer of the form. A list where several are possible; rows by column id for tables and rankings."""


def words_of(value: Value) -> tuple[str, ...]:
    """An answer as words: one for a choice, several for choices, one per row; none if it is empty."""
    match value:
        case "":
            return ()
        case bool():
            return ("yes" if value else "no",)
        case tuple():
            return tuple(one if isinstance(one, str) else "; ".join(one.values()) for one in value)
        case _:
            return (str(value),)


class ApplicationStatus(StrEnum):
    SUBMITTED = "submitted"
    ASKED_TO_FIX = "asked_to_fix"
    INELIGIBLE = "ineligible"
    UNDER_EVALUATION = "under_evaluation"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    WITHDRAWN = "withdrawn"


class Application(Fact):
    """What the applicant types: who they are, and the answers to the form's fields."""

    id: ParticipantId
    person: Person
    answers: dict[str, Value] = Field(default_factory=dict)
    """By field id."""
    together_with: ParticipantId | None = None
    """The application of a second person of the same organisation: both are selected, or neither.

    Counts once both applications name each other."""


class Facts(Fact):
    """The answers that rules may look at: nothing personal, by field id."""

    organisation: str
    country: str
    values: dict[str, Value] = Field(default_factory=dict)

    def value(self, field: str) -> Value | None:
        """The answer to `field`; `organisation` and `country` are always there."""
        if field == "organisation":
            return self.organisation
        if field == "country":
            return self.country
        return self.values.get(field)

    def values_of(self, field: str) -> tuple[str, ...]:
        """The answer as words, for rules that count: one for a choice, several for choices, none if empty."""
        value = self.value(field)
        return () if value is None else words_of(value)


class Submission(Dated):
    """What reaches the workflow: the application's reference in the vault, and its facts."""

    participant: ParticipantId
    document: DocumentRef
    facts: Facts
    received_at: AwareDatetime
    substitute_for: ParticipantId | None = None
    """The delegate of the same organisation whose place this person is to take."""
    together_with: ParticipantId | None = None
    terms: Terms | None = None
    """The call as it stands on handing in; None in histories from before there were several cut-offs."""
    swept: bool = False
    """Found in the vault by the sweeper: counts only if nothing later was taken in meanwhile."""


class Receipt(Fact):
    """What the applicant is told once the application is safe."""

    participant: ParticipantId
    code: str
    received_at: AwareDatetime


class Applied(Fact):
    """An application as the delegation keeps it."""

    participant: ParticipantId
    facts: Facts
    received_at: AwareDatetime
    status: ApplicationStatus = ApplicationStatus.SUBMITTED
    late: bool = False
    """It came after the cut-off it is held against."""
    cut_off: str = ""
    """The cut-off it counts for; empty in histories from before there were several."""
    own_cost: bool = False
    """Late, but within what the rules allow: the applicant pays."""
    together_with: ParticipantId | None = None
    """As typed; a pair is where both name each other (`selecting.pairing_up`)."""
