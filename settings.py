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


class KeySettings(BaseModel):
    """The master keys of the vault. Without them nothing in it can be read. See docs/vault.md."""

    via: Literal["local", "kms"] = "local"
    path: Path | None = None
    """The file with the keys. None: `keys/vault.json` of the embedded stack, made on first use."""
    kms_key: str = ""
    """Id, ARN or alias of a key in AWS KMS."""
    region: str = "eu-central-1"
    endpoint: str | None = None
    """Only for key services other than that of AWS."""
    accept_plain: bool = True
    """Whether objects from before the vault was sealed are still read. Switch it off once all are sealed."""

    @model_validator(mode="after")
    def _names_its_key(self) -> Self:
        if self.via == "kms" and not self.kms_key:
            raise ValueError("name the key in KMS: set LEGATION_KEYS__KMS_KEY to its id, ARN or alias")
        return self


class JournalSettings(BaseModel):
    """Where it is found out whether a mail was taken, though the mail server's answer was lost."""

    address: str = ""
    """SMTP: a mailbox of your own that gets a copy of every mail in the same transaction."""
    host: str = ""
    port: int = 993
    username: str = ""
    """Empty: the address."""
    password: SecretStr | None = None
    ssl: bool = True
    folder: str = "INBOX"
    queue: str = ""
    """SES: address of the SQS queue that gets the events of the configuration set."""
    endpoint: str | None = None
    """Only for queues other than those of AWS."""
    late_seconds: float = Field(default=600, ge=0)
    """How late a mail may appear here; before, its absence says nothing."""


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
    """How long a mail on its way is left alone; longer than a whole mail takes, `at_most_seconds`."""
    timeout_seconds: float = Field(default=20, gt=0)
    """How long an SMTP server may take to connect, and for each reply."""
    at_most_seconds: float | None = Field(default=None, gt=0)
    """How long one mail may take in all; then its connection is cut. None: two thirds of a claim."""
    ses_configuration_set: str | None = None
    journal: JournalSettings = JournalSettings()
    embedded_late_seconds: float = Field(default=2, ge=0)
    """The same as `journal.late_seconds` for the embedded mail server, which shows a mail as it takes it."""

    @model_validator(mode="after")
    def _in_this_order(self) -> Self:
        if self.takes_at_most >= self.claim_seconds:
            raise ValueError("A whole mail takes less than a claim: set mail.at_most_seconds below it.")
        return self

    @property
    def takes_at_most(self) -> float:
        """Seconds for one mail in all; always less than a claim."""
        return self.at_most_seconds or self.claim_seconds * 2 / 3

    @property
    def reply_within(self) -> float:
        """Seconds for one reply; never more than for the whole mail."""
        return min(self.timeout_seconds, self.takes_at_most)


class PortalSettings(BaseModel):
    """Where the portal's process listens: loopback, behind a web server of your own that speaks HTTPS."""

    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=1, le=65535)
    """None: the port of the embedded stack's portal."""
    address_header: str = ""
    """Set by a web server of your own to who asks, as `x-forwarded-for`: its last entry is believed."""
    wrong_links_an_hour: int = Field(default=30, gt=0)
    """Addresses that open nothing, from one place; more have to wait."""
    posts_a_minute: int = Field(default=60, gt=0)
    """Forms sent from one place."""
    security_contact: str = Field(default="", pattern=r"^((mailto|https|tel):[^\s]+)?$")
    """Whom to tell of a hole, as `mailto:security@platform.example`; for `/.well-known/security.txt`."""
    temporal_ui: str = ""
    """Address of the namespace in your Temporal UI, as `https://temporal.example/namespaces/legation`: the
    organiser's desk links to it. By default it is that of the embedded Temporal, if that is used."""


class OidcSettings(BaseModel):
    """An OpenID Connect provider at which organisers who have an account sign in. See docs/portal.md."""

    issuer: str = Field(pattern=r"^(https://|http://(127\.0\.0\.1|localhost)(:|/|$))")
    """As the provider names itself, letter by letter: `https://login.platform.example/realms/staff`."""
    client_id: str = Field(min_length=1)
    client_secret: SecretStr
    name: str = Field(default="your organisation", min_length=1, max_length=60)
    """On the button, after `Sign in with`."""
    passwords: bool = True
    """Whether organisers may also sign in with a password of their own."""
    timeout_seconds: float = Field(default=5, gt=0, le=30)
    """How long the provider may take for each reply."""


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


class EngineSettings(BaseModel):
    """How what Temporal keeps is sealed, and who may look at it in clear. See docs/engine.md."""

    keys: Path | None = None
    """The file with the engine's keys. None: `keys/engine.json` of the embedded stack, made on first use."""
    secrets: SecretStr | None = None
    """The keys themselves instead of a file: `id=base64`, separated by spaces, the newest last."""
    readable: bool = False
    """Leave new payloads in clear, for a time in which somebody has to look inside Temporal."""
    readers: Path | None = None
    """Who may have payloads shown in clear. None: `keys/codec-readers.json` of the embedded stack."""
    record: Path | None = None
    """Where every look is noted, one line each. None: `log/codec-record.jsonl` of the embedded stack."""
    ui_origins: tuple[str, ...] = ()
    """Addresses of Temporal UIs that may ask, `https://...`. The embedded one always may."""


class Settings(BaseSettings):
    """See the top of this file."""

    model_config = SettingsConfigDict(
        env_prefix="LEGATION_", env_nested_delimiter="__", toml_file="legation.toml", extra="forbid"
    )

    embedded: EmbeddedSettings = EmbeddedSettings()
    vault: VaultSettings = VaultSettings()
    keys: KeySettings = KeySettings()
    mail: MailSettings = MailSettings()
    portal: PortalSettings = PortalSettings()
    portal_address: str = ""
    """Under which people reach the portal, `https://...`. Links in mails begin with it; by default it is the
    embedded portal's, which only this computer can reach."""
    oidc: OidcSettings | None = None
    """None: organisers sign in with a password, and nowhere else."""
    inbound: InboundSettings = InboundSettings()
    engine: EngineSettings = EngineSettings()
    task_queue: str = "delegations"
    sweep_every_seconds: float = Field(default=300, gt=0)
    """How often the vault is looked through for applications whose second step is missing."""
    concurrent_activities: int = Field(default=16, gt=0)
    """Activities a worker runs at once, each in a thread of its own."""
    concurrent_workflow_tasks: int = Field(default=16, gt=0)
    """Workflow tasks a worker has in hand at once. They share one processor (Python's), and each must yield
    within two seconds: a hundred begun together, as after a restart, would all be too slow."""

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
    def temporal_ui(self) -> str:
        """The namespace in the Temporal UI, for links of the desk; empty where nobody named it."""
        if self.portal.temporal_ui or not self.is_embedded_temporal:
            return self.portal.temporal_ui.rstrip("/")
        return f"{self.embedded.temporal_ui_address}/namespaces/{self.embedded.namespace}"

    @property
    def is_embedded_temporal(self) -> bool:
        """Whether nobody named a Temporal server of their own."""
        return not any(os.environ.get(name) for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE"))
