"""A port at which a mail server hands over the mail of organisers' mailboxes, by LMTP or SMTP."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from activities.register import Register
from portal.errors import EngineAway
from portal.inbound.reception import Became
from portal.inbound.ways import Receiving

LARGEST = 1_500_000
"""Bytes; an answer to an invite is much smaller. More is refused with 552."""
KEPT = "250 2.0.0 Kept"
LATER = "451 4.3.0 Not now; try again later"
NOT_OURS = "550 5.1.1 No such mailbox here"
HOST_NAME = "legation"


class ListenerWay:
    """Mail that is handed over. The sender's own queue waits for us while the engine or the vault is away."""

    def __init__(
        self,
        host: str,
        port: int,
        register: Register,
        receiver: Receiving,
        *,
        protocol: Literal["lmtp", "smtp"] = "lmtp",
    ) -> None:
        self.name: str = protocol
        self._host = host
        self._port = port
        self._reception = _Desk(register, receiver, protocol)

    async def run(self, say_up: Callable[[], None]) -> None:
        """See `portal.inbound.ways.Way`."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._conversation, self._host, self._port)
        say_up()
        async with server:
            await server.serve_forever()

    def _conversation(self) -> SMTP:
        speaks = LMTP if self.name == "lmtp" else SMTP
        return speaks(
            self._reception,
            data_size_limit=LARGEST,
            hostname=HOST_NAME,
            ident="Legation",
            enable_SMTPUTF8=True,
            timeout=120,
        )


class _Desk:
    """What is answered to the sender. The method names are aiosmtpd's."""

    def __init__(self, register: Register, receiver: Receiving, way: str) -> None:
        self._register = register
        self._receiver = receiver
        self._way = way

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        try:
            known = await asyncio.to_thread(self._register.mailboxes)
        except OSError:
            return LATER
        if address.lower() not in known:
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """LMTP wants an answer for each recipient (RFC 2033 4.2)."""
        answer = await self._received(bytes(envelope.original_content or b""))
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self._way == "lmtp" else 1))

    async def _received(self, raw: bytes) -> str:
        try:
            reception = await self._receiver.receive(raw, way=self._way, received_at=datetime.now(UTC))
        except (EngineAway, OSError):
            return LATER
        return LATER if reception.became is Became.FAILED else KEPT
