"""One running program of the stack: started in its own process group, logged, ended for certain."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from embedded import claim

APPLICATION_ROOT = Path(__file__).resolve().parent.parent
LOG_LIMIT = 20_000_000
"""Bytes after which a log is set aside as `<name>.log.1` at the next start."""


class Program:
    """A child process that holds a claim for as long as it lives."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        log: Path,
        claim_path: Path,
        refusal: str,
    ) -> None:
        """Start `command`. Files that it makes are readable by their owner only.

        Raises:
            AlreadyRunning: the claim is held by another process; says `refusal`.
        """
        self.log = log
        descriptor = claim.take(claim_path, refusal)
        try:
            self._process = _spawn(command, environment, log, descriptor)
            claim.sign(descriptor, self._process.pid)
        finally:
            os.close(descriptor)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, for an error message."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, patience: float = 15) -> None:
        """Ask it to end, insist after `patience` seconds, and return when nothing of it is left."""
        _signal_group(self.pid, signal.SIGTERM)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            _signal_group(self.pid, signal.SIGKILL)
            self._process.wait()
        _signal_group(self.pid, signal.SIGKILL)


def end_leftover(claim_path: Path, patience: float = 15) -> int | None:
    """End the program that still holds `claim_path`, and return its process id; None if there is none."""
    process = claim.holder(claim_path)
    if not process:
        return None
    _signal_group(process, signal.SIGTERM)
    if not wait_until(lambda: claim.holder(claim_path) is None, patience):
        _signal_group(process, signal.SIGKILL)
        wait_until(lambda: claim.holder(claim_path) is None, patience)
    return process


def wait_until(condition: Callable[[], bool], seconds: float, interval: float = 0.05) -> bool:
    """True as soon as `condition` holds, False when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(interval)
    return True


def _spawn(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path, descriptor: int
) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            cwd=APPLICATION_ROOT,
            start_new_session=True,
            umask=0o077,
            pass_fds=[descriptor],
        )


def _signal_group(process: int, number: signal.Signals) -> None:
    try:
        os.killpg(process, number)
    except ProcessLookupError:
        return
