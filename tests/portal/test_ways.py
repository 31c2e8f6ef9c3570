import asyncio
from collections.abc import Callable

from portal.inbound import ways
from portal.inbound.ways import Ways


class Shaky:
    """A way that fails a few times before it works."""

    name = "shaky"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.runs = 0
        self.is_up = asyncio.Event()

    async def run(self, say_up: Callable[[], None]) -> None:
        self.runs += 1
        if self.runs <= self.failures:
            raise OSError("jorg@cluster.example: mailbox is locked")
        say_up()
        self.is_up.set()
        await asyncio.sleep(3600)


async def test_a_way_that_fails_is_tried_again_until_it_works(monkeypatch):
    monkeypatch.setattr(ways, "FIRST_PAUSE", 0.01)
    way = Shaky(failures=3)
    kept = Ways([way])
    assert kept.states == {"shaky": "starting"}

    async with kept.open():
        await asyncio.wait_for(way.is_up.wait(), 10)
        assert kept.states == {"shaky": "up"}

    assert way.runs == 4


async def test_what_went_wrong_is_said_without_naming_anybody():
    kept = Ways([Shaky(failures=100)])

    async with kept.open():
        await asyncio.sleep(0.05)

    assert kept.states == {"shaky": "down: OSError"}
