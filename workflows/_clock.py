"""Trip time inside a workflow: the one place that tells time and waits."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.tempo import Dated, Tempo


class Clock:
    """Follows the delegation's tempo.

    Outside a rehearsal trip time is real time (or a fixed multiple of it). In a rehearsal a message
    that carries a later time moves the clock forward, so that every workflow that is told something
    stands at the moment it happened.
    """

    def __init__(self, tempo: Tempo) -> None:
        self.tempo = tempo
        self._waits: list[datetime] = []

    def now(self) -> datetime:
        """Trip time, with zone UTC."""
        return self.tempo.trip_time(workflow.now())

    def time_of(self, message: Dated) -> datetime:
        """When `message` happened; changes nothing, so validators may ask."""
        if self.tempo.rehearsed and message.at is not None:
            return max(self.now(), message.at)
        return self.now()

    def hear(self, message: Dated) -> None:
        """Move forward to the time of `message`, in a rehearsal only."""
        self.tempo = self.tempo.skipped_to(workflow.now(), self.time_of(message))

    @property
    def next_deadline(self) -> datetime | None:
        """The earliest moment somebody here waits for."""
        return min(self._waits, default=None)

    async def until(self, deadline: datetime, met: Callable[[], bool] | None = None, *, summary: str) -> bool:
        """Wait until `deadline` (trip time), or until `met`. Returns whether it was met."""
        is_met = met or (lambda: False)
        self._waits.append(deadline)
        try:
            while not is_met() and self.now() < deadline:
                await self._wait(deadline, is_met, summary)
        finally:
            self._waits.remove(deadline)
        return is_met()

    async def _wait(self, deadline: datetime, is_met: Callable[[], bool], summary: str) -> None:
        try:
            await workflow.wait_condition(
                lambda: is_met() or self.now() >= deadline,
                timeout=self.tempo.real_duration(deadline - self.now()),
                timeout_summary=summary,
            )
        except TimeoutError:
            return
