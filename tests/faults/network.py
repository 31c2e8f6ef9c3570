"""The sink and the proxies, in a thread of their own."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Network:
    """Listens on this computer, for as long as the `with` block lasts."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faulty network")
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> "Network":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def listen(self, conversation: Conversation, port: int = 0) -> int:
        """Serve `conversation` on `port`, or on a free one. Returns the port."""
        return asyncio.run_coroutine_threadsafe(self._listen(conversation, port), self._loop).result()

    async def _listen(self, conversation: Conversation, port: int) -> int:
        server = await asyncio.start_server(conversation, "127.0.0.1", port, limit=10_000_000)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
