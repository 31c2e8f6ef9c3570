"""Finding somebody, and all that is known of the journey of one person."""

from collections.abc import Iterator, Mapping, Sequence

from delegation.fact import Fact
from delegation.status import RosterEntry
from portal.web.organising.bar import DeskPage
from portal.web.organising.tasks_page import TaskRow
from portal.web.organising.timeline import Moment

MOST = 100
"""People in one list; who looks for somebody else searches."""


class PersonRow(Fact):
    participant: str
    name: str = ""
    organisation: str
    country: str
    status: str


class PeoplePage(DeskPage):
    """The facts of `desk/people.html`."""

    wanted: str = ""
    """What was searched for."""
    rows: tuple[PersonRow, ...] = ()
    found: int = 0
    total: int = 0


class PersonPage(DeskPage):
    """The facts of `desk/person.html`."""

    row: PersonRow
    address: str = ""
    """Of mail."""
    zone: str = ""
    rank: int | None = None
    reasons: tuple[str, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    moments: tuple[Moment, ...] = ()
    can_answer: bool = False
    """Whether an offer is open that the organiser may answer for them."""
    confirm_by: str = ""
    is_delegate: bool = False
    invites: tuple[tuple[str, int, str], ...] = ()
    """Title, SEQUENCE and answer of what stands in their calendar."""
    said: str = ""
    problem: str = ""
    typed: Mapping[str, str] = {}
    sure: "Leaving | None" = None
    colleague: "Colleague | None" = None


class Colleague(Fact):
    """Somebody of the same organisation who may travel instead, before the place is released to them."""

    address: str = ""
    """To pass on to them; empty once it was used, or where there are no addresses."""
    until: str = ""
    """When it ends, on the organiser's clock."""
    participant: str = ""
    """Who handed in their details by it."""


class Leaving(Fact):
    """What the release of a place would do, before it is done."""

    reason: str
    substitute: str = ""
    letters: tuple[tuple[str, str, str], ...] = ()
    """Letter, recipient and why."""
    problems: tuple[str, ...] = ()


def matching(entries: Sequence[RosterEntry], wanted: str, names: Mapping[str, str]) -> Iterator[PersonRow]:
    """Who has all the words typed in their name, organisation, country or id; all of them without any."""
    words = wanted.casefold().split()
    for one in entries:
        name = names.get(one.participant, "")
        text = " ".join((one.participant, name, one.organisation, one.country)).casefold()
        if all(word in text for word in words):
            yield row_of(one, name)


def row_of(entry: RosterEntry, name: str) -> PersonRow:
    return PersonRow(
        participant=entry.participant,
        name=name,
        organisation=entry.organisation,
        country=entry.country,
        status=entry.status,
    )


PersonPage.model_rebuild()
