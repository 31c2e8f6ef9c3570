"""The application's own worker, run beside the servers that it needs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from embedded.part import Part
from embedded.program import Program
from embedded.settings import EmbeddedSettings

SETTINGS = "LEGATION_EMBEDDED"
"""Tells the worker, as JSON, which stack it belongs to."""
READY_FILE = "LEGATION_READY_FILE"
"""Tells the worker which file to write once it takes work: it has no port to ask."""


class Worker(Part):
    name = "worker"

    def __init__(self, settings: EmbeddedSettings, command: Sequence[str]) -> None:
        super().__init__(settings)
        self._command = command

    @property
    def address(self) -> str:
        return f"polls {self.settings.temporal_address}"

    def command(self) -> Sequence[str | Path]:
        return self._command

    def environment(self) -> Mapping[str, str]:
        return {SETTINGS: self.settings.model_dump_json(), READY_FILE: str(self._ready_file)}

    def start(self) -> Program:
        self._ready_file.unlink(missing_ok=True)
        return super().start()

    def is_ready(self) -> bool:
        return self._ready_file.exists()

    @property
    def _ready_file(self) -> Path:
        return self.settings.run_directory / "worker.ready"
