"""What people did with organisations in a story: which lists they imported, which suggestions they took."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from pydantic import Field

from delegation.agreement import AgreementKind
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId
from delegation.organisations.import_plan import Outcome, RowDecision
from delegation.person import Line
from delegation.reading.plain_yaml import Path
from delegation.reading.story_agreements import PlannedRecord
from delegation.reading.suggestion import suggestion
from delegation.zoned import LocalTime

SOURCE = "organisations.yaml"
InFolder = Line
"""A file beside the story's own, such as `organisations/eccp.csv`."""
Misfit = tuple[str, Path, str, str]


class ImportRecord(Fact):
    """One import of a list of another platform."""

    at: LocalTime
    """In the organiser's zone."""
    table: InFolder = Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*\.(csv|xlsx|json)$")
    mapping: InFolder | None = Field(default=None, pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*\.yaml$")
    accept: tuple[Outcome, ...] = ()
    decisions: tuple[RowDecision, ...] = ()
    author: ItemId
    mark: Literal["", "sourced", "inferred", "made-up"] = ""


class SuggestionTaken(Fact):
    """Somebody opens an agreement with the best partner that is suggested for an organisation."""

    at: LocalTime
    organisation: Line
    """By its name."""
    opens: ItemId
    """Id of the agreement that begins with it."""
    owner: ItemId
    kind: AgreementKind = AgreementKind.OTHER
    next: PlannedRecord | None = None
    mark: Literal["", "sourced", "inferred", "made-up"] = ""


class OrganisationsStory(Fact):
    """The file `organisations.yaml`; a story may do without it."""

    imports: tuple[ImportRecord, ...] = ()
    suggestions: tuple[SuggestionTaken, ...] = ()

    def files(self) -> tuple[str, ...]:
        """All lists and mappings, each once, in the order they are first needed."""
        named = (name for one in self.imports for name in (one.table, one.mapping) if name)
        return tuple(dict.fromkeys(named))


def check_organisations(
    told: OrganisationsStory, file: DelegationFile, agreements: Sequence[str]
) -> Iterator[Misfit]:
    """Every person named is there, and no agreement is opened twice; `agreements`: ids of the others."""
    people = [one.id for one in file.people]
    for n, one in enumerate(told.imports):
        yield from _known(one.author, people, ("imports", n, "author"))
    opened = list(agreements)
    for n, taken in enumerate(told.suggestions):
        yield from _known(taken.owner, people, ("suggestions", n, "owner"))
        if taken.opens in opened:
            said = f"an agreement {taken.opens!r} is told twice"
            yield SOURCE, ("suggestions", n, "opens"), said, "give it another id."
        opened.append(taken.opens)


def _known(name: str, people: Collection[str], place: Path) -> Iterator[Misfit]:
    if name not in people:
        yield SOURCE, place, f"{name!r} is no person", suggestion(name, people)
