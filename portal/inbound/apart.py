"""Reading mails in a process of its own, which knows no secrets and may be killed at any time.

A mail can be made by anybody, so what reads it gets little time, little memory, an empty environment, and
no open files but the two pipes. Frames on both pipes: 4 bytes of length (big-endian), then the content.
"""

import asyncio
import json
import os
import struct
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from delegation.answering.answer import Answer, NotAnAnswer, Why
from delegation.answering.classifying import LARGEST_MAIL, classify
from delegation.fact import Fact
from delegation.unoptimised import demand_assertions

ROOT = Path(__file__).parents[2]
LENGTH = struct.Struct(">I")
READY = b"ready"
STARTS_WITHIN = 60.0
"""Seconds; a busy machine takes long to start a Python process, and that is no fault of the mail."""
ENDS_WITHIN = 2.0
MOST_MEMORY = 1024**3
LONGEST_ANSWER = 64 * 1024
"""Bytes of what comes back, which is a small JSON document."""
NEEDED_BY_WINDOWS = "SYSTEMROOT"


class Understood(Fact):
    """One of the two, as it passes the pipe."""

    answer: Answer | None = None
    other: NotAnAnswer | None = None


class Classifier:
    """`classify` at arm's length: one mail at a time, each within its time.

    The process starts with the first mail and stays. A mail that it cannot finish in time costs it its
    life, and the next mail gets a new one.
    """

    def __init__(self, *, trusted: frozenset[str] = frozenset(), seconds: float = 10.0) -> None:
        self._trusted = trusted
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def process_id(self) -> int | None:
        """Of the process that reads; None while there is none."""
        return self._process.pid if self._process else None

    async def classify(self, raw: bytes) -> Answer | NotAnAnswer:
        """What the mail is. A mail that takes too long, or ends two processes, is not an answer.

        Raises:
            OSError: no process could be started; hand the mail in again later.
        """
        async with self._turn:
            for _ in range(2):  # the first may have been killed by somebody else, for want of memory
                with suppress(EOFError, ConnectionError):
                    return await self._asked(raw)
            return NotAnAnswer(why=Why.UNREADABLE, text="The mail cannot be read.")

    async def close(self) -> None:
        """End the process. Another mail would start a new one."""
        async with self._turn:
            if self._process and self._process.stdin:
                self._process.stdin.close()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), ENDS_WITHIN)
            await self._kill()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _asked(self, raw: bytes) -> Answer | NotAnAnswer:
        """Raises EOFError or ConnectionError if the process ends over it."""
        process = await self._running()
        try:
            async with asyncio.timeout(self._seconds):
                await _send(process, raw[: LARGEST_MAIL + 1])
                understood = _understood(await _received(process))
        except TimeoutError:
            await self._kill()
            return NotAnAnswer(why=Why.TOO_SLOW, text="The mail takes too long to read; read it by hand.")
        except BaseException:  # also when nobody waits for it any more: the pipes are out of step
            await self._kill()
            raise
        return understood

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process and self._process.returncode is None:
            return self._process
        self._process = process = await _started(self._trusted)
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                await _received(process)
        except EOFError:
            await self._kill()
            raise OSError("The process that reads mails ends at once; run it by hand to see why.") from None
        except BaseException:
            await self._kill()
            raise
        return process

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        if process.stdin:
            process.stdin.close()
        await process.wait()


async def _started(trusted: frozenset[str]) -> asyncio.subprocess.Process:
    """A Python that sees our modules and nothing of our environment."""
    kept = {NEEDED_BY_WINDOWS: os.environ[NEEDED_BY_WINDOWS]} if NEEDED_BY_WINDOWS in os.environ else {}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-B", "-m", "portal.inbound.apart", json.dumps(sorted(trusted))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env={"PYTHONUTF8": "1", **kept},
    )


async def _send(process: asyncio.subprocess.Process, content: bytes) -> None:
    if process.stdin is None:
        raise EOFError
    process.stdin.write(LENGTH.pack(len(content)) + content)
    await process.stdin.drain()


async def _received(process: asyncio.subprocess.Process) -> bytes:
    """Raises EOFError (asyncio.IncompleteReadError is one) if the process ends, or says too much."""
    if process.stdout is None:
        raise EOFError
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > LONGEST_ANSWER:
        raise EOFError
    return await process.stdout.readexactly(length)


def _understood(content: bytes) -> Answer | NotAnAnswer:
    """Raises EOFError where the process says something else than it should."""
    try:
        told = Understood.model_validate_json(content)
    except ValueError:
        raise EOFError from None
    return told.answer or told.other or NotAnAnswer(why=Why.UNREADABLE, text="The mail cannot be read.")


# --- the other side of the pipes -------------------------------------------------------------------


def main(trusted: frozenset[str], incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Read mails from one pipe and say on the other what they are, until the first is closed."""
    _restrain()
    _write(outgoing, READY)
    while len(length := incoming.read(LENGTH.size)) == LENGTH.size:
        found = classify(incoming.read(LENGTH.unpack(length)[0]), trusted=trusted)
        told = Understood(answer=found) if isinstance(found, Answer) else Understood(other=found)
        _write(outgoing, told.model_dump_json().encode())


def _write(outgoing: BinaryIO, content: bytes) -> None:
    outgoing.write(LENGTH.pack(len(content)) + content)
    outgoing.flush()


def _restrain() -> None:
    """Bounds on memory, and neither files nor core dumps, where the platform knows such bounds.

    An interrupt typed at the terminal is for the portal, which closes the pipe.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError):
        import resource

        for bound, value in (
            (resource.RLIMIT_AS, MOST_MEMORY),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
        ):
            with suppress(ValueError, OSError):  # macOS refuses a bound on memory
                resource.setrlimit(bound, (value, value))


if __name__ == "__main__":
    demand_assertions()
    main(frozenset(json.loads(sys.argv[1])), sys.stdin.buffer, sys.stdout.buffer)
