"""What a delegation costs on Temporal: history events and bytes of each workflow of a rehearsal.

./legation rehearse examples/usa-2017
.venv/bin/python -m bench.history var/rehearsals/usa-2017/histories
"""

import json
import sys
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import NamedTuple


class Cost(NamedTuple):
    """One workflow, all its runs together."""

    name: str
    runs: int
    events: int
    kilobytes: float
    """Of the history as JSON, which is about a third larger than on the wire."""
    kinds: Counter[str]


def costs(folder: Path) -> list[Cost]:
    """The cost of every workflow whose histories lie in `folder`."""
    by_name: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.json")):
        by_name.setdefault(_workflow(path.stem), []).append(path)
    return [_cost(name, paths) for name, paths in sorted(by_name.items())]


def _workflow(stem: str) -> str:
    """`delegation-2` is the second run of `delegation`."""
    name, _, number = stem.rpartition("-")
    return name if name == "delegation" and number.isdigit() else stem


def _cost(name: str, paths: list[Path]) -> Cost:
    kinds: Counter[str] = Counter()
    for path in paths:
        for event in json.loads(path.read_text())["events"]:
            kinds[event["eventType"].removeprefix("EVENT_TYPE_").lower()] += 1
    size = sum(path.stat().st_size for path in paths) / 1000
    return Cost(name, len(paths), kinds.total(), size, kinds)


def main(folder: Path) -> None:
    found = costs(folder)
    journeys = [cost for cost in found if cost.name.startswith("participant-")]
    for cost in found:
        if cost not in journeys:
            print(f"{cost.name:14} {cost.runs} runs {cost.events:6} events {cost.kilobytes:8.0f} kB")
    if journeys:
        events = [cost.events for cost in journeys]
        print(
            f"{'participants':14} {len(journeys)} journeys, events: "
            f"mean {mean(events):.1f}, least {min(events)}, most {max(events)}"
        )
        together = sum((cost.kinds for cost in journeys), Counter[str]())
        for kind, count in together.most_common(8):
            print(f"    {kind:45} {count / len(journeys):6.1f} per journey")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/demo/histories"))
