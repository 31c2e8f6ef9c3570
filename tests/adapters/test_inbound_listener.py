"""Mail that is handed over by LMTP or SMTP, with a real client."""

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from activities.register import Register
from portal.errors import EngineAway
from portal.inbound.lmtp import LARGEST, ListenerWay
from portal.inbound.reception import Became, Reception
from tests.fakes import MemoryStore
from tests.portal import stages

MAIL = b"Subject: Answer\r\n\r\n.\r\nEin Gru\xc3\x9f\r\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Office:
    """A receiver that keeps what it was handed, and fails as it is told to."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.trouble: Exception | None = None
        self.became = Became.ANSWER

    async def receive(self, raw: bytes, *, way: str, received_at: datetime) -> Reception:
        if self.trouble is not None:
            raise self.trouble
        self.mails.append(raw)
        return Reception(sha256="", way=way, received_at=received_at, became=self.became)


class Listener:
    """A listener for the mailbox of one delegation, and who sends to it."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self.office = Office()
        self.store = MemoryStore()
        self.register = Register(self.store)
        file, _ = stages.example()
        self.register.keep_file(file)
        self.mailbox = file.organiser.mailbox
        self.port = free_port()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        up = asyncio.Event()
        way = ListenerWay("127.0.0.1", self.port, self.register, self.office, protocol=self.protocol)
        task = asyncio.create_task(way.run(up.set))
        await up.wait()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def gets(self, *recipients: str, mail: bytes = MAIL) -> None:
        """Raises what the standard library's client makes of the answers."""
        await asyncio.to_thread(self._send, recipients or (self.mailbox,), mail)

    def _send(self, recipients: tuple[str, ...], mail: bytes) -> None:
        client: Callable[..., smtplib.SMTP] = smtplib.LMTP if self.protocol == "lmtp" else smtplib.SMTP
        with client("127.0.0.1", self.port) as server:
            server.sendmail("jorg@cluster.example", list(recipients), mail)


@pytest.fixture(params=["lmtp", "smtp"])
async def listener(request: pytest.FixtureRequest) -> AsyncIterator[Listener]:
    listener = Listener(request.param)
    async with listener.open():
        yield listener


async def test_a_mail_for_the_organiser_is_handed_in_byte_for_byte(listener: Listener):
    await listener.gets(listener.mailbox.upper())

    assert listener.office.mails == [MAIL]


async def test_nobody_else_gets_mail_here(listener: Listener):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await listener.gets("jane@cluster.example")

    assert refused.value.recipients["jane@cluster.example"][0] == 550
    assert listener.office.mails == []


async def test_what_is_too_large_is_refused_for_good(listener: Listener):
    lines = b"x" * 998 + b"\r\n"
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        await listener.gets(mail=b"Subject: Large\r\n\r\n" + lines * (LARGEST // 1000 + 1))

    assert refused.value.smtp_code == 552
    assert listener.office.mails == []


@pytest.mark.parametrize("trouble", [EngineAway("away"), OSError("The store is away.")])
async def test_while_we_cannot_take_it_the_sender_tries_again(listener: Listener, trouble: Exception):
    listener.office.trouble = trouble
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        await listener.gets()
    assert refused.value.smtp_code == 451

    listener.office.trouble = None
    await listener.gets()
    assert listener.office.mails == [MAIL]


async def test_a_vault_that_is_away_is_asked_again_later(listener: Listener, monkeypatch: pytest.MonkeyPatch):
    def away(_: str) -> bytes:
        raise OSError("The store is away.")

    monkeypatch.setattr(listener.store, "read", away)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await listener.gets()

    assert refused.value.recipients[listener.mailbox][0] == 451


async def test_lmtp_answers_for_each_recipient_of_one_mail():
    listener = Listener("lmtp")
    to = f"RCPT TO:<{listener.mailbox}>"
    said = [
        "LHLO x",
        "MAIL FROM:<jorg@cluster.example>",
        to,
        to,
        "DATA",
        "Subject: Hi\r\n\r\nHi\r\n.",
        "QUIT",
    ]

    async with listener.open():
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        await reader.readline()
        for line in said:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()
            await asyncio.sleep(0.05)  # LHLO ends whatever was said before it
        answers = (await reader.read()).decode().splitlines()
        writer.close()

    assert [answer[:3] for answer in answers[-5:]] == ["250", "354", "250", "250", "221"]
    assert len(listener.office.mails) == 1
