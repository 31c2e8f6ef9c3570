"""Timetables of agreed meetings: every .dzn file of a folder, proven, beside what is published.

Run with `python -m bench.timetables FOLDER [--fairness D] [--seconds S]`. Each file is its own command, so
that the seconds contain starting up, as for somebody who types it. CPU seconds are those on all cores.
"""

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple


class Published(NamedTuple):
    """Optimum at a difference of 2, and seconds of MaxSAT and of lazy clause generation (JAIR 74, 2022)."""

    optimum: int
    maxsat: float
    clauses: float


PUBLISHED = {
    "tic-12": Published(0, 0.1, 0.8),
    "tic-13": Published(0, 0.4, 16.9),
    "tic-14crafa": Published(0, 1.0, 22.4),
    "forumt-14": Published(5, 0.5, 5.6),
    "forum-14": Published(2, 5.1, 873.9),
    "ticf-13crafb": Published(3, 22.3, 2291.9),
}
ROW = "{:<24} {:>10} {:>10} {:>6} {:>8} {:>8} {:>10} {:>8}"


def solved(file: Path, fairness: int, seconds: float) -> tuple[dict[str, object], float, float]:
    """What the command prints, and its seconds on the clock and on the processors."""
    command = [sys.executable, "-m", "portal", "meetings", "solve", str(file), "--json"]
    command += [f"--fairness={fairness}", f"--seconds={seconds}"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert done.stdout, done.stderr
    return json.loads(done.stdout), perf_counter() - start, cpu


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench.timetables")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--fairness", type=int, default=2)
    asked.add_argument("--seconds", type=float, default=55.0)
    options = asked.parse_args()
    print(ROW.format("file", "status", "objective", "bound", "seconds", "CPU s", "published", "MaxSAT s"))
    total, cpu_total, maxsat = 0.0, 0.0, 0.0
    for file in sorted(options.folder.glob("*.dzn")):
        found, seconds, cpu = solved(file, options.fairness, options.seconds)
        known = PUBLISHED.get(file.name.removesuffix(".original.dzn")) if options.fairness == 2 else None
        beside = (known.optimum, known.maxsat) if known else ("", "")
        figures = (str(found[one]) for one in ("status", "objective", "bound"))
        name = file.name.removesuffix(".dzn")
        print(ROW.format(name, *figures, f"{seconds:.1f}", f"{cpu:.1f}", *beside), flush=True)
        total, cpu_total, maxsat = total + seconds, cpu_total + cpu, maxsat + (known.maxsat if known else 0)
    print(ROW.format("sum", "", "", "", f"{total:.1f}", f"{cpu_total:.1f}", "", f"{maxsat:.1f}"))


if __name__ == "__main__":
    main()
