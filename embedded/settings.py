"""Where the embedded stack listens and where it keeps its data."""

import json
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from embedded import claim, ports
from embedded.ports import Port

ENVIRONMENT_PREFIX = "LEGATION_EMBEDDED__"
SINGLE_PORTS = {
    "temporal_port": "Temporal",
    "temporal_ui_port": "Temporal UI",
    "smtp_port": "SMTP",
    "imap_port": "IMAP",
    "webmail_port": "web inbox",
    "portal_port": "portal",
}
OBJECT_STORE_PORTS = (
    "S3",
    "S3 gRPC",
    "object store master",
    "object store master gRPC",
    "object store volumes",
    "object store volumes gRPC",
    "object store filer",
    "object store filer gRPC",
    "object store admin",
    "object store admin gRPC",
)
"""The object store takes this many ports in a row, the first being `s3_port`."""

CHOSEN_PORTS = "ports.json"

PortNumber = Annotated[int, Field(ge=1024, le=65000)]


class EmbeddedSettings(BaseModel):
    """Everything has a default; two stacks side by side differ in directory and ports."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Stays on loopback: Temporal and its UI ask nobody for a password."""
    directory: Path = Path("var")
    """Data, keys and logs. Becomes absolute when read."""

    temporal_port: PortNumber = 7233
    temporal_ui_port: PortNumber = 8233
    s3_port: PortNumber = 8333
    smtp_port: PortNumber = 2525
    imap_port: PortNumber = 2143
    webmail_port: PortNumber = 8025
    portal_port: PortNumber = 8080

    temporal_binary: Path | None = None
    """A program of your own instead of the one found on PATH or in the wheel."""
    weed_binary: Path | None = None

    namespace: str = "default"
    retention_days: int = Field(default=365, ge=1)
    """How long Temporal keeps a closed workflow; its own default of one day is shorter than any trip."""
    codec_endpoint: str | None = None
    """Address of a codec server from which the Temporal UI gets payloads in clear; None: the portal."""
    bucket: str = "legation"
    mail_password: str = "legation"  # noqa: S105 - opens invented mailboxes on loopback only
    """One password for every mailbox over IMAP."""

    @field_validator("directory")
    @classmethod
    def _absolute(cls, directory: Path) -> Path:
        return directory.absolute()

    @classmethod
    def on_free_ports(cls, directory: Path) -> Self:
        """Settings for `directory` on ports that nobody else uses; the same ports again next time.

        Raises:
            StackError: no free ports are left.
        """
        remembered = directory / CHOSEN_PORTS
        if remembered.exists():
            settings = cls.model_validate({"directory": directory, **json.loads(remembered.read_text())})
            if settings.is_claimed() or settings._is_free():
                return settings
        chosen = _choose_ports()
        directory.mkdir(parents=True, exist_ok=True)
        remembered.write_text(json.dumps(chosen))
        return cls.model_validate({"directory": directory, **chosen})

    @staticmethod
    def has_chosen(directory: Path) -> bool:
        """Whether a stack in `directory` chose its ports by itself."""
        return (directory / CHOSEN_PORTS).exists()

    @property
    def log_directory(self) -> Path:
        return self.directory / "log"

    @property
    def run_directory(self) -> Path:
        """Claims and the state of what runs now."""
        return self.directory / "run"

    @property
    def stack_claim(self) -> Path:
        return self.run_directory / "stack.lock"

    @property
    def temporal_address(self) -> str:
        return f"{self.host}:{self.temporal_port}"

    @property
    def temporal_ui_address(self) -> str:
        return f"http://{self.host}:{self.temporal_ui_port}"

    @property
    def s3_address(self) -> str:
        return f"http://{self.host}:{self.s3_port}"

    @property
    def webmail_address(self) -> str:
        return f"http://{self.host}:{self.webmail_port}"

    @property
    def portal_address(self) -> str:
        return f"http://{self.host}:{self.portal_port}"

    def object_store_port(self, purpose: str) -> int:
        return self.s3_port + OBJECT_STORE_PORTS.index(purpose)

    def ports(self) -> list[Port]:
        """Every port of the stack, with the setting that moves it."""
        single = [
            Port(getattr(self, name), purpose, ENVIRONMENT_PREFIX + name.upper())
            for name, purpose in SINGLE_PORTS.items()
        ]
        setting = ENVIRONMENT_PREFIX + "S3_PORT"
        return single + [
            Port(self.object_store_port(purpose), purpose, setting) for purpose in OBJECT_STORE_PORTS
        ]

    def is_claimed(self) -> bool:
        """True while a stack runs in this directory."""
        return claim.holder(self.stack_claim) is not None

    def _is_free(self) -> bool:
        return all(ports.is_free(self.host, port.number) for port in self.ports())


def _choose_ports() -> dict[str, int]:
    names = [*SINGLE_PORTS, "s3_port"]
    first = ports.choose_block("127.0.0.1", len(SINGLE_PORTS) + len(OBJECT_STORE_PORTS))
    return {name: first + offset for offset, name in enumerate(names)}
