"""Where a delegation stands, on a screen and in a line."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from delegation.status import Counts, DelegationStatus
from portal.show import clean, moment
from portal.work_waiting import StatusShown, WorkWaiting, in_words

MOST_LINES = 5
"""Pieces of waiting work that are named; the others are counted."""


def status_card(status: DelegationStatus, zone: str) -> RenderableType:
    """Phase, figures, next date and tasks; `zone` is the organiser's."""
    grid = Table.grid(padding=(0, 2))
    for name, value in _facts(status, zone):
        grid.add_row(Text(name, style="bold"), Text(value))
    tasks = [Text(f"-> {clean(task.text)}", style="yellow") for task in status.tasks]
    waiting = [Text(f".. {clean(line)}", style="cyan") for line in _waiting(status)]
    return Group(Text(clean(status.title), style="bold"), grid, *tasks, *waiting)


def status_line(status: DelegationStatus, zone: str) -> str:
    """The same in one line, without the time of looking."""
    due = f", next {moment(status.next_deadline, zone)}" if status.next_deadline else ""
    figures = ", ".join(f"{value} {name}" for name, value in _figures(status.counts))
    tasks = "".join(f"; {task.text}" for task in status.tasks)
    waits = _waits_for(status)
    waiting = f"; waits for {len(waits)} pieces of work that failed" if waits else ""
    return f"{_phase(status)}{due}: {figures or 'nothing yet'}{tasks}{waiting}"


def _waiting(status: DelegationStatus) -> list[str]:
    waits = _waits_for(status)
    more = len(waits) - MOST_LINES
    return [in_words(one) for one in waits[:MOST_LINES]] + ([f"and {more} more"] if more > 0 else [])


def _waits_for(status: DelegationStatus) -> tuple[WorkWaiting, ...]:
    return status.waits_for if isinstance(status, StatusShown) else ()


def _facts(status: DelegationStatus, zone: str) -> list[tuple[str, str]]:
    due = moment(status.next_deadline, zone) if status.next_deadline else "none"
    counts = status.counts
    figures = [f"{value} {name}" for name, value in _figures(counts)]
    return [
        ("phase", _phase(status)),
        ("now", moment(status.now, zone)),
        ("next date", due),
        ("places", f"{counts.delegates} of {counts.places} confirmed"),
        ("so far", ", ".join(figures) or "nothing yet"),
    ]


def _phase(status: DelegationStatus) -> str:
    return status.phase.value if status.phase else "before the call"


def _figures(counts: Counts) -> list[tuple[str, int]]:
    """What is not zero."""
    named = [
        ("received", counts.received),
        ("ineligible", counts.ineligible),
        ("evaluated", counts.evaluated),
        ("selected", counts.selected),
        ("on reserve", counts.reserve),
        ("open offers", counts.open_offers),
        ("delegates", counts.delegates),
        ("meetings", counts.meetings),
        ("changes", counts.changes),
        ("outcomes", counts.outcomes),
    ]
    return [(name, value) for name, value in named if value]
