"""A matchmaking solved from a file alone, without a server."""

from datetime import datetime

from delegation.fact import Fact
from delegation.matchmaking.event import EventSchedule
from delegation.matchmaking.scheduling import schedule_event
from delegation.matchmaking.solve_file import event_of
from delegation.selecting.solve_file.tree import Typed, read_tree


class SolvedMeetings(Fact):
    """What `meetings solve` prints for a file in our own format."""

    source: str
    status: str
    """`proven-best`, or `gap`: then `schedule.gap_percent` says how much."""
    zone: str
    people: int
    requests: int
    """Those that stood: neither lapsed nor taken back."""
    seed: int
    schedule: EventSchedule


def solve_text(
    text: str, name: str, *, seed: int = 0, iterations: int | None = None, as_of: datetime | None = None
) -> SolvedMeetings:
    """The schedule of a meetings file; `name` is what the file is called in messages.

    The same text gives the same schedule. `as_of` decides which requests have lapsed. Raises FileError
    with every mistake at its place and a remedy.
    """
    return solve_typed(read_tree(text, name), seed=seed, iterations=iterations, as_of=as_of)


def solve_typed(
    typed: Typed, *, seed: int = 0, iterations: int | None = None, as_of: datetime | None = None
) -> SolvedMeetings:
    """The same of a file that was read already."""
    event = event_of(typed, as_of)
    schedule = schedule_event(event, seed=seed, iterations=iterations)
    return SolvedMeetings(
        source=typed.source,
        status="proven-best" if schedule.proven else "gap",
        zone=event.zone,
        people=len(event.people),
        requests=len(event.requests),
        seed=seed,
        schedule=schedule,
    )
