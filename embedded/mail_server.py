"""mail-devel with a memory: the process behind the embedded mail part.

Four things differ from the program as it comes. Mail goes to the recipients of the envelope, not to
whoever the To line names; it is kept byte for byte; it is on disk before it is acknowledged,
so a killed server comes back with every mailbox; and the head of each of our mails is also shown in
the mailbox `journal@legation.invalid`, where whoever lost our answer finds out that it was taken. That
mailbox is made from the mails themselves, so the two never differ.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parseaddr
from importlib import resources
from pathlib import Path
from typing import Any

from mail_devel.http import Frontend
from mail_devel.mailbox import TestMailboxDict
from mail_devel.service import Service
from mail_devel.utils import configure_logging
from pymap.parsing.message import AppendMessage

from delegation.unoptimised import demand_assertions
from embedded import mail_journal
from embedded.mail_journal import JOURNAL, DeliveredMail


class KeptMailboxes(TestMailboxDict):  # type: ignore[misc] # mail-devel ships no types
    """Mailboxes of everyone who ever got a mail, backed by the journal."""

    directory: Path

    async def restore(self, directory: Path) -> None:
        """Put every journalled mail back into its mailbox, in the order of delivery."""
        self.directory = directory
        for mail in mail_journal.kept(directory):
            await self._show(mail)

    async def deliver(self, mail: DeliveredMail) -> None:
        mail_journal.keep(self.directory, mail)
        await self._show(mail)

    async def append(self, message: Message, *_: Any, **__: Any) -> None:
        """A mail written in the web inbox: its recipients stand in its headers."""
        recipients = getaddresses(str(v) for name in ("To", "Cc", "Bcc") for v in message.get_all(name, []))
        del message["Bcc"]
        sender = parseaddr(str(message["From"] or ""))[1]
        for address in sorted({address.lower() for _, address in recipients if address}):
            await self.deliver(DeliveredMail(address, sender, message.as_bytes(), datetime.now(UTC)))

    async def _show(self, mail: DeliveredMail) -> None:
        account = await self.get(mail.mailbox)
        inbox = await account.get_mailbox("INBOX")
        await inbox.append(AppendMessage(literal=mail.content, when=mail.delivered_at))
        if mail_journal.is_ours(mail):
            journal = await (await self.get(JOURNAL)).get_mailbox("INBOX")
            head = mail_journal.head_of(mail)
            await journal.append(AppendMessage(literal=head, when=mail.delivered_at))


class ByEnvelope:
    """SMTP: one copy for every recipient of the envelope."""

    def __init__(self, mailboxes: KeptMailboxes) -> None:
        self._mailboxes = mailboxes

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        addresses = dict.fromkeys(address.lower() for address in envelope.rcpt_tos)
        for recipient in (address for address in addresses if address != JOURNAL):
            sender, content = envelope.mail_from or "", envelope.original_content
            await self._mailboxes.deliver(DeliveredMail(recipient, sender, content, datetime.now(UTC)))
        return "250 OK"


class Inbox(Frontend):  # type: ignore[misc] # mail-devel ships no types
    """The web inbox; an address ending in `#jane@example.org` opens her mailbox."""

    def load_resource(self, resource: str) -> bytes:
        content: bytes = super().load_resource(resource)
        if resource == "main.js":
            content += resources.files("embedded").joinpath("mailbox_in_address.js").read_bytes()
        return content


async def serve(directory: Path, arguments: list[str]) -> None:
    """Serve until SIGTERM. `arguments` are mail-devel's own."""
    settings = Service.parse([*arguments, "--multi-user", "--no-http"])
    service = await Service.init(settings)
    mailboxes = KeptMailboxes(service.config, service.filter_set, multi_user=True)
    await mailboxes.restore(directory)
    service.mailboxes = mailboxes
    service.smtp.handler = ByEnvelope(mailboxes)
    service.frontend = Inbox(
        mailboxes, user=settings.user, host=settings.host, port=settings.http_port, multi_user=True
    )
    async with service.start():
        await _until_asked_to_stop()


async def _until_asked_to_stop() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


if __name__ == "__main__":
    demand_assertions()
    configure_logging("WARNING")  # below that it notes who writes to whom
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2:]))
