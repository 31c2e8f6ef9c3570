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


class Settings(BaseSettings):
    """See the top of this file."""

    model_config = SettingsConfigDict(
        env_prefix="LEGATION_", env_nested_delimiter="__", toml_file="legation.toml", extra="forbid"
    )

    embedded: EmbeddedSettings = EmbeddedSettings()
    vault: VaultSettings = VaultSettings()
    mail: MailSettings = MailSettings()
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

    @property
    def is_embedded_temporal(self) -> bool:
        """Whether nobody named a Temporal server of their own."""
        return not any(os.environ.get(name) for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE"))
