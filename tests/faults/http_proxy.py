"""A way to an HTTP server on which everything can go wrong, also after the server did what it was asked.

Faults: `500` without asking the server; `applied-500` and `applied-cut`: it did it, and nobody hears so;
`cut`; `slow`.
"""

import asyncio
from collections import Counter
from typing import NamedTuple

from tests.faults.dice import Dice

FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FULL = FAILED.replace(b"500 Internal Server Error", b"507 Insufficient Storage")
SLOWEST = 1.5
HOP_BY_HOP = (b"connection:", b"expect:", b"keep-alive:", b"proxy-")


class Request(NamedTuple):
    """One request as it is handed on: the server closes the connection when it has answered."""

    head: bytes
    body: bytes


class HttpProxy:
    """Hands requests on to `port` of this computer, each on a connection of its own."""

    def __init__(self, port: int, dice: Dice) -> None:
        self._port = port
        self.dice = dice
        self.is_away = False
        self.is_full = False
        """While it is, nothing more can be stored, and the server says so."""
        self.requests: Counter[str] = Counter()
        """By method."""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self.is_away:
                writer.write(await self._answer(await _request(reader, writer)))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the server or the client is gone: the client sees a connection that ends
        finally:
            writer.close()

    async def _answer(self, request: Request) -> bytes:
        method = request.head.split(b" ", 1)[0].decode()
        self.requests[method] += 1
        if self.is_full and method == "PUT":
            return FULL
        fault = self.dice.throw()
        match fault:
            case "500":
                return FAILED
            case "cut":
                return b""
            case "slow":
                await asyncio.sleep(self.dice.between(0.2, SLOWEST))
        answer = await self._asked(request)
        match fault:
            case "applied-500":
                return FAILED
            case "applied-cut":
                return b""
        return answer

    async def _asked(self, request: Request) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request.head + request.body)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (one.partition(b":") for one in lines)
    }
    if fields.get(b"expect"):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(fields.get(b"content-length", b"0")))
    kept = [line for line in lines if not line.lower().startswith(HOP_BY_HOP)]
    return Request(b"\r\n".join([*kept, b"Connection: close", b"", b""]), body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """A body in chunks, as it came."""
    body = b""
    while True:
        size = await reader.readuntil(b"\r\n")
        body += size + await reader.readexactly(int(size.split(b";")[0], 16) + 2)
        if int(size.split(b";")[0], 16) == 0:
            return body
