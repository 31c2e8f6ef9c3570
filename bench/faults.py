"""The long form of the fault laboratory: bounded runs that add up, each with a seed of its own.

    python -m bench.faults --sends 400 --kills 20          one run of sends
    python -m bench.faults --applications 400 --kills 8    one run of applications
    python -m bench.faults --long                          runs until both goals are reached
    python -m bench.faults --report                        the sums of all runs so far

Every run appends one line to `var/faults/report.jsonl`; earlier ones stand in `bench/faults.jsonl`, and both
count. Whatever was not flawless keeps its folder beside its line.
"""

import argparse
import json
import secrets
import shutil
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.applying import apply_under_faults
from tests.faults.kept_lines import KeptLines, lines_of
from tests.faults.laboratory import FIVE_PERCENT_EACH
from tests.faults.sending import send_under_faults

FOLDER = Path(__file__).parents[1] / "var" / "faults"
REPORT = FOLDER / "report.jsonl"
EARLIER = Path(__file__).with_name("faults.jsonl")
"""Runs that are on record, with their seeds."""
GOALS = {"sends": (10_000, 500), "applications": (10_000, 200)}
"""How many, and under how many kills."""
ONE_RUN = {"sends": (400, 20), "applications": (400, 8)}
PARTS = ("worker", "temporal", "object-store", "portal")


def run_sends(seed: str, mails: int, kills: int) -> dict[str, Any]:
    """One run; only the worker is killed, as every blow has to hit a mail on its way."""
    found = send_under_faults(FOLDER / seed, seed, mails, {"worker": kills}, FIVE_PERCENT_EACH)
    sends = found.sends
    return {
        "kind": "sends",
        "count": sends.sent + sends.refused + len(sends.lost),
        "lost": len(sends.lost),
        "twice": len(sends.twice),
        "unasked": len(sends.unasked),
        "calendars": len(sends.calendars),
        "kills": dict(found.kills),
        "faults": dict(found.faults),
        "seconds": round(found.seconds),
        "is_flawless": sends.is_flawless,
    }


def run_applications(seed: str, applicants: int, kills: int) -> dict[str, Any]:
    """One run; every part is killed by turns."""
    each = Counter(PARTS[number % len(PARTS)] for number in range(kills))
    found = apply_under_faults(FOLDER / seed, seed, applicants, each, FIVE_PERCENT_EACH)
    judged, letters = found.applications, found.letters
    return {
        "kind": "applications",
        "count": judged.acknowledged,
        "lost": len(judged.lost) + len(judged.open) + len(judged.refused),
        "twice": len(judged.twice),
        "letters_lost": len(letters.lost),
        "letters_twice": len(letters.twice),
        "attempts": judged.attempts,
        "uncertain": judged.uncertain,
        "kills": dict(found.kills),
        "faults": dict(found.faults),
        "seconds": round(found.seconds),
        "is_flawless": judged.is_flawless and letters.is_flawless,
    }


RUNS = {"sends": run_sends, "applications": run_applications}


def run(kind: str, count: int, kills: int, seed: str) -> bool:
    """One run, with its line in the report. Whether it was flawless."""
    print(f"{kind}: {count} under {kills} kills, seed {seed}", flush=True)
    line = RUNS[kind](seed, count, kills)
    KeptLines(REPORT).add(seed=seed, at=datetime.now(UTC).isoformat(timespec="seconds"), **line)
    print(json.dumps(line, sort_keys=True), flush=True)
    if line["is_flawless"]:
        shutil.rmtree(FOLDER / seed)
    return bool(line["is_flawless"])


def runs(kind: str) -> list[dict[str, Any]]:
    """The lines of every run of this kind, each once."""
    by_seed = {line["seed"]: line for path in (EARLIER, REPORT) for line in lines_of(path)}
    return [line for line in by_seed.values() if line["kind"] == kind]


def done(kind: str) -> tuple[int, int]:
    """How many so far, and under how many kills."""
    lines = runs(kind)
    return sum(line["count"] for line in lines), sum(sum(line["kills"].values()) for line in lines)


def run_to_the_goals() -> bool:
    """Runs by turns until enough of both was done. May be interrupted; what is in the report counts."""
    flawless = True
    while missing := [kind for kind, goal in GOALS.items() if _is_missing(kind, goal)]:
        for kind in missing:
            flawless &= run(kind, *ONE_RUN[kind], seed=_seed())
    return flawless


def _is_missing(kind: str, goal: tuple[int, int]) -> bool:
    return any(so_far < wanted for so_far, wanted in zip(done(kind), goal, strict=True))


def report() -> str:
    """The sums, as a table."""
    rows = ["| | runs | count | kills | lost | twice | faults | flawless runs | minutes |", "|" + "---|" * 9]
    return "\n".join([*rows, *(_row(kind, runs(kind)) for kind in GOALS)])


def _row(kind: str, lines: list[dict[str, Any]]) -> str:
    def total(*names: str) -> int:
        return sum(int(line.get(name, 0)) for line in lines for name in names)

    def inside(name: str) -> int:
        return sum(_sum(line[name]) for line in lines)

    lost, twice = total("lost", "letters_lost"), total("twice", "letters_twice")
    minutes = total("seconds") / 60
    return (
        f"| {kind} | {len(lines)} | {total('count'):,} | {inside('kills'):,} | {lost} | {twice} "
        f"| {inside('faults'):,} | {sum(line['is_flawless'] for line in lines)} | {minutes:.0f} |"
    )


def _sum(counted: Mapping[str, int]) -> int:
    return sum(counted.values())


def _seed() -> str:
    return secrets.token_hex(4)


def main() -> int:
    """Exit code 1 when something was lost or doubled."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--sends", type=int, metavar="N")
    options.add_argument("--applications", type=int, metavar="N")
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--seed", default="")
    options.add_argument("--long", action="store_true")
    options.add_argument("--report", action="store_true")
    given = options.parse_args()
    flawless = True
    for kind in RUNS:
        if getattr(given, kind):
            flawless &= run(kind, getattr(given, kind), given.kills, given.seed or _seed())
    if given.long:
        flawless &= run_to_the_goals()
    print(report())
    return 0 if flawless else 1


if __name__ == "__main__":
    sys.exit(main())
