"""Workflows import the planning rules, so importing them must not load a solver."""

import subprocess
import sys

PLANNING = ("changing", "clashes", "composing", "differences", "matchmaking", "visits")
MODULES = (*(f"planning.{name}" for name in PLANNING), "calendars.revising")


def test_importing_the_planning_rules_loads_no_solver():
    code = (
        f"import sys, {', '.join(f'delegation.{name}' for name in MODULES)};"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'scipy'}))"
    )

    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert outcome.stdout.strip() == "[]"
