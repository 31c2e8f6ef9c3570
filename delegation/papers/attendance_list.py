"""The attendance list of one day: who is expected, to be signed at the door, or filled in and read back."""

from collections.abc import Mapping
from datetime import date, datetime

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.papers.paper import Delegate, Imprint
from delegation.papers.paper import imprint as imprinted
from delegation.papers.programme import Programme
from delegation.papers.wall_clock import day_in_full
from delegation.papers.workbook import Column, Sheet, Workbook


class Expected(Fact):
    """One person at the door."""

    id: ParticipantId
    name: str
    organisation: str


class AttendanceList(Fact):
    imprint: Imprint
    day: str
    people: tuple[Expected, ...]
    """By name."""


def attendance_list(
    file: DelegationFile,
    programme: Programme,
    day: date,
    delegates: Mapping[str, Delegate],
    made_at: datetime,
) -> AttendanceList:
    """Everybody with something to come to that day. Names need no consent: the list stays at the door."""
    of_day = [item for item in programme.items if item.starts.date() == day]
    coming = {one for item in of_day for one in programme.attending(item)}
    people = (_expected(delegates[one]) for one in sorted(coming) if one in delegates)
    return AttendanceList(
        imprint=imprinted(file, made_at, programme.itinerary.version),
        day=day_in_full(day),
        people=tuple(sorted(people, key=lambda one: (one.name.casefold(), one.id))),
    )


def _expected(delegate: Delegate) -> Expected:
    return Expected(id=delegate.participant, name=delegate.person.name, organisation=delegate.organisation)


COLUMNS = (
    Column(title="Id", width=12),
    Column(title="Name", width=34),
    Column(title="Organisation", width=44),
    Column(title="Present", width=12),
)
"""As `attendance take --from` reads them: yes or no under `Present`."""


def attendance_workbook(made: AttendanceList) -> Workbook:
    """One row per person; what is typed under `Present` is read back."""
    stated = made.imprint
    sheet = Sheet(
        name="Attendance",
        title=f"Attendance on {made.day}",
        note=f"{stated.delegation}. {len(made.people)} people. As of {stated.made_on}. Write yes or no.",
        columns=COLUMNS,
        rows=tuple((one.id, one.name, one.organisation, "") for one in made.people),
    )
    return Workbook(title=f"Attendance list: {made.day}", author=stated.organiser, sheets=(sheet,))
