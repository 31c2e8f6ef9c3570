"""Malformed applications by the thousand: `python -m bench.malformed [--count 10000] [--seed 1]`.

Each is made by the seed from a good one and judged by a judge of its own (`tests/injection/malformed.py`).
What must be zero: applications taken wrongly, crashes, refusals without a sentence that names the field.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from portal.story_files import read_story_folder
from tests.injection.malformed import tried


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    file, story = read_story_folder(Path("examples/usa-2017"))
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = tried(asked.count, asked.seed, story.applications[0].application, file, Path(folder))
    forms = ", ".join(f"{number} as {form}" for form, number in sorted(report.by_form.items()))
    print(f"seed {asked.seed}: {report.sent} applications ({forms}), {perf_counter() - began:.0f} s")
    print(f"refused {report.refused}, taken with nothing wrong {report.taken}")
    print(f"taken wrongly {len(report.taken_wrongly)}, crashes {len(report.crashed)}, ", end="")
    print(f"without the field's name {len(report.unsaid)}")
    for wrong in (*report.taken_wrongly, *report.crashed, *report.unsaid)[:10]:
        print(repr(wrong)[:300])
    return 1 if report.taken_wrongly or report.crashed or report.unsaid else 0


if __name__ == "__main__":
    sys.exit(main())
