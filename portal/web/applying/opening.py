"""A call as the public meets it: whether applications are taken now, and what the clock of the trip says."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from delegation.call import CutOff
from delegation.cut_offs import counted, cut_off_named
from delegation.file import DelegationFile, Phase
from delegation.zoned import instant

PUBLIC = (Phase.CALL, Phase.REGISTRATION, Phase.EXCHANGES)
"""Phases in which people come by themselves; a delegation without any of them is nobody's to see."""


class Stance(StrEnum):
    """What a call says to who comes now."""

    AHEAD = "ahead"
    OPEN = "open"
    LATE = "late"
    """After a cut-off, but within what the rules allow at the applicant's own cost."""
    CLOSED = "closed"
    ENDED = "ended"
    """The delegation was cancelled, or is over."""


class Opening(NamedTuple):
    """One call at one moment of the trip's calendar."""

    file: DelegationFile
    now: datetime
    has_ended: bool = False
    speed: float = 1.0
    """How many times faster than reality its calendar runs."""

    @property
    def stance(self) -> Stance:
        if self.has_ended:
            return Stance.ENDED
        if self.now < self.file.call.opens_at:
            return Stance.AHEAD
        standing = counted(self.file, self.now)
        if standing is None or (standing.late and not standing.own_cost):
            return Stance.CLOSED
        return Stance.LATE if standing.own_cost else Stance.OPEN

    @property
    def is_open(self) -> bool:
        return self.stance in (Stance.OPEN, Stance.LATE)

    @property
    def cut_off(self) -> CutOff:
        """The one an application counts for now; before the call the first, after it the last."""
        standing = counted(self.file, self.now)
        named = cut_off_named(self.file, standing.cut_off) if standing else None
        return named or self.file.call.cut_offs[-1]

    @property
    def closes_at(self) -> datetime:
        """Until when this stance lasts: of a late application, the end of what is allowed."""
        cut_off = self.cut_off
        if self.stance is Stance.LATE and cut_off.late_until is not None:
            return instant(cut_off.late_until, self.file.call.zone)
        return self.file.call.closes_at(cut_off)


def is_public(file: DelegationFile) -> bool:
    """Whether anybody may see its call: it takes people who come by themselves, and asks them something."""
    return bool(file.call.fields) and any(file.has(phase) for phase in PUBLIC)
