"""Mail that SES has put into a bucket, told by a queue: SES -> S3 -> SQS."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from activities.ports import MailQueue, QueuedMail
from portal.inbound.reception import Became
from portal.inbound.ways import Receiving


class QueueWay:
    """Takes mails from a queue. A message is removed only once all of its mails were received."""

    name = "sqs"

    def __init__(self, queue: MailQueue, receiver: Receiving) -> None:
        self._queue = queue
        self._receiver = receiver
        self._waiting = ThreadPoolExecutor(1, thread_name_prefix="sqs")
        """Of its own: who waits for a queue keeps nobody else waiting."""

    async def run(self, say_up: Callable[[], None]) -> None:
        """See `portal.inbound.ways.Way`."""
        while True:
            await self.take_once()
            say_up()

    async def take_once(self) -> int:
        """Wait for mails, hand them in, and return how many they were.

        Trouble with one leaves it in the queue, which gives it out again. Raises the first of it at the end.
        """
        troubles = list[Exception]()
        waiting = await asyncio.get_running_loop().run_in_executor(self._waiting, self._queue.wait)
        for queued in waiting:
            try:
                await self._take(queued)
            except Exception as trouble:  # raised below, once the others are handed in
                troubles.append(trouble)
        if troubles:
            raise troubles[0]
        return len(waiting)

    async def _take(self, queued: QueuedMail) -> None:
        is_done = True
        for content in await asyncio.to_thread(self._queue.mails, queued):
            reception = await self._receiver.receive(content, way=self.name, received_at=datetime.now(UTC))
            is_done = is_done and reception.became is not Became.FAILED
        if is_done:
            await asyncio.to_thread(self._queue.remove, queued)
