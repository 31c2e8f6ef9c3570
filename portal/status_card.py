"""Where a delegation stands, on a screen and in a line."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from delegation.status import Counts, DelegationStatus
from portal.show import clean, moment


def status_card(status: DelegationStatus, zone: str) -> RenderableType:
    """Phase, figures, next date and tasks; `zone` is the organiser's."""
    grid = Table.grid(padding=(0, 2))
    for name, value in _facts(status, zone):
        grid.add_row(Text(name, style="bold"), Text(value))
    tasks = [Text(f"-> {clean(task.text)}", style="yellow") for task in status.tasks]
    return Group(Text(clean(status.title), style="bold"), grid, *tasks)


def status_line(status: DelegationStatus, zone: str) -> str:
    """The same in one line, without the time of looking."""
    due = f", next {moment(status.next_deadline, zone)}" if status.next_deadline else ""
    figures = ", ".join(f"{value} {name}" for name, value in _figures(status.counts))
    tasks = "".join(f"; {task.text}" for task in status.tasks)
    return f"{_phase(status)}{due}: {figures or 'nothing yet'}{tasks}"


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
