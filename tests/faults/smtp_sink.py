"""A mail server that fails in every way a mail server can, and never forgets what it took.

A fault is `<state>-<what>`. States in the order of a conversation: connect, hello, mail, rcpt, data (the
command), dot (the message is there, not yet taken), taken (it is on disk). What: `4xx` or `5xx` is said;
`cut` ends the connection without a word; `hang` says nothing until the client has gone. So `taken-cut` is a
mail that left although its sender never heard of it, and `taken-4xx` one whose sender was told that it had
not.
"""

import asyncio
import hashlib
import time
from collections import Counter
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from tests.faults.dice import Dice
from tests.faults.kept_lines import KeptLines

STATES = ("connect", "hello", "mail", "rcpt", "data", "dot", "taken")
REFUSED = "refused-"
"""Addresses that begin so cannot receive mail, whatever the dice say."""
LONGEST_HANG = 60

PROPERLY = {
    "connect": "220 sink",
    "hello": "250 sink",
    "mail": "250 fine",
    "rcpt": "250 fine",
    "data": "354 go on",
    "taken": "250 taken",
}
SAYS = {"4xx": "451 not now", "5xx": "554 not at all"}


class Cut(Exception):
    """The conversation ends here."""


class SmtpSink:
    """Takes mail for anybody. Every mail it takes is a line in its log before it says so."""

    def __init__(self, log: Path, dice: Dice) -> None:
        self._log = KeptLines(log)
        self.dice = dice
        self.is_away = False
        self.is_full = False
        """While it is, senders are told that there is no room (452, RFC 5321 4.2.3)."""
        self.conversations = 0
        self.taken: Counter[str] = Counter()
        """How often each send id was taken."""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Conversation(self, reader, writer, self.dice).hold()
        except (Cut, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def take(self, recipient: str, content: bytes) -> None:
        message = message_from_bytes(content)
        name = str(message["X-Delegation-Send-Id"])
        self._log.add(
            at=time.time(),
            send_id=name,
            message_id=str(message["Message-ID"]),
            recipient=recipient,
            sha256=hashlib.sha256(content).hexdigest(),
            invite=_invite(message),
        )
        self.taken[name] += 1


class _Conversation:
    """One connection; at most one fault in it."""

    def __init__(
        self, sink: SmtpSink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dice: Dice
    ) -> None:
        self._sink = sink
        self._reader = reader
        self._writer = writer
        sink.conversations += 1
        fault = dice.throw()
        self._state, _, self._fault = fault.partition("-")
        self._recipient = ""

    async def hold(self) -> None:
        if self._sink.is_away:
            raise Cut
        await self._answer("connect")
        is_full = self._sink.is_full
        while line := (await self._reader.readline()).decode().strip():
            match line.split()[0].upper():
                case "EHLO" | "HELO":
                    await self._answer("hello")
                case "MAIL" if is_full:
                    await self._say("452 no room left")
                case "MAIL":
                    await self._answer("mail")
                case "RCPT":
                    await self._take_recipient(line)
                case "DATA":
                    await self._take_message()
                case "QUIT":
                    return
                case _:
                    await self._say("250 fine")

    async def _take_recipient(self, line: str) -> None:
        self._recipient = line.partition("<")[2].partition(">")[0]
        if self._recipient.startswith(REFUSED):
            await self._say("550 no such mailbox")
        else:
            await self._answer("rcpt")

    async def _take_message(self) -> None:
        if not await self._answer("data"):
            return
        content = (await self._reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
        if self._state == "dot":
            await self._answer("dot")
            return
        self._sink.take(self._recipient, content.replace(b"\r\n..", b"\r\n."))
        await self._answer("taken")

    async def _answer(self, state: str) -> bool:
        """Say what is proper in this state, or fail as the dice fell. Whether it was proper."""
        if state != self._state:
            await self._say(PROPERLY[state])
            return True
        if self._fault == "hang":
            await asyncio.wait([asyncio.ensure_future(self._reader.read())], timeout=LONGEST_HANG)
        if self._fault in ("hang", "cut"):
            raise Cut
        await self._say("421 not now" if state in ("connect", "hello") else SAYS[self._fault])
        return False

    async def _say(self, line: str) -> None:
        self._writer.write(line.encode() + b"\r\n")
        await self._writer.drain()


def _invite(message: Message) -> str:
    """The calendar part of a mail, if it has one."""
    for part in message.walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/calendar" and isinstance(content, bytes):
            return content.decode()
    return ""
