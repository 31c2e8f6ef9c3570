"""The temporal command against one stack. Unlike a short-lived Python client, it never crashes at exit."""

import subprocess

from embedded.settings import EmbeddedSettings
from embedded.temporal import TemporalServer


def temporal(settings: EmbeddedSettings, *arguments: str) -> str:
    binary = TemporalServer(settings, {}).binary()
    where = ["--address", settings.temporal_address]
    done = subprocess.run([binary, *arguments, *where], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def start_workflow(settings: EmbeddedSettings, workflow: str) -> None:
    """A workflow that nobody works on: it stays open."""
    names = ("--workflow-id", workflow, "--type", "Waiting", "--task-queue", "nobody")
    temporal(settings, "workflow", "start", *names)


def workflow_is_open(settings: EmbeddedSettings, workflow: str) -> bool:
    described = temporal(settings, "workflow", "describe", "--workflow-id", workflow, "-o", "json")
    return "WORKFLOW_EXECUTION_STATUS_RUNNING" in described
