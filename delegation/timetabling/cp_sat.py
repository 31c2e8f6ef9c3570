"""CP-SAT on one program and one core, loaded when it is needed.

Not by way of `ortools.sat.python.cp_model`: that loads pandas, which takes longer than most proofs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delegation.timetabling.program import Program

if TYPE_CHECKING:
    from ortools.sat.python import cp_model_helper as sat


@dataclass(frozen=True)
class Answer:
    """What one search came to."""

    settled: bool
    """Whether nothing better, or nothing at all, is proven."""
    found: bool
    """Whether there is a solution."""
    values: tuple[bool, ...]
    """Of each variable in order; empty without a solution."""
    bound: int
    """No solution costs less."""


class Search:
    """One search, that can be stopped from another thread."""

    def __init__(self, program: Program, workers: Sequence[str], on_bound: Callable[[int], None]) -> None:
        from ortools.sat.python import cp_model_helper as sat

        self._model = sat.CpModelProto()
        if not self._model.parse_text_format(program.text()):
            raise AssertionError("CP-SAT does not read the program; this is a defect of ours.")
        self._sat, self._parameters = sat, sat.SatParameters()
        self._parameters.num_workers = len(workers)
        self._parameters.subsolvers.extend(list(workers))
        self._parameters.catch_sigint_signal = False
        self._solver = sat.SolveWrapper()
        self._solver.add_best_bound_callback(lambda bound: on_bound(round(bound)))

    def run(self, seconds: float) -> Answer:
        """Search so long at most."""
        self._parameters.max_time_in_seconds = seconds
        self._solver.set_parameters(self._parameters)
        found: sat.CpSolverResponse = self._solver.solve(self._model)  # type: ignore[no-untyped-call]
        return self._answer(found)

    def stop(self) -> None:
        """End the search soon, with what it has."""
        self._solver.stop_search()

    def _answer(self, found: "sat.CpSolverResponse") -> Answer:
        solved = found.status in (self._sat.OPTIMAL, self._sat.FEASIBLE)
        settled = found.status in (self._sat.OPTIMAL, self._sat.INFEASIBLE)
        values = tuple(bool(one) for one in found.solution)
        return Answer(settled, solved, values, max(0, round(found.best_objective_bound)))


def version() -> str:
    """As in `CP-SAT 9.15`, without loading it."""
    from importlib.metadata import version as version_of

    return f"CP-SAT {version_of('ortools')}"
