"""The stack in a process of its own: up, down, and what runs where."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from delegation.search_attributes import SEARCH_ATTRIBUTES
from embedded import claim, program
from embedded.errors import AlreadyRunning, StackError
from embedded.part import Part
from embedded.program import APPLICATION_ROOT
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack, applications, end_leftovers, servers

log = logging.getLogger("embedded")


KILLED_SECONDS = 1
"""How long the system may take to release the claim of a killed stack."""


class PartStatus(NamedTuple):
    name: str
    is_up: bool
    address: str
    pid: int | None


def up(
    settings: EmbeddedSettings,
    worker_command: Sequence[str] | None = None,
    search_attributes: Mapping[str, str] = SEARCH_ATTRIBUTES,
    timeout: float = 120,
    portal_command: Sequence[str] | None = None,
) -> int:
    """Start the stack in the background, wait until every part is up, return the supervisor's process id.

    Raises:
        AlreadyRunning: a stack runs in this directory.
        StackError: a part did not start within `timeout` seconds; nothing is left running.
    """
    if not program.wait_until(lambda: not settings.is_claimed(), KILLED_SECONDS):
        raise AlreadyRunning(
            f"the embedded stack in {settings.directory} already runs "
            f"(process {claim.holder(settings.stack_claim)}); stop it with 'legation down'"
        )
    order = {
        "settings": settings.model_dump(mode="json"),
        "worker_command": worker_command,
        "portal_command": portal_command,
        "search_attributes": dict(search_attributes),
        "timeout": timeout,
    }
    answer = _launch(settings, json.dumps(order))
    if answer != "ready":
        down(settings)
        raise StackError(json.loads(answer) if answer else f"the stack died; see {_log(settings)}")
    return claim.holder(settings.stack_claim) or claim.UNKNOWN


def down(settings: EmbeddedSettings, timeout: float = 60) -> bool:
    """End the stack in this directory and everything left of it; False when nothing ran.

    Raises:
        StackError: it still runs after `timeout` seconds.
    """
    supervisor = claim.holder(settings.stack_claim)
    if supervisor:
        os.kill(supervisor, signal.SIGTERM)
        if not program.wait_until(lambda: not settings.is_claimed(), timeout):
            raise StackError(f"the stack (process {supervisor}) does not end; see {_log(settings)}")
    left = [part for part in _parts(settings) if claim.holder(part.claim_path) is not None]
    end_leftovers(left)
    return bool(supervisor or left)


def status(settings: EmbeddedSettings) -> list[PartStatus]:
    """Which part is up, and where. Up means: runs in this directory and answers."""
    return [_status_of(part) for part in _parts(settings)]


def supervise(order: str) -> int:
    """Run the stack until SIGTERM or SIGINT: the life of the supervisor process. Returns its exit code.

    The first line on stdout is `ready`, or why not as a JSON string.
    """
    given = json.loads(order)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    settings = EmbeddedSettings(**given["settings"])
    try:
        with Stack(
            settings, given["worker_command"], given["search_attributes"], given["portal_command"]
        ) as stack:
            stack.wait_ready(given["timeout"])
            _say("ready")
            stopping.wait()
            log.info("stopping")
    except StackError as error:
        _say(json.dumps(str(error)))
        return 1
    return 0


def _say(line: str) -> None:
    """Tell `up`, once; it may be gone already."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        log.info("whoever started the stack has not waited for it")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.close(silence)


def _launch(settings: EmbeddedSettings, order: str) -> str:
    """Start a supervisor and return what it says once it is ready or has failed."""
    _log(settings).parent.mkdir(parents=True, exist_ok=True)
    with (
        _log(settings).open("a") as output,
        subprocess.Popen(
            [sys.executable, "-m", "embedded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            cwd=APPLICATION_ROOT,
            start_new_session=True,
            text=True,
        ) as launcher,
    ):
        said, _ = launcher.communicate(order)
        return said.strip()


def _status_of(part: Part) -> PartStatus:
    process = claim.holder(part.claim_path)
    return PartStatus(part.name, process is not None and part.is_ready(), part.address, process)


def _parts(settings: EmbeddedSettings) -> list[Part]:
    return [*servers(settings), *applications(settings, [], [])]


def _log(settings: EmbeddedSettings) -> Path:
    return settings.log_directory / "stack.log"
