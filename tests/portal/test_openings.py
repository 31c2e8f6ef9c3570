"""Many look at a call in the same moment: the engine is asked once, and nobody sees less for it."""

import asyncio

from delegation.file import DelegationFile
from portal.web.applying.openings import FRESH, Openings
from tests.portal.applying_portal import Applying

SLUG = "usa-2017"
CROWD = 20


class Slow(Applying):
    """An engine that is asked for files and answers once `gate` is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.asked, self.is_asked = 0, asyncio.Event()
        self.seconds = 0.0
        self._file = self.legation.file
        self.legation.file = self._later  # type: ignore[method-assign]
        self.openings = Openings(self.legation, self.register, lambda: self.seconds)

    async def _later(self, slug: str) -> DelegationFile:
        self.asked += 1
        self.is_asked.set()
        await self.gate.wait()
        return await self._file(slug)


async def test_a_crowd_that_comes_at_once_asks_once():
    town = Slow()
    looking = [asyncio.create_task(town.openings.opening(SLUG)) for _ in range(CROWD)]
    await town.is_asked.wait()
    town.gate.set()
    seen = await asyncio.gather(*looking)

    assert town.asked == 1
    assert [one.file.slug for one in seen if one is not None] == [SLUG] * CROWD


async def test_while_one_asks_anew_the_others_see_what_was_known():
    town = Slow()
    town.gate.set()
    await town.openings.opening(SLUG)
    town.seconds += FRESH + 1
    town.gate.clear()
    town.is_asked.clear()
    first = asyncio.create_task(town.openings.opening(SLUG))
    await town.is_asked.wait()
    others = [await town.openings.opening(SLUG) for _ in range(CROWD)]
    is_asking = not first.done()
    town.gate.set()

    assert is_asking
    assert town.asked == 2
    assert all(one is not None for one in [*others, await first])
