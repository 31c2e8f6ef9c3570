"""Mail for everyone in the demo: SMTP in, a mailbox per recipient, read by IMAP or in the browser."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from embedded import mail_journal, ports
from embedded.mail_journal import DeliveredMail
from embedded.part import Part
from embedded.settings import EmbeddedSettings

__all__ = ["DeliveredMail", "MailServer", "fetch_all", "inbox_address"]


def fetch_all(settings: EmbeddedSettings) -> list[DeliveredMail]:
    """Every mail ever delivered, in the order of delivery, also while the server is down.

    Over IMAP the same mail is in `INBOX` of the user named like the mailbox (lower case), opened with
    `settings.mail_password`.
    """
    return list(mail_journal.kept(journal(settings)))


def inbox_address(settings: EmbeddedSettings, mailbox: str) -> str:
    """The web page that shows one person's mailbox."""
    return f"{settings.webmail_address}/#{quote(mailbox.lower())}"


def journal(settings: EmbeddedSettings) -> Path:
    return settings.directory / "mail"


class MailServer(Part):
    """SMTP, IMAP and a web inbox."""

    name = "mail"

    @property
    def address(self) -> str:
        host = self.settings.host
        smtp, imap = f"smtp://{host}:{self.settings.smtp_port}", f"imap://{host}:{self.settings.imap_port}"
        return f"{smtp}, {imap}, {self.settings.webmail_address}"

    def command(self) -> Sequence[str | Path]:
        command: list[str | Path] = [sys.executable, "-m", "embedded.mail_server", journal(self.settings)]
        command += ["--host", self.settings.host, "--smtp-port", str(self.settings.smtp_port)]
        command += ["--imap-port", str(self.settings.imap_port)]
        return [*command, "--http-port", str(self.settings.webmail_port)]

    def prepare(self) -> None:
        journal(self.settings).mkdir(parents=True, exist_ok=True, mode=0o700)

    def environment(self) -> Mapping[str, str]:
        return {"MAIL_PASSWORD": self.settings.mail_password}

    def is_ready(self) -> bool:
        numbers = (self.settings.smtp_port, self.settings.imap_port, self.settings.webmail_port)
        return all(ports.is_listening(self.settings.host, number) for number in numbers)
