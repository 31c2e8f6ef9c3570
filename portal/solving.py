"""Solving a selection file on this computer, with the time of each step; progress goes to standard error."""

import sys
import time
from pathlib import Path

from delegation.selecting.group_only import select_only
from delegation.selecting.selection import Selection, select
from delegation.selecting.solve_file.head import Instead
from delegation.selecting.solve_file.solvable import Solvable
from delegation.selecting.solve_file.solved import Seconds, Solved, solved
from portal.selection_files import read_selection_file

WORTH_SAYING = 500
"""Candidates from which on one is told what takes so long."""


def solve_file(path: Path, instead: Instead, *, explain: bool) -> Solved:
    """Read, solve and explain. Raises UnreadableFile, or FileError with every mistake at its place."""
    start = time.perf_counter()
    solvable = read_selection_file(path, instead)
    read = time.perf_counter()
    _say(solvable, f"{len(solvable.evaluated):,} candidates read in {read - start:.1f} s; solving")
    selection = solve_again(solvable, explain=False)
    solving = time.perf_counter()
    if explain and not selection.clash:
        _say(solvable, f"solved in {solving - read:.1f} s; explaining every decision")
        selection = solve_again(solvable)
    seconds = Seconds(
        read=round(read - start, 3),
        solve=round(solving - read, 3),
        explain=round(time.perf_counter() - solving, 3),
    )
    return solved(solvable, selection, seconds, explained=explain)


def solve_again(solvable: Solvable, *, explain: bool = True) -> Selection:
    """The selection of a file, as the delegation that wrote it solves it."""
    work = select if explain else select_only
    return work(solvable.evaluated, solvable.rules, rulings=solvable.rulings)


def _say(solvable: Solvable, text: str) -> None:
    if len(solvable.evaluated) >= WORTH_SAYING:
        sys.stderr.write(f"{text} ...\n")
        sys.stderr.flush()
