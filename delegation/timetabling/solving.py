"""From the text of a .dzn file to a timetable that has been checked."""

from time import perf_counter

from delegation.timetabling.checking import breaks_of, faults
from delegation.timetabling.contradictions import contradictions
from delegation.timetabling.cp_sat import version
from delegation.timetabling.instance import Instance
from delegation.timetabling.portfolio import Progress, Proof, prove
from delegation.timetabling.reading import read_instance
from delegation.timetabling.solved import PlacedMeeting, SolvedTimetable, Status, gap_percent

FAIRNESS, SECONDS = 2, 55.0
"""What the public instances are measured with; the whole command then ends within a minute."""


def silently(_text: str) -> None:
    """Progress that nobody watches."""


def solve_dzn(
    text: str, name: str, fairness: int | None = None, seconds: float = SECONDS, progress: Progress = silently
) -> SolvedTimetable:
    """The timetable with the fewest breaks. Raises FileError with every mistake at its place.

    `fairness` counts before what the file says, and is 2 where neither says anything; below 0 means that any
    difference is fair.
    """
    start = perf_counter()
    read = read_instance(text, name)
    wanted = next(one for one in (fairness, read.fairness, FAIRNESS) if one is not None)
    fair = wanted if wanted >= 0 else None
    if problems := contradictions(read):
        found = _outcome(read.instance, fair, Proof(True, (), None, 0, "reading"))
        found = found.model_copy(update={"reasons": tuple(str(one) for one in problems)})
    else:
        left = max(0.1, seconds - (perf_counter() - start))
        found = _outcome(read.instance, fair, prove(read.instance, fair, left, progress))
    return found.model_copy(update={"seconds": round(perf_counter() - start, 3), "remarks": read.remarks})


def _outcome(instance: Instance, fairness: int | None, proof: Proof) -> SolvedTimetable:
    """The proof in words; never a timetable that the checker refuses."""
    plain = SolvedTimetable(
        status=Status.INFEASIBLE if proof.settled else Status.UNKNOWN, fairness=fairness,
        participants=instance.participants, tables=instance.tables, slots=instance.slots,
        bound=None if proof.settled else proof.bound,
        solver=f"{version()}, {proof.member}" if proof.member else version(),
    )  # fmt: skip
    if proof.cost is None:
        return plain
    breaks = breaks_of(instance, proof.slots)
    if wrong := [*faults(instance, proof.slots, fairness), *_miscounted(sum(breaks), proof)]:
        raise AssertionError(f"The solver's timetable does not pass the check: {'; '.join(wrong[:5])}.")
    return plain.model_copy(
        update={
            "status": Status.OPTIMAL if proof.settled else Status.FEASIBLE,
            "objective": sum(breaks),
            "bound": sum(breaks) if proof.settled else proof.bound,
            "gap_percent": gap_percent(sum(breaks), sum(breaks) if proof.settled else proof.bound),
            "meetings": _placed(instance, proof.slots),
            "breaks": breaks,
        }
    )


def _miscounted(breaks: int, proof: Proof) -> list[str]:
    if breaks != proof.cost or breaks < proof.bound:
        return [f"it has {breaks} breaks, not {proof.cost}, with {proof.bound} proven as the fewest"]
    return []


def _placed(instance: Instance, slots: tuple[int, ...]) -> tuple[PlacedMeeting, ...]:
    return tuple(
        PlacedMeeting(meeting=number, participants=(meeting.first, meeting.second), slot=slot)
        for (number, meeting), slot in zip(instance.numbered(), slots, strict=True)
    )
