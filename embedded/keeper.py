"""Keeps one part of the stack running: starts it, waits for it, starts it again when it dies."""

import logging
import threading
import time
from collections.abc import Sequence

from embedded import program
from embedded.errors import StackError
from embedded.part import Part
from embedded.program import Program

READY_SECONDS = 60
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
STEADY_SECONDS = 60
"""A part that ran this long starts again without much pause."""
ATTEMPTS = 3
"""Starts that may fail before anybody waits in vain."""

log = logging.getLogger("embedded")


class Keeper:
    """A thread that owns one part."""

    def __init__(
        self, part: Part, after: Sequence["Keeper"] = (), longest_pause: float = LONGEST_PAUSE
    ) -> None:
        """`after`: keepers whose parts must be up before this one starts for the first time.

        `longest_pause`: seconds at most before a part that keeps dying is started again.
        """
        self.part = part
        self._longest_pause = longest_pause
        self.failure: StackError | None = None
        self._after = after
        self._ready = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"keeper of {part.name}")
        self._program: Program | None = None
        self._reason = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the part to end; `join` waits for it."""
        self._stopping.set()

    def join(self) -> None:
        if self._thread.ident is not None:
            self._thread.join()

    def is_up(self) -> bool:
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        """Process id of the part as it runs now."""
        return self._program.pid if self._program else None

    def _keep(self) -> None:
        while not all(keeper.is_up() for keeper in self._after):
            if self._stopping.wait(0.05):
                return
        pause, failures = FIRST_PAUSE, 0
        while not self._stopping.is_set():
            began = time.monotonic()
            failures = 0 if self._run_once() else failures + 1
            if self._stopping.is_set():
                return
            if failures == ATTEMPTS:
                self.failure = StackError(f"'{self.part.name}' does not start: {self._reason}")
            is_steady = time.monotonic() - began > STEADY_SECONDS
            pause = FIRST_PAUSE if is_steady else min(2 * pause, self._longest_pause)
            log.warning("%s ended: %s; starts again in %.1f s", self.part.name, self._reason, pause)
            self._stopping.wait(pause)

    def _run_once(self) -> bool:
        """Run the part until it ends or is stopped; True when it was ready in between."""
        self._reason = ""
        try:
            self.part.prepare()
            self._program = self.part.start()
            self._await_ready(self._program)
        except (StackError, OSError) as error:
            self._reason = str(error)
        was_ready = self._ready.is_set()
        self._watch()
        return was_ready

    def _await_ready(self, running: Program) -> None:
        def over() -> bool:
            return running.exit_code is not None or self._stopping.is_set() or self.part.is_ready()

        if not program.wait_until(over, READY_SECONDS):
            raise StackError(f"not ready after {READY_SECONDS} s; see {running.log}")
        if running.exit_code is None and not self._stopping.is_set():
            self.part.settle()
            self.failure = None
            self._ready.set()
            log.info("%s is up: %s", self.part.name, self.part.address)

    def _watch(self) -> None:
        """Wait until the program ends or has to; nothing of it is left afterwards."""
        if self._program is None:
            return
        while not self._reason and self._program.exit_code is None:
            if self._stopping.wait(0.1):
                break
        code = self._program.exit_code
        self._ready.clear()
        began = time.monotonic()
        self._program.stop()
        self.part.tidy()
        log.info("%s is down after %.1f s", self.part.name, time.monotonic() - began)
        if code is not None:
            self._reason = f"exit code {code}; the end of {self._program.log}:\n{self._program.last_words()}"
        self._program = None
