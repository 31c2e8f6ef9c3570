"""What comes out: a timetable with its proof, or why there is none."""

from enum import StrEnum

from delegation.fact import Fact


class Status(StrEnum):
    """How sure the outcome is."""

    OPTIMAL = "optimal"
    """No timetable has fewer breaks."""
    FEASIBLE = "feasible"
    """A timetable; whether one has fewer breaks was not settled in time."""
    INFEASIBLE = "infeasible"
    """No timetable keeps the rules."""
    UNKNOWN = "unknown"
    """Neither a timetable nor a proof that there is none was found in time."""


class PlacedMeeting(Fact):
    """A meeting, by its number in the file, and the slot it got."""

    meeting: int
    participants: tuple[int, int]
    slot: int


class SolvedTimetable(Fact):
    """The outcome for one instance. `objective` is the number of breaks of all participants."""

    status: Status
    objective: int | None = None
    bound: int | None = None
    """No timetable has fewer breaks; None where there is none at all."""
    gap_percent: float | None = None
    """How much of the objective is not proven, in percent of it."""
    seconds: float = 0.0
    """From reading the file to the answer, without starting the program."""
    fairness: int | None = None
    """The numbers of breaks of two participants differ by so much at most; None for any difference."""
    participants: int = 0
    tables: int = 0
    slots: int = 0
    meetings: tuple[PlacedMeeting, ...] = ()
    """In the order of the file; none without a timetable."""
    breaks: tuple[int, ...] = ()
    """For each participant."""
    reasons: tuple[str, ...] = ()
    """Why there is no timetable, where that can be said."""
    remarks: tuple[str, ...] = ()
    """What the file says twice, and differently."""
    solver: str = ""
    """What settled it, with its version."""


def gap_percent(objective: int, bound: int) -> float:
    """0 for a proof; of no breaks, nothing can be missing."""
    return round(100 * (objective - bound) / objective, 3) if objective else 0.0
