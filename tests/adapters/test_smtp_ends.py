"""Every end of an SMTP conversation, made by a real server that ends so, and what it says of the mail."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from activities.adapters.smtp import SmtpMailer
from activities.ports import AddressRefused, MessageRefused, NotAccepted

JOURNAL = "journal@legation.example"
MESSAGE = b"Message-ID: <m-1@legation.example>\nSubject: Hello\n\n.dot\nlast"
UNSAID = "."
SEND = {"send_id": "m-1", "sender": "usa@legation.example", "recipient": "a@cluster.example"}


class Ending(SMTP):
    """A server that ends at one command in one way: an answer, `cut`, or `hang`."""

    def __init__(self, *arguments: Any, at: str, how: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._at, self._how = at, how

    async def push(self, status: Any) -> None:
        if self._at == "greeting" and str(status).startswith("220"):
            return await self._end()
        return await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - the server looks for these names
        await (self._end() if self._at == "EHLO" else super().smtp_EHLO(hostname))

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - as above
        await (self._end() if self._at == "MAIL" else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - as above
        is_journal = JOURNAL in (arg or "")
        ends = self._at == ("journal" if is_journal else "RCPT")
        await (self._end() if ends else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - as above
        await (self._end() if self._at == "DATA" else super().smtp_DATA(arg))

    async def _end(self) -> None:
        await end(self, self._how)


async def end(server: SMTP, how: str) -> None:
    if how == "cut":
        server.transport.abort()
    elif how == "hang":
        await asyncio.sleep(30)
    else:
        await SMTP.push(server, how)


class Keeping:
    """Takes messages, and may end after the dot: before it kept the message, or after."""

    def __init__(self, at: str, how: str) -> None:
        self._at, self._how = at, how
        self.taken: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Any) -> str:  # noqa: N802 - as above
        if self._at == "dot" and self._how not in ("cut", "hang"):
            return self._how
        if self._at != "dot":
            self.taken.append((envelope.rcpt_tos, envelope.original_content))
        if self._at in ("dot", "taken"):
            await end(server, self._how)
        return "250 OK"


@contextmanager
def server_that_ends(at: str, how: str) -> Iterator[tuple[int, Keeping]]:
    keeper = Keeping(at, how)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(Ending(keeper, at=at, how=how, hostname="sink", loop=loop))
        return sessions[-1]

    opened = asyncio.run_coroutine_threadsafe(loop.create_server(session, "127.0.0.1", 0), loop)
    try:
        yield int(opened.result(10).sockets[0].getsockname()[1]), keeper
    finally:
        asyncio.run_coroutine_threadsafe(close(opened.result(10), sessions), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def close(server: asyncio.Server, sessions: list[SMTP]) -> None:
    """Whoever still hangs is let go."""
    server.close()
    for one in sessions:
        if one.transport is not None:
            one.transport.abort()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)


ANYWHERE = [(at, how) for at in ("greeting", "MAIL", "RCPT", "DATA") for how in ("421 going", "cut", "hang")]
CERTAIN = [
    *ANYWHERE,
    ("EHLO", "cut"),
    ("EHLO", "hang"),
    ("greeting", "554 go away"),
    ("MAIL", "550 who are you"),
    ("RCPT", "450 busy"),
    ("DATA", "451 busy"),
    ("journal", "550 no journal"),
    ("journal", "450 busy"),
    ("journal", "251 elsewhere"),
    ("dot", "451 busy"),
    ("dot", "421 going"),
]
NEVER = [
    ("RCPT", "550 no such mailbox", AddressRefused),
    ("DATA", "554 no", MessageRefused),
    ("dot", "554 spam", MessageRefused),
    ("dot", "552 too large", MessageRefused),
]
UNCLEAR = [("dot", "cut", 0), ("dot", "hang", 0), ("taken", "cut", 1), ("taken", "hang", 1)]


def mailer(port: int, **more: float) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", port, **{"timeout": 0.4, "within": 2, **more}, journal=JOURNAL)


@pytest.mark.parametrize(("at", "how"), CERTAIN)
def test_until_the_dot_whatever_happens_nothing_left_for_certain(at: str, how: str):
    with server_that_ends(at, how) as (port, keeper), pytest.raises(NotAccepted):
        mailer(port).send(**SEND, message=MESSAGE)
    assert keeper.taken == []


@pytest.mark.parametrize(("at", "how", "refusal"), NEVER)
def test_a_refusal_for_good_is_told_apart(at: str, how: str, refusal: type[Exception]):
    with server_that_ends(at, how) as (port, keeper), pytest.raises(refusal) as said:
        mailer(port).send(**SEND, message=MESSAGE)
    assert type(said.value) is refusal
    assert keeper.taken == []


@pytest.mark.parametrize(("at", "how", "taken"), UNCLEAR)
def test_silence_after_the_dot_says_nothing(at: str, how: str, taken: int):
    with server_that_ends(at, how) as (port, keeper), pytest.raises(OSError, match=UNSAID) as trouble:
        mailer(port).send(**SEND, message=MESSAGE)
    assert not isinstance(trouble.value, NotAccepted)
    assert len(keeper.taken) == taken


def test_a_mail_and_its_journal_copy_are_one_transaction_byte_for_byte():
    with server_that_ends("nowhere", "") as (port, keeper):
        receipt = mailer(port).send(**SEND, message=MESSAGE)

    assert receipt.message_id == "<m-1@legation.example>"
    content = MESSAGE.replace(b"\n", b"\r\n") + b"\r\n"
    assert keeper.taken == [(["a@cluster.example", JOURNAL], content)]


def test_nobody_listening_is_certain():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = int(bound.getsockname()[1])
    with pytest.raises(NotAccepted):
        mailer(port).send(**SEND, message=MESSAGE)


def test_a_server_that_says_a_word_now_and_then_is_cut_off_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_drip, args=(listening,), daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises(OSError, match=UNSAID):
            mailer(listening.getsockname()[1], timeout=0.5, within=1).send(**SEND, message=MESSAGE)
    assert time.monotonic() - began < 20, "It would say a word for a minute."


def _drip(listening: socket.socket) -> None:
    """Greet, and then answer in a reply that never ends."""
    line, _ = listening.accept()
    try:
        line.sendall(b"220 sink\r\n")
        for _ in range(300):
            line.sendall(b"250-more\r\n")
            time.sleep(0.2)
    except OSError:
        line.close()
