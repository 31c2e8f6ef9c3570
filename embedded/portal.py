"""The application's own web pages and mail reading, run beside the servers that they need."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from embedded import ports
from embedded.part import Part
from embedded.settings import EmbeddedSettings
from embedded.worker import SETTINGS


class Portal(Part):
    """Pages on which invites are answered, calendar feeds, and the reading of answers that come by mail."""

    name = "portal"

    def __init__(self, settings: EmbeddedSettings, command: Sequence[str]) -> None:
        super().__init__(settings)
        self._command = command

    @property
    def address(self) -> str:
        return self.settings.portal_address

    def command(self) -> Sequence[str | Path]:
        return self._command

    def environment(self) -> Mapping[str, str]:
        return {SETTINGS: self.settings.model_dump_json()}

    def is_ready(self) -> bool:
        return ports.is_listening(self.settings.host, self.settings.portal_port)
