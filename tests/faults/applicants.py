"""A process in which people apply by the product's own way in, and try again until they hold a receipt.

    python -m tests.faults.applicants SLUG FIRST LAST LOG

What was tried and what came back is in the log before anything else happens, in the words of Jepsen:
`invoke`, then `ok` (a receipt), `fail` (refused for certain) or `info` (nobody knows).
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from composition import open_legation
from delegation.application import Application
from delegation.person import Person
from portal.client import Legation
from portal.errors import Refused
from settings import Settings
from tests.faults.kept_lines import KeptLines

COUNTRIES = ("SE", "PT", "FI", "DE", "SI")
PAUSE = 0.3
TOGETHER = 3
"""People of one process who apply at the same time."""
ONE_CALL = 45
"""Seconds after which a person gives up waiting and tries again."""


def application(number: int) -> Application:
    """The application of an invented person; the same whenever it is asked for."""
    participant = f"L-{number}"
    person = Person(
        id=participant,
        name=f"Ælfgifu Ødegård the {number}th",
        email=f"applicant-{number}@laboratory.example",
        organisation=f"Water Works {number}",
        zone="Europe/Brussels",
    )
    answers = {"country": COUNTRIES[number % len(COUNTRIES)], "profile": "https://laboratory.example"}
    return Application(id=participant, person=person, answers={**answers, "cluster": True})


async def legation_as_soon_as_possible(settings: Settings) -> Legation:
    """Connected; the engine may be down just now."""
    while True:
        try:
            return await open_legation(settings)
        except (OSError, RuntimeError):
            await asyncio.sleep(PAUSE)


async def apply(legation: Legation, slug: str, number: int, log: KeptLines) -> None:
    """Until there is a receipt or a refusal."""
    handed_in = application(number)
    received_at = datetime.now(UTC)
    for attempt in range(1, 1000):
        log.add(event="invoke", participant=handed_in.id, attempt=attempt)
        try:
            receipt = await asyncio.wait_for(legation.submit(slug, handed_in, received_at), ONE_CALL)
        except Refused as reason:
            log.add(event="fail", participant=handed_in.id, why=str(reason))
            return
        except Exception as reason:  # whatever it was: nobody knows what was done
            log.add(event="info", participant=handed_in.id, why=f"{type(reason).__name__}: {reason}"[:200])
            await asyncio.sleep(PAUSE)
        else:
            log.add(event="ok", participant=handed_in.id, code=receipt.code)
            return


async def main(slug: str, first: int, last: int, path: Path) -> None:
    log = KeptLines(path)
    legation = await legation_as_soon_as_possible(Settings())
    waiting = list(range(first, last))

    async def queue() -> None:
        while waiting:
            await apply(legation, slug, waiting.pop(0), log)

    await asyncio.gather(*(queue() for _ in range(TOGETHER)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
    sys.stdout.flush()
    os._exit(0)
