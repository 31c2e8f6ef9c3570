"""Our checks hold however Python is started: none is an assertion, and without assertions nothing starts."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCTION = [
    *ROOT.glob("*.py"),
    *(
        path
        for folder in ("activities", "delegation", "embedded", "portal", "workflows")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ),
]
STARTED = sorted(path for path in PRODUCTION if '__name__ == "__main__"' in path.read_text(encoding="utf-8"))


def test_no_check_of_ours_is_an_assertion():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in PRODUCTION
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]

    assert len(PRODUCTION) > 300
    assert found == []


@pytest.mark.parametrize("path", STARTED, ids=lambda path: str(path.relative_to(ROOT)))
def test_whatever_is_started_asks_for_assertions_first(path: Path):
    (block,) = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
    ]

    assert ast.unparse(block.body[0]) == "demand_assertions()"


@pytest.mark.parametrize("module", ["worker", "portal", "portal.web"])
@pytest.mark.parametrize("how", ["-O", "-OO", "PYTHONOPTIMIZE"])
def test_nothing_starts_without_assertions(module: str, how: str):
    environment = {**os.environ, "PYTHONOPTIMIZE": "1"} if how == "PYTHONOPTIMIZE" else dict(os.environ)
    flags = [how] if how.startswith("-") else []

    done = subprocess.run(
        [sys.executable, "-B", *flags, "-m", module, "check", "nothing.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )

    assert done.returncode == 1
    assert "does not run under 'python -O'" in done.stderr
    assert done.stdout == ""
