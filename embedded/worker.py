"""The application's own worker, run beside the servers that it needs."""

import time
from collections.abc import Sequence
from pathlib import Path

from embedded.part import Part
from embedded.program import Program
from embedded.settings import EmbeddedSettings

STEADY_SECONDS = 1.0
"""A worker that has lived this long is taken to be up: it has no port to ask."""


class Worker(Part):
    name = "worker"

    def __init__(self, settings: EmbeddedSettings, command: Sequence[str]) -> None:
        super().__init__(settings)
        self._command = command
        self._started = 0.0

    @property
    def address(self) -> str:
        return f"polls {self.settings.temporal_address}"

    def command(self) -> Sequence[str | Path]:
        return self._command

    def start(self) -> Program:
        self._started = time.monotonic()
        return super().start()

    def is_ready(self) -> bool:
        return time.monotonic() - self._started > STEADY_SECONDS
