"""What every part of the stack has to say about itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from embedded.program import Program
from embedded.settings import EmbeddedSettings

INSTEAD = "stop it with 'legation down', or choose another directory with LEGATION_EMBEDDED__DIRECTORY"
"""What to do when something runs there already."""


class Part(ABC):
    """A server that the stack runs: how to start it, when it is ready, and where it is found."""

    name: str

    def __init__(self, settings: EmbeddedSettings) -> None:
        self.settings = settings

    @abstractmethod
    def command(self) -> Sequence[str | Path]: ...

    @abstractmethod
    def is_ready(self) -> bool:
        """True when it answers. Never raises for a server that is not there."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where it is found, for people and for clients."""

    def environment(self) -> Mapping[str, str]:
        """Environment variables that it gets on top of ours."""
        return {}

    def prepare(self) -> None:  # noqa: B027 - most parts need nothing
        """What must be there before it starts: keys, directories, a database. Safe to repeat."""

    def settle(self) -> None:  # noqa: B027 - most parts need nothing
        """What has to be told to it once it answers. Safe to repeat."""

    def tidy(self) -> None:  # noqa: B027 - most parts leave nothing behind
        """What remains to be cleared away once it has ended."""

    @property
    def claim_path(self) -> Path:
        return self.settings.run_directory / f"{self.name}.lock"

    @property
    def log(self) -> Path:
        return self.settings.log_directory / f"{self.name}.log"

    def start(self) -> Program:
        """Start the program; does not wait until it is ready.

        Raises:
            AlreadyRunning: the part runs on this directory already.
        """
        return self.run(self.command())

    def run(self, command: Sequence[str | Path]) -> Program:
        return Program(
            command,
            environment=self.environment(),
            log=self.log,
            claim_path=self.claim_path,
            refusal=self.refusal(),
        )

    def refusal(self) -> str:
        return f"'{self.name}' already runs in {self.settings.directory} (process {{holder}}); " + INSTEAD
