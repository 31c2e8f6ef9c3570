"""What a person sees of a rehearsal: on a terminal a live view, elsewhere one line per event."""

import sys
from datetime import datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from delegation.decision_letters import home_of
from delegation.file import DelegationFile, Phase
from delegation.status import DelegationStatus
from delegation.zoned import stamp

LAST = 8
"""Events shown under the figures."""


class Stage:
    """An `Audience` for people. Everything goes to stderr."""

    def __init__(self, file: DelegationFile) -> None:
        self._file = file
        self._console = Console(stderr=True)
        self._is_live = sys.stderr.isatty()
        self._live = Live(console=self._console, refresh_per_second=8) if self._is_live else None
        self._events: list[str] = []
        self._status: DelegationStatus | None = None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def sees(self, moment: datetime, text: str) -> None:
        line = f"{stamp(moment, self._file.organiser.zone, place=home_of(self._file))}  {text}"
        self._events.append(line)
        if self._live:
            self._live.update(self._picture())
        else:
            print(line, file=sys.stderr)

    def sees_status(self, status: DelegationStatus) -> None:
        before = self._status.phase if self._status else None
        self._status = status
        if status.phase != before and status.phase is not None:
            self.sees(status.now, f"-- {status.phase} --")

    def _picture(self) -> Table:
        picture = Table.grid(padding=(0, 1))
        picture.add_row(f"[bold]{self._file.title}[/bold]")
        picture.add_row(self._phases())
        if self._status is not None:
            picture.add_row(self._figures(self._status))
        for line in self._events[-LAST:]:
            picture.add_row(f"[dim]{line}[/dim]")
        return picture

    def _phases(self) -> str:
        now = self._status.phase if self._status else None
        order = list(Phase)
        shown = []
        for phase in self._file.phases:
            if phase is now:
                shown.append(f"[bold cyan]{phase}[/bold cyan]")
            elif now is not None and order.index(phase) < order.index(now):
                shown.append(f"[green]{phase}[/green]")
            else:
                shown.append(f"[dim]{phase}[/dim]")
        return " > ".join(shown)

    def _figures(self, status: DelegationStatus) -> str:
        counts = status.counts
        return (
            f"received {counts.received} · evaluated {counts.evaluated} · "
            f"delegates {counts.delegates} of {counts.places} · open offers {counts.open_offers} · "
            f"meetings {counts.meetings} · changes {counts.changes} · outcomes {counts.outcomes}"
        )
