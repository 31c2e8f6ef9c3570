"""A delegation watched while it runs: one look for everybody who watches, and none while nobody does."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import NamedTuple

from fastapi.sse import format_sse_event

from portal.errors import LegationError

EVERY = 3.0
"""Seconds between two looks."""
SLOWEST = 30.0
"""The same while the engine does not answer: each try waits twice as long."""

LONGEST = 300.0
"""Seconds of one stream; the browser then comes again, and is asked again who it is."""

Look = Callable[[], Awaitable[str]]
"""What is shown now, as text. Raises LegationError where that cannot be said."""


class Seen(NamedTuple):
    """One look. What has not changed keeps its number."""

    number: int
    text: str
    problem: str = ""


class Watch:
    """Looks at one delegation as long as somebody watches, however many they are."""

    def __init__(self, look: Look, *, every: float = EVERY) -> None:
        self._look = look
        self._every = every
        self._seen = Seen(0, "")
        self._changed = asyncio.Condition()
        self._viewers = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def viewers(self) -> int:
        return self._viewers

    async def changes(self, patience: float) -> AsyncGenerator[Seen | None, None]:
        """Each look that differs from the one before; None after `patience` seconds without one."""
        self._viewers += 1
        last = 0
        if self._task is None or self._task.done():
            last = self._seen.number  # of when somebody watched before: it may be old
            self._task = asyncio.create_task(self._go_on())
        try:
            while True:
                seen = await self._newer_than(last, patience)
                last = seen.number if seen else last
                yield seen
        finally:
            self._leave()

    def _leave(self) -> None:
        self._viewers -= 1
        if self._viewers == 0 and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _newer_than(self, number: int, patience: float) -> Seen | None:
        try:
            async with asyncio.timeout(patience), self._changed:
                await self._changed.wait_for(lambda: self._seen.number > number)
        except TimeoutError:
            return None
        return self._seen

    async def _go_on(self) -> None:
        wait = self._every
        while True:
            problem = await self._look_once()
            wait = min(wait * 2, SLOWEST) if problem else self._every
            await asyncio.sleep(wait)

    async def _look_once(self) -> str:
        try:
            text, problem = await self._look(), ""
        except (LegationError, OSError) as reason:
            text, problem = "", str(reason) or "Nothing can be said just now."
        if (text, problem) != (self._seen.text, self._seen.problem) or not self._seen.number:
            self._seen = Seen(self._seen.number + 1, text, problem)
            async with self._changed:
                self._changed.notify_all()
        return problem


class Watches:
    """The watch of each delegation that somebody watches."""

    def __init__(self, *, every: float = EVERY) -> None:
        self._every = every
        self._watches: dict[str, Watch] = {}

    def of(self, slug: str, look: Look) -> Watch:
        """The one watch of this delegation; those nobody watches any more are forgotten."""
        for name in [name for name, one in self._watches.items() if not one.viewers and name != slug]:
            del self._watches[name]
        return self._watches.setdefault(slug, Watch(look, every=self._every))

    @property
    def running(self) -> Mapping[str, int]:
        """Viewers by delegation."""
        return {name: one.viewers for name, one in self._watches.items() if one.viewers}


async def events(
    changes: AsyncGenerator[Seen | None, None], *, longest: float = LONGEST
) -> AsyncGenerator[bytes, None]:
    """What a browser hears, for `longest` seconds at most."""
    yield format_sse_event(retry=3000)
    async with contextlib.aclosing(changes):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest):
                async for seen in changes:
                    yield _event(seen)


def _event(seen: Seen | None) -> bytes:
    if seen is None:
        return format_sse_event(comment="nothing new")
    if seen.problem:
        return format_sse_event(event="away", data_str=seen.problem)
    return format_sse_event(event="stands", id=str(seen.number), data_str=seen.text)
