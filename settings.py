"""What a machine decides: where Temporal, the vault and the mail server are. Read once.

Everything has a default that fits the embedded stack. In production set what differs, as environment
variables (`LEGATION_VAULT__BUCKET`) or in `legation.toml`; Temporal itself is set as every Temporal
tool reads it (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_PROFILE`, ...).
"""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from embedded.settings import EmbeddedSettings

ROOT = Path(__file__).resolve().parent


class VaultSettings(BaseModel):
    """An S3 bucket of your own. Without `bucket`, the embedded object store is used."""

    bucket: str = ""
    region: str = "eu-central-1"
    endpoint: str | None = None
    """Only for stores other than AWS."""
    access_key: str | None = None
    secret_key: SecretStr | None = None
    """Without keys, boto3 looks where it always does: environment, profile, instance role."""
    prefix: str = ""


class MailSettings(BaseModel):
    """How mail leaves. Without `via`, it goes to the embedded inboxes."""

    via: Literal["embedded", "smtp", "ses"] = "embedded"
    host: str = "127.0.0.1"
    port: int = 587
    username: str | None = None
    password: SecretStr | None = None
    starttls: bool = True
    ses_region: str = "eu-central-1"
    claim_seconds: float = Field(default=45, gt=0)
    """How long a mail on its way is left alone; longer than the mail server's time limit."""


class PortalSettings(BaseModel):
    """Where the portal's process listens: loopback, behind a web server of your own that speaks HTTPS."""

    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=1, le=65535)
    """None: the port of the embedded stack's portal."""


class ImapSettings(BaseModel):
    """A mailbox at a mail server of your own in which answers arrive."""

    host: str
    port: int = 993
    username: str
    password: SecretStr
    ssl: bool = True
    folder: str = "INBOX"
    every_seconds: float = Field(default=20, gt=0)


class ListenerSettings(BaseModel):
    """A port at which your mail server hands over the mail of organisers' mailboxes."""

    host: str = "127.0.0.1"
    port: int = 8024
    protocol: Literal["lmtp", "smtp"] = "lmtp"


class QueueSettings(BaseModel):
    """The SQS queue that is told when SES has put a mail into a bucket."""

    url: str
    region: str = "eu-central-1"
    endpoint: str | None = None
    """Only for queues other than those of AWS."""


class InboundSettings(BaseModel):
    """How answers come back by mail. While mail goes to the embedded inboxes, those are always read."""

    embedded_every_seconds: float = Field(default=1, gt=0)
    """How often the embedded mailboxes are looked into."""
    imap: ImapSettings | None = None
    listener: ListenerSettings | None = None
    queue: QueueSettings | None = None
    trusted: tuple[str, ...] = ()
    """Names of your mail servers, as they stand in `Authentication-Results`: whose verdicts are noted."""


class Settings(BaseSettings):
    """See the top of this file."""

    model_config = SettingsConfigDict(
        env_prefix="LEGATION_", env_nested_delimiter="__", toml_file="legation.toml", extra="forbid"
    )

    embedded: EmbeddedSettings = EmbeddedSettings()
    vault: VaultSettings = VaultSettings()
    mail: MailSettings = MailSettings()
    portal: PortalSettings = PortalSettings()
    portal_address: str = ""
    """Under which people reach the portal, `https://...`. Links in mails begin with it; by default it is the
    embedded portal's, which only this computer can reach."""
    inbound: InboundSettings = InboundSettings()
    task_queue: str = "delegations"
    concurrent_activities: int = Field(default=16, gt=0)
    """Activities a worker runs at once, each in a thread of its own."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values, then the environment, then `legation.toml`."""
        toml = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, file_secret_settings, toml

    @model_validator(mode="after")
    def _on_the_ports_of_before(self) -> Self:
        """A stack that once chose free ports, as a demo may, is found on them again."""
        directory = self.embedded.directory
        if self.embedded == EmbeddedSettings(directory=directory) and EmbeddedSettings.has_chosen(directory):
            self.embedded = EmbeddedSettings.on_free_ports(directory)
        return self

    @model_validator(mode="after")
    def _with_an_address(self) -> Self:
        self.portal_address = (self.portal_address or self.embedded.portal_address).rstrip("/")
        return self

    @property
    def portal_port(self) -> int:
        """Where the portal's process listens."""
        return self.portal.port or self.embedded.portal_port

    @property
    def is_embedded_temporal(self) -> bool:
        """Whether nobody named a Temporal server of their own."""
        return not any(os.environ.get(name) for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE"))
