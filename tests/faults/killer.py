"""kill -9 at moments that the seed draws, spread over the work by its progress."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

from embedded.stack import Stack

SOONEST, LATEST = 0.0, 0.15
"""Seconds after the drawn progress: so the blow falls in the middle of whatever is done next."""
LOOKS_EVERY = 0.02


class Blow(threading.Thread):
    """Kills parts of the stack until the plan is done or `stop` is called."""

    def __init__(
        self,
        stack: Stack,
        seed: str,
        kills: Mapping[str, int],
        *,
        progress: Callable[[], int],
        until: int,
    ) -> None:
        """`kills`: how often each part; spread by chance over a progress from 0 to `until`."""
        super().__init__(name="killer")
        chance = random.Random(seed)  # printed, to be repeated
        parts = sorted(part for part, times in kills.items() for _ in range(times))
        chance.shuffle(parts)
        moments = sorted(chance.randrange(until) for _ in parts)
        self._plan = [
            (moment, part, chance.uniform(SOONEST, LATEST))
            for moment, part in zip(moments, parts, strict=True)
        ]
        self._stack = stack
        self._progress = progress
        self._stopping = threading.Event()
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        for moment, part, delay in self._plan:
            self._wait(lambda moment=moment: self._progress() >= moment)  # type: ignore[misc]
            self._wait(lambda part=part: self._stack.pid(part) is not None)  # type: ignore[misc]
            time.sleep(delay)
            if self._stopping.is_set():
                return
            self._kill(part)

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def _kill(self, part: str) -> None:
        process = self._stack.pid(part)
        if process is None:
            return
        try:
            os.killpg(process, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.killed[part] += 1
        self._wait(lambda: self._stack.pid(part) != process)

    def _wait(self, condition: Callable[[], bool]) -> None:
        while not condition() and not self._stopping.is_set():
            time.sleep(LOOKS_EVERY)
