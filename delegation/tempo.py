"""The one clock of a delegation: how trip time follows real time.

In production both are the same. A staging server may run a year in an afternoon (`speed`), and a
rehearsal may skip from one date to the next. The tempo travels in the workflows' input, so that all
workflows of a delegation agree, on any server.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from delegation.fact import Fact


class Tempo(Fact):
    """Trip time at `real_origin` is `trip_origin`; from then on it runs `speed` times as fast."""

    real_origin: AwareDatetime
    trip_origin: AwareDatetime
    speed: float = Field(default=1.0, gt=0)
    rehearsed: bool = False
    """Whether messages may carry the time they happen at and move the clock forward to it."""

    def trip_time(self, real: datetime) -> datetime:
        """What the trip's calendar says at the real instant `real`."""
        return self.trip_origin + (real - self.real_origin) * self.speed

    def real_duration(self, trip: timedelta) -> timedelta:
        """How long to wait in reality for `trip` to pass on the trip's calendar."""
        return trip / self.speed

    def skipped_to(self, real: datetime, trip: datetime) -> "Tempo":
        """The same tempo, set forward so that it is `trip` at `real`. Never set back."""
        if trip <= self.trip_time(real):
            return self
        return self.model_copy(update={"real_origin": real, "trip_origin": trip})


class Standing(Fact):
    """Whether a workflow is at rest, and until when."""

    is_settled: bool
    """Whether nothing is under way: no activity running, no message being worked on."""
    waiting_until: AwareDatetime | None = None
    now: AwareDatetime


class Dated(Fact):
    """A message that may say at which trip time it happened. Only a rehearsal sets it."""

    at: AwareDatetime | None = None
